"""vCards, version 3.0 (RFC 2426): the version that every address book reads."""

import re

from releases.document.html import strip_hidden_characters
from releases.models.contact import PressContact

MOST_OCTETS = 75  # of a line, without its end (RFC 2425, 5.8.1)
PROPERTIES = {"tel": "TEL", "mailto": "EMAIL", "https": "URL", "http": "URL"}


def vcard(contact: PressContact, *, address: str) -> bytes:
    """The card, lines ended by CRLF. `address`: where the press desk shows this person.

    Hours and languages are words of the note: version 3.0 has no properties for them.
    """
    lines = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("FN", _text(contact.name)),
        ("N", _name(contact.name)),
        ("ORG", _text(contact.organisation)),
        ("TITLE", _text(contact.title)),
        *_channels(contact),
        ("ADR;TYPE=work", f";;;{_text(contact.city)};;;" if contact.city else ""),
        ("TZ;VALUE=text", _text(contact.time_zone)),
        ("NOTE", _text(_note(contact))),
        ("SOURCE", address),
        ("END", "VCARD"),
    ]
    return b"".join(_folded(f"{name}:{value}") for name, value in lines if value)


def _name(name):
    """Family name; given name; … (RFC 2426, 3.1.2). Nobody can tell them apart in every culture: all is the one."""
    return f"{_text(name)};;;;"


def _channels(contact):
    """What can be dialled, written to or opened; the rest stands in the note."""
    for channel in contact.channel_list():
        scheme, _colon, rest = channel.href.partition(":")
        name = PROPERTIES.get(scheme.lower())
        if name == "TEL":
            cell = ",cell" if re.search(r"mobile|cell|hand", channel.label, re.I) else ""
            yield f"TEL;TYPE=work,voice{cell}", _text(rest)
        elif name == "EMAIL":
            yield "EMAIL;TYPE=internet,work", _text(rest)
        elif name:
            yield name, channel.href


def _note(contact):
    lines = [str(line) for line in contact.hours.all()]
    hours = "; ".join(lines)
    if hours and contact.time_zone:
        hours = f"{hours} ({contact.get_time_zone_display()})"
    others = [str(channel) for channel in contact.channel_list() if not channel.href]
    return "\n".join(filter(None, [hours, contact.languages, *others]))


def _text(value):
    """A value whose signs mean nothing but themselves (RFC 2426, 4)."""
    value = re.sub(r"([\\,;])", r"\\\1", value)
    return strip_hidden_characters(re.sub(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", r"\\n", value))


def _folded(line):
    """One line in pieces of at most 75 octets, none of which ends within a character."""
    octets, pieces, most = line.encode(), [], MOST_OCTETS
    while len(octets) > most:
        cut = most
        while octets[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(octets[:cut])
        octets, most = octets[cut:], MOST_OCTETS - 1  # the space before it counts
    return b"\r\n ".join([*pieces, octets]) + b"\r\n"
