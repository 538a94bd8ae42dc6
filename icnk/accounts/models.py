"""Grants to add a passkey without having one: invitations, recoveries by two administrators, emergency codes.

Each works once and for a limited time. Its secret is shown once; the database stores only a digest.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from releases.models.access_link import token_digest

GRANT_LIFETIME = timedelta(hours=24)  # of an invitation, and of a recovery that waits for its approval


class EnrolmentGrantQuerySet(models.QuerySet):
    def open(self, at):
        """Filter for grants that are neither ended nor expired."""
        return self.filter(ended_at=None).exclude(expires_at__lte=at)

    def for_secret(self, secret: str):
        """Filter for grants with this secret whose person may work at the desk."""
        return self.filter(token_digest=token_digest(secret), person__is_active=True, person__is_staff=True)

    def end(self, at, **fields) -> int:
        """End these grants and return how many were open: of two concurrent requests one gets 1, the other 0."""
        return self.filter(ended_at=None).update(ended_at=at, **fields)


class EnrolmentGrant(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)  # used, replaced or cancelled

    objects = EnrolmentGrantQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name}: {self.person}"


class Invitation(EnrolmentGrant):
    """A link with which its person adds a passkey in one browser. `made_by` is empty if it was made on the shell."""

    class Purpose(models.TextChoices):
        FIRST = "first", _("first key")
        RECOVERY = "recovery", _("recovery")

    purpose = models.CharField(_("why"), max_length=8, choices=Purpose)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint("person", condition=Q(ended_at=None), name="person_has_one_open_invitation"),
        ]


class Recovery(EnrolmentGrant):
    """A request of one administrator (`made_by`) to replace a person's passkeys, which another one approves."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    reason = models.TextField(_("reason"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        constraints = [
            models.UniqueConstraint("person", condition=Q(ended_at=None), name="person_has_one_open_recovery"),
            models.CheckConstraint(
                name="recovery_takes_two_others",
                condition=~Q(made_by=F("person"))
                & (Q(approved_by=None) | (~Q(approved_by=F("made_by")) & ~Q(approved_by=F("person")))),
            ),
        ]


class EmergencyCode(EnrolmentGrant):
    """A code that a person keeps on paper. It is valid until it is used or replaced, or the person loses access."""

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("emergency code")
        verbose_name_plural = _("emergency codes")
