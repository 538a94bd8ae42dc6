"""Store a draft: from a text, or from what the last release repeats. Members and contacts are matched by name."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.history.models import save_version
from icnk.core.text import normalize_name
from members.models import CoalitionMember
from releases.document.html import html_to_paragraphs, paragraphs_to_html
from releases.models import ContactChannel, ContactLine, Edition, PressContact, Quote, Release, Signatory

from .parse import Contact, Member, Quotation, parse, read_quotes

SIGNED = re.compile(r"\b(?:signed|signator(?:y|ies)|endorsed)\b|연명|서명|署名|賛同", re.IGNORECASE)
LANGUAGES = dict(settings.LANGUAGES)
P = ParamSpec("P")
R = TypeVar("R")
MAX_ATTEMPTS = 20  # each attempt lets one of several people through who store the same at one moment
BREADCRUMB = ("Home", "Information", "Releases")  # printed on every release page


class ImportRejected(ValueError):
    """The text cannot be stored as a draft. The message says why and what to do."""


class AlreadyImported(ImportRejected):
    """The text is of a release that is stored already: `release`."""

    def __init__(self, release: Release, message: str):
        super().__init__(message)
        self.release = release


def retry_on_conflict(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in a transaction, and again if another person stored the same name or address meanwhile."""

    @wraps(function)
    def wrapper(*args, **kwargs):
        for attempt in range(1, MAX_ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    return function(*args, **kwargs)
            except IntegrityError:
                if attempt == MAX_ATTEMPTS:
                    raise

    return wrapper


@retry_on_conflict
def import_text(text: str, *, by: User | None = None) -> Release:
    """Store a draft from the text of a release. New members and contacts are stored unlisted.

    Raises `ImportRejected` if nothing was stored.
    """
    text = text.replace("\r\n", "\n").strip()  # forms and files have different line ends
    parsed = parse(text)
    if not parsed.headline:
        raise ImportRejected(_("No headline was found, so this is no release. Put the headline on a line of its own."))
    _reject_duplicate(parsed, text)
    try:
        return _store(parsed, text, by)
    except ValidationError as error:
        by_field = getattr(error, "message_dict", {"__all__": error.messages}).items()
        messages = [(field, message) for field, messages in by_field for message in messages]
        words = [message if field == "__all__" else f"{field}: {message}" for field, message in messages]
        raise ImportRejected(" ".join(words)) from error


@retry_on_conflict
def create_draft(
    *,
    language: str,
    headline: str,
    released_on: date | None,
    by: User | None,
    like: Release | None = None,
    with_text: bool = False,
) -> Release:
    """Store a draft with the coalition of that day, and the contacts and boilerplate of the last release.

    `like`: an earlier release to copy kicker, places, heading and kind of member list from; `with_text`: copy its
    text and quotes too. The clearance of the quotes is not copied.
    """
    release = Release(language=language, headline=headline, released_on=released_on, dated=released_on, changed_by=by)
    last = like or _last_release(language)
    if like:
        for name in ("kicker", "places", "members_are", *(("body", "subheadline") if with_text else ())):
            setattr(release, name, getattr(like, name))
    if last:
        release.boilerplate = last.boilerplate
        if last.members_are == release.members_are:  # "Signed by:" is wrong above a list of members
            release.members_heading = last.members_heading
    release.save()
    if release.members_are == Release.MembersAre.LISTED:  # a new text has no signatures yet
        preset_signatories(release)
    for line in last.contact_lines.select_related("contact") if last else []:
        if not (line.contact and line.contact.retired_on):
            _copy_to(release, line)
    for quote in like.quotes.all() if like and with_text else []:
        _copy_to(release, quote, cleared_by="", cleared_at=None)
    save_version(release, by=by, occasion=_("Begun."))
    return release


def _copy_to(release, record, **fields):
    for name, value in {"pk": None, "release": release, **fields}.items():
        setattr(record, name, value)
    record.save(force_insert=True)


def _last_release(language):
    """The newest public release, or the newest dated draft if none is public."""
    public = Edition.objects.public().filter(language=language).newest_first().select_related("release").first()
    dated = Release.objects.filter(language=language).exclude(released_on=None).order_by("released_on", "pk")
    return public.release if public else dated.last()


def preset_signatories(release: Release) -> None:
    """Set the signatories to all listed members on the release date, as printed today."""
    day = release.released_on or timezone.localdate()
    members = CoalitionMember.objects.listed().on(day)
    release.signatories.all().delete()
    _add_signatories(release, [(member, member.as_printed) for member in members])


@transaction.atomic
def update_quotes_from_body(release: Release) -> int:
    """Replace the quotes of the release by those in its body, and return their number.

    Quotes with unchanged words are kept, with their clearance.
    """
    parsed = [quote for quote in read_quotes(html_to_paragraphs(release.body)) if quote.kind in Quote.Kind.values]
    stored = {quote.text: quote for quote in release.quotes.all()}
    release.quotes.exclude(text__in={quote.text for quote in parsed}).delete()
    matcher = RecordMatcher()
    for position, quote in enumerate(parsed):
        if known := stored.get(quote.text):
            known.position = position
            known.save(update_fields=["position"])
        else:
            matcher.quote(release, position, quote).save()
    return len(parsed)


def _reject_duplicate(parsed, text):
    if same := Release.objects.filter(source=text).first():
        message = _("This text is there already, as “%(release)s”. Nothing was changed.") % {"release": same}
        if not same.issued_address():
            message = f"{message} {_('It is still a draft: issue it at the desk.')}"
        raise AlreadyImported(same, message)
    copy_edition = Release.objects.filter(language=parsed.language, headline=parsed.headline, released_on=parsed.date)
    if release := copy_edition.first():
        message = _("A release of this date and headline is there already, with another text. Nothing was changed.")
        raise AlreadyImported(release, message)


def _store(parsed, text, by):
    release = _new_release(parsed, text, by)
    matcher = RecordMatcher()
    signatories, repeated = matcher.signatories(parsed.members)
    release.unassigned = "\n".join([*_without_field(parsed), *parsed.unassigned, *repeated])
    _save(release)
    _add_signatories(release, signatories)
    for position, contact in enumerate(parsed.contacts):
        _save(matcher.contact_line(release, position, contact))
    quotes = (quote for quote in parsed.quotes if quote.kind in Quote.Kind.values)
    for position, quote in enumerate(quotes):
        _save(matcher.quote(release, position, quote))
    for record in [release, *matcher.created]:
        save_version(record, by=by, occasion=_("Read from a text."))
    return release


def _new_release(parsed, text, by):
    release = Release(
        language=parsed.language if parsed.language in LANGUAGES else settings.LANGUAGE_CODE,
        released_on=parsed.date,
        places="/".join(parsed.dateline.places),
        dated=parsed.dateline.date,
        body=paragraphs_to_html(parsed.body),
        members_are="signed" if SIGNED.search(parsed.members_heading or "") else "listed",
        source=text,
        changed_by=by,
        **_texts(parsed, "kicker", "headline", "subheadline", "boilerplate", "members_heading"),
    )
    if release.formatted_dateline() != parsed.dateline.printed:
        release.dateline = parsed.dateline.printed
    return release


def _without_field(parsed):
    """What was read but has no field at the desk."""
    if parsed.section and parsed.section != BREADCRUMB:
        yield " > ".join(parsed.section)
    if parsed.language not in LANGUAGES:
        yield f"{_('Language')}: {parsed.language}"
    if parsed.embargo:
        yield f"{_('Embargo')}: {parsed.embargo}"


def _add_signatories(release, lines):
    signatories = [
        Signatory(release=release, member=member, position=position, as_printed=line)
        for position, (member, line) in enumerate(lines)
    ]
    for signatory in signatories:
        signatory.clean_fields()
    Signatory.objects.bulk_create(signatories)


class RecordMatcher:
    """Finds the members and contacts that a text names, and stores missing ones, unlisted. `created`: the new ones."""

    def __init__(self):
        self.members = CoalitionMember.objects.by_folded_name()
        self.contacts = PressContact.objects.by_folded_name()
        self.created = []

    def signatories(self, parsed_members: Sequence[Member]) -> tuple[list[tuple[CoalitionMember, str]], list[str]]:
        """[(member, line)] in order, and the lines that name a member again."""
        found, repeated = {}, []
        for parsed in parsed_members:
            member = self._member(parsed)
            if member in found:
                repeated.append(parsed.as_written)
            else:
                found[member] = parsed.as_written
        return list(found.items()), repeated

    def contact_line(self, release: Release, position: int, parsed: Contact) -> ContactLine:
        return ContactLine(
            release=release,
            contact=self._contact(parsed) if parsed.name else None,
            position=position,
            channels="\n".join(_channels_as_printed(parsed)),
            **_texts(parsed, "city", "name", "title", "organisation"),
        )

    def quote(self, release: Release, position: int, parsed: Quotation) -> Quote:
        return Quote(
            release=release,
            position=position,
            **_texts(parsed, "kind", "text", "speaker", "title", "organisation"),
            contact=self.contacts.get(normalize_name(parsed.speaker or "")),
            member=self.members.get(normalize_name(parsed.organisation or "")),
        )

    def _member(self, parsed):
        names = normalize_name(parsed.as_written), normalize_name(parsed.name)
        known = next((self.members[name] for name in names if self.members.get(name)), None)
        if not known:
            known = CoalitionMember(
                as_printed=parsed.as_written,
                position=len(self.members),
                **_texts(parsed, "kind", "name", "country", "role", "affiliation"),
            )
            self.created.append(_save(known))
            self.members |= dict.fromkeys(names, known)
        return known

    def _contact(self, parsed):
        name = normalize_name(parsed.name)
        known = self.contacts.get(name)
        if not known:
            known = PressContact(
                member=self.members.get(normalize_name(parsed.organisation or "")),
                **_texts(parsed, "name", "title", "organisation", "city"),
            )
            self.created.append(_save(known))
            for position, channel in enumerate(_channels_as_printed(parsed)):
                _save(ContactChannel(contact=known, position=position, as_printed=channel))
            self.contacts[name] = known
        return known


def _texts(parsed, *names):
    return {name: getattr(parsed, name) or "" for name in names}


def _channels_as_printed(contact):
    return [f"{channel.label} {channel.value}".strip() for channel in contact.channels]


def _save(record):
    """Validate and save a record that no form has validated; SQLite checks no length."""
    record.full_clean()
    record.save()
    return record
