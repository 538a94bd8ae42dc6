from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from icnk.core import audit_log
from releases.document import signing


class Command(BaseCommand):
    help = _("Make a key that signs what is issued from now on, in the folder SIGNING_KEYS. Never writes over another.")
    requires_system_checks = ()  # one of them requires a key

    def handle(self, **options):
        try:
            former = signing.get_private_key_names()
            name = signing.make_key()
        except OSError as error:
            raise CommandError(_("The key could not be kept: %(why)s") % {"why": error}, returncode=2) from error
        audit_log.record("signing_key.made", key=name)
        key = signing.public_keys()[name]
        self.stdout.write(_("The key %(name)s signs from now on. It lies in") % {"name": name})
        self.stdout.write(f"    {settings.SIGNING_KEYS}/{name}{signing.PRIVATE_SUFFIX}")
        self.stdout.write(_("Keep a copy of this file offline, and tell others the fingerprint of its public part:"))
        self.stdout.write(f"    {key.fingerprint}")
        for each in former:
            words = _("Take %(private)s away from this server now. Leave %(public)s: it proves what it signed.")
            self.stdout.write(
                words % {"private": each + signing.PRIVATE_SUFFIX, "public": each + signing.PUBLIC_SUFFIX}
            )
