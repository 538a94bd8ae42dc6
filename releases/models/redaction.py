from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .edition import Edition
from .signed import SignedDocument


class Redaction(models.Model):
    """That somebody's name or words were taken out everywhere, and who did it and why; never what they were."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("why"), help_text=_("Not the name or the words themselves."))
    note = models.TextField(_("public note"))
    places = models.PositiveIntegerField(_("places"), default=0)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")

    def __str__(self):
        return f"{self.at:%Y-%m-%d}"


class DestroyedDocument(SignedDocument):
    """What a document was known by that a redaction destroyed: the chain of the editions goes on over it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="destroyed", verbose_name=_("edition"))
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="destroyed", verbose_name=_("redaction"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("destroyed document")
        verbose_name_plural = _("destroyed documents")

    def __str__(self):
        return self.digest


class RetiredAddress(models.Model):
    """An address that a redaction took a name out of. Only a keyed digest is kept, so that it tells no name."""

    digest = models.CharField(max_length=64, unique=True)
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="+", verbose_name=_("redaction"))

    class Meta:
        verbose_name = _("retired address")
        verbose_name_plural = _("retired addresses")

    def __str__(self):
        return self.digest

    @staticmethod
    def digest_of(language: str, slug: str) -> str:
        return salted_hmac("releases.RetiredAddress", f"{language}/{slug}", algorithm="sha256").hexdigest()
