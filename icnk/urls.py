from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from . import views

urlpatterns = [
    *i18n_patterns(
        path("", views.home, name="home"),
        path("information/", views.information, name="information"),
        path("accessibility/", views.accessibility, name="accessibility"),
        path("", include("members.urls")),
        path("", include("releases.outlets.urls")),
        prefix_default_language=False,
    ),
    path("admin/", admin.site.urls),
    path("health/live/", views.live, name="live"),
    path("health/ready/", views.ready, name="ready"),
]
