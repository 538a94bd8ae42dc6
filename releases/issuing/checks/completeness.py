"""Checks that the release is complete: required fields, dateline, lead image, press contacts, signatories."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core.text import normalize_name
from releases.issuing import compose
from releases.models import PressContact, Release

from .manuscript import error, shorten, warning

MAX_LINES_SHOWN = 5
EMBARGO = re.compile(
    r"\W*(?:strictly |this release is )?(?:under )?"
    r"(?:embargo(?:ed)?\b.{0,20}\b(?:until|till|for|to)\b|엠바고|보도 ?제한|解禁|報道解禁)",
    re.I,
)


def missing_fields(manuscript):
    for field, message in compose.missing_fields(manuscript.release):
        yield error(message, field)


def unassigned_lines(manuscript):
    if lines := [line.strip() for line in manuscript.release.unassigned.splitlines() if line.strip()]:
        words = ngettext(
            "%(count)d line of the text has found no place: %(lines)s. Put it where it belongs, or delete it.",
            "%(count)d lines of the text have found no place: %(lines)s. Put them where they belong, or delete them.",
            len(lines),
        )
        shown = [*map(shorten, lines[:MAX_LINES_SHOWN]), *(["…"] if len(lines) > MAX_LINES_SHOWN else [])]
        yield error(words % {"count": len(lines), "lines": ", ".join(shown)}, "unassigned")


def embargo_in_body(manuscript):
    for paragraph in manuscript.paragraphs:
        if EMBARGO.match(paragraph):
            words = _(
                "“%(line)s” stands in the body and would be printed. Take it out, and set the hour as you issue it."
            )
            yield warning(words % {"line": paragraph[:90]}, "body")


def missing_dateline(manuscript):
    release = manuscript.release
    if not (release.places or release.dateline):
        yield warning(_("There is no dateline. Say where this was written, under “Places”."), "places")
    elif not (release.dated or release.dateline):
        yield warning(_("The dateline has no date. Say when this was written, under “Dated”."), "dated")


def missing_alt_text(manuscript):
    """WCAG 2.2, 1.1.1: every image has a text alternative or is marked as decorative."""
    if any(not image.alt.strip() and not image.decorative for image in manuscript.lead_images):
        words = _("The picture has no text alternative. Say what it tells, or mark it as decorative.")
        yield error(words, "lead_images")


def missing_credit(manuscript):
    if any(not image.credit.strip() for image in manuscript.lead_images):
        yield warning(_("The picture names nobody who made it. Add a credit."), "lead_images")


def decorative_with_alt_text(manuscript):
    if any(image.alt.strip() and image.decorative for image in manuscript.lead_images):
        words = _("The picture is marked as decorative, so its text alternative is not read to anybody. Take one out.")
        yield warning(words, "lead_images")


def outside_reviews(manuscript):
    """Remarks of people who were asked to review the draft, and answers that are missing."""
    for review in manuscript.release.outside_reviews.all():
        if review.answer == review.Answer.REMARKED:
            words = _("%(name)s read the draft and made a remark: “%(remark)s”. See to it, under “Reviews”.")
            yield warning(words % {"name": review.name, "remark": review.remark[:90]}, "quotes")
        elif not review.answer and review.is_open(manuscript.at):
            words = _("%(name)s was asked to read the draft and has not answered yet.")
            yield warning(words % {"name": review.name}, "quotes")


def missing_signatories(manuscript):
    if manuscript.release.members_are == Release.MembersAre.SIGNED and not manuscript.signatories:
        yield warning(_("It says that members signed it, and names none. Tick who signed."), "members")


def missing_contacts(manuscript):
    if not manuscript.contact_lines:
        yield warning(_("It names nobody whom journalists can call. Add a press contact."), "contact_lines")


def contact_problems(manuscript):
    named = [line for line in manuscript.contact_lines if line.name]
    linked = [line for line in named if line.contact]
    problems = [
        (
            _("Nobody can reach %(names)s: the line has no number and no address. Add one."),
            [line for line in manuscript.contact_lines if not line.channels.strip()],
        ),
        (
            _("%(names)s: nobody of this name is among the press contacts. Look at the spelling, or add the contact."),
            _unknown_contacts(named),
        ),
        (
            _("%(names)s: retired. Name the successor instead."),
            [line for line in linked if line.contact.retired_on and line.contact.retired_on <= manuscript.day],
        ),
        (
            _("The time zone of %(names)s is not known, so no hour is said in it. Add it to the contact."),
            [line for line in linked if not line.contact.time_zone],
        ),
    ]
    for words, lines in problems:
        if lines:
            names = ", ".join(dict.fromkeys(line.name or line.organisation or line.city for line in lines))
            yield warning(words % {"names": names}, "contact_lines")


def _unknown_contacts(lines):
    """Typed lines that match no contact. Runs a query only if there are typed lines."""
    typed = [line for line in lines if not line.contact_id]
    known = PressContact.objects.by_folded_name() if typed else {}
    return [line for line in typed if not known.get(normalize_name(line.name))]
