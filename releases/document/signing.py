"""Ed25519 signatures (RFC 8032) over issued documents. The keys are files, never in the database.

Each key has two files: `NAME.pem` with the private key (PKCS #8), and `NAME.pub.pem` with the public key. Only the
public key of a retired key stays. Verification needs no private key.
"""

import base64
import hashlib
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KEY_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{8}")  # creation date and start of its fingerprint
PUBLIC_SUFFIX, PRIVATE_SUFFIX = ".pub.pem", ".pem"


class SigningKeyError(ValidationError):
    """There is no usable signing key. The message says what to do."""


@dataclass(frozen=True)
class PublicKey:
    name: str
    key: Ed25519PublicKey

    @property
    def since(self) -> date:
        return date.fromisoformat(self.name[:10])

    @property
    def pem(self) -> str:
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_bytes(serialization.Encoding.PEM, form).decode()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its 32 bytes, in hex."""
        return _fingerprint(self.key)


def signed_message(digest: str) -> bytes:
    """Return what is signed: only the digest, so that it can be verified after a redaction."""
    return f"ICNK edition\n{digest}\n".encode()


def sign(digest: str) -> tuple[str, str]:
    """Sign the document with this SHA-256. Return (base64 signature, key name). Raises `SigningKeyError`."""
    name, key = _signing_key()
    signature = base64.b64encode(key.sign(signed_message(digest))).decode()
    if not verify(digest, signature, name):
        raise SigningKeyError(
            _("The public part of the signing key %(name)s is missing, or is another's.") % {"name": name}
        )
    return signature, name


def verify(digest: str, signature: str, key: str) -> bool:
    """Whether the key, if it is known here, signed the document with this SHA-256."""
    known = public_keys().get(key)
    if not known:
        return False
    try:
        known.key.verify(base64.b64decode(signature, validate=True), signed_message(digest))
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys() -> dict[str, PublicKey]:
    """Map the name of each key that ever signed to the key, the newest first."""
    return _public_keys(tuple(_files(PUBLIC_SUFFIX)))


def get_replacement_date(key: str, default: date) -> date:
    """Return the creation date of the next key, or the default."""
    dates = (each.since for each in public_keys().values())
    return min((day for day in dates if day > date.fromisoformat(key[:10])), default=default)


def make_key() -> str:
    """Create the key that signs from now on, and return its name. Raises `OSError` if it cannot be written."""
    folder, key = _folder(), Ed25519PrivateKey.generate()
    name = f"{datetime.now(UTC):%Y-%m-%d}-{_fingerprint(key.public_key())[:8]}"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}{PUBLIC_SUFFIX}", PublicKey(name, key.public_key()).pem.encode(), 0o644)
    _write(folder / f"{name}{PRIVATE_SUFFIX}", private, 0o600)
    return name


def get_private_key_names() -> list[str]:
    """Return the names of the keys whose private key is here, the signing one first."""
    return [path.name.removesuffix(PRIVATE_SUFFIX) for path, _changed, _size in _files(PRIVATE_SUFFIX)]


def _signing_key():
    if settings.DEBUG and not get_private_key_names():
        make_key()
    if not (names := get_private_key_names()):
        raise SigningKeyError(
            _("There is no signing key, so nothing can be issued. Nothing is lost: ask who keeps the server for one.")
        )
    return names[0], _private_key(_folder() / f"{names[0]}{PRIVATE_SUFFIX}")


def _private_key(path):
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            words = _("The signing key %(name)s can be read by others on the server, so it is not used: chmod 600.")
            raise SigningKeyError(words % {"name": path.name})
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyError(_("The signing key %(name)s cannot be read.") % {"name": path.name}) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(_("The signing key %(name)s is not of the kind Ed25519.") % {"name": path.name})
    return key


@lru_cache(maxsize=4)
def _public_keys(files):
    """Skip files that hold no Ed25519 key; their signatures are unknown."""
    found = {}
    for path, _changed, _size in files:
        name = path.name.removesuffix(PUBLIC_SUFFIX)
        with suppress(OSError, ValueError):
            key = serialization.load_pem_public_key(path.read_bytes())
            if isinstance(key, Ed25519PublicKey) and _fingerprint(key).startswith(name[-8:]):
                found[name] = PublicKey(name, key)
    return found


def _files(ending):
    """Return (path, modified, size) of each key file with this suffix, the newest key first."""
    try:
        named = re.compile(KEY_NAME.pattern + re.escape(ending))
        found = [(Path(entry.path), entry.stat()) for entry in os.scandir(_folder()) if named.fullmatch(entry.name)]
    except FileNotFoundError:
        return []
    rows = [(path, status.st_mtime_ns, status.st_size) for path, status in found]
    return sorted(rows, key=lambda row: (row[0].name[:10], row[1]), reverse=True)


def _folder():
    return Path(settings.SIGNING_KEYS)


def _fingerprint(key):
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def _write(path, data, mode):
    """Raises `FileExistsError` if the file exists."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        os.fchmod(file.fileno(), mode)  # independent of the umask: the public side may run as another user
        file.write(data)
        os.fsync(file.fileno())
