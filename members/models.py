from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from icnk.core.history.models import WorkingRecord
from icnk.core.media.storage import LOGO_WIDTHS
from icnk.core.text import normalize_name, unique_slug


class ListedQuerySet(models.QuerySet):
    """Records that are not public until they are listed."""

    def listed(self, at=None):
        """Return what staff have put on a public list by the instant `at`."""
        return self.filter(listed_since__lte=at or Now())


class CoalitionMemberQuerySet(ListedQuerySet):
    def on(self, day):
        """Return the members of this day. An unknown day of joining or leaving excludes nobody."""
        return self.filter(
            Q(joined_on=None) | Q(joined_on__lte=day),
            Q(left_on=None) | Q(left_on__gt=day),
        )

    def with_logo(self, name):
        """Return the members whose logo has a file of this name."""
        positions = range(2 * len(LOGO_WIDTHS))  # each width in two formats
        return self.filter(reduce(or_, (Q(**{f"logo__{position}__name": name}) for position in positions)))

    def named_on(self, day):
        """Annotate `name_then`: the former name of this day, else `as_printed`.

        Former names without an end are ignored.
        """
        former = MemberName.objects.filter(
            Q(since=None) | Q(since__lte=day), kind=MemberName.Kind.FORMER, until__gt=day
        )
        line = former.filter(member=OuterRef("pk")).order_by("until", -Length("name"), "pk").values("name")[:1]
        return self.annotate(name_then=Coalesce(Subquery(line), "as_printed"))

    def by_folded_name(self) -> dict[str, "CoalitionMember"]:
        """Return {normalized name: member} for all present and other names. The present name wins over a former one."""
        known = {}
        for name in MemberName.objects.select_related("member").filter(member__in=self):
            known[normalize_name(name.name)] = name.member
        for member in self:
            known[normalize_name(member.name)] = member
            known[normalize_name(member.as_printed)] = member
        return known


class CoalitionMember(WorkingRecord):
    """An organisation or a person that belongs, or belonged, to the coalition."""

    parts = ("names",)

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        INDIVIDUAL = "individual", _("individual")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ORGANISATION)
    name = models.CharField(_("name"), max_length=300, unique=True)
    as_printed = models.CharField(
        _("as printed"),
        max_length=500,
        blank=True,
        help_text=_(
            "The line under a release, with country and initials as the coalition writes them. Empty: the name."
        ),
    )
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("The last part of its page's address. Empty: from the name."),
    )
    country = CountryField(_("country"), blank=True)
    role = models.CharField(_("role"), max_length=300, blank=True, help_text=_("Of an individual: Director …"))
    affiliation = models.CharField(_("affiliation"), max_length=300, blank=True, help_text=_("Of an individual."))
    website = models.URLField(_("website"), blank=True)
    logo = models.JSONField(default=list, editable=False)  # renditions: name, type, size, digest, width, height
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Its place in the printed list."))
    joined_on = models.DateField(_("joined on"), null=True, blank=True, help_text=_("Empty: not known."))
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("The first day on which it was no longer a member.")
    )
    listed_since = models.DateTimeField(
        _("listed since"),
        null=True,
        blank=True,
        help_text=_("From then on it stands in the public directory, and releases link to it. Empty: not listed."),
    )

    objects = CoalitionMemberQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("coalition member")
        verbose_name_plural = _("coalition members")
        constraints = [
            models.CheckConstraint(
                name="member_does_not_leave_before_it_joins",
                condition=Q(joined_on=None) | Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                violation_error_message=_("A member cannot leave before it joins."),
            ),
        ]

    def __str__(self):
        return self.as_printed or self.name

    def save(self, **kwargs):
        self.as_printed = self.as_printed or self.name
        self.slug = self.slug or unique_slug(self.name, CoalitionMember.objects.all(), "member")
        super().save(**kwargs)

    def unrestored_fields(self):
        return {"listed_since"}  # an older version must not make a member public

    def get_absolute_url(self):
        return reverse("member", args=[self.slug])


class MemberName(models.Model):
    """Another name of a member, to recognise it in old texts and to print it in another language."""

    class Kind(models.TextChoices):
        FORMER = "former", _("former name")
        SHORT = "short", _("short name")
        TRANSLATED = "translated", _("translated name")

    member = models.ForeignKey(CoalitionMember, models.CASCADE, related_name="names", verbose_name=_("member"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=300)
    language = models.CharField(_("language"), max_length=7, choices=settings.LANGUAGES, default="en")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "language", "name"]
        verbose_name = _("name")
        verbose_name_plural = _("other names")
        constraints = [
            models.UniqueConstraint("member", "name", "language", name="member_has_a_name_once"),
            models.CheckConstraint(
                name="name_does_not_end_before_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("A name cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return self.name
