from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import WorkingRecord
from releases.document.fields import MarkupField


class SiteText(WorkingRecord):
    """What a page of the site says about the coalition itself. Public as soon as it is saved."""

    class Page(models.TextChoices):
        HOME = "home", _("Home")
        INFORMATION = "information", _("Information")

    page = models.CharField(_("page"), max_length=20, choices=Page)
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES, default="en")
    heading = models.CharField(_("heading"), max_length=200)
    text = MarkupField(_("text"), help_text=_("Public as soon as it is saved."))

    class Meta:
        ordering = ["page", "language"]
        verbose_name = _("text of the site")
        verbose_name_plural = _("texts of the site")
        constraints = [
            models.UniqueConstraint(
                "page",
                "language",
                name="page_has_one_text_in_a_language",
                violation_error_message=_("This page has a text in this language already; change that one."),
            ),
        ]

    def __str__(self):
        return f"{self.get_page_display()} ({self.language})"
