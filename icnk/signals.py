"""Audit log entries for changes of users, roles and permissions, wherever they happen."""

from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver

from icnk.core import audit_log

WATCHED_FIELDS = ("is_active", "is_staff", "is_superuser", "username", "email", "password")
LOGGED_FIELDS = ("is_active", "is_staff", "is_superuser")  # of the others, only that they changed


@receiver(pre_save, sender=User)
def _compare_user(instance, update_fields, **_):
    """Set `instance.changes`: {field: (before, after)}. A sign-in saves `last_login` only and runs no query here."""
    saved = set(WATCHED_FIELDS if update_fields is None else update_fields) & set(WATCHED_FIELDS)
    before = User.objects.filter(pk=instance.pk).values(*WATCHED_FIELDS).first() if instance.pk and saved else None
    instance.changes = {
        name: (before[name], getattr(instance, name))
        for name in WATCHED_FIELDS
        if before and name in saved and before[name] != getattr(instance, name)
    }


@receiver(post_save, sender=User)
def _log_user_saved(instance, created, raw, **_):
    if raw:
        return
    about = {"person": instance.get_username()}
    if created:
        rights = {name: getattr(instance, name) for name in LOGGED_FIELDS}
        audit_log.record_on_commit("person.made", **about, **rights)
    elif instance.changes:
        now = {name: after for name, (_before, after) in instance.changes.items() if name in LOGGED_FIELDS}
        if "username" in instance.changes:
            now["was_called"] = instance.changes["username"][0]
        audit_log.record_on_commit("person.changed", **about, changed=list(instance.changes), **now)


@receiver(post_delete, sender=User)
def _log_user_deleted(instance, **_):
    audit_log.record_on_commit("person.deleted", person=instance.get_username())


@receiver(post_save, sender=Group)
def _log_role_saved(instance, created, raw, **_):
    if not raw:
        audit_log.record_on_commit("role.made" if created else "role.changed", role=instance.name)


@receiver(post_delete, sender=Group)
def _log_role_deleted(instance, **_):
    audit_log.record_on_commit("role.deleted", role=instance.name)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def _log_rights(instance, action, model, pk_set, **_):
    """Roles and permissions given to or taken from a user or role; from the other side, a role given to users."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if action == "pre_clear":
        what = ["all"]
    else:
        what = [_name(each) for each in model._base_manager.filter(pk__in=pk_set).order_by("pk")] if pk_set else []
    if what:
        given = "given" if action == "post_add" else "taken"
        audit_log.record_on_commit(f"rights.{given}", to=_name(instance), what=what)


def _name(record):
    """Return a user name, or the name of a role or permission."""
    if isinstance(record, User):
        return record.get_username()
    return f"role {record.name}" if isinstance(record, Group) else f"right {record.codename}"
