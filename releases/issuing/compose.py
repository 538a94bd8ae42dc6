"""Compose the document of a release from its records, without issuing it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from releases.document import schema
from releases.document.html import html_to_paragraphs, sanitize, strip_hidden_characters
from releases.models import Edition, Release

QUOTE_FIELDS = "kind text speaker title organisation"
CONTACT_FIELDS = "city name title organisation"


def compose(
    release: Release,
    *,
    number: int = 1,
    kind: str = Edition.Kind.ORIGINAL,
    note: str = "",
    archived: bool = False,
    public_from: datetime | None = None,
) -> schema.Document:
    """The document of `release` as its records stand, without salt and the digest of the edition before.

    Raises `ValidationError` with a message for each required field that is missing.
    """
    if missing := missing_fields(release):
        raise ValidationError([message for _field, message in missing])
    names = "language slug released_on kicker headline subheadline places dated boilerplate members_heading members_are"
    document = schema.Document(
        **_copy(release, names),
        number=number,
        kind=str(kind),
        archived=archived,
        note=note,
        public_from=public_from,
        list_title=release.list_title or release.headline,
        dateline=release.formatted_dateline(),
        body=str(sanitize(release.body)),
        quotes=tuple(schema.Quote(**_copy(quote, QUOTE_FIELDS)) for quote in release.quotes.all()),
        contacts=tuple(
            schema.Contact(**_copy(line, CONTACT_FIELDS), channels=tuple(line.channel_list()))
            for line in release.contact_lines.all()
        ),
        members=tuple(signatory.as_printed for signatory in release.signatories.all()),
        image=next((image.to_schema() for image in release.lead_images.all()), None),
        attachments=tuple(attachment.to_schema() for attachment in release.attachments.all()),
        previous="",
        salt="",
    )
    return strip_hidden_characters(document)


def compose_withdrawal(last: Edition, *, reason: str, public_from: datetime) -> schema.Document:
    """The document of a withdrawal: the address and the reason, without the text."""
    names = "list_title kicker headline subheadline places dateline body boilerplate members_heading members_are"
    empty = dict.fromkeys([*names.split(), "previous", "salt"], "")
    return schema.Document(
        **empty,
        language=last.language,
        slug=last.slug,
        number=last.number + 1,
        kind=str(Edition.Kind.WITHDRAWAL),
        archived=False,
        note=strip_hidden_characters(reason),
        public_from=public_from,
        released_on=last.released_on,
        dated=None,
        quotes=(),
        contacts=(),
        members=(),
        redacted_at=None,
        image=None,
        attachments=(),
    )


def search_text(document: schema.Document) -> str:
    """The text that the search indexes, one part a line."""
    speakers = [" ".join(filter(None, [quote.speaker, quote.title, quote.organisation])) for quote in document.quotes]
    parts = [
        document.kicker,
        document.headline,
        document.subheadline,
        document.list_title,
        document.dateline,
        *html_to_paragraphs(document.body),
        *speakers,
        *document.members,
    ]
    return "\n".join(filter(None, parts))


def missing_fields(release: Release) -> list[tuple[str, str | Promise]]:
    """(field, message) for each required field that is empty."""
    required = [
        ("headline", release.headline, _("There is no headline.")),
        ("released_on", release.released_on, _("There is no release date.")),
        ("body", html_to_paragraphs(release.body), _("There is no text in the body.")),
    ]
    return [(field, message) for field, value, message in required if not value]


def _copy(record, names):
    return {name: getattr(record, name) for name in names.split()}
