"""The desk's people: an administrator keeps accounts and puts them into roles, and makes nobody mightier than that."""

from allauth.account import admin as addresses
from allauth.mfa import admin as keys
from allauth.usersessions import admin as sessions
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, OuterRef, Q, Subquery
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _

from icnk.core.clock import database_now

from . import recovery
from .admin_views import GivesKeys
from .changes import TellsOfPeople, TellsOfRoles
from .models import Invitation
from .passkey_views import get_passkeys
from .people import AfterATouch, WithoutPasswords

# What stands in them is changed on people's own pages, by themselves.
admin.site.unregister([User, Group, addresses.EmailAddress, keys.Authenticator, sessions.UserSession])


@admin.register(User)
class PersonAdmin(TellsOfPeople, GivesKeys, WithoutPasswords, AfterATouch, UserAdmin):
    """Django lets whoever may change accounts make themselves a superuser. Here only a superuser does that, and
    nobody changes their own role or ends themselves: so one who keeps people always stays."""

    list_display = ["username", "name", "is_active", "passkeys", "invited", "last_login"]
    filter_horizontal = ["user_permissions"]
    add_fieldsets = [
        *UserAdmin.add_fieldsets,
        (_("Who this is"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Role"), {"fields": ["is_staff", "groups"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Who this is"), {"fields": ["first_name", "last_name", "email"]}),
        (
            _("Role"),
            {
                "fields": ["is_active", "is_staff", "groups"],
                "description": _("“Staff status” opens the desk; the group says what this person may do there."),
            },
        ),
    ]
    beyond_roles = (_("Beyond the roles"), {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]})

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, self.beyond_roles] if obj and request.user.is_superuser else fieldsets

    def get_readonly_fields(self, request, obj=None):
        if obj is None or obj.pk != request.user.pk:
            return super().get_readonly_fields(request, obj)
        role = ["is_superuser"] if request.user.is_superuser else ["groups"]
        return [*super().get_readonly_fields(request, obj), "is_active", "is_staff", *role]

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _at_most(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        mine = obj is not None and obj.pk == request.user.pk
        return super().has_delete_permission(request, obj) and _at_most(request.user, obj) and not mine

    def get_queryset(self, request):
        until = Invitation.objects.open(database_now()).filter(person=OuterRef("pk")).values("expires_at")
        held = Count("authenticator", Q(authenticator__type="webauthn"), distinct=True)
        return super().get_queryset(request).annotate(passkeys=held, invited_until=Subquery(until[:1]))

    @admin.display(description=_("name"), ordering="last_name")
    def name(self, person):
        return person.get_full_name()

    @admin.display(description=_("passkeys"), ordering="passkeys")
    def passkeys(self, person):
        return person.passkeys

    @admin.display(description=_("link good until"))
    def invited(self, person):
        return person.invited_until

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            invited = Invitation.objects.open(database_now()).filter(person=obj).first()
            context |= {
                "keys": get_passkeys(obj).count(),
                "invited": invited,
                "may_keep": recovery.may_keep(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Group)
class RoleAdmin(TellsOfRoles, AfterATouch, GroupAdmin):
    """The roles are made by a migration; only a superuser changes what one of them may do."""

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission


def _at_most(person, other) -> bool:
    """Whether `other` is no mightier than `person`."""
    return person.is_superuser or other is None or not other.is_superuser
