"""Joining, leaving and renaming of members. Each is one save with a version of its own."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from icnk.core.history.models import save_version

from .models import CoalitionMember, MemberName


@transaction.atomic
def join(member: CoalitionMember, *, on: date, by) -> CoalitionMember:
    """Make it a member from that day on, for the first time or again. Raises `ValidationError`."""
    member = _lock(member)
    if member.joined_on and not member.left_on:
        raise ValidationError(_("This is a member already, since %(day)s.") % {"day": date_format(member.joined_on)})
    if member.left_on and on < member.left_on:
        raise ValidationError(_("It left on %(day)s; it can join again from then on.") % _day(member.left_on))
    member.joined_on, member.left_on = on, None
    return _save(member, by=by, occasion=_("Joined on %(day)s.") % _day(on))


@transaction.atomic
def leave(member: CoalitionMember, *, on: date, by) -> CoalitionMember:
    """End the membership on that day, the first without it. Raises `ValidationError`."""
    member = _lock(member)
    if member.left_on:
        raise ValidationError(_("It has left already, on %(day)s.") % _day(member.left_on))
    member.left_on = on
    return _save(member, by=by, occasion=_("Left on %(day)s.") % _day(on))


@transaction.atomic
def rename(member: CoalitionMember, *, name: str, as_printed: str, on: date, by) -> CoalitionMember:
    """Rename it from that day on. The former name is kept with its dates and is still recognised.

    `as_printed` is the line under releases; empty means the name. Raises `ValidationError`.
    """
    member = _lock(member)
    if on > timezone.localdate():
        raise ValidationError(_("This day is still to come. Rename it on the day: the new name shows at once."))
    if (name, as_printed or name) == (member.name, member.as_printed):
        raise ValidationError(_("This is its name already."))
    for former in dict.fromkeys([member.name, member.as_printed]):
        if former not in (name, as_printed or name):
            _keep_former(member, former, until=on)
    member.name, member.as_printed = name, as_printed or name
    return _save(member, by=by, occasion=_("Renamed on %(day)s.") % _day(on))


def _lock(member):
    locked = CoalitionMember.objects.select_for_update().filter(pk=member.pk).first()
    if not locked:
        raise ValidationError(_("Somebody has deleted this member meanwhile."))
    return locked


def _save(member, *, by, occasion):
    member.changed_by = by
    member.full_clean()
    member.save()
    save_version(member, by=by, occasion=occasion)
    return member


def _keep_former(member, name, *, until):
    """Keep a former name. It starts where the one before it ended, if that is known."""
    former = MemberName.objects.filter(member=member, kind=MemberName.Kind.FORMER)
    since = former.filter(until__lt=until).exclude(name=name).order_by("-until").values_list("until", flat=True).first()
    defaults = {"kind": MemberName.Kind.FORMER, "since": since, "until": until}
    name = name[: MemberName._meta.get_field("name").max_length]
    MemberName.objects.update_or_create(member=member, name=name, language="en", defaults=defaults)


def _day(day):
    return {"day": date_format(day)}
