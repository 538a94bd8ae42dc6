from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.document.signing import SigningKeyError
from releases.issuing.edition_chain import sign_document
from releases.issuing.integrity import NOT_SIGNED, IntegrityCheck, describe_fault
from releases.models import Edition


class Command(BaseCommand):
    help = _("Sign what was issued before there was a key. What `verify` finds another fault with is not signed.")

    def add_arguments(self, parser):
        words = _("Sign without asking. Only where nobody else can have written to the database.")
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help=words)

    def handle(self, *, verbosity, interactive, **options):
        with transaction.atomic():
            left = self._sign_all(verbosity, interactive)
        if left:
            words = ngettext("%(count)d was left unsigned.", "%(count)d were left unsigned.", left)
            raise CommandError(words % {"count": left})

    def _sign_all(self, verbosity, interactive) -> int:
        """Sign all editions without another fault, and return how many are left unsigned."""
        unsigned = Edition.objects.filter(signature="", key="")
        locked = unsigned.select_for_update().values_list("pk", flat=True)  # sign what was checked
        faults = IntegrityCheck().faults() if list(locked) else []
        faults = [(edition, fault) for edition, fault in faults if fault is not NOT_SIGNED]
        for edition, fault in faults:
            self.stdout.write(describe_fault(edition, fault))
        faulty = {edition.pk for edition, _fault in faults if edition}
        found = unsigned.exclude(pk__in=faulty)
        count = self._sign(found) if not interactive or self._confirm(found) else 0
        signed = ngettext("%(count)d edition was signed.", "%(count)d editions were signed.", count)
        if verbosity:
            self.stdout.write(signed % {"count": count})
        return unsigned.count()

    def _confirm(self, editions) -> bool:
        """Ask whether the editions are genuine, since others may have written to the database."""
        rows = editions.order_by("issued_at", "pk").values_list("language", "slug", "number", "issued_at", "digest")
        for language, slug, number, at, digest in rows.iterator(chunk_size=200):
            self.stdout.write(f"{language}/{slug}, {_('edition')} {number}, {at:%Y-%m-%d %H:%M} UTC, {digest}")
        return not rows.exists() or input(_("Does the coalition know each of these? Then type yes: ")) == "yes"

    def _sign(self, editions):
        count = 0
        for edition in editions.only("document", "number", "release_id").iterator(chunk_size=200):
            try:
                signature = sign_document(edition.document, release=edition.release_id, number=edition.number, by=None)
            except SigningKeyError as error:
                raise CommandError(" ".join(error.messages), returncode=2) from error
            Edition.objects.filter(pk=edition.pk).update(signature=signature["signature"], key=signature["key"])
            count += 1
        return count
