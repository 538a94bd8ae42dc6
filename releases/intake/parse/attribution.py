"""*said X, TITLE at Y* and *X argued*: who spoke, as it stands right after the quoted words, and before them."""

import re
from dataclasses import dataclass, replace

from .names import is_name
from .sentences import sentence_starts
from .subjects import PAPER, Subject, classify, read_subject
from .verbs import ANY, VERB

ROOM = 500  # characters after the words in which their attribution stands
INVERTED = re.compile(rf"(?:as |so )?(?P<verb>{ANY})\s(?P<who>.+)", re.DOTALL)
AFTER_SUBJECT = re.compile(
    rf"(?P<who>.{{1,250}}?),?\s(?:also |has |have |had |then |further |later )*(?P<verb>{ANY})(?![\w-])(?P<rest>.*)"
)
NOT_WHO = re.compile(
    r",?\s(?:(?:in|during|at) (?:an?|the|her|his|their|its) (?:\w+ )?"
    r"(?:statement|interview|speech|report|letter|press conference|briefing|event)"
    r"|(?:today|yesterday|this week|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    r"|(?:adding|noting|speaking|referring|stressing|citing|calling|warning|urging|and (?:added|urged|called))\b).*"
)
UNNAMED = re.compile(r"(?:an?|one|another|some)\s(?=[a-zß-ÿ])")
BESIDE = re.compile(
    r"(?:[,;]|\b(?:and|but|while|as))\s(?P<who>(?:[A-ZÀ-Þ][\w’'.‑-]{0,30}\s){2,5})"
    rf"(?:also |further |later |then )?(?P<verb>{ANY})(?![\w-])[^,;]{{0,80}},?\s*$"
)


@dataclass(frozen=True)
class After:
    """An attribution behind quoted words: it stands in the `length` characters that follow them."""

    subject: Subject | None
    verb: str
    length: int


def read_after(last: str, following: str) -> After | None:
    """Read what stands between quoted words and the next ones, or the paragraph's end.

    `last` is the last sign of the words. None where they are not attributed there.
    """
    following = following[:ROOM]
    starts = sentence_starts(following.lstrip(" "))
    length = len(following) if len(starts) < 2 else starts[1] + len(following) - len(following.lstrip(" "))
    text = following[:length].strip(" ,–—-")
    if not text or not (last in ",?!.…。" or following.lstrip().startswith((",", "–", "—"))):
        return None
    if inverted := INVERTED.match(text):
        return After(who_said(inverted["who"], inverted["verb"]), inverted["verb"], length)
    told = AFTER_SUBJECT.match(text)
    if not told or (last in ".…?!" and (len(told["rest"]) > 40 or text[-1] not in ".!?")):
        return None  # a sentence of its own
    unnamed = UNNAMED.match(told["who"]) and not PAPER.search(told["who"])
    subject = Subject("person", told["who"]) if unnamed else read_subject(told["who"])
    if subject and told["who"].strip()[:1].isupper() and subject.kind == "thing":
        return None
    return After(subject and replace(subject, verb=told["verb"]), told["verb"], length)


def who_said(who: str, verb: str) -> Subject | None:
    """The subject behind an inverted verb, with the role that follows it."""
    who = NOT_WHO.sub("", who.strip(), count=1).strip()
    who = who.rstrip(" ,:;").removesuffix(".")
    if UNNAMED.match(who):
        return Subject("person", who, verb=verb)
    phrase, *asides = re.split(r",\s|\s(?=who\s)", who)
    return classify(phrase, asides, verb=verb) if phrase else None


def read_before(sentence: str) -> Subject | None:
    """The subject of the words that lead up to a quotation: the sentence's, or that of its last clause."""
    subject = read_subject(sentence)
    if beside := BESIDE.search(sentence[-250:]):
        name = beside["who"].strip()
        if is_name(name) and not (subject and subject.words == name):
            return Subject("person", name, verb=beside["verb"])
    verbs = VERB.findall(sentence[-ROOM:])
    return subject and replace(subject, verb=verbs[-1] if verbs else subject.verb)
