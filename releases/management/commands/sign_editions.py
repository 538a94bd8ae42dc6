from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.issuing.editions import seal
from releases.models import Edition
from releases.signatures import NoKey
from releases.verifying import NOT_SIGNED, Verifying, in_words


class Command(BaseCommand):
    help = _("Sign what was issued before there was a key. What `verify` finds another fault with is not signed.")

    def handle(self, *, verbosity, **options):
        with transaction.atomic():
            left = self._all(verbosity)
        if left:
            words = ngettext("%(count)d was left unsigned.", "%(count)d were left unsigned.", left)
            raise CommandError(words % {"count": left})

    def _all(self, verbosity) -> int:
        """Sign what can be signed, and return how many editions are left."""
        unsigned = Edition.objects.filter(signature="", key="")
        faults = Verifying().faults() if unsigned.exists() else []
        faults = [(edition, fault) for edition, fault in faults if fault is not NOT_SIGNED]
        for edition, fault in faults:
            self.stdout.write(in_words(edition, fault))
        faulty = {edition.pk for edition, _fault in faults if edition}
        count = self._sign(unsigned.exclude(pk__in=faulty))
        signed = ngettext("%(count)d edition was signed.", "%(count)d editions were signed.", count)
        if verbosity:
            self.stdout.write(signed % {"count": count})
        return unsigned.count()

    def _sign(self, editions):
        count = 0
        for edition in editions.only("document", "number", "release_id").iterator(chunk_size=200):
            try:
                sealed = seal(edition.document, release=edition.release_id, number=edition.number, by=None)
            except NoKey as error:
                raise CommandError(" ".join(error.messages), returncode=2) from error
            Edition.objects.filter(pk=edition.pk).update(signature=sealed["signature"], key=sealed["key"])
            count += 1
        return count
