from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from .edition import Edition, SignedDocument


class Redaction(models.Model):
    """Records that a name or words were removed everywhere, by whom and why; never which."""

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
    """The digest and signature of a document that a redaction destroyed. The chain of editions still needs them."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="destroyed", verbose_name=_("edition"))
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="destroyed", verbose_name=_("redaction"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("destroyed document")
        verbose_name_plural = _("destroyed documents")

    def __str__(self):
        return self.digest


class RetiredAddress(models.Model):
    """A former address that contained a redacted name. Only a keyed digest is stored."""

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
