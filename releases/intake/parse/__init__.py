"""Read a text into the fields of a release. Text that belongs to no field is reported as unassigned."""

from dataclasses import replace

from .contacts import read_contacts
from .dates import read_dateline
from .head import read_head
from .lines import PARAGRAPH_BREAK, Coverage, Line, original_text, read_lines
from .members import read_members
from .quotes import find_quotations, read_quotes
from .result import Channel, Contact, Dateline, Member, ParsedRelease, Quotation, Span
from .sections import Sections
from .vocabulary import detect_language

__all__ = ["Channel", "Contact", "Dateline", "Member", "ParsedRelease", "Quotation", "Span", "parse", "read_quotes"]


def parse(text: str) -> ParsedRelease:
    """Read the text of a release. Accepts any text; what it cannot read is in `unassigned`."""
    lines, coverage, language = read_lines(text), Coverage(text), detect_language(text)
    parts = Sections(lines, coverage)
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
