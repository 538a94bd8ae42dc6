import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import WorkingRecord
from members.models import CoalitionMember
from releases.document.fields import MarkupField
from releases.document.schema import Channel

from .contact import PressContact, parse_channel

SUFFIX_LETTERS = "bcdfghjkmnpqrstvwxz23456789"  # spell no words and are not confused


def generate_slug(headline: str) -> str:
    """Return a slug from the headline that always ends in four random letters.

    A suffix only for duplicates would reveal that an unpublished release has the same headline.
    """
    words = slugify(headline, allow_unicode=True)[:100].strip("-") or "release"
    return f"{words}-{''.join(secrets.choice(SUFFIX_LETTERS) for _letter in range(4))}"


class Release(WorkingRecord):
    """The working copy of a release. Issuing makes an `Edition` of it, which the public reads."""

    parts = ("quotes", "contact_lines", "signatories", "lead_images", "attachments")
    unversioned_fields = WorkingRecord.unversioned_fields | {"state", "cleared_by", "cleared_at", "cleared_digest"}

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        CLEARED = "cleared", _("cleared")

    class MembersAre(models.TextChoices):
        LISTED = "listed", _("listed: the coalition's members that day")
        SIGNED = "signed", _("signed: these members signed this release")

    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES, default="en")
    released_on = models.DateField(_("release date"), null=True, blank=True, help_text=_("The date on the page."))
    kicker = models.CharField(
        _("kicker"), max_length=300, blank=True, help_text=_("The short line above the headline.")
    )
    headline = models.CharField(_("headline"), max_length=300)
    subheadline = models.CharField(_("subheadline"), max_length=500, blank=True)
    list_title = models.CharField(
        _("list title"), max_length=300, blank=True, help_text=_("How lists name it. Empty: the headline.")
    )
    slug = models.SlugField(
        _("address"),
        max_length=120,
        blank=True,
        allow_unicode=True,
        help_text=_(
            "The last part of the page's address; it cannot change once it is public. Empty: from the headline."
        ),
    )
    places = models.CharField(_("places"), max_length=200, blank=True, help_text=_("Seoul, or Geneva/Seoul"))
    dated = models.DateField(_("dated"), null=True, blank=True, help_text=_("May differ from the release date."))
    dateline = models.CharField(
        _("dateline as printed"),
        max_length=200,
        blank=True,
        help_text=_("Empty: (Seoul – March 7, 2017) -- and the like."),
    )
    body = MarkupField(_("body"), blank=True)
    boilerplate = models.TextField(
        _("boilerplate"), blank=True, help_text=_("The standing paragraph about the coalition, as it stands that day.")
    )
    members_heading = models.CharField(_("heading of the member list"), max_length=300, blank=True)
    members_are = models.CharField(
        _("the members below are"), max_length=6, choices=MembersAre, default=MembersAre.LISTED
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT, editable=False)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("cleared by"),
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, editable=False)
    cleared_digest = models.CharField(max_length=64, blank=True, editable=False)
    source = models.TextField(editable=False, blank=True)  # the imported text
    unassigned = models.TextField(
        _("found no place"),
        blank=True,
        help_text=_("Lines of the text that was read in. Never public; put them where they belong."),
    )

    class Meta:
        ordering = ["-released_on", "-pk"]
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        permissions = [
            ("issue_release", _("Can clear, issue, correct, stop and withdraw releases, and give embargo passes")),
            ("redact_release", _("Can redact what has been issued")),
        ]
        constraints = [
            models.UniqueConstraint(
                "language",
                "slug",
                name="release_has_an_address_of_its_own",
                violation_error_message=_("Another release in this language has this address."),
            ),
        ]

    def __str__(self):
        return self.list_title or self.headline

    def save(self, **kwargs):
        """Save the next version. A cleared release becomes a draft again."""
        if not self.slug:
            self.slug = generate_slug(self.headline)
            while Release.objects.filter(language=self.language, slug=self.slug).exists():
                self.slug = generate_slug(self.headline)
        if self.state == self.State.CLEARED:
            self.state, self.cleared_by, self.cleared_at, self.cleared_digest = self.State.DRAFT, None, None, ""
        super().save(**kwargs)

    def unrestored_fields(self):
        return {"language", "slug"} if self.issued_address() else set()

    def clean(self):
        if self.slug == "feed":
            raise ValidationError({"slug": _("This address is taken by the newsroom itself. Choose another.")})
        issued = self.issued_address()
        if issued and issued != (self.language, self.slug or issued[1]):
            raise ValidationError(
                {
                    "slug": _("Language and address cannot change: the release is issued as %(slug)s.")
                    % {"slug": issued[1]}
                }
            )

    def issued_address(self):
        """Return (language, slug) of the public or embargoed edition, or None."""
        return self.editions.not_stopped().values_list("language", "slug").last() if self.pk else None

    def formatted_dateline(self) -> str:
        """Return the dateline as printed or, without one, from the places and the date."""
        if self.dateline or not (self.places or self.dated):
            return self.dateline
        with translation.override(self.language):
            day = formats.date_format(self.dated) if self.dated else ""
        return f"({' – '.join(filter(None, [self.places, day]))}) --"


class Signatory(models.Model):
    """A member printed under a release, in the wording of that day."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="signatories", verbose_name=_("release"))
    member = models.ForeignKey(CoalitionMember, models.PROTECT, related_name="+", verbose_name=_("member"))
    position = models.PositiveIntegerField(_("position"))
    as_printed = models.CharField(_("as printed"), max_length=500)

    class Meta:
        ordering = ["position"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [models.UniqueConstraint("release", "member", name="member_stands_once_under_a_release")]

    def __str__(self):
        return self.as_printed


class ContactLine(models.Model):
    """A press contact printed under a release, in the wording of that day."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="contact_lines", verbose_name=_("release"))
    contact = models.ForeignKey(
        PressContact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    city = models.CharField(_("city"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=300, blank=True)
    channels = models.TextField(
        _("channels"), blank=True, help_text=_("One a line, with its label: tel: +1-202-555-0101")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("press contact")
        verbose_name_plural = _("press contacts")

    def __str__(self):
        return self.name

    def channel_list(self) -> list[Channel]:
        return [parse_channel(line) for line in self.channels.splitlines() if line.strip()]
