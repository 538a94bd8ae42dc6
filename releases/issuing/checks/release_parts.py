"""Checks of the parts: required fields, dateline, lead image, press contacts and member list."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core.text import normalize_name
from releases.intake.parse.lines import find_quoted_parts, mask_quotes
from releases.issuing import compose
from releases.models import PressContact, Release

from .manuscript import Finding, Manuscript, error, shorten, warning

MAX_LINES_SHOWN = 5
EMBARGO = re.compile(
    r"\W*(?:strictly |this release is )?(?:under )?"
    r"(?:embargo(?:ed)?\b.{0,20}\b(?:until|till|for|to)\b|엠바고|보도 ?제한|解禁|報道解禁)",
    re.I,
)


def missing_fields(manuscript: Manuscript) -> Iterator[Finding]:
    for field, message in compose.missing_fields(manuscript.release):
        yield error(message, field)


def unassigned_lines(manuscript: Manuscript) -> Iterator[Finding]:
    if lines := [line.strip() for line in manuscript.release.unassigned.splitlines() if line.strip()]:
        words = ngettext(
            "%(count)d line of the text has found no place: %(lines)s. Put it where it belongs, or delete it.",
            "%(count)d lines of the text have found no place: %(lines)s. Put them where they belong, or delete them.",
            len(lines),
        )
        shown = [*map(shorten, lines[:MAX_LINES_SHOWN]), *(["…"] if len(lines) > MAX_LINES_SHOWN else [])]
        yield error(words % {"count": len(lines), "lines": ", ".join(shown)}, "unassigned")


def embargo_in_body(manuscript: Manuscript) -> Iterator[Finding]:
    for paragraph in manuscript.paragraphs:
        if EMBARGO.match(paragraph):
            words = _(
                "“%(line)s” stands in the body and would be printed. Take it out, and set the hour as you issue it."
            )
            yield warning(words % {"line": paragraph[:90]}, "body")


def missing_dateline(manuscript: Manuscript) -> Iterator[Finding]:
    release = manuscript.release
    if not (release.places or release.dateline):
        yield warning(_("There is no dateline. Say where this was written, under “Places”."), "places")
    elif not (release.dated or release.dateline):
        yield warning(_("The dateline has no date. Say when this was written, under “Dated”."), "dated")


def missing_alt_text(manuscript: Manuscript) -> Iterator[Finding]:
    """WCAG 2.2, 1.1.1: every image has a text alternative or is marked as decorative."""
    if any(not image.alt.strip() and not image.decorative for image in manuscript.lead_images):
        words = _("The picture has no text alternative. Say what it tells, or mark it as decorative.")
        yield error(words, "lead_images")


def missing_credit(manuscript: Manuscript) -> Iterator[Finding]:
    if any(not image.credit.strip() for image in manuscript.lead_images):
        yield warning(_("The picture names nobody who made it. Add a credit."), "lead_images")


def decorative_with_alt_text(manuscript: Manuscript) -> Iterator[Finding]:
    if any(image.alt.strip() and image.decorative for image in manuscript.lead_images):
        words = _("The picture is marked as decorative, so its text alternative is not read to anybody. Take one out.")
        yield warning(words, "lead_images")


def outside_reviews(manuscript: Manuscript) -> Iterator[Finding]:
    """Remarks of people who were asked to review the draft, and answers that are missing."""
    for review in manuscript.release.outside_reviews.all():
        if review.answer == review.Answer.REMARKED:
            words = _("%(name)s read the draft and made a remark: “%(remark)s”. See to it, under “Reviews”.")
            yield warning(words % {"name": review.name, "remark": review.remark[:90]}, "quotes")
        elif not review.answer and review.is_open(manuscript.at):
            words = _("%(name)s was asked to read the draft and has not answered yet.")
            yield warning(words % {"name": review.name}, "quotes")


def missing_signatories(manuscript: Manuscript) -> Iterator[Finding]:
    if manuscript.release.members_are == Release.MembersAre.SIGNED and not manuscript.signatories:
        yield warning(_("It says that members signed it, and names none. Tick who signed."), "members")


def missing_contacts(manuscript: Manuscript) -> Iterator[Finding]:
    if not manuscript.contact_lines:
        yield warning(_("It names nobody whom journalists can call. Add a press contact."), "contact_lines")


def contact_problems(manuscript: Manuscript) -> Iterator[Finding]:
    named = [line for line in manuscript.contact_lines if line.name]
    linked = [(line, line.contact) for line in named if line.contact]
    typed = [line for line in named if not line.contact_id]
    known = PressContact.objects.by_folded_name() if typed else {}
    problems = [
        (
            _("Nobody can reach %(names)s: the line has no number and no address. Add one."),
            [line for line in manuscript.contact_lines if not line.channels.strip()],
        ),
        (
            _("%(names)s: nobody of this name is among the press contacts. Look at the spelling, or add the contact."),
            [line for line in typed if not known.get(normalize_name(line.name))],
        ),
        (
            _("%(names)s: retired. Name the successor instead."),
            [line for line, contact in linked if contact.retired_on and contact.retired_on <= manuscript.day],
        ),
        (
            _("The time zone of %(names)s is not known, so no hour is said in it. Add it to the contact."),
            [line for line, contact in linked if not contact.time_zone],
        ),
    ]
    for words, lines in problems:
        if lines:
            names = ", ".join(dict.fromkeys(line.name or line.organisation or line.city for line in lines))
            yield warning(words % {"names": names}, "contact_lines")


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


def wrong_member_counts(manuscript: Manuscript) -> Iterator[Finding]:
    """Numbers of members in the text, outside quotes, that differ from the list."""
    count = len(manuscript.signatories)
    if not count or manuscript.release.members_are == Release.MembersAre.SIGNED:  # not all members sign
        return
    texts = [("boilerplate", " ".join(line.split())) for line in manuscript.release.boilerplate.splitlines()]
    for paragraph in manuscript.paragraphs:
        unquoted = mask_quotes(paragraph, find_quoted_parts(paragraph))
        texts += [("body", sentence) for sentence in SENTENCE.split(unquoted) if COALITION.search(sentence)]
    for field, text in texts:
        plain = unicodedata.normalize("NFKC", text)  # full-width digits
        for found in (match for form in (ENGLISH, KOREAN, JAPANESE) for match in form.finditer(plain)):
            if not _agrees(found, count):
                words = _("The text says “%(said)s”, and the list below names %(count)d. Put one of them right.")
                yield warning(words % {"said": " ".join(found[0].split()), "count": count}, field)


def not_members_on_release_date(manuscript: Manuscript) -> Iterator[Finding]:
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


def _agrees(found, count):
    ten, *one = re.split("[- ]", found["number"].casefold())
    number = int(ten) if ten.isdigit() else WORDS[ten] + (ONES.index(one[0]) + 1 if one else 0)
    if found["about"]:
        return abs(count - number) < MAX_DIFFERENCE
    if found["over"] or found["plus"]:
        return number <= count < number + MAX_DIFFERENCE
    return number == count


def _day(day):
    return formats.date_format(day, "DATE_FORMAT")
