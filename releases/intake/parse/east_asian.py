"""Attributions in Korean and Japanese, where the verb comes last and a particle marks who speaks."""

import re

from .subjects import Subject

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


def is_title_mark(text: str, mark: str) -> bool:
    """In Korean, these enclose the titles of works, not words."""
    return mark in "「『" and bool(HANGUL.search(text))


def read_around(before: str, after: str) -> Subject | None:
    """The speaker of words in a Korean or Japanese sentence, None where they are a mere term.

    `before`: the sentence up to the words; `after`: what follows them.
    """
    korean = bool(HANGUL.search(before + after[:40]))
    said, subject, role = (
        (KOREAN_AFTER, KOREAN_SUBJECT, KOREAN_ROLE) if korean else (JAPANESE_AFTER, JAPANESE_SUBJECT, JAPANESE_ROLE)
    )
    if not said.match(after[:20]):
        return None
    found = subject.match(before.strip()[:80] + " ")
    if not found:
        return Subject("pronoun", "he")
    who = found["who"].strip()
    if who in PRONOUNS:
        return Subject("pronoun", PRONOUNS[who])
    if held := role.fullmatch(who):
        title = None if held["title"] in POLITE else held["title"]
        return Subject("person", held["name"].strip(), title, held["org"])
    return Subject("person", who)
