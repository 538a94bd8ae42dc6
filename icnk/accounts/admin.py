"""The admin of people and roles. Administrators manage people, but give them no rights beyond a role."""

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.usersessions.admin import UserSession
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Count, OuterRef, Q, Subquery
from django.forms import CheckboxSelectMultiple
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from icnk.core.clock import database_now

from . import admin_views, recovery
from .models import Invitation
from .notifications import notify_on_commit
from .reauthentication import reauthentication_required
from .webauthn import get_passkeys

PASSWORD_FIELDS = {"password", "usable_password", "password1", "password2"}

# People change these on their own account pages.
admin.site.unregister([User, Group, EmailAddress, Authenticator, UserSession])


def require_reauthentication_to_change(admin_class):
    """Decorate a ModelAdmin: adding, changing, deleting and list actions need a recent passkey."""
    for name in ("changeform_view", "changelist_view", "delete_view"):
        admin_class = method_decorator(reauthentication_required, name=name)(admin_class)
    return admin_class


class NewUserForm(forms.ModelForm):
    """Adds a person without a password."""

    class Meta:
        model = User
        fields = ["username"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
@require_reauthentication_to_change
class StaffUserAdmin(UserAdmin):
    """Lets only superusers make superusers; in Django's admin anybody who may change users can do that.

    Nobody can change their own role or delete themselves, so there is always an administrator.
    """

    list_display = ["username", "name", "is_active", "passkeys", "invited", "last_login"]
    filter_horizontal = ["user_permissions"]
    identity_fieldset = (_("Who this is"), {"fields": ["first_name", "last_name", "email"]})
    add_fieldsets = [*UserAdmin.add_fieldsets, identity_fieldset, (_("Role"), {"fields": ["is_staff", "groups"]})]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        identity_fieldset,
        (
            _("Role"),
            {
                "fields": ["is_active", "is_staff", "groups"],
                "description": _("“Staff status” opens the desk; the group says what this person may do there."),
            },
        ),
    ]
    superuser_fields = {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]}

    def get_urls(self):
        return [*admin_views.get_urls(self), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj and request.user.is_superuser:
            fieldsets.append((_("Beyond the roles"), self.superuser_fields))
        if not settings.PASSKEYS_REQUIRED:
            return fieldsets
        return [
            (title, options | {"fields": [name for name in options["fields"] if name not in PASSWORD_FIELDS]})
            for title, options in fieldsets
        ]

    def get_form(self, request, obj=None, **kwargs):
        if settings.PASSKEYS_REQUIRED and obj is None:
            kwargs = {"form": NewUserForm} | kwargs
        return super().get_form(request, obj, **kwargs)

    def user_change_password(self, request, *args, **kwargs):
        if settings.PASSKEYS_REQUIRED:
            raise Http404
        return super().user_change_password(request, *args, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        if obj is None or obj.pk != request.user.pk:
            return super().get_readonly_fields(request, obj)
        role = "is_superuser" if request.user.is_superuser else "groups"
        return [*super().get_readonly_fields(request, obj), "is_active", "is_staff", role]

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        """Allow only superusers to change a superuser."""
        is_allowed = request.user.is_superuser or obj is None or not obj.is_superuser
        return is_allowed and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        is_allowed = obj is None or (obj.pk != request.user.pk and (request.user.is_superuser or not obj.is_superuser))
        return is_allowed and super().has_delete_permission(request, obj)

    def get_queryset(self, request):
        invitations = Invitation.objects.open(database_now()).filter(person=OuterRef("pk")).values("expires_at")
        passkeys = Count("authenticator", Q(authenticator__type="webauthn"), distinct=True)
        return super().get_queryset(request).annotate(passkeys=passkeys, invited_until=Subquery(invitations[:1]))

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
            context |= {
                "passkey_count": get_passkeys(obj).count(),
                "invitation": admin_views.get_pending_invitation(obj),
                "can_manage": recovery.can_manage(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def save_model(self, request, obj, form, change):
        stored = User.objects.get(pk=obj.pk) if change else None
        form.former = (_get_rights(stored), stored.email) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        person, rights = form.instance, _get_rights(form.instance)
        if not form.former:
            notify_on_commit(request, "person.added", person)
            return
        former_rights, former_email = form.former
        if (former_rights, former_email) == (rights, person.email):
            return
        access = {"is_active", "is_staff"}
        has_lost_access = access <= former_rights and not access <= rights
        if has_lost_access:
            recovery.end_access(person)
        event = "person.ended" if has_lost_access else "person.rights"
        notify_on_commit(request, event, person, also=[former_email])

    def delete_model(self, request, obj):
        recovery.end_access(obj)
        super().delete_model(request, obj)
        notify_on_commit(request, "person.ended", obj)

    def delete_queryset(self, request, queryset):
        for person in queryset:
            self.delete_model(request, person)


@admin.register(Group)
@require_reauthentication_to_change
class RoleAdmin(GroupAdmin):
    """Lets only superusers change roles, which a migration has created."""

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission

    def save_model(self, request, obj, form, change):
        form.former = _values(obj.permissions, "codename") if change else set()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.former != _values(form.instance.permissions, "codename"):
            notify_on_commit(request, "role.rights")

    def delete_model(self, request, obj):
        notify_on_commit(request, "role.rights")
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for role in queryset:
            self.delete_model(request, role)


def _get_rights(person) -> set[str]:
    flags = {name for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    return flags | _values(person.groups, "name") | _values(person.user_permissions, "codename")


def _values(related, field) -> set[str]:
    return set(related.values_list(field, flat=True))
