import re
import zoneinfo
from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import phonenumbers
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import WorkingRecord
from icnk.core.text import normalize_name
from members.models import CoalitionMember, ListedQuerySet
from releases.document.schema import Channel

EMAIL = re.compile(r"(?<!\S)[^\s<>,;:@]+@[^\s<>,;:@]+\.\w+(?!\S)")
WEB = re.compile(r"https?://\S+[^\s.,;:!?)\]]")
HANDLE = re.compile(r"(?<!\S)@\w+(?!\S)")
PHONE = re.compile(r"\+?[(\d][\d\s()./\u2010-\u2015-]{4,}\d(?:,?\s*ext\.?\s*\d+)?")
MAILTO_SAFE = "@!$'*+-._~"  # characters that need no escape (RFC 6068, 2)
YEAR = timedelta(days=365)
TWITTER = re.compile(r"\b(?:Twitter|X)\b", re.I)


def parse_channel(line: str) -> Channel:
    """Parse one printed channel, such as *tel: +1-202-555-0101* or *follow on Twitter @sample*."""
    line = " ".join(line.split())
    for pattern in (EMAIL, WEB, HANDLE, PHONE):
        if found := pattern.search(line):
            label = line[: found.start()].strip()
            return Channel(label=label, value=line[found.start() :], href=_get_href(pattern, found[0], label))
    label, colon, value = line.partition(": ")
    return Channel(label=f"{label}:", value=value, href="") if colon else Channel(label="", value=line, href="")


def _get_href(pattern, value, label):
    """Return "" for a handle whose label names no network, and for a number without a country code."""
    if pattern is EMAIL:
        return f"mailto:{quote(value, safe=MAILTO_SAFE)}"
    if pattern is WEB:
        return value
    if pattern is HANDLE:
        return f"https://x.com/{value[1:]}" if TWITTER.search(label) else ""
    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.RFC3966)
    except phonenumbers.NumberParseException:
        return ""


def time_zones():
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name]


class PressContactQuerySet(ListedQuerySet):
    def on_duty(self, at=None):
        """Filter for the press desk at `at`: listed, and not retired."""
        day = timezone.localdate(at) if at else timezone.localdate()
        return self.listed(at).filter(Q(retired_on=None) | Q(retired_on__gt=day))

    def with_first_channel(self):
        """Annotate `first_channel`, for `primary_channel()`."""
        first = ContactChannel.objects.filter(contact=OuterRef("pk")).order_by("position", "pk")
        return self.annotate(first_channel=Subquery(first.values("as_printed")[:1]))

    def unverified(self, day):
        """Filter for listed contacts that were not verified in the 365 days before `day`."""
        stale = Q(verified_on=None) | Q(verified_on__lt=day - YEAR)
        return self.listed().filter(stale, Q(retired_on=None) | Q(retired_on__gt=day))

    def by_folded_name(self) -> dict[str, "PressContact"]:
        return {normalize_name(contact.name): contact for contact in self}


class PressContact(WorkingRecord):
    """A person whom journalists can call and quote."""

    parts = ("channels", "hours")

    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("title"), max_length=200, blank=True)
    member = models.ForeignKey(
        CoalitionMember,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("speaks for"),
        help_text=_("Empty: the coalition's own staff."),
    )
    organisation = models.CharField(
        _("organisation as printed"), max_length=300, blank=True, help_text=_("As it stands behind the title.")
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, blank=True, choices=time_zones)
    languages = models.CharField(_("languages"), max_length=200, blank=True, help_text=_("English, Korean …"))
    position = models.PositiveIntegerField(_("position"), default=0)
    listed_since = models.DateTimeField(
        _("listed since"), null=True, blank=True, help_text=_("From then on the public press desk shows this person.")
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("When somebody last made sure that all of this is right.")
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )

    objects = PressContactQuerySet.as_manager()

    class Meta:
        ordering = ["position", "city", "name"]
        verbose_name = _("press contact")
        verbose_name_plural = _("press contacts")
        constraints = [
            models.CheckConstraint(
                name="contact_is_not_its_own_successor",
                condition=Q(successor=None) | ~Q(successor=F("id")),
                violation_error_message=_("Nobody can succeed themselves."),
            ),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.name, self.city]))

    def unrestored_fields(self):
        return {"listed_since"}  # restoring an older version lists nobody

    def primary_channel(self) -> Channel | None:
        """Return the first channel of a contact from `with_first_channel()`."""
        return parse_channel(self.first_channel) if self.first_channel else None

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def channel_list(self) -> list[Channel]:
        return [parse_channel(channel.as_printed) for channel in self.channels.all()]

    def language_list(self) -> list[str]:
        return [name for each in re.split("[,;/、，·]", self.languages) if (name := each.strip(" …."))]


class ContactChannel(models.Model):
    """A number, address or handle, with its printed label."""

    contact = models.ForeignKey(PressContact, models.CASCADE, related_name="channels", verbose_name=_("contact"))
    position = models.PositiveIntegerField(_("position"), default=0)
    as_printed = models.CharField(
        _("as printed"),
        max_length=300,
        help_text=_("With its label: tel: +1-202-555-0101, or email: name@example.org, or follow on Twitter @name"),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("channel")
        verbose_name_plural = _("channels")

    def __str__(self):
        return self.as_printed
