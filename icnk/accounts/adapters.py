from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import PermissionDenied

UNKNOWN_IP = "0.0.0.0"  # noqa: S104


class AccountAdapter(DefaultAccountAdapter):
    """allauth's settings for this site: no sign-up, and sign-in also when the client address is unknown."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Return `UNKNOWN_IP` if the address is unknown. allauth would refuse the request."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return UNKNOWN_IP
