from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """A mail server that refuses connections."""

    def send_messages(self, letters):
        raise ConnectionRefusedError
