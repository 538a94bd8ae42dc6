from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class IcnkConfig(AppConfig):
    name = "icnk"
    verbose_name = _("The site")

    def ready(self):
        from . import checks, signals  # noqa: F401


class NewsroomAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "icnk.admin_site.NewsroomAdminSite"
