"""The members' admin with what it cannot know by itself: the releases under which a member stands."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from members.admin import CoalitionMemberAdmin
from members.models import CoalitionMember
from releases.models import Edition, EditionMember, Signatory

MOST = 50  # lines of one group


@dataclass
class Line:
    release_id: int
    title: str
    day: object
    about: str


@dataclass
class Group:
    heading: str
    count: int
    lines: list[Line] = field(default_factory=list)

    @property
    def more(self):
        return self.count - len(self.lines)


def where_it_stands(member) -> list[Group]:
    """Under what is public, under what waits to be, and in drafts: the newest first."""
    at = database_now()
    issued = (
        EditionMember.objects.filter(member=member)
        .select_related("edition")
        .only(*("signed", "edition__release_id", "edition__list_title", "edition__headline", "edition__released_on"))
        .order_by("-edition__released_on", "-edition__release_id")
    )
    groups = [
        _group(_("Public"), issued.filter(edition__in=Edition.objects.public(at).values("pk")), _printed),
        _group(_("Under embargo"), issued.filter(edition__in=Edition.objects.embargoed(at).values("pk")), _printed),
        _group(_("Drafts"), _drafts(member), _drafted),
    ]
    return [group for group in groups if group.count]


def _group(heading, rows, line):
    count = rows.count()
    return Group(heading, count, [line(row) for row in rows[:MOST]] if count else [])


def _printed(row):
    edition = row.edition
    about = _("signed") if row.signed else _("listed")
    return Line(edition.release_id, edition.list_title or edition.headline, edition.released_on, about)


def _drafts(member):
    """Of releases that are not issued."""
    issued = Edition.objects.not_stopped().values("release")
    drafts = Signatory.objects.filter(member=member).exclude(release__in=issued).select_related("release")
    return drafts.order_by("-release__released_on", "-release_id").only(
        *("as_printed", "release__headline", "release__list_title", "release__released_on", "release__members_are")
    )


def _drafted(row):
    release = row.release
    about = _("to sign") if release.members_are == "signed" else _("listed")
    return Line(release.pk, str(release), release.released_on, about)


admin.site.unregister(CoalitionMember)


@admin.register(CoalitionMember)
class MemberAdmin(CoalitionMemberAdmin):
    def render_change_form(self, request, context, *, obj=None, **kwargs):
        may = request.user.has_perm("releases.view_release") or request.user.has_perm("releases.change_release")
        context["stands"] = where_it_stands(obj) if obj and may else None
        return super().render_change_form(request, context, obj=obj, **kwargs)
