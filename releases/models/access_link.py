"""Links that open one text to one named outsider: a pass for an embargoed release, a review of a draft."""

import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from members.models import CoalitionMember
from releases.document import schema

from .edition import Edition
from .quote import Quote, spoken
from .release import Release


def token_digest(token: str) -> str:
    """What is stored of a link's token, so that who reads the database holds no link."""
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet):
    def open(self, at):
        """What its holder may still use: neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def of_token(self, token: str):
        return self.filter(token_digest=token_digest(token))

    def count_use(self, at, **fields):
        """One use more of each, counted by the database, so that none of two at once is lost."""
        return self.update(used=F("used") + 1, last_used_at=at, **fields)

    def revoke(self, at):
        return self.filter(revoked_at=None).update(revoked_at=at)


class Link(models.Model):
    """An address that is known to one person: 256 random bits, of which the database has only the digest."""

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

    objects = LinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(32)

    def is_open(self, at) -> bool:
        return self.revoked_at is None and at < self.expires_at


class EmbargoPass(Link):
    """Lets a named journalist read an embargoed release before the hour, on the terms that they accepted."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="passes", verbose_name=_("release"))
    outlet = models.CharField(_("outlet"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("terms accepted at"), null=True)
    read = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+", verbose_name=_("edition last read"))

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("embargo pass")
        verbose_name_plural = _("embargo passes")


class OutsideReview(Link):
    """Asks one person who is quoted, or speaks for a member, whether the words of a draft are right.

    It holds the document that they were shown: composed, and not issued.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed", _("agreed")
        REMARKED = "remarked", _("made a remark")

    release = models.ForeignKey(Release, models.PROTECT, related_name="outside_reviews", verbose_name=_("release"))
    document = models.TextField(editable=False)
    theirs = models.JSONField(default=list, editable=False)  # which of the document's quotes are theirs, from 0
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

    def their_quotes(self):
        return [quote for place, quote in enumerate(self.content.quotes) if place in self.theirs]

    @transaction.atomic
    def take(self, answer, *, at, remark="") -> bool:
        """Keep their answer, the first one for good. Returns False where there is one already.

        Agreeing clears those of their quotes whose words are still the ones that they were shown.
        """
        unanswered = OutsideReview.objects.open(at).filter(pk=self.pk, answer="")
        if not unanswered.update(answer=answer, remark=remark, answered_at=at):
            return False
        if answer == self.Answer.AGREED:
            shown = {spoken(quote.text, quote.speaker) for quote in self.their_quotes()}
            for quote in Quote.objects.select_for_update().filter(release=self.release_id):
                if quote.spoken() in shown:
                    Quote.objects.filter(pk=quote.pk).update(cleared_by=self.name, cleared_at=at)
        return True


class MemberReply(models.Model):
    """What a member said when it was asked to stand under a release. Never public."""

    class Reply(models.TextChoices):
        AGREED = "agreed", _("agreed")
        ABSTAINED = "abstained", _("abstained")
        NONE = "none", _("no reply")

    release = models.ForeignKey(Release, models.PROTECT, related_name="replies", verbose_name=_("release"))
    member = models.ForeignKey(CoalitionMember, models.CASCADE, related_name="+", verbose_name=_("member"))
    reply = models.CharField(_("reply"), max_length=9, choices=Reply, default=Reply.NONE)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("member’s reply")
        verbose_name_plural = _("members’ replies")
        constraints = [
            models.UniqueConstraint("release", "member", name="member_replies_once_to_a_release"),
        ]

    def __str__(self):
        return f"{self.member}: {self.get_reply_display()}"
