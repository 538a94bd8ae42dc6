"""The desk as a whole: its first page, its search, and the words for its parts."""

from functools import partial, wraps

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.accounts.webauthn import RECOMMENDED_PASSKEYS, get_passkeys

from .accounts import reauthentication

#: app → how the desk calls it, in the order of the first page
PARTS = {
    "releases": gettext_lazy("Releases"),
    "members": gettext_lazy("Coalition"),
    "icnk": gettext_lazy("The site"),
    "auth": gettext_lazy("People and rights"),
}

#: What is public as soon as it is saved, without being issued: the site's own texts, and the numbers that are rung to
#: ask whether a release is genuine. The names of their pages begin so.
PUBLIC_AT_ONCE = ("icnk_sitetext_", "releases_presscontact_")


class NewsroomAdminSite(AdminSite):
    site_header = site_title = gettext_lazy("ICNK newsroom")
    index_title = gettext_lazy("The desk")
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """Refuses what no page here asks for, and Django would fail at: a NUL in a question to a list, which PostgreSQL
        takes in no text, and a record to be saved *as new*, for which it shows the tools of a record that is not.

        What is public at once is changed after a fresh touch alone, on whichever of its pages."""

        @wraps(view)
        def as_offered(request, *args, **kwargs):
            name = request.resolver_match.url_name or ""
            saves = name.endswith(("_add", "_change"))  # others may want the body itself
            if "%00" in request.META.get("QUERY_STRING", "") or (saves and "_saveasnew" in request.POST):
                raise BadRequest
            answer = partial(view, request, *args, **kwargs)
            return self.require_reauthentication(request, answer) if name.startswith(PUBLIC_AT_ONCE) else answer()

        return super().admin_view(as_offered, cacheable)

    def get_urls(self):
        """Without Django's `r/`, which tells anybody of the staff the address of any record, released or not."""
        pages = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        return [path("search/", super().admin_view(self.search), name="search"), *pages]

    def has_permission(self, request):
        there = super().has_permission(request)
        return there and (not settings.PASSKEYS_REQUIRED or reauthentication.is_passkey_session(request))

    def each_context(self, request):
        return super().each_context(request) | {"passkeys_required": settings.PASSKEYS_REQUIRED}

    def require_reauthentication(self, request, view):
        """What `view()` answers. Where passkeys are required, a POST gets there only after a fresh touch."""
        return reauthentication.require_reauthentication(request, view)

    def login(self, request, extra_context=None):
        if not settings.PASSKEYS_REQUIRED:
            return super().login(request, extra_context)
        return redirect_to_login(reauthentication.get_next_url(request))

    def logout(self, request, extra_context=None):
        done = super().logout(request, extra_context)
        return HttpResponseRedirect(reverse("account:sign_in")) if settings.PASSKEYS_REQUIRED else done

    def password_change(self, request, extra_context=None):
        if settings.PASSKEYS_REQUIRED:
            raise Http404
        return super().password_change(request, extra_context)

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["name"] = PARTS.get(app["app_label"], app["name"])
        order = list(PARTS)
        return sorted(apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))

    def index(self, request, extra_context=None):
        from icnk.accounts.admin_views import account_notices
        from releases.admin.dashboard import dashboard_context

        context = dashboard_context(request.user) | account_notices(request.user)
        context["should_add_passkey"] = self.should_add_passkey(request)
        return super().index(request, context | (extra_context or {}))

    def should_add_passkey(self, request):
        return settings.PASSKEYS_REQUIRED and get_passkeys(request.user).count() < RECOMMENDED_PASSKEYS

    def app_index(self, request, app_label, extra_context=None):
        title = {"title": PARTS[app_label]} if app_label in PARTS else {}
        return super().app_index(request, app_label, title | (extra_context or {}))

    def search(self, request):
        from releases.admin import search

        words = search.parse_query(request.GET.get("q", ""))
        context = {
            **self.each_context(request),
            "title": _("Search"),
            "query": " ".join(words),
            "groups": search.search(request.user, words) if words else [],
        }
        request.current_app = self.name
        return TemplateResponse(request, "admin/search.html", context)
