from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IcnkConfig(AppConfig):
    name = "icnk"
    verbose_name = _("The site")

    def ready(self):
        from . import checks, deployment, record  # noqa: F401
