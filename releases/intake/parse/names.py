"""Recognise names of persons, and split a role into title and organisation."""

import re

from .vocabulary import FIELDS, ORGANISATIONS, PARTICLES, TITLES

HONORIFIC = re.compile(
    r"(?:(?:Rev|Dr|Prof|Mr|Ms|Mrs|Mx|Fr|Sr|Hon|St|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Amb)\."
    r"|(?:Dr|Mr|Ms|Mrs|Prof|Rev|Sir|Dame|Lord|Lady|Baroness|Baron|Professor|Doctor|Reverend|Pastor|Father|Sister|Rabbi"
    r"|Imam|Bishop|Archbishop|Cardinal|Judge|Justice|Senator|Ambassador|Herr|Frau|Monsieur|Madame|Mme|M\.)(?=\s))\s*"
)
DEGREE = re.compile(
    r"(?:Ph\.?\s?D|M\.?D|J\.?D|LL\.?[BDM]|M\.?A|B\.?A|M\.?Sc|Esq|Jr|Sr|Q\.?C|K\.?C|OBE|CBE|MBE|MP|II|III)\.?"
)
RELATIVE_CLAUSE = re.compile(r",?\s(?:who|whose|which|where)\s|(?<=.),\s(?:an?|one|the)\s(?=[a-z])")
ARTICLE = re.compile(r"^(?:an?|the)\s(?=[a-z])")
LONG_TITLE = re.compile(r",| of |\b(?:Rapporteur|Commissioner|Minister|Secretary|Envoy|Coordinator|Ambassador)\b")
FOREIGN_OF = re.compile(
    r"(?P<title>[^,]{3,60}?)\s(?:von|bei|der|des|de la|de|du|del|do|da|di|van|chez)\s(?P<body>[A-ZÀ-Þ].*)"
)
CJK_NAME = re.compile(r"[\uac00-\ud7a3]{2,4}|[\u4e00-\u9fff]{1,4}[ 　·]?[\u3041-\u30ff\u4e00-\u9fff]{1,5}")
MAX_NAME_LENGTH = 60  # characters
NOT_IN_NAME = re.compile(r"[\d,;:/@&()!?]|^(?:The|An?)\s")
PREFIX = re.compile(r"^(?:[dDlL][’']|[ae]l[‐‑–-])")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


def split_words(text: str) -> list[str]:
    """The words of `text`, casefolded and without punctuation."""
    return [word.strip("().,;:’'“”\"/&").casefold() for word in text.split()]


def is_name(text: str) -> bool:
    """Whether `text` is shaped like a person's name: two to six capitalised words, none of an organisation."""
    text = without_honorific(text)
    if CJK_NAME.fullmatch(text):
        return True
    tokens = text.split()
    if not 2 <= len(tokens) <= 6 or len(text) > MAX_NAME_LENGTH or NOT_IN_NAME.search(text):
        return False
    capitals = [PREFIX.sub("", token)[:1].isupper() for token in tokens]
    known = (
        capital or token in PARTICLES or not LATIN.search(token)
        for capital, token in zip(capitals, tokens, strict=True)
    )
    return sum(capitals) >= 2 and capitals[-1] and all(known) and not has_organisation_word(text)


def has_organisation_word(text: str) -> bool:
    return not ORGANISATIONS.isdisjoint(split_words(text))


def is_title(text: str) -> bool:
    """Whether a word of `text` names an office: *Deputy Asia Director*, *UN Special Rapporteur on ...*."""
    return any(word in TITLES or word.rsplit("-", 1)[-1] in TITLES for word in split_words(text.replace("‑", "-")))


def without_honorific(name: str) -> str:
    """The name without honorific and, if it is in Latin letters, without words in another script."""
    while match := HONORIFIC.match(name):
        name = name[match.end() :]
    tokens = name.split()
    latin = [token for token in tokens if LATIN.search(token)]
    return " ".join(latin) if len(latin) >= 2 else name.strip()


def split_role(text: str) -> tuple[str | None, str | None]:
    """Split a role as printed after a name into title and organisation: *Director at X*, *Chair, X*."""
    text = RELATIVE_CLAUSE.split(text, maxsplit=1)[0].strip(" ,.;")
    text = ARTICLE.sub("", text, count=1)
    if not text:
        return None, None
    if match := re.match(r"(?:of|from|at|with|for) (?:the )?(?=[A-ZÀ-Þ])", text):
        return None, text[match.end() :]
    for word in ("at", "with", "for", "from"):
        before, found, after = text.rpartition(f" {word} ")
        if not found or not _is_organisation(after):
            continue
        if word == "at" or (is_title(before) and not LONG_TITLE.search(before)):
            return before.strip(" ,"), _without_article(after)
    title, found, after = text.rpartition(", ")
    if found and _is_organisation(after) and not is_title(after):
        return title.strip(" ,"), _without_article(after)
    return _split_at_of(text)


def _split_at_of(text):
    title, found, after = text.partition(" of ")
    if found and _is_organisation(after) and not re.search(r"\b(?:on|for)\b", title):
        if split_words(_without_article(after))[0] not in FIELDS:
            return title.strip(" ,"), _without_article(after)
        return text, None
    if foreign := FOREIGN_OF.fullmatch(text):
        return foreign["title"], foreign["body"]
    if is_title(text) or text[:1].islower():
        return text, un_organisation(text)
    return None, _without_article(text)


def _is_organisation(text):
    bare = _without_article(text)
    return bare[:1].isupper() or bare[:1] == "("


def _without_article(text):
    return re.sub(r"^(?:the|The) |\s\([^()]*\)$", "", text.strip(" ,"))


def un_organisation(text: str) -> str | None:
    """*UN* if the name of an office or body begins with the United Nations."""
    return "UN" if re.match(r"(?:UN|U\.N\.|United Nations)\b", text) else None
