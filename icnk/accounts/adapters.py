"""What allauth asks of the site: nobody signs up, no address resets anything, and how a passkey is labelled."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.translation import gettext


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Never without one: a server behind a socket may know none, and people sign in all the same."""
        return get_client_ip(request) or "0.0.0.0"  # noqa: S104


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys belong to the one host name under which they were made."""

    def get_public_key_credential_rp_entity(self):
        return {"id": context.request.get_host().partition(":")[0], "name": gettext("ICNK newsroom")}

    def get_public_key_credential_user_entity(self, user):
        name = user.get_username()
        shown = user.get_full_name() or name
        return {"id": user_pk_to_url_str(user).encode(), "name": name, "display_name": shown}
