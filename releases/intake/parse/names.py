"""What the name of a person looks like, and how a role is told from the body it is held in."""

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
ASIDE = re.compile(r",?\s(?:who|whose|which|where)\s|(?<=.),\s(?:an?|one|the)\s(?=[a-z])")
ARTICLE = re.compile(r"^(?:an?|the)\s(?=[a-z])")
FURTHER = re.compile(r",| of |\b(?:Rapporteur|Commissioner|Minister|Secretary|Envoy|Coordinator|Ambassador)\b")
OF_ABROAD = re.compile(
    r"(?P<title>[^,]{3,60}?)\s(?:von|bei|der|des|de la|de|du|del|do|da|di|van|chez)\s(?P<body>[A-ZÀ-Þ].*)"
)
CJK_NAME = re.compile(r"[\uac00-\ud7a3]{2,4}|[\u4e00-\u9fff]{1,4}[ 　·]?[\u3041-\u30ff\u4e00-\u9fff]{1,5}")
LONGEST_NAME = 60  # characters
NOT_IN_A_NAME = re.compile(r"[\d,;:/@&()!?]|^(?:The|An?)\s")
PREFIX = re.compile(r"^(?:[dDlL][’']|[ae]l[‐‑–-])")
LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")


def words(text: str) -> list[str]:
    return [word.strip("().,;:’'“”\"/&").casefold() for word in text.split()]


def is_name(text: str) -> bool:
    """Whether `text` has the shape of a person's name: two to six words, capitals but for particles, no body's word."""
    text = without_honorific(text)
    if CJK_NAME.fullmatch(text):
        return True
    tokens = text.split()
    if not 2 <= len(tokens) <= 6 or len(text) > LONGEST_NAME or NOT_IN_A_NAME.search(text):
        return False
    capitals = [_is_capital(token) for token in tokens]
    known = (
        capital or token in PARTICLES or not LATIN.search(token)
        for capital, token in zip(capitals, tokens, strict=True)
    )
    return sum(capitals) >= 2 and capitals[-1] and all(known) and not has_organisation_word(text)


def _is_capital(token):
    return PREFIX.sub("", token)[:1].isupper()


def has_organisation_word(text: str) -> bool:
    return not ORGANISATIONS.isdisjoint(words(text))


def is_title(text: str) -> bool:
    """Whether one of the words names an office: *Deputy Asia Director*, *UN Special Rapporteur on ...*."""
    return any(word in TITLES or word.rsplit("-", 1)[-1] in TITLES for word in words(text.replace("‑", "-")))


def without_honorific(name: str) -> str:
    """The name alone. Words in another script, set into a Latin name, are not part of it as printed in Latin."""
    while match := HONORIFIC.match(name):
        name = name[match.end() :]
    tokens = name.split()
    latin = [token for token in tokens if LATIN.search(token)]
    return " ".join(latin) if len(latin) >= 2 else name.strip()


def split_role(text: str) -> tuple[str | None, str | None]:
    """A role as printed after a name → (title, organisation): *Director at X*, *Head of the X*, *Chair, X*."""
    text = ASIDE.split(text, maxsplit=1)[0].strip(" ,.;")
    text = ARTICLE.sub("", text, count=1)
    if not text:
        return None, None
    if match := re.match(r"(?:of|from|at|with|for) (?:the )?(?=[A-ZÀ-Þ])", text):
        return None, text[match.end() :]
    for word in ("at", "with", "for", "from"):
        before, found, after = text.rpartition(f" {word} ")
        if not found or not _names_a_body(after):
            continue
        if word == "at" or (is_title(before) and not FURTHER.search(before)):
            return before.strip(" ,"), _without_the(after)
    title, found, after = text.rpartition(", ")
    if found and _names_a_body(after) and not is_title(after):
        return title.strip(" ,"), _without_the(after)
    return _of(text)


def _of(text):
    title, found, after = text.partition(" of ")
    if found and _names_a_body(after) and not re.search(r"\b(?:on|for)\b", title):
        if words(_without_the(after))[0] not in FIELDS:
            return title.strip(" ,"), _without_the(after)
        return text, None
    if abroad := OF_ABROAD.fullmatch(text):
        return abroad["title"], abroad["body"]
    if is_title(text) or text[:1].islower():
        return text, un_body(text)
    return None, _without_the(text)


def _names_a_body(text):
    bare = _without_the(text)
    return bare[:1].isupper() or bare[:1] == "("


def _without_the(text):
    return re.sub(r"^(?:the|The) |\s\([^()]*\)$", "", text.strip(" ,"))


def un_body(text: str) -> str | None:
    """Offices and bodies that bear the United Nations' name speak for it."""
    return "UN" if re.match(r"(?:UN|U\.N\.|United Nations)\b", text) else None
