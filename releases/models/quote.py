from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import CoalitionMember
from releases.document.html import strip_hidden_characters

from .contact import PressContact
from .release import Release


def speech_key(text: str, speaker: str) -> tuple[str, str]:
    """Return a key that is equal for the same words of the same speaker, however their lines are broken."""
    return " ".join(strip_hidden_characters(text).split()), " ".join(strip_hidden_characters(speaker).split())


class Quote(models.Model):
    """A quotation in the body of a release, and its speaker."""

    class Kind(models.TextChoices):
        SPOKEN = "spoken", _("said")
        DOCUMENT = "document", _("written in a document")

    unversioned_fields = frozenset({"cleared_by", "cleared_at"})  # a restored version brings no clearance back

    release = models.ForeignKey(Release, models.CASCADE, related_name="quotes", verbose_name=_("release"))
    position = models.PositiveIntegerField(_("position"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SPOKEN)
    text = models.TextField(_("words"), help_text=_("The parts of one interrupted quote follow each other."))
    speaker = models.CharField(_("speaker"), max_length=300, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("As on that day."))
    organisation = models.CharField(_("organisation"), max_length=300, blank=True, help_text=_("As on that day."))
    contact = models.ForeignKey(
        PressContact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    member = models.ForeignKey(
        CoalitionMember, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    cleared_by = models.CharField(
        _("cleared by"), max_length=200, blank=True, help_text=_("Who agreed to these words. Never public.")
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self):
        return f"{self.speaker}: {self.text}"

    def save(self, **kwargs):
        """Remove the clearance if the words or the speaker change."""
        before = Quote.objects.filter(pk=self.pk).first() if self.pk and self.cleared_by else None
        if before and before.clearance() == self.clearance() and before.speech_key() != self.speech_key():
            self.cleared_by, self.cleared_at = "", None
            if "update_fields" in kwargs and kwargs["update_fields"] is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "cleared_by", "cleared_at"}
        super().save(**kwargs)

    def carry_over(self, quotes):
        """Copy the clearance of the quote with the same words and speaker among `quotes`."""
        same = next((quote for quote in quotes if quote.speech_key() == self.speech_key()), None)
        self.cleared_by, self.cleared_at = same.clearance() if same else ("", None)

    def speech_key(self):
        return speech_key(self.text, self.speaker)

    def clearance(self):
        return self.cleared_by, self.cleared_at
