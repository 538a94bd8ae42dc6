"""The document of an edition: all that outlets print, and its serialisation.

The bytes are UTF-8 JSON with sorted keys and no floats, so that everyone computes the same digest.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

SCHEMA = 3  # 2: redaction; 3: image and attachments


class UnknownSchema(ValueError):
    """The document has a schema version that this program does not know."""


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A way to reach a person: `label` and `value` as printed, `href` if it can be linked (RFC 3966, RFC 6068)."""

    label: str
    value: str
    href: str

    def __str__(self) -> str:
        return f"{self.label} {self.value}".strip()


@dataclass(frozen=True, kw_only=True)
class Contact:
    city: str
    name: str
    title: str
    organisation: str
    channels: tuple[Channel, ...]

    @property
    def affiliation(self) -> str:
        return ", ".join(filter(None, [self.title, self.organisation]))


@dataclass(frozen=True, kw_only=True)
class Quote:
    kind: str
    text: str
    speaker: str
    title: str
    organisation: str

    @property
    def attribution(self) -> str:
        return ", ".join(filter(None, [self.speaker, self.title, self.organisation]))


@dataclass(frozen=True, kw_only=True)
class File:
    """A file under the random name in the storage; `digest` is the SHA-256 of its bytes."""

    name: str
    type: str  # image/webp, application/pdf …
    size: int  # bytes
    digest: str


@dataclass(frozen=True, kw_only=True)
class Rendition(File):
    """An image in one size and format; width and height in pixels."""

    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Image:
    """The lead image. A `decorative` image has no text alternative."""

    alt: str
    decorative: bool
    caption: str
    credit: str
    rights: str
    renditions: tuple[Rendition, ...]  # the widest first, of each size WebP and JPEG

    @property
    def webp(self) -> list[Rendition]:
        return [each for each in self.renditions if each.type == "image/webp"]

    @property
    def jpeg(self) -> list[Rendition]:
        return [each for each in self.renditions if each.type == "image/jpeg"]


@dataclass(frozen=True, kw_only=True)
class Attachment(File):
    """A document attached to the release."""

    title: str


@dataclass(frozen=True, kw_only=True)
class Document:
    """One edition. Days are `date`s, instants are aware `datetime`s in UTC, `body` is sanitised HTML."""

    language: str
    slug: str
    number: int
    kind: str
    archived: bool  # from the former site
    note: str
    public_from: datetime | None  # None: not issued
    released_on: date
    list_title: str
    kicker: str
    headline: str
    subheadline: str
    places: str
    dated: date | None
    dateline: str
    body: str
    quotes: tuple[Quote, ...]
    contacts: tuple[Contact, ...]
    boilerplate: str
    members_heading: str
    members_are: str
    members: tuple[str, ...]
    previous: str  # digest of the edition before
    salt: str  # random, so that the digest confirms no guessed text
    redacted_at: datetime | None = None
    redaction: str = ""  # the public note about it
    image: Image | None = None
    attachments: tuple[Attachment, ...] = ()

    def files(self) -> tuple[File, ...]:
        """Return every file that this document names."""
        return (*(self.image.renditions if self.image else ()), *self.attachments)

    def has_same_content(self, other: "Document") -> bool:
        """Whether both print the same, however they were issued."""
        return self._content_only() == other._content_only()

    def content_digest(self) -> str:
        """Return the SHA-256 of what is printed, however it is issued. Clearing stores it."""
        return hashlib.sha256(dump(self._content_only()).encode()).hexdigest()

    def _content_only(self) -> "Document":
        issue = replace(self, number=0, kind="", archived=False, note="", public_from=None)
        return replace(issue, previous="", salt="", redacted_at=None, redaction="")


def dump(document: Document) -> str:
    """Return the JSON whose UTF-8 bytes are signed."""
    fields = {"schema": SCHEMA, **asdict(document)}
    return json.dumps(
        fields, default=_serialize, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def load(text: str) -> Document:
    """Load a document of any schema ever issued. Raises `UnknownSchema`."""
    fields = json.loads(text)
    schema = fields.pop("schema", None)
    if schema not in range(1, SCHEMA + 1):
        raise UnknownSchema(f"This document has schema {schema!r}; this newsroom reads up to schema {SCHEMA}.")
    if image := fields.get("image"):
        fields["image"] = Image(**image | {"renditions": tuple(Rendition(**each) for each in image["renditions"])})
    return Document(
        **{
            **fields,
            "public_from": fields["public_from"] and datetime.fromisoformat(fields["public_from"]),
            "redacted_at": fields.get("redacted_at") and datetime.fromisoformat(fields["redacted_at"]),
            "released_on": date.fromisoformat(fields["released_on"]),
            "dated": fields["dated"] and date.fromisoformat(fields["dated"]),
            "quotes": tuple(Quote(**quote) for quote in fields["quotes"]),
            "contacts": tuple(
                Contact(**{**contact, "channels": tuple(Channel(**channel) for channel in contact["channels"])})
                for contact in fields["contacts"]
            ),
            "members": tuple(fields["members"]),
            "attachments": tuple(Attachment(**each) for each in fields.get("attachments", ())),
        }
    )


def _serialize(value):
    if isinstance(value, date):  # a datetime is a date, too
        return value.isoformat()
    raise TypeError(f"A document cannot hold {type(value).__name__}")
