from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class IcnkConfig(AppConfig):
    name = "icnk"
    verbose_name = _("The site")

    def ready(self):
        from . import checks, deployment, record  # noqa: F401

        if settings.SIDE != "public":  # where nobody signs in
            from .signin import checks as checks_of_the_signin  # noqa: F401
            from .signin import endings, told_of_keys  # noqa: F401


class DeskConfig(admin_apps.AdminConfig):
    default = False
    default_site = "icnk.desk.Desk"
