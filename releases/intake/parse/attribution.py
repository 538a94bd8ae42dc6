"""Find the speaker of quoted words in the sentence around them: *said X, TITLE at Y*, *X argued*."""

import re
from dataclasses import dataclass, replace

from .lines import sentence_starts
from .names import HONORIFIC, is_name, is_title, split_role, split_words, un_organisation, without_honorific
from .vocabulary import TITLES, VERB, VERBS

MAX_SENTENCE_LENGTH = 600  # characters in which a subject is looked for
LEADING_PHRASE = re.compile(
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
DOCUMENT_NOUN = re.compile(
    r"\b(?:report|resolution|letter|document|finding|declaration|survey|study|decision|judge?ment|paper|manual"
    r"|charter|treaty|convention)s?\b",
    re.IGNORECASE,
)
PARENTHESIS = re.compile(r"\s*\([^()]{1,80}\)")
CAPITALS = re.compile(r"[A-ZÀ-Þ]\S*(?:\s(?:(?:of|for|on|and|to|in|the|against|&)\s){0,3}[A-ZÀ-Þ]\S*)*")
CLAUSE = re.compile(
    r"\s(?:today|yesterday|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|who|which|that|whose|has|have|had|also|further"
    r"|later|then|is|are|was|were|will|would|can|could)\s"
)


@dataclass(frozen=True)
class Subject:
    """Who a sentence is about. `kind`: pronoun, person, people, title, body or thing.

    `text`: as printed, a title or body without its article; `keywords`: words that a later short form may use;
    `verb`: the verb of attribution; `is_document`: a report or the like is named as the source.
    """

    kind: str
    text: str
    title: str | None = None
    organisation: str | None = None
    keywords: str = ""
    verb: str = ""
    is_document: bool = False


def read_subject(sentence: str) -> Subject | None:
    """The subject of `sentence`, or None. The part before the quoted words is enough."""
    text = sentence[:MAX_SENTENCE_LENGTH].strip()
    is_document = False
    while leading := LEADING_PHRASE.match(text):
        is_document |= bool(DOCUMENT_NOUN.search(leading[0]))
        text = text[leading.end() :]
    if according := ACCORDING.match(text):
        text = text[according.end() :]
    verbs = list(VERB.finditer(text))
    verb = verbs[-1]["verb"] if verbs else ""
    if pronoun := PRONOUN.match(text):
        return Subject("pronoun", pronoun[1].casefold(), verb=verb, is_document=is_document)
    phrase, asides = _phrase(text, verbs)
    subject = classify(phrase, asides) if phrase else None
    return subject and replace(subject, verb=verb, is_document=is_document or bool(DOCUMENT_NOUN.search(phrase)))


def _phrase(text, verbs):
    """The noun phrase at the start of the sentence, and the asides between commas before its verb."""
    after_comma = [verb for verb in verbs if text[: verb.start()].rstrip().endswith((",", " also", " further"))]
    first = verbs[0].start() if verbs else len(text)
    comma = text.find(", ")
    if comma < 0 or comma > first:
        end = first
        if clause := CLAUSE.search(text[:first]):
            end = clause.start()
        return text[:end].strip(" ,"), []
    end = after_comma[0].start() if after_comma else first
    asides = [aside.strip(" ,") for aside in text[comma + 1 : end].split(", ")]
    return text[:comma].strip(), list(filter(None, asides))


def classify(phrase: str, asides: list[str]) -> Subject | None:
    """The subject that a noun phrase and the asides between commas after it describe."""
    bare = ARTICLE.sub("", PARENTHESIS.sub("", phrase), count=1)
    while adjective := ADJECTIVE.match(bare):
        bare = bare[adjective.end() :]
    people = _person_names(phrase)
    if len(people) > 1:
        return Subject("people", " and ".join(people), *split_role(", ".join(asides)))
    if is_name(phrase) and not is_title(phrase):
        title, organisation = split_role(", ".join(asides))
        return Subject("person", without_honorific(phrase), title, organisation)
    named = [person for aside in asides for person in _person_names(aside)]
    if bare != phrase and len(named) > 1:
        return Subject("people", " and ".join(named), keywords=bare)
    if is_title(bare) and named:
        title, organisation = _split_office(bare)
        return Subject("person", named[0], title, organisation, keywords=bare)
    return _person_with_office(phrase) or _unnamed_subject(phrase, bare, asides)


def _person_names(text):
    """The names in *Mina Falk* or *Mina Falk and Jon Vik*; empty if there are other words."""
    names = re.sub(r"^and\s", "", text).split(" and ")
    if not all(is_name(name) and not is_title(name) for name in names):
        return []
    return [without_honorific(name) for name in names]


def _split_office(bare):
    """*UN Special Rapporteur on X* → itself and UN; *director of CAN* → director, CAN."""
    if un := un_organisation(bare):
        return bare, un
    owner, mark, office = bare.replace("'s ", "’s ").partition("’s ")
    return (office, owner) if mark else split_role(bare)


def _person_with_office(phrase):
    """*CAN director Mina Falk*, *CAN’s Mina Falk*, *Director Mina Falk*, *Mina Falk of CAN*."""
    if (held := re.match(r"(.+?) (?:of|from|at) (.+)", phrase)) and is_name(held[1]) and not is_title(held[1]):
        return Subject("person", without_honorific(held[1]), None, _no_article(held[2]))
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
        return Subject("person", without_honorific(name), title or None, _no_article(body) or None)
    return None


def _no_article(text):
    return re.sub(r"^the\s", "", text, flags=re.IGNORECASE)


def _capitalised_words(text):
    """The leading capitalised words, with the small words between them."""
    name = CAPITALS.match(text)
    return name[0] if name else ""


def _unnamed_subject(phrase, bare, asides):
    if not asides and is_name(start := _capitalised_words(bare)) and not is_title(start):
        return Subject("person", without_honorific(start))
    bare = bare if asides else _capitalised_words(bare) or bare
    if is_title(bare) and bare[:1].isupper():
        title, organisation = _split_office(bare)
        return Subject("title", bare, title, organisation, keywords=bare)
    if bare[:1].isupper() and len(bare) < 160 and not PRONOUN.match(bare):
        if HONORIFIC.match(bare) or (bare == phrase and len(split_words(bare)) == 1):
            kind = "person" if HONORIFIC.match(bare) else "body"
            return Subject(kind, without_honorific(bare), keywords=bare)
        appointed = any(re.search(r"\b(?:by|of|within|under) the (?:UN|United Nations)\b", aside) for aside in asides)
        organisation = "UN" if appointed or un_organisation(bare) else None
        return Subject("body", bare, None, organisation, keywords=bare)
    return Subject("thing", phrase, keywords=bare) if bare and len(phrase) < 200 else None


MAX_ATTRIBUTION_LENGTH = 500  # characters after the quoted words
INVERTED = re.compile(rf"(?:as |so )?(?P<verb>{VERBS})\s(?P<who>.+)", re.DOTALL)
AFTER_SUBJECT = re.compile(
    rf"(?P<who>.{{1,250}}?),?\s(?:also |has |have |had |then |further |later )*(?P<verb>{VERBS})(?![\w-])(?P<rest>.*)"
)
TRAILING_PHRASE = re.compile(
    r",?\s(?:(?:in|during|at) (?:an?|the|her|his|their|its) (?:\w+ )?"
    r"(?:statement|interview|speech|report|letter|press conference|briefing|event)"
    r"|(?:today|yesterday|this week|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
    r"|(?:adding|noting|speaking|referring|stressing|citing|calling|warning|urging|and (?:added|urged|called))\b).*"
)
UNNAMED = re.compile(r"(?:an?|one|another|some)\s(?=[a-zß-ÿ])")
LAST_CLAUSE = re.compile(
    r"(?:[,;]|\b(?:and|but|while|as))\s(?P<who>(?:[A-ZÀ-Þ][\w’'.‑-]{0,30}\s){2,5})"
    rf"(?:also |further |later |then )?(?P<verb>{VERBS})(?![\w-])[^,;]{{0,80}},?\s*$"
)


@dataclass(frozen=True)
class Attribution:
    """An attribution in the `length` characters after quoted words."""

    subject: Subject | None
    verb: str
    length: int


def read_attribution_after(last: str, following: str) -> Attribution | None:
    """Read the attribution between quoted words and the next ones. None if there is none.

    `last`: the last character of the quoted words.
    """
    following = following[:MAX_ATTRIBUTION_LENGTH]
    starts = sentence_starts(following.lstrip(" "))
    length = len(following) if len(starts) < 2 else starts[1] + len(following) - len(following.lstrip(" "))
    text = following[:length].strip(" ,–—-")
    if not text or not (last in ",?!.…。" or following.lstrip().startswith((",", "–", "—"))):
        return None
    if inverted := INVERTED.match(text):
        subject = _inverted_subject(inverted["who"])
        return Attribution(subject and replace(subject, verb=inverted["verb"]), inverted["verb"], length)
    match = AFTER_SUBJECT.match(text)
    if not match or (last in ".…?!" and (len(match["rest"]) > 40 or text[-1] not in ".!?")):
        return None  # a new sentence
    unnamed = UNNAMED.match(match["who"]) and not DOCUMENT_NOUN.search(match["who"])
    subject = Subject("person", match["who"]) if unnamed else read_subject(match["who"])
    if subject and match["who"].strip()[:1].isupper() and subject.kind == "thing":
        return None
    return Attribution(subject and replace(subject, verb=match["verb"]), match["verb"], length)


def _inverted_subject(who):
    """The subject after an inverted verb, with the role that follows it: *said X, TITLE at Y*."""
    who = TRAILING_PHRASE.sub("", who.strip(), count=1).strip()
    who = who.rstrip(" ,:;").removesuffix(".")
    if UNNAMED.match(who):
        return Subject("person", who)
    phrase, *asides = re.split(r",\s|\s(?=who\s)", who)
    return classify(phrase, asides) if phrase else None


def read_attribution_before(sentence: str) -> Subject | None:
    """The subject of the words before a quotation: of the sentence, or of its last clause."""
    subject = read_subject(sentence)
    if clause := LAST_CLAUSE.search(sentence[-250:]):
        name = clause["who"].strip()
        if is_name(name) and not (subject and subject.text == name):
            return Subject("person", name, verb=clause["verb"])
    verbs = VERB.findall(sentence[-MAX_ATTRIBUTION_LENGTH:])
    return subject and replace(subject, verb=verbs[-1] if verbs else subject.verb)


HANGUL = re.compile("[\uac00-\ud7a3]")
KANA = re.compile("[\u3041-\u30ff]")

KOREAN_SUBJECT = re.compile(r"(?P<who>[^“\"‘]{1,60}?)(?:께서는|께서|은|는|이|가)\s")
KOREAN_TITLES = (
    "사무총장|사무국장|특별보고관|센터장|위원장|이사장|연구원|대변인"
    "|변호사|활동가|대표|국장|소장|회장|단장|팀장|실장|총장"
    "|교수|의원|장관|대사|목사|신부|박사|간사|이사"
)
KOREAN_ROLE = re.compile(
    rf"(?:(?P<org>.+?)의?\s)?(?P<name>[\uac00-\ud7a3]{{2,4}})\s(?P<title>[\uac00-\ud7a3]{{0,8}}(?:{KOREAN_TITLES}))"
)
KOREAN_AFTER = re.compile(r"\s?,?\s?(?:이?라고|이?라며|이?라면서|고|며|면서|이?라는)")

JAPANESE_SUBJECT = re.compile(r"(?P<who>[^「」、。]{1,60}?)(?:は|が|も)、?")
JAPANESE_TITLES = (
    "事務局長|事務総長|特別報告者|理事長|代表理事|研究員|弁護士|報道官|委員長|代表|会長|所長|局長|部長"
    "|教授|議員|大使|氏|さん"
)
JAPANESE_ROLE = re.compile(rf"(?:(?P<org>.+)の)?(?P<name>.{{2,20}}?)(?P<title>{JAPANESE_TITLES})")
JAPANESE_AFTER = re.compile(r"、?(?:など)?と")
PRONOUNS = {"그": "he", "그녀": "she", "그들": "they", "彼": "he", "彼女": "she", "同氏": "he", "彼ら": "they"}
POLITE = ("氏", "さん")


def is_east_asian(text: str) -> bool:
    return bool(HANGUL.search(text) or KANA.search(text))


def is_work_title_mark(text: str, mark: str) -> bool:
    """Whether `mark` encloses the title of a work, as 「 and 『 do in Korean."""
    return mark in "「『" and bool(HANGUL.search(text))


def read_east_asian_attribution(before: str, after: str) -> Subject | None:
    """The speaker of quoted words in a Korean or Japanese sentence, where the verb comes last. None for a term.

    `before`: the sentence up to the quoted words; `after`: the text after them.
    """
    korean = bool(HANGUL.search(before + after[:40]))
    verb, subject, role = (
        (KOREAN_AFTER, KOREAN_SUBJECT, KOREAN_ROLE) if korean else (JAPANESE_AFTER, JAPANESE_SUBJECT, JAPANESE_ROLE)
    )
    if not verb.match(after[:20]):
        return None
    subject_match = subject.match(before.strip()[:80] + " ")
    if not subject_match:
        return Subject("pronoun", "he")
    who = subject_match["who"].strip()
    if who in PRONOUNS:
        return Subject("pronoun", PRONOUNS[who])
    if match := role.fullmatch(who):
        title = None if match["title"] in POLITE else match["title"]
        return Subject("person", match["name"].strip(), title, match["org"])
    return Subject("person", who)
