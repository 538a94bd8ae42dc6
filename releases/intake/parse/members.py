"""Read the member list, one member a line."""

import re

from .lines import Coverage, Line, original_text, without_invisible
from .names import HONORIFIC, has_organisation_word, is_name, is_title, without_honorific
from .result import Member
from .vocabulary import country_code

BULLET = re.compile(r"(?:[-–—*•·○◦▪■●]|\(?\d{1,3}[.)])\s+")
PARENTHESIS = re.compile(r"\s*[(（](?P<in>[^()（）]{1,200})[)）]$")
SHORT_NAME = re.compile(r"\s[-–—]\s(?P<short>[^\s-]{2,12})$")
COMPANY = re.compile(r"(?:inc|ltd|llc|e\.?v|gmbh|ngo|asbl|vzw)\.?", re.IGNORECASE)
HEADINGS = {
    "organisation": re.compile(r"(?:member )?organi[sz]ations:?|groups:", re.I),
    "individual": re.compile(r"individuals?:?|persons:", re.I),
}
AND = re.compile(r"\s+(?:/|&|and)\s+")


def read_members(lines: list[Line], coverage: Coverage) -> tuple[Member, ...]:
    """Read the lines below the heading, organisations first.

    From the first line that is surely an individual, lines shaped like a person's name are individuals too.
    """
    members, in_individuals, heading_kind = [], False, None
    for line in lines:
        coverage.mark(line.span())
        heading = next((kind for kind, form in HEADINGS.items() if form.fullmatch(line.text)), None)
        if heading:
            heading_kind = heading
            continue
        member = line.part(bullet.end()) if (bullet := BULLET.match(line.text)) else line
        is_individual = heading_kind == "individual" or (heading_kind is None and is_surely_individual(member.text))
        in_individuals = in_individuals or is_individual
        name, country = name_and_country(member.text)
        written = without_invisible(original_text(coverage.source, member.span()))
        if is_individual or (in_individuals and heading_kind is None and is_name(name.split(", ")[0])):
            members.append(_individual(member, written, name, country))
        else:
            if (short := SHORT_NAME.search(name)) and _is_short_for(short["short"], name[: short.start()]):
                name = name[: short.start()]
            organisation = Member(
                as_written=written, name=name, country=country, kind="organisation", span=member.span()
            )
            members.append(organisation)
    return tuple(members)


def name_and_country(text: str) -> tuple[str, str | None]:
    """Split the notes in parentheses off the end of a line. One of them may be the country."""
    text, country = text.strip(" ,;"), None
    while (note := PARENTHESIS.search(text)) and note.start():
        country = country or country_code(note["in"])
        text = text[: note.start()]
    before, comma, last = text.rpartition(", ")
    if comma and not country and (country := country_code(last)):
        text = before
    return text, country


def is_surely_individual(text: str) -> bool:
    """Whether `text` has an honorific, or a name and, after a comma, neither country nor legal form."""
    name, comma, rest = name_and_country(text)[0].partition(", ")
    if HONORIFIC.match(name):
        return is_name(name) or bool(re.fullmatch(r"\S+", without_honorific(name)) and comma)
    return bool(comma) and is_name(name) and not COMPANY.fullmatch(rest)


def _is_short_for(short, name):
    """Whether `short` is the initials of the name, with or without its small words."""
    words = re.findall(r"[^\W_]+", name)
    initials = "".join(word[0] for word in words)
    capitals = "".join(word[0] for word in words if word[0].isupper())
    return short.casefold() in (initials.casefold(), capitals.casefold())


def _individual(line, written, text, country):
    name, _, rest = text.partition(", ")
    role, affiliation = _split_role(rest)
    return Member(
        as_written=written,
        name=without_honorific(name),
        country=country,
        kind="individual",
        span=line.span(),
        role=role,
        affiliation=affiliation,
    )


def _split_role(rest):
    """Split the text after a name into role and affiliation."""
    first, _, others = rest.partition(", ")
    if is_title(first) and not has_organisation_word(first):
        return first, others
    before, *after = AND.split(first, maxsplit=1)
    if after and is_title(before):
        return before, ", ".join(filter(None, [*after, others]))
    return ("", rest) if not is_title(first) else (rest, "")
