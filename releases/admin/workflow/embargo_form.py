"""The form for the time at which an edition becomes public. If the time is ambiguous, the form asks which is meant."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now
from releases.models.contact import time_zones
from releases.models.office_hours import utc_offset

MAX_AHEAD = timedelta(days=2 * 365)  # a later time is probably a typing error
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON, MIDNIGHT = time(12), time(0)


class LocalTime(NamedTuple):
    """An instant in the local time of a place."""

    place: str
    words: str


class EmbargoForm(forms.Form):
    """Now, or a time in a zone. After `is_valid()`, `instant` is an aware datetime in UTC, or None for now."""

    NOW, AT = "now", "at"

    when = forms.ChoiceField(
        label=gettext_lazy("When it becomes public"),
        choices=[(NOW, gettext_lazy("Now")), (AT, gettext_lazy("At a time"))],
        initial=NOW,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        input_formats=["%Y-%m-%d"],  # 03/07 would be ambiguous
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day. Write it as year-month-day: 2027-03-09.")},
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "invalid": gettext_lazy("This is no time of the day. Write it from 00:00 to 23:59, such as 09:30.")
        },
    )
    zone = forms.ChoiceField(label=gettext_lazy("By the clocks of"), required=False)
    meaning = forms.CharField(label=gettext_lazy("Which do you mean?"), required=False, widget=forms.RadioSelect)

    def __init__(self, data=None, *, release, prefix=None):
        super().__init__(data, prefix=prefix)
        self.instant = None
        self.zones = newsroom_zones(release)
        near = [(zone, f"{place} ({zone})") for zone, place in self.zones.items()]
        others = [choice for choice in time_zones() if choice[0] not in self.zones]
        self.fields["zone"].choices = [(_("Press contacts and newsroom"), near), (_("All zones"), others)]
        self.fields["zone"].initial = settings.TIME_ZONE

    @property
    def is_ambiguous(self) -> bool:
        """Whether the typed time has several meanings, so that the person has to choose one."""
        return bool(self.fields["meaning"].widget.choices)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("when") == self.AT:
            self._clean_time(cleaned)
        elif any(self.data.get(self.add_prefix(name)) for name in ("day", "time")):
            words = _(
                "A day or a time is typed, and “Now” is chosen. Choose “At a time”, or empty the day and the time."
            )
            self.add_error("when", words)
        return cleaned

    def _clean_time(self, cleaned):
        for name, words in [("day", _("Type the day.")), ("time", _("Type the time."))]:
            if name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, words)
        if self.errors:
            return
        zone = ZoneInfo(cleaned.get("zone") or settings.TIME_ZONE)
        now = database_now()
        if not now.date() - DAY <= cleaned["day"] <= (now + MAX_AHEAD).date():
            self.add_error("day", _out_of_range(now, cleaned["day"]))
        elif not instants_of(local := datetime.combine(cleaned["day"], cleaned["time"]), zone):
            self.add_error("time", _skipped(local, zone))
        else:
            self._choose(meanings_of(local, zone), now)

    def _choose(self, meanings, now):
        ahead = {instant.isoformat(): (instant, words) for instant, words in meanings if instant > now}
        if not ahead:
            self.add_error("time", _out_of_range(now, meanings[0][0].date()))
        elif len(meanings) == 1:
            self.instant = meanings[0][0]
        else:
            self.fields["meaning"].widget.choices = [(value, words) for value, (_instant, words) in ahead.items()]
            self.instant, _words = ahead.get(self.cleaned_data.get("meaning"), (None, ""))
            if not self.instant:
                self.add_error("meaning", _("This can be read in more than one way. Choose the one that you mean."))


def newsroom_zones(release) -> dict[str, str]:
    """Return {IANA zone: its places}, with the site's zone first, then the zones of the press contacts."""
    cities = defaultdict(list)
    cities[settings.TIME_ZONE] = []
    for line in release.contact_lines.select_related("contact"):
        if line.contact and line.contact.time_zone:
            city = line.city or line.contact.city or _zone_name(line.contact.time_zone)
            cities[line.contact.time_zone] += [city] if city not in cities[line.contact.time_zone] else []
    return {zone: ", ".join(names) or _zone_name(zone) for zone, names in cities.items()}


