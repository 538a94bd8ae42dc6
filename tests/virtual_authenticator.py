"""A device with a passkey, as software; and sessions that a passkey opened."""

import json
import os
from hashlib import sha256
from importlib import import_module

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.test import RequestFactory
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

from icnk.accounts import enrolment, reauthentication, sessions

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Device:
    """Holds one passkey. What it is asked (`question`) and answers is WebAuthn's JSON, as in a browser."""

    def __init__(self, origin="https://testserver"):
        self.origin = origin
        self.id = os.urandom(32)
        self.handle = b""
        self._private = ec.generate_private_key(ec.SECP256R1())

    def make(self, question, *, verified=True, origin=None):
        """The answer to `navigator.credentials.create()`."""
        question = question["publicKey"]
        self.handle = websafe_decode(question["user"]["id"])
        public = cbor.encode(dict(ES256.from_cryptography_key(self._private.public_key())))
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(question["rp"]["id"], ATTESTED, verified) + held
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", question, origin)
        return self._credential({"clientDataJSON": client, "attestationObject": attestation})

    def answer(self, question, *, verified=True, origin=None, **client):
        """The answer to `navigator.credentials.get()`."""
        question = question["publicKey"]
        data = self._data(question["rpId"], 0, verified)
        client = self._client("webauthn.get", question, origin, **client)
        signature = self._private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return self._credential(parts | {"userHandle": self.handle})

    def _data(self, site, flags, verified):
        flags |= PRESENT | (VERIFIED if verified else 0)
        return sha256(site.encode()).digest() + bytes([flags]) + (1).to_bytes(4, "big")

    def _client(self, kind, question, origin, **more):
        said = {"type": kind, "challenge": question["challenge"], "origin": origin or self.origin, "crossOrigin": False}
        return json.dumps(said | more).encode()

    def _credential(self, response):
        name = websafe_encode(self.id)
        response = {part: websafe_encode(value) for part, value in response.items()}
        more = {"type": "public-key", "clientExtensionResults": {}}
        return json.dumps({"id": name, "rawId": name, "response": response} | more)


def a_passkey_of(person, device=None, *, name="Phone") -> Authenticator:
    """A passkey of this person, held by `device`."""
    handle = websafe_encode(user_pk_to_url_str(person).encode())
    question = {"user": {"id": handle}, "rp": {"id": "testserver"}, "challenge": websafe_encode(bytes(32))}
    made = (device or Device()).make({"publicKey": question})
    return WebAuthn.add(person, name, json.loads(made)).instance


def sign_in_with_passkey(client, person, *, touched=True) -> Authenticator:
    """Give this test client a session that a passkey of `person` opened: just now, or with a touch that is too old."""
    client.cookies[settings.SESSION_COOKIE_NAME], key = a_passkey_session(person, touched=touched)
    return key


def a_passkey_session(person, *, touched=True):
    """(the value of the cookie, the passkey)"""
    key = person.authenticator_set.first() or a_passkey_of(person)
    request = RequestFactory().get("/")
    request.session, request.user = import_module(settings.SESSION_ENGINE).SessionStore(), AnonymousUser()
    with context.request_context(request):
        sessions.begin(request, key)
    if not touched:
        _age(reauthentication.records(request))
    request.session.save()
    return request.session.session_key, key


def expire_reauthentication():
    """The last touch of each session was six minutes ago."""
    for row in Session.objects.all():
        session = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
        _age(session.get(AUTHENTICATION_METHODS_SESSION_KEY, []))
        session.save()


def _age(touches):
    for each in touches:
        each["at"] -= reauthentication.REAUTHENTICATION_TIMEOUT.total_seconds() + 60


def an_open_enrolment(person, way="invitation:1") -> str:
    """The value of the cookie of a browser that may add a passkey for this person."""
    request = RequestFactory().get("/")
    request.session, request.user = import_module(settings.SESSION_ENGINE).SessionStore(), AnonymousUser()
    enrolment.open_to(request, person, way)
    request.session.save()
    return request.session.session_key
