from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from releases.intake.draft import AlreadyImported, ImportRejected, import_text
from releases.intake.read import UnreadableText, read_file
from releases.issuing.workflow import issue_from_archive


class Command(BaseCommand):
    help = _(
        "Make a draft of each saved release. A release that is there already stays as it is. Where one file cannot be "
        "read, none is stored."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--issue",
            action="store_true",
            help=_("issue each as archived from the former site, as of its own date: it is public at once"),
        )

    def handle(self, *, files, issue, **options):
        texts = []
        for file in files:
            try:
                texts.append((file, read_file(file)))
            except UnreadableText as error:
                raise _command_error(file, error) from error
        with transaction.atomic():
            for file, text in texts:
                self._store(file, text, issue)

    def _store(self, file, text, issue):
        try:
            release = import_text(text)
            edition = issue_from_archive(release) if issue else None
        except AlreadyImported as error:
            self.stdout.write(f"{file}: {error}")
            return
        except (ImportRejected, ValidationError) as error:
            words = " ".join(error.messages) if isinstance(error, ValidationError) else error
            raise _command_error(file, words) from error
        done = (
            _("issued at %(address)s") % {"address": unquote(edition.get_absolute_url())} if edition else _("a draft")
        )
        self.stdout.write(f"{file}: {done}: {release}")
        for line in release.unassigned.splitlines():
            self.stdout.write(f"{file}: {_('found no place')}: {line}")


def _command_error(file, message):
    return CommandError(f"{file}: {message} {_('Nothing was stored.')}", returncode=2)
