"""vCards, version 3.0 (RFC 2426): the version that every address book reads."""

import re

from releases.document.html import strip_hidden_characters
from releases.models.contact import PressContact

MAX_OCTETS = 75  # in a line, without its end (RFC 2425, 5.8.1)
PROPERTIES = {"mailto": "EMAIL;TYPE=internet,work", "https": "URL", "http": "URL"}


def build_vcard(contact: PressContact, *, address: str) -> bytes:
    """`address`: that of the contact on the press desk. Hours and languages have no property in 3.0: see the note."""
    lines = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("FN", _escape(contact.name)),
        ("N", f"{_escape(contact.name)};;;;"),  # not every culture divides names into given and family name
        ("ORG", _escape(contact.organisation)),
        ("TITLE", _escape(contact.title)),
        *_channels(contact),
        ("ADR;TYPE=work", f";;;{_escape(contact.city)};;;" if contact.city else ""),
        ("TZ;VALUE=text", _escape(contact.time_zone)),
        ("NOTE", _escape(_note(contact))),
        ("SOURCE", address),
        ("END", "VCARD"),
    ]
    return b"".join(_fold(f"{name}:{value}") for name, value in lines if value)


def _channels(contact):
    """Yield the channels with a link; the note has the others."""
    for channel in contact.channel_list():
        scheme, _colon, rest = channel.href.partition(":")
        if scheme.lower() == "tel":
            cell = ",cell" if re.search(r"mobile|cell|hand", channel.label, re.I) else ""
            yield f"TEL;TYPE=work,voice{cell}", _escape(rest)
        elif name := PROPERTIES.get(scheme.lower()):
            yield name, channel.href if name == "URL" else _escape(rest)


def _note(contact):
    hours = "; ".join(map(str, contact.hours.all()))
    if hours and contact.time_zone:
        hours = f"{hours} ({contact.get_time_zone_display()})"
    others = [str(channel) for channel in contact.channel_list() if not channel.href]
    return "\n".join(filter(None, [hours, contact.languages, *others]))


def _escape(value):
    """Escape a text value (RFC 2426, 4)."""
    value = re.sub(r"([\\,;])", r"\\\1", value)
    return strip_hidden_characters(re.sub(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", r"\\n", value))


def _fold(line):
    """Fold a line at 75 octets, never within a character."""
    octets, pieces, limit = line.encode(), [], MAX_OCTETS
    while len(octets) > limit:
        cut = limit
        while octets[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(octets[:cut])
        octets, limit = octets[cut:], MAX_OCTETS - 1  # the leading space counts
    return b"\r\n ".join([*pieces, octets]) + b"\r\n"
