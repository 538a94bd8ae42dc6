"""What the sign-in adds to the desk's pages about people: no passwords, and a fresh touch before anything changes."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import Http404

from releases.admin.decorators import with_a_fresh_touch


class AfterATouch(admin.ModelAdmin):
    """Adding, changing, deleting, and the actions of the list."""

    @with_a_fresh_touch
    def changeform_view(self, request, *args, **kwargs):
        return super().changeform_view(request, *args, **kwargs)

    @with_a_fresh_touch
    def delete_view(self, request, *args, **kwargs):
        return super().delete_view(request, *args, **kwargs)

    @with_a_fresh_touch
    def changelist_view(self, request, *args, **kwargs):
        return super().changelist_view(request, *args, **kwargs)


class NewPerson(forms.ModelForm):
    """A person who has no password and gets none."""

    class Meta:
        model = User
        fields = ["username"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


class WithoutPasswords(admin.ModelAdmin):
    """Where passkeys are required nothing asks for a password, shows that there is one, or sets one."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [(title, _without(options)) for title, options in fieldsets] if settings.PASSKEYS_REQUIRED else fieldsets

    def get_form(self, request, obj=None, **kwargs):
        if settings.PASSKEYS_REQUIRED and obj is None:
            kwargs = {"form": NewPerson} | kwargs
        return super().get_form(request, obj, **kwargs)

    def user_change_password(self, request, *args, **kwargs):
        if settings.PASSKEYS_REQUIRED:
            raise Http404
        return super().user_change_password(request, *args, **kwargs)


def _without(options):
    about_passwords = ("password", "usable_password", "password1", "password2")
    return options | {"fields": [name for name in options["fields"] if name not in about_passwords]}
