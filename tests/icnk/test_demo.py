import re

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from members.models import CoalitionMember
from releases.models import Edition, PressContact, Release
from tests.factories import an_editor

pytestmark = pytest.mark.django_db

PASSWORD = re.compile(r"user +(\w+) +password +(\w+)")


@pytest.fixture
def demo_output(settings, capsys):
    settings.DEBUG = True
    call_command("demo")
    return capsys.readouterr().out


def test_demo_fills_every_page(demo_output, client):
    assert CoalitionMember.objects.listed().count() == 47
    assert Edition.objects.public().count() == 3
    assert all(release.headline.startswith("Sample") for release in Release.objects.all())
    for address in ("/", "/information/", "/information/releases/", "/information/contacts/"):
        assert "Sample" in client.get(address).content.decode()
    assert "Human Rights Watch" in client.get("/members/").content.decode()


def test_demo_has_an_image_and_a_correction(demo_output, client):
    page = client.get(Edition.objects.public().newest_first().first().get_absolute_url()).content.decode()
    assert 'alt="A disc between day and night: dark red on light ground, pale on dark ground."' in page
    assert client.get(re.search(r'src="(/files/[^"]+)"', page)[1]).headers["Content-Type"] == "image/jpeg"
    corrected = Edition.objects.public().get(number=2)
    changes = client.get(f"{corrected.get_absolute_url()}editions/2/since/1/").content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", changes).split())
    assert "(London – October [taken out: 15 ] [put in: 5 ] , 2026)" in words


def test_demo_prints_passwords_that_sign_in(demo_output):
    people = {name: authenticate(username=name, password=word) for name, word in PASSWORD.findall(demo_output)}
    assert people["editor"].is_superuser
    assert [group.name for name in ("writer", "publisher") for group in people[name].groups.all()] == [
        *("writer", "publisher")
    ]


def test_demo_releases_have_no_signing_members(demo_output):
    signed = CoalitionMember.objects.filter(pk__in=Release.objects.values("signatories__member"))
    assert {member.listed_since for member in signed} == {None}
    assert sorted(member.name for member in signed) == ["Sample Society for Clear Writing", "Specimen Archive Trust"]


def test_demo_contacts_are_fictional(demo_output):
    free = re.compile(r"\+1-202-555-01\d\d|\+44-20-7946-0\d\d\d|\w+\.\w+@example\.org|@\w+_demo")
    channels = [channel for contact in PressContact.objects.all() for channel in contact.channel_list()]
    assert len(channels) == 7
    assert all(free.fullmatch(channel.value) for channel in channels)


def test_demo_refuses_a_database_with_content(settings, capsys):
    settings.DEBUG = True
    an_editor()
    with pytest.raises(CommandError, match="empty one only"):
        call_command("demo")
    call_command("demo", first_run=True)
    assert capsys.readouterr().out == ""
    assert not Release.objects.exists()


def test_demo_refuses_outside_debug(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="starts without it"):
        call_command("demo")
    call_command("demo", first_run=True)
    assert not CoalitionMember.objects.exists()
