"""Adds to the admin of members the releases that name them: `members` itself must not import `releases`."""

from django.contrib import admin
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from members.admin import CoalitionMemberAdmin
from members.models import CoalitionMember
from releases.admin.dashboard import can_view
from releases.models import Edition, EditionMember, Release, Signatory

MAX_LINES = 50  # of one group


def get_release_groups(member: CoalitionMember) -> list[dict]:
    """Return the public releases, embargoed releases and drafts that name this member, newest first."""
    at = database_now()
    issued = (
        EditionMember.objects.filter(member=member)
        .select_related("edition")
        .only(*("signed", "edition__release_id", "edition__list_title", "edition__headline", "edition__released_on"))
        .order_by("-edition__released_on", "-edition__release_id")
    )
    public, embargoed = Edition.objects.public(at).values("pk"), Edition.objects.embargoed(at).values("pk")
    drafts = (
        Signatory.objects.filter(member=member)
        .exclude(release__in=Edition.objects.not_stopped().values("release"))
        .select_related("release")
        .only(*("release__headline", "release__list_title", "release__released_on", "release__members_are"))
        .order_by("-release__released_on", "-release_id")
    )
    groups = [
        _group(_("Public"), issued.filter(edition__in=public), _edition_line),
        _group(_("Under embargo"), issued.filter(edition__in=embargoed), _edition_line),
        _group(_("Drafts"), drafts, _draft_line),
    ]
    return [group for group in groups if group["count"]]


def _group(heading, rows, to_line):
    count = rows.count()
    lines = [to_line(row) for row in rows[:MAX_LINES]] if count else []
    return {"heading": heading, "count": count, "lines": lines, "more": count - len(lines)}


def _edition_line(row):
    edition, details = row.edition, _("signed") if row.signed else _("listed")
    title = edition.list_title or edition.headline
    return {"release_id": edition.release_id, "title": title, "day": edition.released_on, "details": details}


def _draft_line(row):
    release = row.release
    details = _("to sign") if release.members_are == Release.MembersAre.SIGNED else _("listed")
    return {"release_id": release.pk, "title": str(release), "day": release.released_on, "details": details}


admin.site.unregister(CoalitionMember)


@admin.register(CoalitionMember)
class MemberAdmin(CoalitionMemberAdmin):
    def render_change_form(self, request, context, *, obj=None, **kwargs):
        can_view_releases = can_view(request.user, "releases.release")
        context["release_groups"] = get_release_groups(obj) if obj and can_view_releases else None
        return super().render_change_form(request, context, obj=obj, **kwargs)
