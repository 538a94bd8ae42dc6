from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .edition import Edition
from .release import Release


class WorkflowEvent(models.Model):
    """A workflow step of a release. Only the workflow functions create events; they are never public."""

    class Verb(models.TextChoices):
        SEND_FOR_REVIEW = "send_for_review", _("sent for review")
        SEND_BACK = "send_back", _("sent back")
        CLEAR = "clear", _("cleared")
        BYPASS = "bypass", _("cleared without a second pair of eyes")
        ISSUE = "issue", _("issued")
        CORRECT = "correct", _("corrected")
        MINOR_CORRECTION = "slip", _("corrected a slip")
        STOP = "stop", _("stopped")
        WITHDRAW = "withdraw", _("withdrawn")
        REDACT = "redact", _("redacted")

    release = models.ForeignKey(Release, models.PROTECT, related_name="workflow_events", verbose_name=_("release"))
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("edition"))
    verb = models.CharField(_("what"), max_length=16, choices=Verb)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    remark = models.TextField(_("remark"), blank=True)  # to the writer, or the reason of a bypass
    confirmed = models.JSONField(default=list)  # texts of the confirmed warnings

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("act")
        verbose_name_plural = _("acts")

    def __str__(self):
        return self.get_verb_display()
