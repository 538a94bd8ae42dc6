"""What the desk changes about its people: said in the record and by mail. Who is ended is out at once."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction

from members import audit

from . import notices, ways
from .first_keys import NOT_TOLD


def rights(person) -> set[str]:
    """What this person may do, in the words of the record."""
    flags = {name for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    return flags | names_of(person.groups, "name") | names_of(person.user_permissions, "codename")


def names_of(rows, name):
    return set(rows.values_list(name, flat=True))


class TellsOfPeople(admin.ModelAdmin):
    def save_model(self, request, person, form, change):
        stored = User.objects.get(pk=person.pk) if change else None
        form.before = (rights(stored), stored.email) if change else None
        super().save_model(request, person, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        person, after = form.instance, rights(form.instance)
        if not form.before:
            _tell(request, "person.added", person, rights=sorted(after))
            return
        before, address = form.before
        if (before, address) == (after, person.email):
            return
        ended = {"is_active", "is_staff"} <= before and not {"is_active", "is_staff"} <= after
        if ended:
            ways.end_access(person)
        facts = {"gained": sorted(after - before), "lost": sorted(before - after)}
        _tell(request, "person.ended" if ended else "person.rights", person, also=[address], **facts)

    def delete_model(self, request, person):
        ways.end_access(person)
        super().delete_model(request, person)
        _tell(request, "person.ended", person, deleted=True)

    def delete_queryset(self, request, queryset):
        for person in queryset:
            self.delete_model(request, person)


class TellsOfRoles(admin.ModelAdmin):
    """Changing what a role may do changes the rights of all who have it."""

    def save_model(self, request, role, form, change):
        form.before = names_of(role.permissions, "codename") if change else set()
        super().save_model(request, role, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        after = names_of(form.instance.permissions, "codename")
        if form.before != after:
            self._tell(request, form.instance, gained=after - form.before, lost=form.before - after)

    def delete_model(self, request, role):
        self._tell(request, role, gained=set(), lost=names_of(role.permissions, "codename"))
        super().delete_model(request, role)

    def delete_queryset(self, request, queryset):
        for role in queryset:
            self.delete_model(request, role)

    def _tell(self, request, role, *, gained, lost):
        audit.record("role.rights", by=request.user, role=role.name, gained=sorted(gained), lost=sorted(lost))
        transaction.on_commit(partial(_mail, request, notices.tell_of_a_role))


def _tell(request, event, person, also=(), **facts):
    """Told once it is stored: what is taken back by a fault is not told."""
    audit.record(event, by=request.user, person=person.get_username(), **facts)
    transaction.on_commit(partial(_mail, request, notices.tell, event, person, also=also))


def _mail(request, tell, *args, **kwargs):
    if not tell(*args, by=request.user, **kwargs):
        messages.warning(request, NOT_TOLD)
