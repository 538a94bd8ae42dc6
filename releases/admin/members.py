"""The members' admin with the releases that name a member; `members` itself must not import `releases`."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib import admin
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from members.admin import CoalitionMemberAdmin
from members.models import CoalitionMember
from releases.admin.dashboard import can_view
from releases.models import Edition, EditionMember, Signatory

MAX_LINES = 50  # of one group


@dataclass
class ReleaseLine:
    release_id: int
    title: str
    day: date | None
    details: str


@dataclass
class ReleaseGroup:
    heading: str
    count: int
    lines: list[ReleaseLine] = field(default_factory=list)

    @property
    def more(self):
        return self.count - len(self.lines)


def get_release_groups(member: CoalitionMember) -> list[ReleaseGroup]:
    """Return the public releases, embargoed releases and drafts that name this member, newest first."""
    at = database_now()
    issued = (
        EditionMember.objects.filter(member=member)
        .select_related("edition")
        .only(*("signed", "edition__release_id", "edition__list_title", "edition__headline", "edition__released_on"))
        .order_by("-edition__released_on", "-edition__release_id")
    )
    public, embargoed = Edition.objects.public(at).values("pk"), Edition.objects.embargoed(at).values("pk")
    groups = [
        _group(_("Public"), issued.filter(edition__in=public), _edition_line),
        _group(_("Under embargo"), issued.filter(edition__in=embargoed), _edition_line),
        _group(_("Drafts"), _drafts(member), _draft_line),
    ]
    return [group for group in groups if group.count]


def _group(heading, rows, to_line):
    count = rows.count()
    return ReleaseGroup(heading, count, [to_line(row) for row in rows[:MAX_LINES]] if count else [])


def _edition_line(row):
    edition = row.edition
    details = _("signed") if row.signed else _("listed")
    return ReleaseLine(edition.release_id, edition.list_title or edition.headline, edition.released_on, details)


def _drafts(member):
    issued = Edition.objects.not_stopped().values("release")
    drafts = Signatory.objects.filter(member=member).exclude(release__in=issued).select_related("release")
    return drafts.order_by("-release__released_on", "-release_id").only(
        *("as_printed", "release__headline", "release__list_title", "release__released_on", "release__members_are")
    )


def _draft_line(row):
    release = row.release
    details = _("to sign") if release.members_are == "signed" else _("listed")
    return ReleaseLine(release.pk, str(release), release.released_on, details)


admin.site.unregister(CoalitionMember)


@admin.register(CoalitionMember)
class MemberAdmin(CoalitionMemberAdmin):
    def render_change_form(self, request, context, *, obj=None, **kwargs):
        can_view_releases = can_view(request.user, "releases.release")
        context["release_groups"] = get_release_groups(obj) if obj and can_view_releases else None
        return super().render_change_form(request, context, obj=obj, **kwargs)
