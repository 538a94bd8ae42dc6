from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Django's people and their rights. Where passkeys are required, no password opens anything."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if settings.PASSKEYS_REQUIRED:
            return None
        return super().authenticate(request, username, password, **kwargs)
