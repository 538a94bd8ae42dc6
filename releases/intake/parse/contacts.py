"""Read the press contacts: people or desks, with their phone numbers, addresses and handles."""

import re
from dataclasses import dataclass, replace

from .lines import Coverage, Line
from .names import DEGREE, HONORIFIC, LATIN, is_name, is_title, split_role, split_words
from .result import Channel, Contact, Span

LABEL_WORDS = (
    r"tel(?:ephone)?|ph(?:one)?|mobile|mob|cell(?:phone)?|fax|e[-‐‑–]?mail|mail|office|direct(?: line)?"
    r"|whatsapp|signal|telegram"
    r"|(?:follow (?:(?:us|him|her|them) )?on )?(?:twitter|x|instagram|facebook|threads|bluesky|mastodon)|[tmefpw]"
    r"|전화(?:번호)?|팩스|휴대폰|휴대전화|핸드폰|이메일|전자우편"
    r"|電話(?:番号)?|携帯(?:電話)?|ファックス|ファクス|メール(?:アドレス)?"
    r"|tél(?:éphone)?|teléfono|telefon|handy|mobil|portable|courriel|correo(?: electrónico)?"
)
LABEL = re.compile(rf"(?<!\w)(?:{LABEL_WORDS})(?:\s?\([^()]{{1,20}}\))?\s?[.:：]?\s*$", re.IGNORECASE)
MAX_LABEL_DISTANCE = 60  # characters before the value
NOTE = re.compile(r"\s?\((?!0\))[^()\d]{1,30}\)")
EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}(?:@| ?[\[(]at[\])] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
HANDLE = r"(?<![\w.@])@\w{1,30}"
PHONE = (
    r"(?<![\w@./-])(?:\+\s?)?(?:\(\+?\d{1,5}\)[ -]?)?\d[\d ().‐-―-]{5,24}\d(?![\w-])(?:,? ?(?:ext|x|내선)\.? ?\d{1,6})?"
)
VALUE = re.compile(rf"(?P<email>{EMAIL})|(?P<handle>{HANDLE})|(?P<phone>{PHONE})", re.IGNORECASE)
SECOND_EXTENSION = re.compile(r" ?/ ?(\d{2,8})(?!\d)")  # +44 20 7946 0108 / 0109
YEAR_RANGE = re.compile(r"(?:19|20)\d\d[-‐-―](?:19|20)?\d\d(?:-\d\d)?")


@dataclass(frozen=True)
class ChannelMatch:
    """A channel and its position in the text, label included."""

    channel: Channel
    start: int
    end: int


def find_channels(text: str) -> list[ChannelMatch]:
    """Every channel in `text`, in order. A note after a number, *(mobile)*, is its label if no other is printed."""
    found, position = [], 0
    for match in VALUE.finditer(text):
        kind, end = match.lastgroup or "", match.end()
        if kind == "phone" and (sum(map(str.isdigit, match[0])) < 7 or YEAR_RANGE.fullmatch(match[0])):
            continue
        start = max(position, match.start() - MAX_LABEL_DISTANCE)
        before = LABEL.search(text[start : match.start()])
        start, label = (start + before.start(), before[0].strip()) if before else (match.start(), "")
        second = SECOND_EXTENSION.match(text, end) if kind == "phone" else None
        position = second.end() if second else end
        note = NOTE.match(text, position)
        if note and not label:
            label = note[0].strip()
        if note and label == note[0].strip():
            position = note.end()
        found.append(ChannelMatch(Channel(label=label, value=match[0], kind=kind), start, end if second else position))
        if second:
            found.append(ChannelMatch(Channel(label=label, value=second[1], kind=kind), end, position))
    return found


def has_channel(text: str) -> bool:
    return bool(find_channels(text))


CITY = re.compile(r"In (?P<city>[A-ZÀ-Þ][^,:;()@\d]{1,40}(?:, (?:[A-Z]\.?[A-Z]\.?|[A-Z][a-z]{2,20}(?=:)))?)\s?[,:]\s")
INTRODUCTION = re.compile(
    r"(?:for (?:more|further|additional) (?:information|details)|for interviews"
    r"|(?:(?:press|media) )?(?:contacts?|enquiries|inquiries)(?: persons?)?"
    r"|담당자?|(?:보도 ?)?문의(?:처)?|連絡先|担当者?|(?:お)?問い?合わせ(?:先)?)"
    r"(?:,? please)?(?: contact)?\s?[:：,]?\s+",
    re.IGNORECASE,
)
CONNECTORS = re.compile(r"\W*(?:(?:in|or|and|at|on|by|via|please|contact|call|und|oder|et|ou|II)\b\W*)*", re.IGNORECASE)
COMMA = re.compile(r",\s(?![^()]{0,200}\))")
SLASH = re.compile(r"\s/\s")
PERSON_SEPARATOR = re.compile(r",?\s(?:or|and)\s(?=[A-ZÀ-Þ])")
DESK = re.compile(
    r"\b(?:hotline|desk|press office|media team|newsroom|switchboard|enquiries|inquiries)\b", re.IGNORECASE
)
KOREAN_NAME_AND_TITLE = re.compile(r"(?P<name>[\uac00-\ud7a3]{2,4})\s(?P<title>[\uac00-\ud7a3]{2,10})")
MAX_CONTACT_LINE = 2000  # characters


def read_contacts(lines: list[Line], coverage: Coverage) -> tuple[Contact, ...]:
    """Read the contact lines. A contact may take several: name, role, then one channel a line."""
    contacts: list[Contact] = []
    for line in lines:
        if len(line.text) > MAX_CONTACT_LINE:
            continue
        last = contacts[-1] if contacts and not line.after_blank else None
        read = _read_line(line, coverage)
        if last and not read:
            read = _add_role(last, line, coverage)
            contacts[-1:] = [read or last]
        elif read and not _is_identified(read[0]) and contacts and (last or not contacts[-1].channels):
            known, more = contacts[-1], read[0]
            span = Span(start=known.span.start, end=more.span.end)
            channels = known.channels + more.channels
            contacts[-1] = replace(known, channels=channels, city=known.city or more.city, span=span)
        else:
            contacts += read
    return tuple(contacts)


def _is_identified(contact):
    return contact.name or contact.organisation or any(DESK.search(channel.label) for channel in contact.channels)


def _add_role(contact, line, coverage):
    """Add title and organisation from a line without a channel, right below the name."""
    if contact.channels or contact.title or contact.organisation:
        return None
    title, organisation = parse_role(COMMA.split(line.text))
    if _has_all_words(line.text, f"{title} {organisation}"):
        coverage.mark(line.span())
    return replace(contact, title=title, organisation=organisation)


def _read_line(line: Line, coverage: Coverage) -> list[Contact]:
    """The contacts of one line. Marks in `coverage` what it read, and the connecting words."""
    introduction = INTRODUCTION.match(line.text)
    start = introduction.end() if introduction else 0
    city = CITY.match(line.text, start)
    start = city.end() if city else start
    found = [channel for channel in find_channels(line.text) if channel.start >= start]
    who = line.part(start, found[0].start if found else None)
    parts = _split(who, PERSON_SEPARATOR) if who.text.strip(" ,:;") else []
    people = [person for part in parts if (person := _read_person(part, coverage))]
    if not people and not found:
        return []
    span = line.span()
    for stretch in [line.span(0, start), *(line.span(item.start, item.end) for item in found)]:
        coverage.mark(stretch)
    coverage.mark_between(line, CONNECTORS)
    channels = [item.channel for item in found]
    if not people:
        people = [Contact(span=span)]
        if DESK.search(who.text) and not channels[0].label:  # *Media hotline (24h): +41 ...*
            coverage.mark(who.span())
            channels[0] = replace(channels[0], label=who.text)
    place = city["city"] if city else None
    return [replace(person, city=place, channels=tuple(channels), span=span) for person in people]


def _split(line, separator):
    parts, start = [], 0
    for match in separator.finditer(line.text):
        parts.append(line.part(start, match.start()))
        start = match.end()
    return [*parts, line.part(start)]


def _read_person(who: Line, coverage: Coverage) -> Contact | None:
    """Name, title and organisation before the first channel, or None if nobody is named."""
    segments = [part for part in _split(who, COMMA) if part.text.strip(" :;,.")]
    if not segments:
        return None
    note = segments[0].text.find("(")  # such as *(English, Thai)*, which has no field
    first = segments[0].part(0, note if note > 0 else len(segments[0].text.rstrip(" :;,")))
    if korean := KOREAN_NAME_AND_TITLE.fullmatch(first.text):
        coverage.mark(first.span())
        return Contact(name=korean["name"], title=korean["title"], span=first.span())
    # *Hanako Doi* of *土井 花子 / Hanako Doi*
    first = next((part for part in _split(first, SLASH) if LATIN.search(part.text) and is_name(part.text)), first)
    if is_title(first.text):
        return None  # the role of the contact in the line above
    named = is_name(first.text)
    if not named and (DESK.search(who.text) or not first.text[:1].isupper() or len(segments) > 4):
        return None
    rest = [part for part in segments[1:] if not DEGREE.fullmatch(part.text.strip(" :"))]
    coverage.mark(first.span())
    if not named:
        return Contact(organisation=first.text.strip(" :"), span=who.span())
    title, organisation = parse_role([part.text.strip(" :;,") for part in rest])
    for part in rest:
        if _has_all_words(part.text, f"{title} {organisation}"):
            coverage.mark(part.span())
    honorific = HONORIFIC.match(first.text)
    name = first.text[honorific.end() :] if honorific else first.text
    return Contact(name=name, title=title, organisation=organisation, span=who.span())


def _has_all_words(text, read):
    """Whether `read` has every word of `text`, except those that join a title to an organisation."""
    return set(split_words(text)) <= set(split_words(read)) | {"at", "of", "the", "for", "with", "from", "a", "an"}


def parse_role(segments: list[str]) -> tuple[str | None, str | None]:
    """Title and organisation from the text after a name, split at commas."""
    segments = [segment for segment in segments if segment]
    title, organisation = split_role(", ".join(segments))
    if len(segments) == 1 and not organisation and not is_title(segments[0]):
        return None, segments[0]
    if len(segments) > 1 and not organisation and not is_title(segments[-1]):
        return ", ".join(segments[:-1]), segments[-1]
    return title, organisation
