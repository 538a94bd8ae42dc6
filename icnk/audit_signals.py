"""What is recorded of people, rights and refusals, wherever it happens: at the desk, in the shell, in code to come."""

from django.contrib.auth.models import Group, User
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import receiver
from django.views.csrf import csrf_failure

from icnk.core import audit_log

from .log_redaction import page

WATCHED = ("is_active", "is_staff", "is_superuser", "username", "email", "password")
TOLD = ("is_active", "is_staff", "is_superuser")  # of the others only that they changed
REFUSALS = (403, 429)


def refusal(request, response) -> None:
    """Somebody was kept from something: told once, by the page and, where it has one, the number of the record."""
    if response.status_code not in REFUSALS:
        return
    match = request.resolver_match
    number = str(match.kwargs.get("object_id", match.kwargs.get("pk", ""))) if match else ""
    facts = {"record": number} if number.isdecimal() else {}
    why = "forged" if getattr(request, "is_forged", False) else "not allowed"
    audit_log.record("refused", status=response.status_code, page=page(request), why=why, **facts)


def forged(request, reason=""):
    """The answer to a form that did not come from a page of ours."""
    request.is_forged = True
    return csrf_failure(request, reason)


@receiver(pre_save, sender=User)
def _remember(instance, update_fields, **_):
    """What stood there before. A sign-in saves its time alone, and asks for nothing here."""
    saved = set(WATCHED if update_fields is None else update_fields) & set(WATCHED)
    before = User.objects.filter(pk=instance.pk).values(*WATCHED).first() if instance.pk and saved else None
    instance.differs = {
        name: (before[name], getattr(instance, name))
        for name in WATCHED
        if before and name in saved and before[name] != getattr(instance, name)
    }


@receiver(post_save, sender=User)
def _saved(instance, created, raw, **_):
    if raw:
        return
    about = {"person": instance.get_username()}
    if created:
        rights = {name: getattr(instance, name) for name in TOLD}
        audit_log.record_once_kept("person.made", **about, **rights)
    elif instance.differs:
        now = {name: after for name, (_before, after) in instance.differs.items() if name in TOLD}
        if "username" in instance.differs:
            now["was_called"] = instance.differs["username"][0]
        audit_log.record_once_kept("person.changed", **about, changed=list(instance.differs), **now)


@receiver(post_delete, sender=User)
def _deleted(instance, **_):
    audit_log.record_once_kept("person.deleted", person=instance.get_username())


@receiver(post_save, sender=Group)
def _role_saved(instance, created, raw, **_):
    if not raw:
        audit_log.record_once_kept("role.made" if created else "role.changed", role=instance.name)


@receiver(post_delete, sender=Group)
def _role_deleted(instance, **_):
    audit_log.record_once_kept("role.deleted", role=instance.name)


@receiver(m2m_changed, sender=User.groups.through)
@receiver(m2m_changed, sender=User.user_permissions.through)
@receiver(m2m_changed, sender=Group.permissions.through)
def _rights(instance, action, model, pk_set, **_):
    """Roles and rights given or taken: `to` a person or a role, or, from the other side, a role `to` people."""
    if action not in ("post_add", "post_remove", "pre_clear"):
        return
    if action == "pre_clear":
        what = ["all"]
    else:
        what = [_name(each) for each in model._base_manager.filter(pk__in=pk_set).order_by("pk")] if pk_set else []
    if what:
        given = "given" if action == "post_add" else "taken"
        audit_log.record_once_kept(f"rights.{given}", to=_name(instance), what=what)


def _name(record):
    """A user name, the name of a role, or of a right."""
    if isinstance(record, User):
        return record.get_username()
    return f"role {record.name}" if isinstance(record, Group) else f"right {record.codename}"
