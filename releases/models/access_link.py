"""Private links for one named outsider, what they and members answered, and read receipts of embargoed editions."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from members.models import CoalitionMember
from releases.document import schema

from .edition import Edition
from .quote import Quote, speech_key
from .release import Release

MIN_INTERVAL = timedelta(minutes=1)  # between reads that count


def token_digest(token: str) -> str:
    """Return what the database stores in place of the token of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


class AccessLinkQuerySet(models.QuerySet):
    def open(self, at):
        """Filter for links that are neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def with_token(self, token: str):
        return self.filter(token_digest=token_digest(token))

    def count_use(self, at, **fields):
        """Count one more use in the database, so that concurrent uses are all counted."""
        return self.update(used=F("used") + 1, last_used_at=at, **fields)

    def revoke(self, at):
        return self.filter(revoked_at=None).update(revoked_at=at)


class AccessLink(models.Model):
    """An address with a secret token of 256 bits, of which the database stores only the digest."""

    name = models.CharField(_("name"), max_length=200)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    used = models.PositiveIntegerField(_("times opened"), default=0)
    last_used_at = models.DateTimeField(_("last opened at"), null=True)

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(32)

    def is_open(self, at) -> bool:
        return self.revoked_at is None and at < self.expires_at


class EmbargoPass(AccessLink):
    """Lets a named journalist read an embargoed release early, after accepting the terms."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="embargo_passes", verbose_name=_("release"))
    outlet = models.CharField(_("outlet"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("terms accepted at"), null=True)
    last_read_edition = models.ForeignKey(
        Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("edition last read")
    )

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("embargo pass")
        verbose_name_plural = _("embargo passes")


class OutsideReview(AccessLink):
    """Asks a quoted person or the speaker of a member to approve a draft.

    `document` is the composed text that they are shown.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed", _("agreed")
        REMARKED = "remarked", _("made a remark")

    release = models.ForeignKey(Release, models.PROTECT, related_name="outside_reviews", verbose_name=_("release"))
    document = models.TextField(editable=False)
    quote_positions = models.JSONField(default=list, editable=False)  # of their quotes in the document, from 0
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("review by a person quoted")
        verbose_name_plural = _("reviews by people quoted")

    @property
    def content(self) -> schema.Document:
        return schema.load(self.document)

    def own_quotes(self) -> list[schema.Quote]:
        return [quote for position, quote in enumerate(self.content.quotes) if position in self.quote_positions]

    @transaction.atomic
    def record_answer(self, answer: str, *, at, remark: str = "") -> bool:
        """Store the answer and return True, or return False if they have answered before.

        Agreement clears their quotes whose words have not changed since.
        """
        unanswered = OutsideReview.objects.open(at).filter(pk=self.pk, answer="")
        if not unanswered.update(answer=answer, remark=remark, answered_at=at):
            return False
        if answer == self.Answer.AGREED:
            shown = {speech_key(quote.text, quote.speaker) for quote in self.own_quotes()}
            for quote in Quote.objects.select_for_update().filter(release=self.release_id):
                if quote.speech_key() in shown:
                    Quote.objects.filter(pk=quote.pk).update(cleared_by=self.name, cleared_at=at)
        return True


class MemberReply(models.Model):
    """The reply of a member that was asked to sign a release. Never public."""

    class Reply(models.TextChoices):
        AGREED = "agreed", _("agreed")
        ABSTAINED = "abstained", _("abstained")
        NONE = "none", _("no reply")

    release = models.ForeignKey(Release, models.PROTECT, related_name="member_replies", verbose_name=_("release"))
    member = models.ForeignKey(CoalitionMember, models.CASCADE, related_name="+", verbose_name=_("member"))
    reply = models.CharField(_("reply"), max_length=9, choices=Reply, default=Reply.NONE)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("member’s reply")
        verbose_name_plural = _("members’ replies")
        constraints = [models.UniqueConstraint("release", "member", name="member_replies_once_to_a_release")]

    def __str__(self):
        return f"{self.member}: {self.get_reply_display()}"


class ReadReceipt(models.Model):
    """Records that a person at the desk, or the holder of a pass, has read an embargoed edition.

    The database refuses to delete one, and to count it down.
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
            models.UniqueConstraint("edition", "person", name="person_has_one_receipt_for_an_edition"),
            models.UniqueConstraint("edition", "embargo_pass", name="pass_has_one_receipt_for_an_edition"),
            models.CheckConstraint(
                name="read_receipt_has_one_reader",
                condition=Q(person=None, embargo_pass__isnull=False) | Q(person__isnull=False, embargo_pass=None),
            ),
        ]

    def __str__(self):
        return f"{self.edition_id}: {self.person_id or self.embargo_pass_id}"

    @classmethod
    def record(cls, edition: int, release: int, at, *, person=None, embargo_pass=None) -> None:
        """Record that the person or the pass reads the edition at `at`. All are ids.

        The audit log gets an entry once for a person, and each time for a pass.
        """
        reader = {"edition_id": edition, "person": person, "embargo_pass": embargo_pass}
        receipt, is_first = cls.objects.get_or_create(**reader, defaults={"first_at": at, "last_at": at})
        if receipt.last_at <= at - MIN_INTERVAL:
            cls.objects.filter(pk=receipt.pk, last_at__lt=at).update(last_at=at, times=F("times") + 1)
        facts = {"release": release, "edition": edition}
        if embargo_pass:
            audit_log.record_on_commit("pass.read", **facts | {"pass": embargo_pass.pk})
        elif is_first:
            audit_log.record_on_commit("embargo.read", by=person, **facts)
