"""The members under a release, as one list to tick instead of fifty rows."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.models import Signatory


@dataclass(frozen=True)
class Roll:
    """Who may stand under a release: those `there`, `choices` of (id, line), the ids `ticked`, everybody's kind, and
    how many were members that day."""

    there: list[Signatory]
    choices: list[tuple[int, str]]
    ticked: list[int]
    kinds: dict[int, str]
    whole: int

    def counts(self, ticked) -> dict[str, int]:
        """How many of these ids are on the roll, and of which kind."""
        kinds = [self.kinds[int(each)] for each in ticked or [] if str(each).isdecimal() and int(each) in self.kinds]
        organisations = kinds.count(CoalitionMember.Kind.ORGANISATION)
        individuals = len(kinds) - organisations
        return {"organisations": organisations, "individuals": individuals, "ticked": len(kinds), "whole": self.whole}


def roll(release) -> Roll:
    """Those who stand under it in the wording of that day, then who else was a member then."""
    there = list(release.signatories.select_related("member"))
    ticked = [signatory.member_id for signatory in there]
    whole = list(CoalitionMember.objects.listed().on(release.released_on or timezone.localdate()))
    others = [member for member in whole if member.pk not in set(ticked)]
    return Roll(
        there=there,
        choices=[*((each.member_id, _wording(each)) for each in there), *((each.pk, str(each)) for each in others)],
        ticked=ticked,
        kinds={member.pk: member.kind for member in [*(each.member for each in there), *others]},
        whole=len(whole),
    )


def write(release, ticked, *, anew=False):
    """Put these members, by id, under the release. Wording that is there stays, unless it is to be taken `anew`."""
    lines = arranged(release, list(release.signatories.select_related("member")), ticked)
    changed = [each for position, each in enumerate(lines) if _put(each, position, anew)]
    release.signatories.exclude(member__in=ticked).delete()
    Signatory.objects.bulk_update([each for each in changed if each.pk], ["position", "as_printed"])
    Signatory.objects.bulk_create(each for each in lines if not each.pk)


def arranged(release, there, ticked) -> list[Signatory]:
    """Those of `there` who are ticked, in their order, and each new one where the coalition’s order puts it."""
    lines = [signatory for signatory in there if signatory.member_id in ticked]
    for member in CoalitionMember.objects.filter(pk__in=set(ticked) - {each.member_id for each in lines}):
        new = Signatory(release=release, member=member, as_printed=member.as_printed)
        lines.insert(_place(member, lines), new)
    return lines


def _wording(signatory):
    if signatory.as_printed == signatory.member.as_printed:
        return signatory.as_printed
    return _("%(line)s — today: %(today)s") % {"line": signatory.as_printed, "today": signatory.member.as_printed}


def _place(member, lines):
    """Before the first who comes later in the coalition's own order."""
    later = (i for i, each in enumerate(lines) if _order(each.member) > _order(member))
    return next(later, len(lines))


def _order(member):
    return member.position, member.name


def _put(signatory, position, anew):
    """Set place and, if `anew`, wording. Returns whether that changed anything."""
    wording = signatory.member.as_printed if anew else signatory.as_printed
    changed = (signatory.position, signatory.as_printed) != (position, wording)
    signatory.position, signatory.as_printed = position, wording
    return changed
