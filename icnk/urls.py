from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from icnk.core.media.storage import FILE_NAME
from releases.outlets import files, signature_views, sitemaps
from releases.outlets import urls as outlets

from . import views

urlpatterns = [
    *i18n_patterns(
        path("", views.home, name="home"),
        path("information/", views.information, name="information"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("", include("members.urls")),
        path("", include(outlets.public_urlpatterns if settings.SIDE == "public" else outlets.urlpatterns)),
        prefix_default_language=False,
    ),
    re_path(rf"^files/(?P<name>{FILE_NAME.pattern})$", files.file, name="file"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("news-sitemap.xml", sitemaps.news_sitemap, name="news_sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("information/ledger.jsonl", signature_views.ledger_lines, name="ledger_lines"),
    path(".well-known/icnk-signing-keys.json", signature_views.signing_keys, name="signing_keys"),
    path(".well-known/icnk-signing-keys/<slug:name>.pem", signature_views.signing_key, name="signing_key"),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
]
if settings.SIDE != "public":
    urlpatterns += [path("admin/", admin.site.urls), path("account/", include("icnk.accounts.urls"))]

handler400 = "icnk.views.bad_request"
handler403 = "icnk.views.permission_denied"
handler404 = "icnk.views.page_not_found"
handler500 = "icnk.views.server_error"
