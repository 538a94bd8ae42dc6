"""The desk's people: an administrator keeps accounts and puts them into roles, and makes nobody mightier than that."""

from allauth.account import admin as addresses
from allauth.mfa import admin as keys
from allauth.usersessions import admin as sessions
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from .signin.people import AfterATouch, WithoutPasswords

# What stands in them is changed on people's own pages, by themselves.
admin.site.unregister([User, Group, addresses.EmailAddress, keys.Authenticator, sessions.UserSession])


@admin.register(User)
class PersonAdmin(WithoutPasswords, AfterATouch, UserAdmin):
    """Django lets whoever may change accounts make themselves a superuser. Here only a superuser does that, and
    nobody changes their own role."""

    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login"]
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
        mine = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return [*super().get_readonly_fields(request, obj), *(["groups"] if mine else [])]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _at_most(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _at_most(request.user, obj)


@admin.register(Group)
class RoleAdmin(AfterATouch, GroupAdmin):
    """The roles are made by a migration; only a superuser changes what one of them may do."""

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission


def _at_most(person, other) -> bool:
    """Whether `other` is no mightier than `person`."""
    return person.is_superuser or other is None or not other.is_superuser
