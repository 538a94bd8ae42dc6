"""The people whom journalists may ring."""

import re
from dataclasses import replace

from .channels import Found, find_channels
from .lines import Ledger, Line
from .names import DEGREE, HONORIFIC, LATIN, is_name, is_title, split_role, words
from .reading import Channel, Contact, Span

CITY = re.compile(r"In (?P<city>[A-ZÀ-Þ][^,:;()@\d]{1,40}(?:, (?:[A-Z]\.?[A-Z]\.?|[A-Z][a-z]{2,20}(?=:)))?)\s?[,:]\s")
LEAD = re.compile(
    r"(?:for (?:more|further|additional) (?:information|details)|for interviews"
    r"|(?:(?:press|media) )?(?:contacts?|enquiries|inquiries)(?: persons?)?"
    r"|담당자?|(?:보도 ?)?문의(?:처)?|連絡先|担当者?|(?:お)?問い?合わせ(?:先)?)"
    r"(?:,? please)?(?: contact)?\s?[:：,]?\s+",
    re.IGNORECASE,
)
CONNECTORS = re.compile(r"\W*(?:(?:in|or|and|at|on|by|via|please|contact|call|und|oder|et|ou|II)\b\W*)*", re.IGNORECASE)
COMMA = re.compile(r",\s(?![^()]{0,200}\))")
OTHER = re.compile(r",?\s(?:or|and)\s(?=[A-ZÀ-Þ])")
DESK = re.compile(
    r"\b(?:hotline|desk|press office|media team|newsroom|switchboard|enquiries|inquiries)\b", re.IGNORECASE
)
KOREAN = re.compile(r"(?P<name>[\uac00-\ud7a3]{2,4})\s(?P<title>[\uac00-\ud7a3]{2,10})")
MOST = 2000  # characters; a longer line names no contacts


def read_contacts(lines: list[Line], ledger: Ledger) -> tuple[Contact, ...]:
    """Read the contact lines. One person may take several: the name, the role, then a channel on each."""
    contacts: list[Contact] = []
    for line in lines:
        if len(line.text) > MOST:
            continue
        last = contacts[-1] if contacts and not line.gap else None
        read = _people(line, ledger)
        if last and not read:
            read = _role(last, line, ledger)
            contacts[-1:] = [read or last]
        elif read and not _who(read[0]) and contacts and (last or not contacts[-1].channels):
            contacts[-1] = _joined(contacts[-1], read[0])
        else:
            contacts += read
    return tuple(contacts)


def _who(contact):
    return contact.name or contact.organisation or any(DESK.search(channel.label) for channel in contact.channels)


def _joined(contact, more):
    span = Span(start=contact.span.start, end=more.span.end)
    return replace(contact, channels=contact.channels + more.channels, city=contact.city or more.city, span=span)


def _role(contact, line, ledger):
    """A line without a channel, right below a name: title and organisation."""
    if contact.channels or contact.title or contact.organisation:
        return None
    title, organisation = role_of(COMMA.split(line.text))
    if _stands_in(line.text, f"{title} {organisation}"):
        ledger.take(line.span())
    return replace(contact, title=title, organisation=organisation)


def _people(line: Line, ledger: Ledger) -> list[Contact]:
    """The contacts of one line. Takes from `ledger` what it understood, and the small words between."""
    start = 0
    if lead := LEAD.match(line.text):
        start = lead.end()
    city = CITY.match(line.text, start)
    start = city.end() if city else start
    found = [channel for channel in find_channels(line.text) if channel.start >= start]
    who = line.cut(start, found[0].start if found else None)
    people = [_person(part, ledger) for part in _split(who, OTHER)] if who.text.strip(" ,:;") else []
    people = [person for person in people if person] if any(people) else []
    if not people and not found:
        return []
    span = line.span()
    _take(line, ledger, found, start)
    channels = [item.channel for item in found]
    if not people:
        people, channels = [Contact(span=span)], _under_a_desk(who, channels, ledger)
    place = city["city"] if city else None
    return [replace(person, city=place, channels=tuple(channels), span=span) for person in people]


def _under_a_desk(who, channels: list[Channel], ledger) -> list[Channel]:
    """*Media hotline (24h): +41 ...* names nobody: its words are the label of the first number."""
    if channels and DESK.search(who.text) and not channels[0].label:
        ledger.take(who.span())
        return [replace(channels[0], label=who.text), *channels[1:]]
    return channels


def _take(line, ledger, found: list[Found], start):
    if start:
        ledger.take(line.span(0, start))
    for item in found:
        ledger.take(line.span(item.start, item.end))
    ledger.take_between(line, CONNECTORS)


def _split(line, separator):
    parts, start = [], 0
    for match in separator.finditer(line.text):
        parts.append(line.cut(start, match.start()))
        start = match.end()
    return [*parts, line.cut(start)]


def _person(who: Line, ledger: Ledger) -> Contact | None:
    """Name, title and organisation as they stand before the first channel, or None where nobody is named."""
    segments = [part for part in _split(who, COMMA) if part.text.strip(" :;,.")]
    if not segments:
        return None
    first = _without_note(segments[0])
    if korean := KOREAN.fullmatch(first.text):
        ledger.take(first.span())
        return Contact(name=korean["name"], title=korean["title"], span=first.span())
    first = _in_latin(first)
    if is_title(first.text):
        return None  # the second line of a contact, below the name
    named = is_name(first.text)
    if not named and (DESK.search(who.text) or not first.text[:1].isupper() or len(segments) > 4):
        return None
    rest = [part for part in segments[1:] if not DEGREE.fullmatch(part.text.strip(" :"))]
    ledger.take(first.span())
    if not named:
        return Contact(organisation=first.text.strip(" :"), span=who.span())
    title, organisation = role_of([part.text.strip(" :;,") for part in rest])
    for part in rest:
        if _stands_in(part.text, f"{title} {organisation}"):
            ledger.take(part.span())
    honorific = HONORIFIC.match(first.text)
    name = first.text[honorific.end() :] if honorific else first.text
    return Contact(name=name, title=title, organisation=organisation, span=who.span())


def _stands_in(text, read):
    """Whether what was read has every word of `text`, but for those that join a title to an organisation."""
    return set(words(text)) <= set(words(read)) | {"at", "of", "the", "for", "with", "from", "a", "an"}


def _without_note(line):
    """The name before *(English, Thai)*; the note is not taken, there is no field for it."""
    cut = line.text.find("(")
    return line.cut(0, cut) if cut > 0 else line.cut(0, len(line.text.rstrip(" :;,")))


def _in_latin(line):
    """Of *土井 花子 / Hanako Doi*, the name that every reader can read."""
    for part in _split(line, re.compile(r"\s/\s")):
        if LATIN.search(part.text) and is_name(part.text):
            return part
    return line


def role_of(segments: list[str]) -> tuple[str | None, str | None]:
    """Title and organisation from what stands after a name, split at commas."""
    segments = [segment for segment in segments if segment]
    title, organisation = split_role(", ".join(segments))
    if len(segments) == 1 and not organisation and not is_title(segments[0]):
        return None, segments[0]
    if len(segments) > 1 and not organisation and not is_title(segments[-1]):
        return ", ".join(segments[:-1]), segments[-1]
    return title, organisation
