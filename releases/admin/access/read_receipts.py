"""*Who has read it*: each look at a release that waits to become public, whichever page of the desk shows it."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.urls import path
from django.utils.translation import gettext_lazy as _

from icnk.core.clock import database_now
from releases.models import Edition, ReadReceipt, Release

from .link_tables import desk_page


def may_see_looks(person) -> bool:
    """Publishers and administrators: who may answer for a leak."""
    return person.has_perm("releases.issue_release") or person.has_perm("releases.redact_release")


class Looks(admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.looks)
        return [path("<path:object_id>/looks/", view, name="releases_release_looks"), *super().get_urls()]

    def get_queryset(self, request):
        waiting = Edition.objects.embargoed().filter(release=OuterRef("pk")).order_by("public_from")
        return super().get_queryset(request).annotate(waiting_edition=Subquery(waiting.values("pk")[:1]))

    def get_object(self, request, object_id, from_field=None):
        """Every page about one release gets it here, so that no page has to think of it."""
        release = super().get_object(request, object_id, from_field)
        if release and release.waiting_edition and self._shows(request, release):
            ReadReceipt.note(release.waiting_edition, release.pk, database_now(), person=request.user)
        return release

    def _shows(self, request, release):
        return self.has_view_or_change_permission(request, release) or self.has_issue_permission(request, release)

    def looks(self, request, object_id):
        """The page shows the title and no word of the text, so that to open it is no look."""
        if not may_see_looks(request.user):
            raise PermissionDenied
        release = super().get_object(request, unquote(object_id))
        if release is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return desk_page(self, request, release, "looks", _("Who has read it"), **_there(release))

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_see_looks"] = may_see_looks(request.user)
        return super().render_change_form(request, context, *args, **kwargs)


def _there(release: Release):
    looks = ReadReceipt.objects.filter(edition__release=release).select_related("edition", "person", "embargo_pass")
    without = ("edition__document", "edition__search_text")
    return {
        "looks": looks.defer(*without).order_by("-edition__number", "-edition_id", "first_at"),
        "reviews": release.outside_reviews.filter(used__gt=0).defer("document"),
    }


def note_found(person, releases) -> None:
    """That a search has shown words of these releases to somebody: of those that wait to become public."""
    if waiting := list(Edition.objects.embargoed().filter(release__in=releases).values_list("pk", "release")):
        at = database_now()
        for edition, release in waiting:
            ReadReceipt.note(edition, release, at, person=person)


def note_file(person, name) -> None:
    """That this file was opened, which a text that waits to become public may name."""
    note_found(person, Edition.objects.embargoed().filter(file_index__name=name).values("release"))
