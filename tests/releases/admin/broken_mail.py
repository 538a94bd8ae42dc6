from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """A post office that is shut."""

    def send_messages(self, letters):
        raise ConnectionRefusedError
