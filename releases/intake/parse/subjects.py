"""Who a sentence is about: the words before the verb, taken apart."""

import re
from dataclasses import dataclass

from .names import HONORIFIC, is_name, is_title, split_role, un_body, without_honorific, words
from .verbs import VERB
from .vocabulary import TITLES

ROOM = 600  # characters of a sentence in which its subject is looked for
LEAD = re.compile(
    r"(?:In|On|At|After|Before|During|Following|Since|Under|With|Among|From|As|Earlier|Today|Yesterday|Meanwhile|However"
    r"|Also|Separately|Moreover|Furthermore|Additionally|Finally|Similarly|Likewise|Speaking|Commenting|Responding"
    r"|Welcoming|Addressing|Reacting)\b"
    r"[^,“\"«]{0,200},\s+"
)
ACCORDING = re.compile(r"(?:According to|In the words of|As)\s+")
PRONOUN = re.compile(r"(they|he|she|it|we)\b(?![’'])", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:the|a|an|one|two|three|our|its|their|his|her)\s", re.IGNORECASE)
ADJECTIVE = re.compile(
    r"(?:new|newly appointed|newly elected|former|current|outgoing|incoming|late|then|acting)\s", re.IGNORECASE
)
PAPER = re.compile(
    r"\b(?:report|resolution|letter|document|finding|declaration|survey|study|decision|judge?ment|paper|manual"
    r"|charter|treaty|convention)s?\b",
    re.IGNORECASE,
)
NAMED_ALSO = re.compile(r"\s*\([^()]{1,80}\)")
CAPITALS = re.compile(r"[A-ZÀ-Þ]\S*(?:\s(?:(?:of|for|on|and|to|in|the|against|&)\s){0,3}[A-ZÀ-Þ]\S*)*")
CLAUSE = re.compile(
    r"\s(?:today|yesterday|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|who|which|that|whose|has|have|had|also|further"
    r"|later|then|is|are|was|were|will|would|can|could)\s"
)


@dataclass(frozen=True)
class Subject:
    """`kind`: pronoun, person, people, title, body or thing.

    `words` are as printed, without article for a title or a body; `head`: those that a short form is known by later;
    `verb`: what the words are attributed with; `paper`: a report or the like is named as their source.
    """

    kind: str
    words: str
    title: str | None = None
    organisation: str | None = None
    head: str = ""
    verb: str = ""
    paper: bool = False


def read_subject(sentence: str) -> Subject | None:
    """The subject of `sentence`, of which the part before the quoted words is enough. None where it shows none."""
    text = sentence[:ROOM].strip()
    paper = False
    while lead := LEAD.match(text):
        paper |= bool(PAPER.search(lead[0]))
        text = text[lead.end() :]
    if according := ACCORDING.match(text):
        text = text[according.end() :]
    verbs = list(VERB.finditer(text))
    verb = verbs[-1]["verb"] if verbs else ""
    if pronoun := PRONOUN.match(text):
        return Subject("pronoun", pronoun[1].casefold(), verb=verb, paper=paper)
    phrase, asides = _phrase(text, verbs)
    return phrase and classify(phrase, asides, verb=verb, paper=paper or bool(PAPER.search(phrase)))


def _phrase(text, verbs):
    """The noun phrase that the sentence begins with, and what stands after it between commas, up to its verb."""
    after_comma = [verb for verb in verbs if text[: verb.start()].rstrip().endswith((",", " also", " further"))]
    first = verbs[0].start() if verbs else len(text)
    comma = text.find(", ")
    if comma < 0 or comma > first:
        end = first
        if clause := CLAUSE.search(text[:first]):
            end = clause.start()
        return text[:end].strip(" ,"), []
    end = after_comma[0].start() if after_comma else first
    asides = [aside.strip() for aside in text[comma + 1 : end].split(", ")]
    return text[:comma].strip(), [aside.strip(" ,") for aside in asides if aside.strip(" ,")]


