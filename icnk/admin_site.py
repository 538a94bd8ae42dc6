"""The admin site of the newsroom: its index, search and access rules."""

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

#: app label → name, in the order of the index
APP_NAMES = {
    "releases": gettext_lazy("Releases"),
    "members": gettext_lazy("Coalition"),
    "icnk": gettext_lazy("The site"),
    "auth": gettext_lazy("People and rights"),
}

#: URL name prefixes of records that are public as soon as they are saved: site texts and press contacts.
PUBLIC_AT_ONCE = ("icnk_sitetext_", "releases_presscontact_")


class NewsroomAdminSite(AdminSite):
    site_header = site_title = gettext_lazy("ICNK newsroom")
    index_title = gettext_lazy("The desk")
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):
        """Refuse requests that Django fails at: NUL in a query (PostgreSQL has no such text), and *save as new*.

        Records that are public at once require reauthentication.
        """

        @wraps(view)
        def checked_view(request, *args, **kwargs):
            name = request.resolver_match.url_name or ""
            saves = name.endswith(("_add", "_change"))  # other views may need to read the body first
            if "%00" in request.META.get("QUERY_STRING", "") or (saves and "_saveasnew" in request.POST):
                raise BadRequest
            call_view = partial(view, request, *args, **kwargs)
            return self.require_reauthentication(request, call_view) if name.startswith(PUBLIC_AT_ONCE) else call_view()

        return super().admin_view(checked_view, cacheable)

    def get_urls(self):
        """Leave out Django's `r/`, which tells all staff the slug of any release, also of drafts."""
        pages = [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]
        return [path("search/", super().admin_view(self.search), name="search"), *pages]

    def has_permission(self, request):
        is_staff = super().has_permission(request)
        return is_staff and (not settings.PASSKEYS_REQUIRED or reauthentication.is_passkey_session(request))

    def each_context(self, request):
        return super().each_context(request) | {"passkeys_required": settings.PASSKEYS_REQUIRED}

    def require_reauthentication(self, request, view):
        """Return the response of `view()`. If passkeys are required, a POST needs a recent touch of the passkey."""
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
            app["name"] = APP_NAMES.get(app["app_label"], app["name"])
        order = list(APP_NAMES)
        return sorted(apps, key=lambda app: order.index(app["app_label"]) if app["app_label"] in order else len(order))

    def index(self, request, extra_context=None):
        from icnk.accounts.admin_views import account_notices
        from releases.admin.dashboard import dashboard_context

        context = dashboard_context(request.user) | account_notices(request.user)
        has_few_passkeys = settings.PASSKEYS_REQUIRED and get_passkeys(request.user).count() < RECOMMENDED_PASSKEYS
        context["should_add_passkey"] = has_few_passkeys
        return super().index(request, context | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        title = {"title": APP_NAMES[app_label]} if app_label in APP_NAMES else {}
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
