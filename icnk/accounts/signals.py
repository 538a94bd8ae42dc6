"""Ends the session on sign-out, and all access of people who may no longer work at the desk."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save
from django.dispatch import receiver

from icnk.core import audit_log
from icnk.core.clock import database_now

from . import sessions
from .models import EmergencyCode


@receiver(user_logged_out)
def end_user_session(sender, request, user, **kwargs):
    if user:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        audit_log.record("sign_out", by=user)


@receiver(post_save, sender=get_user_model())
def end_access_of_former_staff(sender, instance, raw=False, **kwargs):
    if not raw and not (instance.is_active and instance.is_staff):
        sessions.end_all_sessions(instance, why="person")
        EmergencyCode.objects.filter(person=instance).end(database_now())
