"""The ways to a key for whoever has none: a link, a recovery that two administrators decide, a sealed code.

Each is good once and for a time. What opens it is shown once; the database has its digest alone.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from releases.models.access_link import token_digest

GOOD_FOR = timedelta(hours=24)  # a link, and a request that waits for a second administrator


class WayQuerySet(models.QuerySet):
    def open(self, at):
        """What is neither ended nor expired."""
        return self.filter(ended_at=None).exclude(expires_at__lte=at)

    def of_secret(self, secret: str):
        """What this secret opens, where its person may work at the desk."""
        return self.filter(token_digest=token_digest(secret), person__is_active=True, person__is_staff=True)

    def end(self, at, **fields) -> int:
        """End these now. Of two at once the database lets one count it as done."""
        return self.filter(ended_at=None).update(ended_at=at, **fields)


class Way(models.Model):
    """What somebody asked for or made so that a person gets a key. `ended_at`: used, replaced or called off."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = WayQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self._meta.verbose_name}: {self.person}"


class Invitation(Way):
    """A link that lets its person add a key in one browser, once. Made on the shell where `made_by` is empty."""

    class Why(models.TextChoices):
        FIRST = "first", _("first key")
        RECOVERY = "recovery", _("recovery")

    why = models.CharField(_("why"), max_length=8, choices=Why)
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


class Recovery(Way):
    """One administrator (`made_by`) asks that a person's keys are ended and replaced; another approves it."""

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


class EmergencyCode(Way):
    """One of the codes that a person printed and sealed: good until used, or replaced, or its person is ended."""

    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("emergency code")
        verbose_name_plural = _("emergency codes")
