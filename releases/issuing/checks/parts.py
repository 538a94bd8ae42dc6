"""What a release must have, and who can be called about it."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import folded
from releases.issuing import compose
from releases.models import PressContact, Release

from .manuscript import error, in_short, warning

MOST_LINES = 5  # shown; the rest stand in the form


EMBARGO = re.compile(
    r"\W*(?:strictly |this release is )?(?:under )?"
    r"(?:embargo(?:ed)?\b.{0,20}\b(?:until|till|for|to)\b|엠바고|보도 ?제한|解禁|報道解禁)",
    re.I,
)


def missing(manuscript):
    for field, words in compose.missing(manuscript.release):
        yield error(words, field)


def lines_without_a_place(manuscript):
    """Nothing that was read is dropped in silence, and nothing of it goes out by accident."""
    if lines := [line.strip() for line in manuscript.release.unassigned.splitlines() if line.strip()]:
        words = ngettext(
            "%(count)d line of the text has found no place: %(lines)s. Put it where it belongs, or delete it.",
            "%(count)d lines of the text have found no place: %(lines)s. Put them where they belong, or delete them.",
            len(lines),
        )
        shown = ", ".join([*map(in_short, lines[:MOST_LINES]), *(["…"] if len(lines) > MOST_LINES else [])])
        yield error(words % {"count": len(lines), "lines": shown}, "unassigned")


def embargo_in_the_text(manuscript):
    """A line that was meant for journalists tells of an hour at which the page may not go out."""
    for paragraph in manuscript.paragraphs:
        if EMBARGO.match(paragraph):
            words = _(
                "“%(line)s” stands in the body and would be printed. Take it out, and set the hour as you issue it."
            )
            yield warning(words % {"line": paragraph[:90]}, "body")


def signed_by_nobody(manuscript):
    if manuscript.release.members_are == Release.MembersAre.SIGNED and not manuscript.signatories:
        yield warning(_("It says that members signed it, and names none. Tick who signed."), "members")


def answers_of_those_quoted(manuscript):
    """What people said who were asked to read the draft."""
    for review in manuscript.release.outside_reviews.all():
        if review.answer == review.Answer.REMARKED:
            words = _("%(name)s read the draft and made a remark: “%(remark)s”. See to it, under “Reviews”.")
            yield warning(words % {"name": review.name, "remark": review.remark[:90]}, "quotes")
        elif not review.answer and review.is_open(manuscript.at):
            words = _("%(name)s was asked to read the draft and has not answered yet.")
            yield warning(words % {"name": review.name}, "quotes")


def no_dateline(manuscript):
    release = manuscript.release
    if not (release.places or release.dateline):
        yield warning(_("There is no dateline. Say where this was written, under “Places”."), "places")
    elif not (release.dated or release.dateline):
        yield warning(_("The dateline has no date. Say when this was written, under “Dated”."), "dated")


def no_contact(manuscript):
    if not manuscript.contact_lines:
        yield warning(_("It names nobody whom journalists can call. Add a press contact."), "contact_lines")


def contacts_as_they_are(manuscript):
    lines = [line for line in manuscript.contact_lines if line.name]
    retired = [line for line in lines if line.contact and _retired(line.contact, manuscript.day)]
    kinds = [
        (_("Nobody can reach %(names)s: the line has no number and no address. Add one."), _unreachable(manuscript)),
        (
            _("%(names)s: nobody of this name is among the press contacts. Look at the spelling, or add the contact."),
            _strangers(lines),
        ),
        (_("%(names)s: retired. Name the successor instead."), retired),
        (
            _("The time zone of %(names)s is not known, so no hour is said in it. Add it to the contact."),
            [line for line in lines if line.contact and not line.contact.time_zone],
        ),
    ]
    for words, found in kinds:
        if found:
            names = ", ".join(dict.fromkeys(line.name or line.organisation or line.city for line in found))
            yield warning(words % {"names": names}, "contact_lines")


def _unreachable(manuscript):
    return [line for line in manuscript.contact_lines if not line.channels.strip()]


def _strangers(lines):
    """A line that was typed, and that no contact stands behind. Asks the database only where there is one."""
    typed = [line for line in lines if not line.contact_id]
    known = PressContact.objects.by_folded_name() if typed else {}
    return [line for line in typed if not known.get(folded(line.name))]


def _retired(contact, day):
    return bool(contact.retired_on and contact.retired_on <= day)
