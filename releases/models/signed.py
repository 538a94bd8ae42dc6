import hashlib

from django.db import models

from releases.document import signing


class TamperedDocument(Exception):
    """The database holds another text than the one that was issued and signed. Nobody is to read it as ours."""


class SignedDocument(models.Model):
    """What a document is known by: its SHA-256, the signature over that in base64, and the name of the key.

    What was issued before there was a key has no signature until `sign_editions` was there.
    """

    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=88, blank=True, default="")
    key = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def has_valid_signature(self) -> bool:
        """Whether a key of ours signed a document with this digest."""
        return signing.verify(self.digest, self.signature, self.key)

    @staticmethod
    def digest_of(document: str) -> str:
        return hashlib.sha256(document.encode()).hexdigest()