def classify(phrase: str, asides: list[str], *, verb: str = "", paper: bool = False) -> Subject | None:
    """What kind of subject a noun phrase is, read with what stands beside it between commas."""
    told = {"verb": verb, "paper": paper}
    bare = ARTICLE.sub("", NAMED_ALSO.sub("", phrase), count=1)
    while adjective := ADJECTIVE.match(bare):
        bare = bare[adjective.end() :]
    people = _people(phrase)
    if len(people) > 1:
        return Subject("people", " and ".join(people), *split_role(", ".join(asides)), **told)
    if is_name(phrase) and not is_title(phrase):
        title, organisation = split_role(", ".join(asides))
        return Subject("person", without_honorific(phrase), title, organisation, **told)
    named = [person for aside in asides for person in _people(aside)]
    if bare != phrase and len(named) > 1:
        return Subject("people", " and ".join(named), head=bare, **told)
    if is_title(bare) and named:
        title, organisation = _office(bare)
        return Subject("person", named[0], title, organisation, head=bare, **told)
    return _named_with_office(phrase, told) or _unnamed(phrase, bare, asides, told)


def _people(text):
    """The persons in *Mina Falk*, *and Mina Falk*, *Mina Falk and Jon Vik*; empty where other words are there."""
    names = re.sub(r"^and\s", "", text).split(" and ")
    if not all(is_name(name) and not is_title(name) for name in names):
        return []
    return [without_honorific(name) for name in names]


def _office(bare):
    """*UN Special Rapporteur on X* → itself and UN; *director of CAN* → director, CAN."""
    if un := un_body(bare):
        return bare, un
    owner, mark, office = bare.replace("'s ", "’s ").partition("’s ")
    return (office, owner) if mark else split_role(bare)


def _named_with_office(phrase, told):
    """*CAN director Mina Falk*, *CAN’s Mina Falk*, *Director Mina Falk*, *Mina Falk of CAN*."""
    if (held := re.match(r"(.+?) (?:of|from|at) (.+)", phrase)) and is_name(held[1]) and not is_title(held[1]):
        return Subject("person", without_honorific(held[1]), None, _no_article(held[2]), **told)
    owner, _, rest = phrase.replace("'s ", "’s ").rpartition("’s ")
    tokens = rest.split()
    for size in (4, 3, 2):
        name, before = " ".join(tokens[-size:]), tokens[:-size]
        if not is_name(name) or is_title(name) or not (before or owner):
            continue
        if before and before[-1].casefold() not in TITLES:
            continue
        first = next((n for n, word in enumerate(before) if word.islower() or is_title(word)), 0)
        body = owner or " ".join(before[:first])
        title = " ".join(before[first:])
        return Subject("person", without_honorific(name), title or None, _no_article(body) or None, **told)
    return None


def _no_article(text):
    return re.sub(r"^the\s", "", text, flags=re.IGNORECASE)


def _capitals(text):
    """The words up to the first that is neither capitalised nor one of those inside a name: the verb stands there."""
    name = CAPITALS.match(text)
    return name[0] if name else ""


def _unnamed(phrase, bare, asides, told):
    if not asides and is_name(start := _capitals(bare)) and not is_title(start):
        return Subject("person", without_honorific(start), **told)
    bare = bare if asides else _capitals(bare) or bare
    if is_title(bare) and bare[:1].isupper():
        title, organisation = _office(bare)
        return Subject("title", bare, title, organisation, head=bare, **told)
    if bare[:1].isupper() and len(bare) < 160 and not PRONOUN.match(bare):
        if HONORIFIC.match(bare) or (bare == phrase and len(words(bare)) == 1):
            return Subject("person" if HONORIFIC.match(bare) else "body", without_honorific(bare), head=bare, **told)
        appointed = any(re.search(r"\b(?:by|of|within|under) the (?:UN|United Nations)\b", aside) for aside in asides)
        organisation = "UN" if appointed or un_body(bare) else None
        return Subject("body", bare, None, organisation, head=bare, **told)
    return Subject("thing", phrase, head=bare, **told) if bare and len(phrase) < 200 else None
