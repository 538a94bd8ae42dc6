from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log

from .access_link import EmbargoPass
from .edition import Edition

APART = timedelta(minutes=1)  # looks nearer than this are one, so that a page that asks often writes seldom


class ReadReceipt(models.Model):
    """That somebody at the desk, or with a pass, has read an edition that was not public yet; no word of it.

    The database refuses to delete one, and to change it to anything but a later and further look.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="read_receipts", verbose_name=_("edition"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("person")
    )
    embargo_pass = models.ForeignKey(
        EmbargoPass, models.PROTECT, null=True, related_name="read_receipts", verbose_name=_("embargo pass")
    )
    first_at = models.DateTimeField(_("first read at"))
    last_at = models.DateTimeField(_("last read at"))
    times = models.PositiveIntegerField(_("times read"), default=1)

    class Meta:
        ordering = ["first_at", "pk"]
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        default_permissions = ()  # no form makes, changes or deletes one
        constraints = [
            models.UniqueConstraint("edition", "person", name="person_has_one_look_at_an_edition"),
            models.UniqueConstraint("edition", "embargo_pass", name="pass_has_one_look_at_an_edition"),
            models.CheckConstraint(
                name="look_is_somebody_s",
                condition=Q(person=None, embargo_pass__isnull=False) | Q(person__isnull=False, embargo_pass=None),
            ),
        ]

    def __str__(self):
        return f"{self.edition_id}: {self.person_id or self.embargo_pass_id}"

    @classmethod
    def note(cls, edition: int, release: int, at, *, person=None, embargo_pass=None) -> None:
        """That one of the two reads this edition of this release (their ids) at the instant `at`.

        The record tells of a person once, of a pass each time.
        """
        which = {"edition_id": edition, "person": person, "embargo_pass": embargo_pass}
        look, is_first = cls.objects.get_or_create(**which, defaults={"first_at": at, "last_at": at})
        if look.last_at <= at - APART:
            cls.objects.filter(pk=look.pk, last_at__lt=at).update(last_at=at, times=F("times") + 1)
        facts = {"release": release, "edition": edition}
        if embargo_pass:
            audit_log.record_on_commit("pass.read", **facts | {"pass": embargo_pass.pk})
        elif is_first:
            audit_log.record_on_commit("embargo.read", by=person, **facts)
