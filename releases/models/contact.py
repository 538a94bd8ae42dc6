import re
import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote
from zoneinfo import ZoneInfo

import phonenumbers
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import WorkingRecord
from icnk.core.text import normalize_name
from members.models import CoalitionMember, ListedQuerySet

EMAIL = re.compile(r"(?<!\S)[^\s<>,;:@]+@[^\s<>,;:@]+\.\w+(?!\S)")
WEB = re.compile(r"https?://\S+[^\s.,;:!?)\]]")
HANDLE = re.compile(r"(?<!\S)@\w+(?!\S)")
PHONE = re.compile(r"\+?[(\d][\d\s()./\u2010-\u2015-]{4,}\d(?:,?\s*ext\.?\s*\d+)?")
MAILBOX = "@!$'*+-._~"  # what an address may hold as it is (RFC 6068, 2); a "?" would begin other receivers
YEAR = timedelta(days=365)
TWITTER = re.compile(r"\b(?:Twitter|X)\b", re.I)


@dataclass(frozen=True)
class Channel:
    """One way to reach a person: `label` and `value` as printed, `href` where it can be linked (RFC 3966, RFC 6068)."""

    label: str
    value: str
    href: str = ""

    @classmethod
    def read(cls, line: str) -> "Channel":
        """Read one printed channel, such as *tel: +1-202-555-0101* or *follow on Twitter @sample*."""
        line = " ".join(line.split())
        for pattern, link in ((EMAIL, _mail), (WEB, _web), (HANDLE, _profile), (PHONE, _tel)):
            if found := pattern.search(line):
                label = line[: found.start()].strip()
                return cls(label=label, value=line[found.start() :], href=link(found[0], label))
        label, colon, value = line.partition(": ")
        return cls(label=f"{label}:", value=value) if colon else cls(label="", value=line)

    def __str__(self):
        return f"{self.label} {self.value}".strip()


def _mail(address, label):
    return f"mailto:{quote(address, safe=MAILBOX)}"


def _web(address, label):
    return address


def _profile(handle, label):
    """Only where the label names the network: the same handle elsewhere may be somebody else's."""
    return f"https://x.com/{handle[1:]}" if TWITTER.search(label) else ""


def _tel(number, label):
    """An RFC 3966 address, or nothing where the number does not say its country."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.RFC3966)
    except phonenumbers.NumberParseException:
        return ""


def time_zones():
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones()) if "/" in name]


class PressContactQuerySet(ListedQuerySet):
    def on_duty(self, at=None):
        """Who stands on the press desk at the instant `at`: listed, and not retired."""
        day = timezone.localdate(at) if at else timezone.localdate()
        return self.listed(at).filter(Q(retired_on=None) | Q(retired_on__gt=day))

    def with_first_channel(self):
        """Each with its first channel as printed, for where one line of a person is shown: see `ring()`."""
        first = ContactChannel.objects.filter(contact=OuterRef("pk")).order_by("position", "pk")
        return self.annotate(first_channel=Subquery(first.values("as_printed")[:1]))

    def unverified(self, day):
        """Who is listed, and was not made sure of in the 365 days before this one."""
        stale = Q(verified_on=None) | Q(verified_on__lt=day - YEAR)
        return self.listed().filter(stale, Q(retired_on=None) | Q(retired_on__gt=day))

    def by_folded_name(self) -> dict[str, "PressContact"]:
        return {normalize_name(contact.name): contact for contact in self}


class PressContact(WorkingRecord):
    """A person one can ring and quote."""

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
        return {"listed_since"}  # listing is an act of its own; an older version makes nothing public

    def primary_channel(self) -> Channel | None:
        """How to reach them first, of a contact that was asked for `with_first_channel()`."""
        return Channel.read(self.first_channel) if self.first_channel else None

    @property
    def zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    def channel_list(self) -> list[Channel]:
        return [Channel.read(channel.as_printed) for channel in self.channels.all()]

    def language_list(self) -> list[str]:
        return [name for each in re.split("[,;/、，·]", self.languages) if (name := each.strip(" …."))]


class ContactChannel(models.Model):
    """A number, address or handle, with the label it is printed under."""

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


class OfficeHours(models.Model):
    """When a contact answers, in the contact's own time zone."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    contact = models.ForeignKey(PressContact, models.CASCADE, related_name="hours", verbose_name=_("contact"))
    first_day = models.PositiveSmallIntegerField(_("from"), choices=Weekday)
    last_day = models.PositiveSmallIntegerField(_("to"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["first_day", "opens"]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(
                name="hours_run_forward_in_the_week",
                condition=Q(last_day__gte=F("first_day"), last_day__lte=6),
                violation_error_message=_("The last day comes before the first one; use two lines."),
            ),
            models.CheckConstraint(
                name="hours_close_after_they_open",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("The hours close before they open; over midnight, use two lines."),
            ),
        ]

    def __str__(self):
        first, last = self.get_first_day_display(), self.get_last_day_display()
        days = first if first == last else f"{first} – {last}"
        return f"{days}, {self.opens:%H:%M} – {self.closes:%H:%M}"


@dataclass(frozen=True)
class ContactStatus:
    """How somebody who was printed once stands at an instant: on duty, with hours, or retired, perhaps with a
    successor who is on duty."""

    contact: PressContact
    retired: bool
    successor: PressContact | None
    hours: tuple[OfficeHours, ...]

    @classmethod
    def for_lines(cls, lines, at: datetime) -> list[tuple[models.Model, "ContactStatus"]]:
        """Each line whose contact is on duty or has retired at the instant `at`, with how that one stands.

        `lines`: a queryset of records with a `contact` and a `position`. One query.
        """
        on_duty = PressContact.objects.on_duty(at)
        retired = Q(contact__retired_on__lte=timezone.localdate(at))
        rows = (
            lines.annotate(
                reachable=Exists(on_duty.filter(pk=OuterRef("contact__successor"))),
                **{name: F(f"contact__hours__{name}") for name in ("first_day", "last_day", "opens", "closes")},
            )
            .filter(retired | Exists(on_duty.filter(pk=OuterRef("contact"))))
            .select_related("contact__successor")
            .order_by("position", "pk", "first_day", "opens")
        )
        lines = [list(each) for _pk, each in groupby(rows, attrgetter("pk"))]
        return [(each[0], cls._joined(each, at)) for each in lines]

    @classmethod
    def _joined(cls, rows, at):
        contact = rows[0].contact
        names = ("first_day", "last_day", "opens", "closes")
        hours = ({name: getattr(row, name) for name in names} for row in rows if row.opens is not None)
        return cls(
            contact=contact,
            retired=bool(contact.retired_on and contact.retired_on <= timezone.localdate(at)),
            successor=contact.successor if rows[0].reachable else None,
            hours=tuple(OfficeHours(contact=contact, **fields) for fields in hours),
        )
