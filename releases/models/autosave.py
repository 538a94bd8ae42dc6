from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .release import Release


class Autosave(models.Model):
    """The unsaved form of one person for one release. Each autosave overwrites the row."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="autosaves", verbose_name=_("release"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    opened_at = models.DateTimeField(_("opened at"))
    seen_at = models.DateTimeField(_("last seen at"))
    version = models.PositiveIntegerField(default=0)  # of the release when the form was opened
    form = models.TextField(blank=True)  # form data, urlencoded; empty: nothing unsaved
    typed_at = models.DateTimeField(_("typed at"), null=True)

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = [models.UniqueConstraint("release", "person", name="person_has_one_autosave_of_a_release")]

    def __str__(self):
        return f"{self.release} ({self.person})"
