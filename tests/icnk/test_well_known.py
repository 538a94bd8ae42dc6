from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from django.utils.dateparse import parse_datetime

pytestmark = pytest.mark.django_db


def lines(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.content.decode().splitlines()


def test_robots_txt_disallows_nothing(client):
    found = lines(client.get("/robots.txt"))
    assert found[:2] == ["User-agent: *", "Allow: /"]
    sitemaps = [line.removeprefix("Sitemap: ") for line in found if line.startswith("Sitemap: ")]
    assert [client.get(urlsplit(sitemap).path).status_code for sitemap in sitemaps] == [200, 200]
    for hidden in ("admin", "embargo", "review", "Disallow"):
        assert hidden not in "\n".join(found)


def test_security_txt_has_the_contact(client, settings):
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:security@example.org", "https://newsroom.example.org"
    fields = dict(line.split(": ", 1) for line in lines(client.get("/.well-known/security.txt")))
    expires = parse_datetime(fields.pop("Expires"))
    assert timedelta(days=300) < expires - timezone.now() < timedelta(days=366)
    assert fields == {
        "Contact": "mailto:security@example.org",
        "Preferred-Languages": "en, ko, ja",
        "Canonical": "https://newsroom.example.org/.well-known/security.txt",
    }


def test_security_txt_returns_404_without_contact(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(("contact", "found"), [("security@example.org", ["icnk.E005"]), ("mailto:a@example.org", [])])
def test_invalid_security_contact_is_an_error(settings, contact, found):
    settings.SECURITY_CONTACT = contact
    assert [problem.id for problem in run_checks() if problem.id.startswith("icnk.")] == found


@pytest.mark.parametrize(("address", "found"), [("", ["icnk.W006"]), ("https://newsroom.example.org", [])])
def test_missing_site_url_is_a_warning(settings, address, found):
    settings.SITE_URL = address
    assert [each.id for each in run_checks(include_deployment_checks=True) if each.id.startswith("icnk.W")] == found
