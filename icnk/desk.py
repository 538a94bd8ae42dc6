"""The desk as a whole: its first page, its search, and the words for its parts."""

from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import BadRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: app → how the desk calls it, in the order of the first page
PARTS = {
    "releases": gettext_lazy("Releases"),
    "members": gettext_lazy("Coalition"),
    "icnk": gettext_lazy("The site"),
    "auth": gettext_lazy("People and rights"),
}


class Desk(AdminSite):
    site_header = site_title = gettext_lazy("ICNK newsroom")
    index_title = gettext_lazy("The desk")
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """Refuses what no page here asks for, and Django would fail at: a NUL in a question to a list, which PostgreSQL
        takes in no text, and a record to be saved *as new*, for which it shows the tools of a record that is not."""

        @wraps(view)
        def as_offered(request, *args, **kwargs):
            if "%00" in request.META.get("QUERY_STRING", "") or "_saveasnew" in request.POST:
                raise BadRequest
            return view(request, *args, **kwargs)

        return super().admin_view(as_offered, cacheable)

    def get_urls(self):
        """Without Django's `r/`, which tells anybody of the staff the address of any record, released or not."""
        pages = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        return [path("search/", self.admin_view(self.search), name="search"), *pages]

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = PARTS.get(app["app_label"], app["name"])
        order = list(PARTS)
        return sorted(apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))

    def index(self, request, extra_context=None):
        from releases.admin.frontpage import front_page  # its admin registers with this site, which is being made

        return super().index(request, front_page(request.user) | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        title = {"title": PARTS[app_label]} if app_label in PARTS else {}
        return super().app_index(request, app_label, title | (extra_context or {}))

    def search(self, request):
        from releases.admin import search

        words = search.asked(request.GET.get("q", ""))
        context = {
            **self.each_context(request),
            "title": _("Search"),
            "asked": " ".join(words),
            "groups": search.search(request.user, words) if words else [],
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/search.html", context)


class DeskConfig(AdminConfig):
    default_site = "icnk.desk.Desk"
