"""Checks that an encoded image has pixels and nothing else, without decoding it. Pure Python.

A compromised sandbox could put anything into an image. JPEG: ITU-T T.81, B.1; WebP:
https://developers.google.com/speed/webp/docs/riff_container.
"""

import re

JFIF = b"\xff\xe0\x00\x10JFIF\x00"  # without a thumbnail
FRAMES, SCAN = (0xC0, 0xC2), 0xDA
ALLOWED = {*FRAMES, 0xC4, SCAN, 0xDB, 0xDD}  # frame, tables, scan, interval
MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7]")  # others belong to the scan
ALPHA = 0x10


def read_bare_size(data: bytes, ending: str) -> tuple[int, int]:
    """Return (width, height). Raises `ValueError` if it has more than pixels, or is not an image."""
    try:
        return {"jpg": _jpeg, "webp": _webp}[ending](data)
    except IndexError as error:
        raise ValueError("It ends early.") from error


def read_webp_size(data: bytes) -> tuple[int, int]:
    """Return (width, height) from the header of any WebP. Raises `ValueError`."""
    kind, at = data[12:16], 20
    if kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
    if kind == b"VP8L" and data[at : at + 1] == b"\x2f" and len(data) >= at + 5:
        bits = _little(data[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X" and len(data) >= 30:
        return _little(data[24:27]) + 1, _little(data[27:30]) + 1
    raise ValueError("It has no size.")


def _jpeg(data):
    if not data.startswith(b"\xff\xd8" + JFIF) or not data.endswith(b"\xff\xd9"):
        raise ValueError("It does not begin or end like one of ours.")
    size, place = None, 20
    while place < len(data) - 2:
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if data[place] != 0xFF or marker not in ALLOWED or length < 2:
            raise ValueError(f"There is more than a picture at {place}.")
        if marker in FRAMES:
            size = int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 2 + length
        if marker == SCAN:
            found = MARKER.search(data, place)
            place = found.start() if found else len(data)
    if not size or place != len(data) - 2:
        raise ValueError("It does not end where its last part ends.")
    return size


def _webp(data):
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or _little(data[4:8]) != len(data) - 8:
        raise ValueError("It does not begin or end like one of ours.")
    kinds, place = [], 12
    while place < len(data):
        kinds.append(data[place : place + 4])
        length = _little(data[place + 4 : place + 8])
        place += 8 + length + length % 2
    plain = [[b"VP8 "], [b"VP8L"], [b"VP8X", b"ALPH", b"VP8 "], [b"VP8X", b"VP8L"]]
    if place != len(data) or kinds not in plain or (kinds[0] == b"VP8X" and data[20] != ALPHA):
        raise ValueError("There is more than a picture.")
    return read_webp_size(data)


def _little(data):
    return int.from_bytes(data, "little")