def in_other_zones(instant: datetime, release) -> list[LocalTime]:
    """Return the instant in UTC, in the site's zone, and in the zones of the release's press contacts."""
    places = [("UTC", "UTC"), *newsroom_zones(release).items()]
    return [LocalTime(place, format_local(instant.astimezone(ZoneInfo(zone)))) for zone, place in places]


def format_local(local: datetime) -> str:
    """Return *Tuesday, March 9, 2027, 09:30 in the morning (KST, UTC+9)*."""
    return _("%(weekday)s, %(day)s, %(time)s (%(zone)s)") % {
        "weekday": formats.date_format(local, "l"),
        "day": formats.date_format(local, "DATE_FORMAT"),
        "time": _part_of_day(local) % {"time": f"{local:%H:%M}"},
        "zone": _offset(local),
    }


def instants_of(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants at which clocks in `zone` show `local`: none if it is skipped, two if it is repeated."""
    readings = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    there = [instant for instant in readings if instant.astimezone(zone).replace(tzinfo=None, fold=0) == local]
    return sorted(set(there))


def meanings_of(local: datetime, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """Return the instants in UTC that `local` may mean, in order, with words that tell them apart."""
    repeats = [
        _("the first time that the clocks show this hour, %(zone)s"),
        _("the second time that the clocks show this hour, %(zone)s"),
    ]
    meanings = []
    for reading, name in _readings(local):
        instants = instants_of(reading, zone)
        for instant, words in zip(instants, repeats, strict=False):
            repeat = words % {"zone": _offset(instant.astimezone(zone))} if len(instants) > 1 else ""
            meanings.append((instant, ", ".join(filter(None, [name, repeat]))))
    return sorted(meanings)


def _readings(local):
    """Return (local time, words) of each reading. 12:00 may mean noon or midnight, 00:00 either midnight of the day."""
    day = {"day": _day(local)}
    begins = (local.replace(hour=0), _("midnight at which %(day)s begins") % day)
    ends = (local.replace(hour=0) + DAY, _("midnight at which %(day)s ends") % day)
    if local.time() == NOON:
        return [begins, (local, _("noon, the middle of %(day)s") % day), ends]
    return [begins, ends] if local.time() == MIDNIGHT else [(local, "")]


def _skipped(local, zone):
    before, after = local, local
    while not instants_of(before, zone):
        before -= MINUTE
    while not instants_of(after, zone):
        after += MINUTE
    return _(
        "The clocks of %(zone)s are put forward over %(time)s on %(day)s, so this time does not exist. "
        "The nearest that do are %(before)s and %(after)s."
    ) % {
        "zone": _zone_name(zone.key),
        "time": f"{local:%H:%M}",
        "day": _day(local),
        "before": _near(before, local),
        "after": _near(after, local),
    }


def _near(clock, local):
    return f"{clock:%H:%M}" if clock.date() == local.date() else f"{_day(clock)}, {clock:%H:%M}"


def _out_of_range(now: datetime, day: date):
    if day > now.date() + DAY:
        return _("This is more than two years ahead. Look at the year once more.")
    return _("This time has passed already. Choose a later one, or “Now”.")


def _day(day):
    return f"{formats.date_format(day, 'l')}, {formats.date_format(day, 'DATE_FORMAT')}"


def _part_of_day(local):
    if local.hour < 5:
        return _("%(time)s at night")
    if local.hour < 12:
        return _("%(time)s in the morning")
    return _("%(time)s in the afternoon") if local.hour < 18 else _("%(time)s in the evening")


def _offset(local):
    """Return *KST, UTC+9*, or *UTC+7* for a zone without an abbreviation."""
    offset, name = utc_offset(local), local.tzname()
    return offset if name == offset or not name.isalpha() else f"{name}, {offset}"


def _zone_name(zone):
    return zone.rpartition("/")[2].replace("_", " ")
