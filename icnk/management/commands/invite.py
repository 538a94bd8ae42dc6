from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from icnk.accounts import notifications, recovery
from icnk.accounts.roles import ROLES

NEW_PERSON_OPTIONS = ("name", "email", "role", "superuser")


class Command(BaseCommand):
    help = _(
        "Print a link with which a person adds a first passkey. It works once, for 24 hours. The account is created if "
        "there is none of this name. All administrators are notified by mail."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", help=_("given and family name of a new person"))
        parser.add_argument("--email", help=_("email address of a new person"))
        rights = parser.add_mutually_exclusive_group()
        rights.add_argument("--role", choices=list(ROLES), help=_("role of a new person"))
        rights.add_argument("--superuser", action="store_true", help=_("give a new person all permissions"))
        parser.add_argument(
            "--recover",
            action="store_true",
            help=_(
                "first delete all passkeys, sessions and emergency codes of this person. No second administrator has "
                "to confirm, because this shell has access to the database. All administrators are notified."
            ),
        )

    def handle(self, *, username, recover, **options):
        person = get_user_model().objects.filter(username=username).first()
        given = [f"--{name}" for name in NEW_PERSON_OPTIONS if options[name]]
        if person and given:
            message = _("The account %(user)s exists. Leave out %(options)s, and change the account at the desk.")
            raise CommandError(message % {"user": username, "options": ", ".join(given)})
        if recover and not person:
            raise CommandError(_("There is no account %(user)s.") % {"user": username})
        try:
            person = person or create_person(username, **{name: options[name] for name in NEW_PERSON_OPTIONS})
            result = recovery.recover_from_shell(person) if recover else recovery.invite(person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._print_link(person, result)

    def _print_link(self, person, result):
        address = reverse("account:invitation", args=[result.secret])
        name = notifications.display_name(person)
        self.stdout.write(_("The link for %(person)s, shown here once. Good once, for 24 hours:") % {"person": name})
        self.stdout.write(f"    {settings.SITE_URL}{address}")
        if not settings.SITE_URL:
            self.stdout.write(_("SITE_URL is not set. Put the address of your newsroom in front."))
        self.stdout.write(_("Hand it over in person or by a channel that you trust: it gives access to this account."))
        if not (person.is_active and person.is_staff):
            self.stdout.write(_("This account has no access to the desk until an administrator restores it."))
        if not result.mail_sent:
            self.stderr.write(_("The mails about it could not be sent. Tell the administrators yourself."))


def create_person(username: str, *, name: str | None, email: str | None, role: str | None, superuser: bool):
    """Create a person of the desk without a password. Raises `ValidationError` if a field is invalid."""
    if not (role or superuser):
        raise ValidationError(_("There is no account of this name. To create it, add --role or --superuser."))
    first, _space, last = (name or "").partition(" ")
    person = get_user_model()(username=username, first_name=first, last_name=last, email=email or "")
    person.is_staff, person.is_superuser = True, superuser
    person.set_unusable_password()
    person.full_clean()
    with transaction.atomic():
        person.save()
        if role:
            person.groups.add(Group.objects.get(name=role))
    notifications.notify("person.added", person)
    return person
