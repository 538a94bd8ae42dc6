"""Which verbs the desk offers for a release to this person: the buttons. The verbs themselves check it again."""

from django.utils.translation import gettext as _

from releases.models import Release

State = Release.State


def offers(request, release, standing) -> list[tuple[str, str]]:
    """[(name of the page, words on the button)], the one that comes next first."""
    if request.user.has_perm("releases.issue_release"):
        return _to_a_publisher(release, standing)
    if request.user.has_perm("releases.change_release") and release.state == State.DRAFT:
        return [("send-for-review", _("Send for review"))]
    return []


def _to_a_publisher(release, standing):
    if standing.waiting:
        return [("stop", _("Stop"))]
    found = [("issue", _issuing(standing))]
    if release.state == State.DRAFT:
        found.append(("send-for-review", _("Send for review")))
    else:
        found.append(("send-back", _("Send back")))
    if release.state == State.IN_REVIEW:
        found.append(("clear", _("Clear")))
    if standing.public:
        found += [("slip", _("Correct a slip")), ("withdraw", _("Withdraw"))]
    return found


def _issuing(standing):
    if not standing.last:
        return _("Issue")
    return _("Correct") if standing.public else _("Make public again")
