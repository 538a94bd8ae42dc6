"""WebAuthn's two ceremonies, over allauth and fido2: a new passkey is made, and a passkey answers a question.

A question (challenge) lies in the session, serves once, right or wrong, and for five minutes. An answer counts from the
very origin that was asked, and only where the device has checked who holds it (W3C Web Authentication 3, 7.1 and 7.2).
"""

import json
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.exceptions import ValidationError
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import CollectedClientData

QUESTION_LASTS = timedelta(minutes=5)
MOST_BYTES = 64 * 1024  # of an answer
MOST_KEYS = 10  # of one person

#: what reading an answer that somebody made up may raise
MADE_UP = (
    ValidationError,  # how allauth says no
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OverflowError,
    UnsupportedAlgorithm,
)


class Refused(Exception):
    """The answer does not count. `why` is for the record; `of` names whom the passkey belongs to, where it is one."""

    def __init__(self, why, *, of=""):
        super().__init__(why)
        self.why, self.of = why, of


def question_to_anybody() -> dict:
    """Which passkey this is says who comes: the browser offers those that it has for this site."""
    return _asked(auth.begin_authentication())


def question_to(person) -> dict:
    return _asked(auth.begin_authentication(person))


def question_for_a_new_key(person) -> dict:
    """One that the device keeps and that needs its PIN, finger or face."""
    return _asked(auth.begin_registration(person, passwordless=True))


def key_that_answered(request, person=None) -> Authenticator:
    """The passkey behind the answer: any active editor's, or one of `person`. Raises `Refused`."""
    state = _question()
    try:
        credential = _answer(request)
        auth.parse_authentication_response(credential)
        holder = person or auth.extract_user_from_response(credential)
        auth.set_state(state)
        key = auth.complete_authentication(holder, credential)
    except MADE_UP as error:
        raise Refused("answer") from error
    finally:
        auth.clear_state()
    if not (key.user.is_active and key.user.is_staff):
        raise Refused("ended", of=key.user.get_username())
    return key


def new_key(request, person, name: str) -> Authenticator:
    """Keep the passkey that the browser has just made. Raises `Refused`."""
    state = _question()
    try:
        credential = _answer(request)
        auth.parse_registration_response(credential)
        auth.set_state(state)
        auth.complete_registration(credential)
    except MADE_UP as error:
        raise Refused("answer") from error
    finally:
        auth.clear_state()
    if Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count() >= MOST_KEYS:
        raise Refused("too many")
    return auth.WebAuthn.add(person, name, _kept(credential)).instance


def _kept(credential):
    """Of the answer what a passkey is known by later, written anew: not a letter that nobody checked."""
    name = _rewritten(credential["rawId"])
    parts = ("clientDataJSON", "attestationObject")
    response = {part: _rewritten(credential["response"][part]) for part in parts}
    return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def _rewritten(text):
    return websafe_encode(websafe_decode(text))


def _asked(options):
    auth.set_state(auth.get_state() | {"at": timezone.now().timestamp()})
    return options


def _question():
    state = auth.get_state()
    auth.clear_state()
    if not state or not 0 <= timezone.now().timestamp() - state["at"] <= QUESTION_LASTS.total_seconds():
        raise Refused("no question")
    return state


def _answer(request):
    """The answer as a dict. Raises one of `MADE_UP`, or `Refused` where it was given to another site."""
    text = request.POST.get("credential", "")
    if len(text) > MOST_BYTES:
        raise Refused("too long")
    credential = json.loads(text)
    client = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"]))
    if client.origin != f"{request.scheme}://{request.get_host()}" or client.cross_origin:
        raise Refused("origin")
    return credential
