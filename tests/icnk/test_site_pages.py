"""Navigation, breadcrumbs, language links, and error pages."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from icnk.models import SiteText
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_withdrawn_edition


def links(page, label):
    """Return (URL, attributes) of the links in the navigation with this label."""
    (nav,) = re.findall(rf'<nav[^>]*aria-label="{label}">(.*?)</nav>', page, re.S)
    return re.findall(r'<a href="([^"]*)"([^>]*)>', nav)


def page(client, address):
    return client.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", {}),
        ("/information/", {"/information/": "page"}),
        ("/information/releases/", {"/information/releases/": "page"}),
        ("/information/releases/sample/", {"/information/releases/": "true"}),
        ("/information/contacts/", {"/information/contacts/": "page"}),
        ("/members/sample-watch/", {"/members/": "true"}),
        ("/accessibility/", {}),
    ],
)
def test_navigation_marks_the_current_section(client, address, current):
    a_public_edition(a_draft(slug="sample", members=[a_member(name="Sample Watch")]))
    told = {url: re.search(r'aria-current="(\w+)"', rest) for url, rest in links(page(client, address), "Sections")}
    assert {url: found[1] for url, found in told.items() if found} == current


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "korean"),
    [
        ("/", "/ko/"),
        ("/information/releases/?year=2026", "/ko/information/releases/"),
        ("/information/contacts/", "/ko/information/contacts/"),
        ("/members/", "/ko/members/"),
        ("/members/sample-watch/", "/ko/members/sample-watch/"),
        ("/accessibility/", "/ko/accessibility/"),
        ("/information/releases/sample/", "/ko/"),  # lives in one language
        ("/information/releases/withdrawn/", "/ko/"),
        ("/members/nobody/", "/ko/"),
        ("/nowhere/", "/ko/"),
    ],
)
def test_language_links_lead_to_the_same_page(client, address, korean):
    a_public_edition(a_draft(slug="sample", released_on=date(2026, 3, 2), members=[a_member(name="Sample Watch")]))
    a_withdrawn_edition(a_draft(slug="withdrawn"))
    assert [url for url, rest in links(page(client, address), "Languages") if 'hreflang="ko"' in rest] == [korean]


@pytest.mark.django_db
def test_breadcrumb_ends_with_the_page_itself(client):
    a_member(name="Sample Watch")
    for address, way, here in [
        ("/members/sample-watch/", ["/", "/members/"], "Sample Watch"),
        ("/information/contacts/", ["/", "/information/"], "Press desk"),
        ("/information/", ["/"], "Information"),
    ]:
        text = page(client, address)
        assert [url for url, _rest in links(text, "You are here")] == way
        assert f'<span aria-current="page">{here}</span>' in text


@pytest.mark.django_db
def test_home_shows_the_coalition_and_contacts(client):
    SiteText.objects.create(page="home", heading="Who we are", text="<p>Sample home.</p>")
    a_member(name="One")
    a_member(name="Two", left_on=date(2017, 3, 8))
    a_member(name="Three", listed_since=None)
    a_member(name="Four")
    contact = a_contact(name="Ada Sample", city="Seoul")
    text = page(client, "/")
    assert "2 organisations and individuals" in text
    assert f'<a href="/information/contacts/#contact-{contact.pk}">Ada Sample</a>' in text
    assert f'id="contact-{contact.pk}"' in page(client, "/information/contacts/")
    assert re.search(r'tel: <a\s+href="tel:\+1-202-555-0101">', text)
    assert re.search(r'<form class="search-form" action="/information/releases/"[^>]*>.*name="q"', text, re.S)


@pytest.mark.django_db
def test_404_page_runs_no_queries(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'action="/information/releases/"' in response.content.decode()


@pytest.mark.parametrize("template", ["500.html", "400.html"])
def test_500_page_needs_no_context(settings, template):
    """The template must render without a database, request, static files manifest or URL configuration."""
    settings.STORAGES = {"staticfiles": {"BACKEND": "no.such.Storage"}}
    settings.ROOT_URLCONF = "no.such.urls"
    text = render_to_string(template)
    assert '<link rel="stylesheet" href="/static/css/site.css">' in text
    assert "<h1>" in text
