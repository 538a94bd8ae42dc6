import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from releases.intake.parse import parse
from releases.intake.read import UnreadableText, read_file


class Command(BaseCommand):
    help = _("Print as JSON what is read in a saved release. Nothing is stored.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("a text file, as saved from a page, a mail or a word processor"))

    def handle(self, *, file, **options):
        try:
            reading = parse(read_file(file))
        except UnreadableText as error:
            raise CommandError(f"{file}: {error}", returncode=2) from error
        self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=1))
