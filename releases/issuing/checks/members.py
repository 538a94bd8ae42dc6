"""Checks of the member list: the number of members in the text, and membership on the release date."""

import re
import unicodedata
from itertools import chain

from django.utils import formats
from django.utils.translation import gettext as _

from releases.intake.parse.lines import find_quoted_parts, mask_quotes
from releases.models import Release

from .manuscript import error, warning

ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {ten: number for number, ten in zip(range(20, 100, 10), TENS, strict=True)}
NUMBER = rf"(?P<number>\d{{2,3}}|(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(ONES)}))?)"
#: *over 40 human rights groups*, *a 47-member coalition*, *forty-seven organisations*; not *47 member states*.
ENGLISH = re.compile(
    rf"(?:\b(?P<over>over|more than|at least|upwards of)|\b(?P<about>about|around|some|nearly|almost|approximately))?"
    rf"\s*\b{NUMBER}(?P<plus>\+)?[\s-]+(?:[\w’'-]+\s+){{0,4}}?"
    r"(?:members?\b(?!\s+(?:states?|countr|nations?|governments?)\b)|(?:groups|organi[sz]ations|NGOs|associations)\b)",
    re.I,
)
#: 40여 개 인권단체, 40개 이상의 단체, 약 40개 단체, 47개 회원단체; not 47개국 and 회원국 (states).
KOREAN = re.compile(
    r"(?P<about>약|대략)?\s*(?P<number>\d{2,3})\s*(?P<over>여)?\s*(?:개|곳)(?!국)(?P<plus>\s?이상|[이가]?\s?넘는)?의?"
    r"\s*(?:[^\s,.\d]{1,12}\s){0,3}?[^\s,.\d]{0,12}?(?:단체|회원(?!국)|조직|기구)"
)
#: 40以上の人権団体, 40を超える団体, 40余りの団体, 約40団体, 47の加盟団体; not 47か国 and 加盟国 (states).
JAPANESE = re.compile(
    r"(?P<about>約|およそ)?(?P<number>\d{2,3})(?![かカヶヵ]?国)(?P<over>以上|を超える|余り?|超)?の?(?P<plus>\+)?"
    r"[^\s、。\d]{0,10}?(?:団体|組織|グループ|加盟(?!国))"
)
COALITION = re.compile(
    r"\b(?:coalition|alliance|ICNK|member (?:groups|organi[sz]ations|NGOs))\b"
    r"|연대|연합|연맹|회원단체|連合|連帯|連盟|加盟団体",
    re.I,
)
SENTENCE = re.compile(r"(?<=[.!?。])\s*(?=\S)")
#: *Over 40* means 40 to 44, *about 40* 36 to 44.
MAX_DIFFERENCE = 5


def wrong_member_counts(manuscript):
    """Numbers of members in the text, outside quotes, that differ from the list."""
    signed = manuscript.release.members_are == Release.MembersAre.SIGNED
    count = len(manuscript.signatories)
    if not count or signed:  # signatures do not count the coalition
        return
    texts = chain(
        (("boilerplate", text) for text in _folded_lines(manuscript.release.boilerplate)),
        (("body", sentence) for text in manuscript.paragraphs for sentence in _sentences_about_coalition(text)),
    )
    for field, text in texts:
        for found in _find_counts(text):
            if not _agrees(found, count):
                words = _("The text says “%(said)s”, and the list below names %(count)d. Put one of them right.")
                yield warning(words % {"said": " ".join(found[0].split()), "count": count}, field)


def not_members_on_release_date(manuscript):
    """Signatories who were not members. A join date may be wrong and a former member may sign: these are warnings."""
    day = manuscript.release.released_on
    if not day:
        return
    level = error if manuscript.release.members_are == Release.MembersAre.LISTED else warning
    for signatory in manuscript.signatories:
        member = signatory.member
        if member.joined_on and member.joined_on > day:
            words = _(
                "%(member)s joined on %(day)s, after the release date. Take it off the list, or put the date right."
            )
            yield warning(words % {"member": signatory, "day": _day(member.joined_on)}, "members")
        elif member.left_on and member.left_on <= day:
            words = _("%(member)s had left by %(day)s. Take it off the list, or put the date right.")
            yield level(words % {"member": signatory, "day": _day(member.left_on)}, "members")


def _sentences_about_coalition(paragraph):
    unquoted = mask_quotes(paragraph, find_quoted_parts(paragraph))
    return [sentence for sentence in SENTENCE.split(unquoted) if COALITION.search(sentence)]


def _folded_lines(text):
    return [" ".join(line.split()) for line in text.splitlines()]


def _find_counts(text):
    text = unicodedata.normalize("NFKC", text)  # full-width digits
    return [found for form in (ENGLISH, KOREAN, JAPANESE) for found in form.finditer(text)]


def _agrees(found, count):
    number = _parse_number(found["number"].casefold())
    if found["about"]:
        return abs(count - number) < MAX_DIFFERENCE
    if found["over"] or found["plus"]:
        return number <= count < number + MAX_DIFFERENCE
    return number == count


def _parse_number(written):
    if written.isdigit():
        return int(written)
    ten, *one = re.split("[- ]", written)
    return WORDS[ten] + (ONES.index(one[0]) + 1 if one else 0)


def _day(day):
    return formats.date_format(day, "DATE_FORMAT")
