import csv
import io
from datetime import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from icnk.accounts.roles import PUBLISHER, WRITER
from icnk.core.history.models import save_version
from icnk.core.media import images, storage
from icnk.models import SiteText
from members.models import CoalitionMember
from releases.intake.draft import import_text
from releases.intake.read import read_file
from releases.issuing import workflow
from releases.models import LeadImage, PressContact, Release

SAMPLES = Path(__file__).parents[2] / "demo"
ZONES = {"Seoul": "Asia/Seoul", "Bangkok": "Asia/Bangkok", "London": "Europe/London"}

PEOPLE = [
    ("editor", "Edda", "Sample", None),
    ("writer", "Wren", "Sample", WRITER),
    ("publisher", "Pia", "Sample", PUBLISHER),
]
NIGHT = "A sample: in an empty newsroom there is nobody else yet."
NOTE = "A sample note: the day in front of the text was misprinted, and it stands right now."
PICTURE = {
    "alt": "A disc between day and night: dark red on light ground, pale on dark ground.",
    "caption": "Where it is day, somebody answers: a sample of a lead image.",
    "credit": "Drawing: ICNK newsroom",
    "rights": "Free to use",
}
NIGHT_SKY, DAY_SKY, BY_DAY, BY_NIGHT = "#1e2430", "#f3ede4", "#9a3324", "#d9a08c"
FILLED = (get_user_model(), Release, CoalitionMember, PressContact, SiteText)


class Command(BaseCommand):
    help = _(
        "Fill an empty newsroom with sample content and one account for the desk, to try it out. Only under DEBUG."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--first-run", action="store_true", help=_("say nothing and do nothing where it does not fit")
        )

    def handle(self, *, first_run, **options):
        problem = self._problem()
        if problem and first_run:
            return
        if problem:
            raise CommandError(problem)
        with transaction.atomic():
            passwords = {name: get_random_string(16) for name, *_rest in PEOPLE}
            editor = make_people(passwords)
            make_members()
            make_releases(editor)
            make_site_texts()
        self.stdout.write(
            _("Sample content is in. The desk at %(address)s opens for") % {"address": reverse("admin:index")}
        )
        for name, password in passwords.items():
            self.stdout.write(f"    {_('user')}  {name:<10} {_('password')}  {password}")
        self.stdout.write(_("The passwords are not shown again. What one person writes, another clears."))

    def _problem(self):
        if not settings.DEBUG:
            return _("Sample content is for trying the newsroom out, under DEBUG=1. A real newsroom starts without it.")
        if any(model.objects.exists() for model in FILLED):
            return _("There is something in this database already. Sample content goes into an empty one only.")
        return None


def make_people(passwords):
    """Create an account for each role and a superuser, and return the superuser."""
    for name, first, last, role in PEOPLE:
        person = get_user_model()(username=name, first_name=first, last_name=last, email=f"{name}@example.org")
        person.is_staff, person.is_superuser = True, role is None
        person.set_password(passwords[name])
        person.save()
        if role:
            person.groups.add(Group.objects.get(name=role))
    return get_user_model().objects.get(username="editor")


def make_members():
    """Create the real members of the coalition, as it has printed them."""
    with (SAMPLES / "members.csv").open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            save_version(CoalitionMember.objects.create(**row, position=position, listed_since=timezone.now()), by=None)


def make_releases(editor):
    for file in sorted(SAMPLES.glob("*.txt")):
        release = import_text(read_file(file), by=editor)
        if "contacts" in file.name:
            renditions = storage.store(images.make_renditions(draw_sample_image()))
            LeadImage.objects.create(release=release, renditions=renditions, **PICTURE)
            save_again(release, editor)
        workflow.issue(release, by=editor, bypass=NIGHT)
        if "correction" in file.name:
            release.dated = release.released_on
            save_again(release, editor)
            workflow.correct(release, by=editor, note=NOTE, bypass=NIGHT)
    for contact in PressContact.objects.all():
        contact.time_zone, contact.languages = ZONES[contact.city], "English"
        contact.listed_since, contact.verified_on = timezone.now(), timezone.localdate()
        contact.save()
        contact.hours.create(first_day=0, last_day=4, opens=time(9), closes=time(18))
        save_version(contact, by=editor)


def save_again(release, editor):
    release.save()
    save_version(release, by=editor)


def draw_sample_image(width=1280, height=720, radius=230) -> bytes:
    """Return a PNG of day and night, drawn at twice its size and reduced for smooth edges."""
    picture = Image.new("RGB", (2 * width, 2 * height), DAY_SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width, 0, 2 * width, 2 * height), fill=NIGHT_SKY)
    disc = (width - 2 * radius, height - 2 * radius, width + 2 * radius, height + 2 * radius)
    draw.pieslice(disc, 90, 270, fill=BY_DAY)
    draw.pieslice(disc, 270, 90, fill=BY_NIGHT)
    out = io.BytesIO()
    picture.resize((width, height)).save(out, "PNG")
    return out.getvalue()


def make_site_texts():
    SiteText.objects.create(
        page=SiteText.Page.HOME,
        heading="A coalition for justice in North Korea",
        text="<p>Sample text. Say here who the coalition is and what it asks for; the desk has it under "
        "<em>Texts of the site</em>.</p>",
    )
    SiteText.objects.create(
        page=SiteText.Page.INFORMATION,
        heading="Information",
        text="<p>Sample text. Say here what a visitor finds in this section.</p>",
    )
