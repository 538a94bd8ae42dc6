from django.conf import settings
from django.contrib.auth.backends import ModelBackend


class StaffBackend(ModelBackend):
    """Django's users and permissions, without passwords where passkeys are required."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if settings.PASSKEYS_REQUIRED:
            return None
        return super().authenticate(request, username, password, **kwargs)
