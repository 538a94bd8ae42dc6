from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core import audit_log
from releases.models import Edition, search


class Command(BaseCommand):
    help = _("Make the index of the search anew from what was issued, and leave nothing of the old one.")

    @transaction.atomic
    def handle(self, **options):
        search.clear_index()
        count = 0
        for edition in Edition.objects.exclude(kind=Edition.Kind.WITHDRAWAL).defer("document").iterator(chunk_size=200):
            search.index_edition(edition.pk, edition, edition.search_text)
            count += 1
        search.purge_deleted()
        audit_log.record_on_commit("search.indexed", editions=count)
        self.stdout.write(
            ngettext("%(count)d edition indexed.", "%(count)d editions indexed.", count) % {"count": count}
        )
