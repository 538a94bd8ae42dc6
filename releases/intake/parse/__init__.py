"""Read a text into the fields of a release. Text that belongs to no field is reported as unassigned."""

from collections.abc import Sequence
from dataclasses import replace

from .contacts import read_contacts
from .dates import read_dateline
from .head import read_head
from .language import detect
from .lines import Coverage, Line, make_line, original_text, read_lines
from .members import read_members
from .quotes import find_quotations
from .result import Channel, Contact, Dateline, Member, ParsedRelease, Quotation, Span
from .sections import SectionSplitter

__all__ = ["Channel", "Contact", "Dateline", "Member", "ParsedRelease", "Quotation", "Span", "parse", "read_quotes"]

PARAGRAPH_BREAK = "\n\n"


def parse(text: str) -> ParsedRelease:
    """Read the text of a release. Accepts any text; what it cannot read is in `unassigned`."""
    lines, coverage, language = read_lines(text), Coverage(text), detect(text)
    parts = SectionSplitter(coverage).split(lines)
    head = read_head(parts.head, coverage, language)
    dateline, paragraphs = _split_dateline(parts.body, head.date)
    for line in [*parts.body, *parts.boilerplate]:
        coverage.mark(line.span())
    contacts = _add_letterhead(read_contacts(parts.contacts, coverage), head.letterhead, coverage)
    members = read_members(parts.members, coverage)
    return ParsedRelease(
        language=language,
        section=head.section,
        date=head.date or dateline.date or (head.embargo and head.embargo.date()),
        kicker=head.kicker,
        headline=head.headline,
        subheadline=head.subheadline,
        dateline=dateline,
        embargo=head.embargo,
        body=tuple(original_text(text, line.span()) for line in paragraphs),
        quotes=tuple(find_quotations(text, paragraphs)),
        contacts=contacts,
        boilerplate=PARAGRAPH_BREAK.join(original_text(text, line.span()) for line in parts.boilerplate) or None,
        members_heading=parts.members_heading.text if parts.members_heading else None,
        members=members,
        unassigned=coverage.unassigned(lines),
    )


def read_quotes(paragraphs: Sequence[str]) -> list[Quotation]:
    """The quotations in the paragraphs of a body. Spans refer to the paragraphs joined by a blank line."""
    source, lines, place = PARAGRAPH_BREAK.join(paragraphs), [], 0
    for paragraph in paragraphs:
        lines.append(make_line(source, place, place + len(paragraph)))
        place += len(paragraph) + len(PARAGRAPH_BREAK)
    return find_quotations(source, [line for line in lines if line.text])


def _add_letterhead(contacts, letterhead: list[Line], coverage):
    """Add the organisation of the letterhead to contacts without organisation and city."""
    if not letterhead or not contacts:
        return contacts
    coverage.mark(letterhead[0].span())
    house = letterhead[0].text
    return tuple(
        contact if contact.organisation or contact.city else replace(contact, organisation=house)
        for contact in contacts
    )


def _split_dateline(body: list[Line], reference):
    if not body:
        return Dateline(), []
    dateline, start = read_dateline(body[0], reference)
    lede = body[0].part(start)
    return dateline, [lede, *body[1:]] if lede.text else body[1:]
