"""An authenticator in software, and sessions and enrolments for tests."""

import json
import os
from hashlib import sha256
from importlib import import_module

from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from django.urls import reverse
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from icnk.accounts import enrolment, reauthentication, sessions

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """Holds one passkey. `options` and the returned credentials are WebAuthn's JSON, as in a browser."""

    def __init__(self, origin="https://testserver"):
        self.origin = origin
        self.id = os.urandom(32)
        self.handle = b""
        self._private = ec.generate_private_key(ec.SECP256R1())

    def create(self, options, *, verified=True, origin=None):
        """Return what `navigator.credentials.create()` does."""
        options = options["publicKey"]
        self.handle = websafe_decode(options["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self._private.public_key())))
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._authenticator_data(options["rp"]["id"], ATTESTED, verified) + credential
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options, origin)
        return self._credential({"clientDataJSON": client, "attestationObject": attestation})

    def get(self, options, *, verified=True, origin=None, **client):
        """Return what `navigator.credentials.get()` does."""
        options = options["publicKey"]
        data = self._authenticator_data(options["rpId"], 0, verified)
        client = self._client_data("webauthn.get", options, origin, **client)
        signature = self._private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._credential(parts | {"userHandle": self.handle})

    def _authenticator_data(self, rp_id, flags, verified):
        flags |= PRESENT | (VERIFIED if verified else 0)
        return sha256(rp_id.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")

    def _client_data(self, kind, options, origin, **more):
        fields = {
            "type": kind,
            "challenge": options["challenge"],
            "origin": origin or self.origin,
            "crossOrigin": False,
        }
        return json.dumps(fields | more).encode()

    def _credential(self, response):
        credential_id = websafe_encode(self.id)
        response = {part: websafe_encode(value) for part, value in response.items()}
        more = {"type": "public-key", "clientExtensionResults": {}}
        return json.dumps({"id": credential_id, "rawId": credential_id, "response": response} | more)


def a_passkey_of(person, device=None, *, name="Phone") -> Authenticator:
    """Store a passkey of this person, held by `device`."""
    handle = websafe_encode(user_pk_to_url_str(person).encode())
    options = {"user": {"id": handle}, "rp": {"id": "testserver"}, "challenge": websafe_encode(bytes(32))}
    credential = json.loads((device or Device()).create({"publicKey": options}))
    data = {"name": name, "credential": credential}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def sign_in_with_passkey(client, person, *, recent=True) -> Authenticator:
    """Give this test client a session that a passkey opened: just now, or too long ago to publish anything."""
    client.cookies[settings.SESSION_COOKIE_NAME], passkey = a_passkey_session(person, recent=recent)
    return passkey


def a_passkey_session(person, *, recent=True):
    """Return (the value of the session cookie, the passkey)."""
    passkey = person.authenticator_set.first() or a_passkey_of(person)
    request = _anonymous_request()
    with context.request_context(request):
        sessions.start_session(request, passkey)
    if not recent:
        _expire(request.session)
    request.session.save()
    return request.session.session_key, passkey


def expire_reauthentication():
    """Make the last use of a passkey in each session six minutes old."""
    for row in Session.objects.all():
        session = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
        if reauthentication.SESSION_KEY in session:
            _expire(session)
            session.save()


def _expire(session):
    age = reauthentication.REAUTHENTICATION_TIMEOUT.total_seconds() + 60
    session[reauthentication.SESSION_KEY]["used_at"] -= age


def an_open_enrolment(person, source="invitation:1") -> str:
    """Return the session cookie of a browser that may add a passkey for this person."""
    request = _anonymous_request()
    enrolment.open_enrolment(request, person, source)
    request.session.save()
    return request.session.session_key


def _anonymous_request():
    request = RequestFactory().get("/")
    request.session, request.user = import_module(settings.SESSION_ENGINE).SessionStore(), AnonymousUser()
    return request


def add_passkey(client, device, *, address="/account/enrol/", asked="/account/enrol/question/", name="Phone", **wrong):
    """Post a new passkey of the device. `wrong` overrides what a correct device would send."""
    question = client.post(asked).json()
    return client.post(address, {"credential": device.create(question, **wrong), "name": name})


def can_open_desk(client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200
