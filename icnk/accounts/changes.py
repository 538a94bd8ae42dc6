"""What the desk changes about its people: said by mail (`icnk.record` records it). Who is ended is out at once."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction

from . import notifications, recovery
from .enrolment_views import NOT_TOLD


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
            _tell(request, "person.added", person)
            return
        before, address = form.before
        if (before, address) == (after, person.email):
            return
        ended = {"is_active", "is_staff"} <= before and not {"is_active", "is_staff"} <= after
        if ended:
            recovery.end_access(person)
        _tell(request, "person.ended" if ended else "person.rights", person, also=[address])

    def delete_model(self, request, person):
        recovery.end_access(person)
        super().delete_model(request, person)
        _tell(request, "person.ended", person)

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
        if form.before != names_of(form.instance.permissions, "codename"):
            self._tell(request)

    def delete_model(self, request, role):
        self._tell(request)
        super().delete_model(request, role)

    def delete_queryset(self, request, queryset):
        for role in queryset:
            self.delete_model(request, role)

    def _tell(self, request):
        transaction.on_commit(partial(_mail, request, notifications.tell_of_a_role))


def _tell(request, event, person, also=()):
    """Told once it is stored: what is taken back by a fault is not told."""
    transaction.on_commit(partial(_mail, request, notifications.tell, event, person, also=also))


def _mail(request, tell, *args, **kwargs):
    if not tell(*args, by=request.user, **kwargs):
        messages.warning(request, NOT_TOLD)
