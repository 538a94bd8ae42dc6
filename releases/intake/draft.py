"""Fields → records: a draft, joined to the members and contacts that are there."""

import re
from functools import wraps

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.history.models import keep
from members.models import CoalitionMember
from releases.document import html
from releases.models import Edition, Quote, Release, Signatory

from .parse import parse, read_quotes
from .people import People, save

SIGNED = re.compile(r"\b(?:signed|signator(?:y|ies)|endorsed)\b|연명|서명|署名|賛同", re.IGNORECASE)
LANGUAGES = dict(settings.LANGUAGES)
MOST_AT_ONCE = 20  # people who store the same at one moment; each round lets one of them through
BREADCRUMB = ("Home", "Information", "Releases")  # stands on every release page by itself


class ImportRejected(ValueError):
    """A text that makes no draft. The message says why and what to do."""


class AlreadyImported(ImportRejected):
    """A text of a release that the desk has. `release` is that one; nothing was changed."""

    def __init__(self, release, message):
        super().__init__(message)
        self.release = release


def _again_where_beaten(act):
    """Do it again where somebody stored the same name or address at the same moment: now it is there to be seen."""

    @wraps(act)
    def acting(*args, **kwargs):
        for _attempt in range(MOST_AT_ONCE):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except IntegrityError as error:
                beaten = error
        raise beaten

    return acting


@_again_where_beaten
def import_text(text: str, *, by=None) -> Release:
    """Store a draft of what is read in `text`. Members and contacts that are not there yet are made, unlisted.

    Raises `NotStored`, and then nothing was stored.
    """
    text = text.replace("\r\n", "\n").strip()  # a form sends other line ends than a file has
    reading = parse(text)
    if not reading.headline:
        raise ImportRejected(_("No headline was found, so this is no release. Put the headline on a line of its own."))
    _refuse_twice(reading, text)
    try:
        return _store(reading, text, by)
    except ValidationError as error:
        raise ImportRejected(" ".join(_in_words(error))) from error


@_again_where_beaten
def create_draft(*, language, headline, released_on, by, like=None, with_text=False) -> Release:
    """A new draft with what every release repeats: the coalition of that day, contacts and boilerplate of the last.

    `like`: an earlier release whose kicker, places, heading and kind of list it takes over too; `with_text`: and its
    text, with quotes that nobody has cleared yet.
    """
    release = Release(language=language, headline=headline, released_on=released_on, dated=released_on, changed_by=by)
    last = like or _last_release(language)
    if like:
        _take_over(release, like, ("kicker", "places", "members_are", *(("body", "subheadline") * with_text)))
    if last:
        release.boilerplate = last.boilerplate
        if last.members_are == release.members_are:  # a heading over those who signed is untrue over all
            release.members_heading = last.members_heading
    release.save()
    if release.members_are == Release.MembersAre.LISTED:  # nobody has signed what is not written yet
        preset_signatories(release)
    for line in last.contact_lines.select_related("contact") if last else []:
        if not (line.contact and line.contact.retired_on):
            _copy(line, release)
    for quote in like.quotes.all() if like and with_text else []:
        quote.cleared_by, quote.cleared_at = "", None
        _copy(quote, release)
    keep(release, by=by, occasion=_("Begun."))
    return release


def _take_over(release, like, fields):
    for name in fields:
        setattr(release, name, getattr(like, name))


def _copy(part, release):
    part.pk, part.release = None, release
    part.save(force_insert=True)


def _last_release(language):
    """The newest that is public or, before there is one, the newest that has a date."""
    public = Edition.objects.public().filter(language=language).newest_first().select_related("release").first()
    dated = Release.objects.filter(language=language).exclude(released_on=None).order_by("released_on", "pk")
    return public.release if public else dated.last()


def preset_signatories(release: Release) -> None:
    """Put the whole coalition of the release date under the release, in today's wording."""
    day = release.released_on or timezone.localdate()
    members = CoalitionMember.objects.listed().on(day)
    release.signatories.all().delete()
    _sign(release, [(member, member.as_printed) for member in members])


@transaction.atomic
def update_quotes_from_body(release: Release) -> int:
    """Make the release's quotes those that stand in its body, and say how many.

    A quote whose words are unchanged stays as it is, with its clearance.
    """
    read = [quote for quote in read_quotes(html.to_paragraphs(release.body)) if quote.kind in Quote.Kind.values]
    there = {quote.text: quote for quote in release.quotes.all()}
    stay = {quote.text for quote in read}
    release.quotes.exclude(text__in=stay).delete()
    people = People()
    for position, quote in enumerate(read):
        if known := there.get(quote.text):
            known.position = position
            known.save(update_fields=["position"])
        else:
            people.quote(release, position, quote).save()
    return len(read)


def _refuse_twice(reading, text):
    if same := Release.objects.filter(source=text).first():
        message = _("This text is there already, as “%(release)s”. Nothing was changed.") % {"release": same}
        if not same.issued_address():
            message = f"{message} {_('It is still a draft: issue it at the desk.')}"
        raise AlreadyImported(same, message)
    alike = Release.objects.filter(language=reading.language, headline=reading.headline, released_on=reading.date)
    if release := alike.first():
        message = _("A release of this date and headline is there already, with another text. Nothing was changed.")
        raise AlreadyImported(release, message)


def _store(reading, text, by):
    release = Release(
        language=reading.language if reading.language in LANGUAGES else settings.LANGUAGE_CODE,
        released_on=reading.date,
        kicker=reading.kicker or "",
        headline=reading.headline,
        subheadline=reading.subheadline or "",
        places="/".join(reading.dateline.places),
        dated=reading.dateline.date,
        body=html.from_paragraphs(reading.body),
        boilerplate=reading.boilerplate or "",
        members_heading=reading.members_heading or "",
        members_are="signed" if SIGNED.search(reading.members_heading or "") else "listed",
        source=text,
        changed_by=by,
    )
    if release.printed_dateline() != reading.dateline.printed:
        release.dateline = reading.dateline.printed
    people = People()
    signatories, twice = people.signatories(reading.members)
    release.unassigned = "\n".join([*_without_a_field(reading), *reading.unassigned, *twice])
    save(release)
    _sign(release, signatories)
    for position, contact in enumerate(reading.contacts):
        save(people.contact_line(release, position, contact))
    quotes = (quote for quote in reading.quotes if quote.kind in Quote.Kind.values)
    for position, quote in enumerate(quotes):
        save(people.quote(release, position, quote))
    keep(release, by=by, occasion=_("Read from a text."))
    people.keep(by)
    return release


def _without_a_field(reading):
    """What was read and has no field of its own at the desk."""
    if reading.section and reading.section != BREADCRUMB:
        yield " > ".join(reading.section)
    if reading.language not in LANGUAGES:
        yield f"{_('Language')}: {reading.language}"
    if reading.embargo:
        yield f"{_('Embargo')}: {reading.embargo}"


def _sign(release, lines):
    signatories = [
        Signatory(release=release, member=member, position=position, as_printed=line)
        for position, (member, line) in enumerate(lines)
    ]
    for signatory in signatories:
        signatory.clean_fields()
    Signatory.objects.bulk_create(signatories)


def _in_words(error):
    """The messages of a validation error, each with the name of its field."""
    for field, messages in getattr(error, "message_dict", {"": error.messages}).items():
        for message in messages:
            yield f"{field}: {message}" if field and field != "__all__" else message
