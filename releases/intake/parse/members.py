"""The member list: one member a line."""

import re

from .countries import country_code
from .lines import Ledger, Line, kept, visible
from .names import HONORIFIC, has_organisation_word, is_name, is_title, without_honorific
from .reading import Member

BULLET = re.compile(r"(?:[-–—*•·○◦▪■●]|\(?\d{1,3}[.)])\s+")
PARENTHESIS = re.compile(r"\s*[(（](?P<in>[^()（）]{1,200})[)）]$")
SHORT_NAME = re.compile(r"\s[-–—]\s(?P<short>[^\s-]{2,12})$")
COMPANY = re.compile(r"(?:inc|ltd|llc|e\.?v|gmbh|ngo|asbl|vzw)\.?", re.IGNORECASE)
HEADINGS = {
    "organisation": re.compile(r"(?:member )?organi[sz]ations:?|groups:", re.I),
    "individual": re.compile(r"individuals?:?|persons:", re.I),
}
AND = re.compile(r"\s+(?:/|&|and)\s+")


def read_members(lines: list[Line], ledger: Ledger) -> tuple[Member, ...]:
    """Read the lines below the heading. Individuals stand after the organisations.

    From the first line on that is an individual without a doubt, a line that has the shape of a person's name and
    none of the words that bodies are named with is one too; above it, such a line is an organisation.
    """
    members, tail, told = [], False, None
    for line in lines:
        ledger.take(line.span())
        heading = next((kind for kind, form in HEADINGS.items() if form.fullmatch(line.text)), None)
        if heading:
            told = heading
            continue
        member = line.cut(bullet.end()) if (bullet := BULLET.match(line.text)) else line
        sure = told == "individual" or (told is None and is_surely_individual(member.text))
        tail = tail or sure
        name, country = name_and_country(member.text)
        written = visible(kept(ledger.source, member.span()))
        if sure or (tail and told is None and is_name(name.split(", ")[0])):
            members.append(_individual(member, written, name, country))
        else:
            members.append(_organisation(member, written, name, country))
    return tuple(members)


def name_and_country(text: str) -> tuple[str, str | None]:
    """A line without the notes in parentheses at its end, and the country if one of them is one."""
    text, country = text.strip(" ,;"), None
    while (note := PARENTHESIS.search(text)) and note.start():
        country = country or country_code(note["in"])
        text = text[: note.start()]
    before, comma, last = text.rpartition(", ")
    if comma and not country and (country := country_code(last)):
        text = before
    return text, country


def is_surely_individual(text: str) -> bool:
    """An honorific before a name, or a name and, after a comma, something else than a country or a legal form."""
    name, comma, rest = name_and_country(text)[0].partition(", ")
    if HONORIFIC.match(name):
        return is_name(name) or bool(re.fullmatch(r"\S+", without_honorific(name)) and comma)
    return bool(comma) and is_name(name) and not COMPANY.fullmatch(rest)


def _organisation(line, written, name, country):
    if (short := SHORT_NAME.search(name)) and _is_short_for(short["short"], name[: short.start()]):
        name = name[: short.start()]
    return Member(as_written=written, name=name, country=country, kind="organisation", span=line.span())


def _is_short_for(short, name):
    """Whether `short` is made of the name's initials, with its small words or without them."""
    words = re.findall(r"[^\W_]+", name)
    initials = "".join(word[0] for word in words)
    capitals = "".join(word[0] for word in words if word[0].isupper())
    return short.casefold() in (initials.casefold(), capitals.casefold())


def _individual(line, written, text, country):
    name, _, rest = text.partition(", ")
    role, affiliation = _role(rest)
    return Member(
        as_written=written,
        name=without_honorific(name),
        country=country,
        kind="individual",
        span=line.span(),
        role=role,
        affiliation=affiliation,
    )


def _role(rest):
    """What stands after the name: offices first, then where they are held."""
    first, _, others = rest.partition(", ")
    if is_title(first) and not has_organisation_word(first):
        return first, others
    before, joined, after = _partition(AND, first)
    if joined and is_title(before):
        return before, ", ".join(filter(None, [after, others]))
    return ("", rest) if not is_title(first) else (rest, "")


def _partition(separator, text):
    match = separator.search(text)
    return (text[: match.start()], match[0], text[match.end() :]) if match else (text, "", "")
