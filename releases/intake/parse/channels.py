"""Numbers, addresses and handles with the labels they are printed under."""

import re
from dataclasses import dataclass

from .reading import Channel

WORDS = (
    r"tel(?:ephone)?|ph(?:one)?|mobile|mob|cell(?:phone)?|fax|e[-‐‑–]?mail|mail|office|direct(?: line)?"
    r"|whatsapp|signal|telegram"
    r"|(?:follow (?:(?:us|him|her|them) )?on )?(?:twitter|x|instagram|facebook|threads|bluesky|mastodon)|[tmefpw]"
    r"|전화(?:번호)?|팩스|휴대폰|휴대전화|핸드폰|이메일|전자우편"
    r"|電話(?:番号)?|携帯(?:電話)?|ファックス|ファクス|メール(?:アドレス)?"
    r"|tél(?:éphone)?|teléfono|telefon|handy|mobil|portable|courriel|correo(?: electrónico)?"
)
LABEL = re.compile(rf"(?<!\w)(?:{WORDS})(?:\s?\([^()]{{1,20}}\))?\s?[.:：]?\s*$", re.IGNORECASE)
LABEL_ROOM = 60  # characters before a value in which its label is looked for
NOTE = re.compile(r"\s?\((?!0\))[^()\d]{1,30}\)")
EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}(?:@| ?[\[(]at[\])] ?)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
HANDLE = r"(?<![\w.@])@\w{1,30}"
PHONE = (
    r"(?<![\w@./-])(?:\+\s?)?(?:\(\+?\d{1,5}\)[ -]?)?\d[\d ().‐-―-]{5,24}\d(?![\w-])(?:,? ?(?:ext|x|내선)\.? ?\d{1,6})?"
)
VALUE = re.compile(rf"(?P<email>{EMAIL})|(?P<handle>{HANDLE})|(?P<phone>{PHONE})", re.IGNORECASE)
SHORT = re.compile(r" ?/ ?(\d{2,8})(?!\d)")  # a second extension: +44 20 7946 0108 / 0109
NO_PHONE = re.compile(r"(?:19|20)\d\d[-‐-―](?:19|20)?\d\d(?:-\d\d)?")


@dataclass(frozen=True)
class Found:
    """A channel and where its label and value stand in the text."""

    channel: Channel
    start: int
    end: int


def find_channels(text: str) -> list[Found]:
    """Every channel in `text`, in order. A note behind a number, *(mobile)*, is its label where no other is printed."""
    found, after = [], 0
    for match in VALUE.finditer(text):
        value, kind = match[0], match.lastgroup
        if kind == "phone" and not _is_phone(value):
            continue
        start, label = _label(text, max(after, match.start() - LABEL_ROOM), match.start())
        after = match.end()
        second = SHORT.match(text, after) if kind == "phone" else None
        note = NOTE.match(text, second.end() if second else after)
        label = label or (note[0].strip() if note else "")
        noted = note.end() if note and label == note[0].strip() else 0
        found.append(Found(Channel(label=label, value=value, kind=kind), start, after if second else max(after, noted)))
        if second:
            found.append(Found(Channel(label=label, value=second[1], kind=kind), after, max(second.end(), noted)))
        after = found[-1].end
    return found


def _is_phone(value):
    return sum(sign.isdigit() for sign in value) >= 7 and not NO_PHONE.fullmatch(value)


def _label(text, start, end):
    """The label that stands right before `end`, and where the channel begins with it."""
    label = LABEL.search(text[start:end])
    return (start + label.start(), label[0].strip()) if label else (end, "")


def has_channel(text: str) -> bool:
    return bool(find_channels(text))
