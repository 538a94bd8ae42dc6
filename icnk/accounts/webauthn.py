"""WebAuthn with fido2: the options for the browser, and the verification of its response.

A challenge is kept in the session for five minutes and works once, right or wrong. A response is valid only from this
origin, and only if the device verified its user (W3C Web Authentication 3, 7.1 and 7.2).
"""

import json
from datetime import timedelta

from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from fido2 import webauthn as fido
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode

SESSION_KEY = "webauthn"
CHALLENGE_LIFETIME = timedelta(minutes=5)
MAX_RESPONSE_BYTES = 64 * 1024
MAX_PASSKEYS = 10  # of one person
RECOMMENDED_PASSKEYS = 2  # one may be lost

#: exceptions that a forged or malformed response may cause
INVALID_RESPONSE_ERRORS = (
    *(ObjectDoesNotExist, ValidationError, ValueError, TypeError, LookupError, AttributeError, AssertionError),
    *(RecursionError, NotImplementedError, OverflowError, UnsupportedAlgorithm),
)


class PasskeyRefused(Exception):
    """An invalid response. `why` is for the audit log; `username` is the owner of a valid passkey."""

    def __init__(self, why, *, username=""):
        super().__init__(why)
        self.why, self.username = why, username


def get_passkeys(person):
    """Return the queryset of a person's passkeys, oldest first."""
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("created_at")


def request_options(request, person=None) -> dict:
    """Return options for `navigator.credentials.get()`: any passkey of this site, or one of `person`."""
    credentials = [_credential_data(passkey) for passkey in get_passkeys(person)] if person else []
    options, state = _server(request).authenticate_begin(credentials, _user_verification())
    return _begin(request, options, state)


def creation_options(request, person) -> dict:
    """Return options for `navigator.credentials.create()`: a passkey that stays on a device which verifies its user."""
    handle, username = user_pk_to_url_str(person).encode(), person.get_username()
    options, state = _server(request).register_begin(
        fido.PublicKeyCredentialUserEntity(id=handle, name=username, display_name=person.get_full_name() or username),
        [_credential_data(passkey) for passkey in get_passkeys(person)],
        fido.ResidentKeyRequirement.REQUIRED,
        _user_verification(),
    )
    return _begin(request, options, state)


def verify_response(request, person=None) -> Authenticator:
    """Return the passkey that answered, of any active staff member or of `person`. Raises `PasskeyRefused`."""
    state = _pop_state(request)
    try:
        credential = _read_credential(request)
        owner = person
        if not owner:
            handle = websafe_decode(credential["response"]["userHandle"]).decode()
            owner = get_user_model().objects.get(pk=url_str_to_user_pk(handle))
        passkeys = list(get_passkeys(owner))
        credentials = [_credential_data(passkey) for passkey in passkeys]
        used = _server(request).authenticate_complete(state, credentials, credential)
        passkey = passkeys[credentials.index(used)]
    except INVALID_RESPONSE_ERRORS as error:
        raise PasskeyRefused("answer") from error
    if not (owner.is_active and owner.is_staff):
        raise PasskeyRefused("ended", username=owner.get_username())
    return passkey


def create_passkey(request, person, name: str) -> Authenticator:
    """Store the passkey that the browser has just made. Raises `PasskeyRefused`.

    Only the fields that are needed later are stored, encoded anew, so that nothing unchecked gets into the database.
    """
    state = _pop_state(request)
    try:
        credential = _read_credential(request)
        _server(request).register_complete(state, credential)
        key_id = websafe_encode(websafe_decode(credential["rawId"]))
        parts = ("clientDataJSON", "attestationObject")
        response = {part: websafe_encode(websafe_decode(credential["response"][part])) for part in parts}
    except INVALID_RESPONSE_ERRORS as error:
        raise PasskeyRefused("answer") from error
    if get_passkeys(person).count() >= MAX_PASSKEYS:
        raise PasskeyRefused("too many")
    stored = {"id": key_id, "rawId": key_id, "type": "public-key", "response": response}
    data = {"name": name, "credential": stored}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def _server(request):
    """Return the server of this request's host name: passkeys are valid only for the host name of their creation."""
    host = request.get_host().partition(":")[0]
    return Fido2Server(fido.PublicKeyCredentialRpEntity(id=host, name=gettext("ICNK newsroom")))


def _user_verification():
    return fido.UserVerificationRequirement(settings.MFA_WEBAUTHN_USER_VERIFICATION)


def _credential_data(passkey) -> fido.AttestedCredentialData:
    registration = fido.RegistrationResponse.from_dict(passkey.data["credential"])
    return registration.response.attestation_object.auth_data.credential_data


def _begin(request, options, state):
    request.session[SESSION_KEY] = state | {"at": timezone.now().timestamp()}
    return dict(options)


def _pop_state(request):
    state = request.session.pop(SESSION_KEY, None)
    if not state or not 0 <= timezone.now().timestamp() - state["at"] <= CHALLENGE_LIFETIME.total_seconds():
        raise PasskeyRefused("no question")
    return state


def _read_credential(request):
    """Return the posted credential as a dict. Raises `PasskeyRefused` if it was made for another origin."""
    text = request.POST.get("credential", "")
    if len(text) > MAX_RESPONSE_BYTES:
        raise PasskeyRefused("too long")
    credential = json.loads(text)
    client = fido.CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
    if client.origin != f"{request.scheme}://{request.get_host()}" or client.cross_origin:
        raise PasskeyRefused("origin")
    return credential
