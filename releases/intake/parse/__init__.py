"""Text → fields. One rule a form; every part keeps its place in the source; what no rule takes is shown."""

from collections.abc import Sequence
from dataclasses import replace

from .contacts import read_contacts
from .dateline import read_dateline
from .head import read_head
from .language import detect
from .lines import Ledger, Line, kept, read_lines, view
from .members import read_members
from .quotes import read_quotations
from .reading import Channel, Contact, Dateline, Member, Quotation, Reading, Span
from .sections import Sorter

__all__ = ["Channel", "Contact", "Dateline", "Member", "Quotation", "Reading", "Span", "parse", "read_quotes"]

BETWEEN = "\n\n"


def parse(text: str) -> Reading:
    """Read a release. Any text gives a `Reading`; no character of it is lost without having found a place."""
    lines, ledger, language = read_lines(text), Ledger(text), detect(text)
    parts = Sorter(ledger).sort(lines)
    head = read_head(parts.head, ledger, language)
    dateline, paragraphs = _without_dateline(parts.body, head.date)
    for line in [*parts.body, *parts.boilerplate]:
        ledger.take(line.span())
    contacts = _of_the_house(read_contacts(parts.contacts, ledger), head.letterhead, ledger)
    members = read_members(parts.members, ledger)
    return Reading(
        language=language,
        section=head.section,
        date=head.date or dateline.date or (head.embargo and head.embargo.date()),
        kicker=head.kicker,
        headline=head.headline,
        subheadline=head.subheadline,
        dateline=dateline,
        embargo=head.embargo,
        body=tuple(kept(text, line.span()) for line in paragraphs),
        quotes=tuple(read_quotations(text, paragraphs)),
        contacts=contacts,
        boilerplate=BETWEEN.join(kept(text, line.span()) for line in parts.boilerplate) or None,
        members_heading=parts.members_heading.text if parts.members_heading else None,
        members=members,
        unassigned=ledger.left(lines),
    )


def read_quotes(paragraphs: Sequence[str]) -> list[Quotation]:
    """The quotations in the paragraphs of a body. Their spans point into the paragraphs joined by a blank line."""
    source, lines, place = BETWEEN.join(paragraphs), [], 0
    for paragraph in paragraphs:
        lines.append(view(source, place, place + len(paragraph)))
        place += len(paragraph) + len(BETWEEN)
    return read_quotations(source, [line for line in lines if line.text])


def _of_the_house(contacts, letterhead: list[Line], ledger):
    """Under a letterhead, contacts that name no organisation and no city are those of the house that writes."""
    if not letterhead or not contacts:
        return contacts
    ledger.take(letterhead[0].span())
    house = letterhead[0].text
    return tuple(
        contact if contact.organisation or contact.city else replace(contact, organisation=house)
        for contact in contacts
    )


def _without_dateline(body: list[Line], near):
    if not body:
        return Dateline(), []
    dateline, start = read_dateline(body[0], near)
    lede = body[0].cut(start)
    return dateline, [lede, *body[1:]] if lede.text else body[1:]
