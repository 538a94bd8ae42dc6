"""Every new key, and every one that is gone, is told by mail, whichever page did it."""

from functools import partial

from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib import messages
from django.db import transaction
from django.dispatch import receiver

from . import notifications
from .enrolment_views import NOT_TOLD


@receiver(authenticator_added)
def added(sender, request, user, **about):
    _tell(request, "key.added", user)


@receiver(authenticator_removed)
def removed(sender, request, user, **about):
    _tell(request, "key.removed", user)


def _tell(request, event, person):
    transaction.on_commit(partial(_mail, request, event, person))


def _mail(request, event, person):
    if not notifications.tell(event, person, by=person):
        messages.warning(request, NOT_TOLD)
