"""The members under a release, chosen from one list of checkboxes."""

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.models import Signatory


class MemberChoices:
    """The members who may stand under a release: its signatories, then the other members on the release date.

    choices: (id, line as printed) of each. kinds: {id: kind}. selected: the ids of the signatories.
    """

    def __init__(self, release):
        self.signatories = list(release.signatories.select_related("member"))
        self.selected = [signatory.member_id for signatory in self.signatories]
        coalition = list(CoalitionMember.objects.listed().on(release.released_on or timezone.localdate()))
        self.coalition_size = len(coalition)
        lines = {member.pk: str(member) for member in coalition}
        members = {each.member_id: each.member for each in self.signatories} | {each.pk: each for each in coalition}
        for each in self.signatories:
            lines[each.member_id] = each.as_printed
            if each.as_printed != each.member.as_printed:
                words = {"line": each.as_printed, "today": each.member.as_printed}
                lines[each.member_id] = _("%(line)s — today: %(today)s") % words
        self.choices = [(pk, lines[pk]) for pk in members]
        self.kinds = {pk: member.kind for pk, member in members.items()}

    def counts(self, selected) -> dict[str, int]:
        """Count the members with these ids, by kind. `selected` may be anything that a browser sends."""
        kinds = [self.kinds[int(each)] for each in selected or [] if str(each).isdecimal() and int(each) in self.kinds]
        counts = {"organisations": kinds.count(CoalitionMember.Kind.ORGANISATION), "selected": len(kinds)}
        return counts | {"individuals": len(kinds) - counts["organisations"], "coalition": self.coalition_size}


def set_signatories(release, member_ids, *, refresh_wording=False) -> None:
    """Put these members under the release. Present lines keep their wording unless `refresh_wording`."""
    lines = arrange_signatories(release, list(release.signatories.select_related("member")), member_ids)
    changed = []
    for position, line in enumerate(lines):
        wording = line.member.as_printed if refresh_wording else line.as_printed
        if line.pk and (line.position, line.as_printed) != (position, wording):
            changed.append(line)
        line.position, line.as_printed = position, wording
    release.signatories.exclude(member__in=member_ids).delete()
    Signatory.objects.bulk_update(changed, ["position", "as_printed"])
    Signatory.objects.bulk_create(each for each in lines if not each.pk)


def arrange_signatories(release, signatories, member_ids) -> list[Signatory]:
    """Return the chosen signatories in their order, with new ones inserted in the coalition's order."""
    lines = [signatory for signatory in signatories if signatory.member_id in member_ids]
    for member in CoalitionMember.objects.filter(pk__in=set(member_ids) - {each.member_id for each in lines}):
        later = (i for i, each in enumerate(lines) if _order(each.member) > _order(member))
        new = Signatory(release=release, member=member, as_printed=member.as_printed)
        lines.insert(next(later, len(lines)), new)
    return lines


def _order(member):
    return member.position, member.name
