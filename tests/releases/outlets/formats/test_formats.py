"""The formats of a release: text, JSON, press kit and the republish page. The PDF has a file of its own."""

import hashlib
import io
import json
import re
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from icnk.core.media import storage
from releases.models import Attachment, Edition, LeadImage
from releases.outlets.formats.plain_text import COLUMNS, column_width
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.page_text import ALL_RELEASES, assert_lines_in_order, collapse_whitespace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words_for_pdf")]

FORMATS = ["sample.txt", "sample.pdf", "sample.json", "sample.zip", "sample/republish/"]
#: The names of ninjs 3.2, of the root and of the objects in it that are used here.
NINJS = set(
    re.findall(
        r"\w+",
        """
        uri type representationType profile version firstCreated versionCreated contentCreated embargoedUntil pubStatus
        urgency copyrightHolder copyrightNotice usageTerms edNote language descriptions bodies headlines people places
        organisations subjects events objects infoSources title by slugline located renditions associations altIds
        trustIndicators standard genres expires rightsInfo digitalSourceType eventDetails plannedCoverage
        """,
    )
)
INSIDE = {
    "bodies": {"role", "contentType", "charCount", "wordCount", "value"},
    "headlines": {"role", "contentType", "value"},
    "people": {"name", "rel", "uri", "literal", "contactInfo"},
    "organisations": {"name", "rel", "uri", "literal", "symbols", "contactInfo"},
    "infoSources": {"name", "role", "uri", "literal", "contactInfo"},
    "renditions": {"name", "href", "contentType", "title", "width", "height", "sizeInBytes", "format"},
    "contactInfo": {"type", "role", "lang", "name", "value", "address"},
    "trustIndicators": {"role", "title", "href"},
    "altIds": {"role", "value"},
    "genres": {"name", "uri", "literal"},
    "standard": {"name", "version", "schema"},
    "associations": NINJS | {"name", "rel"},
    "descriptions": {"role", "contentType", "value"},
}


def ask(client, address, status=200):
    response = client.get(f"/information/releases/{address}")
    assert response.status_code == status
    return response


def text(client, slug="sample"):
    return ask(client, f"{slug}.txt").content.decode()


def a_stored_file(content, extension):
    return storage.store([(storage.describe_file(content, extension), content)])[0]


def an_edition_with_files(**fields):
    draft = a_draft(slug="sample", **fields)
    sizes = [(1200, "jpg"), (1200, "webp"), (600, "jpg"), (600, "webp")]
    renditions = [
        a_stored_file(f"{draft.pk} {width} {kind}".encode(), kind) | {"width": width, "height": width // 2}
        for width, kind in sizes
    ]
    words = {"alt": "A quiet room.", "caption": "The newsroom today.", "credit": "Photo: Ada Sample"}
    LeadImage.objects.create(release=draft, rights="Free for the press", renditions=renditions, **words)
    for title in ["A report", "A lost letter"]:
        stored = a_stored_file(f"{draft.pk} {title}".encode(), "pdf")
        Attachment.objects.create(release=draft, title=title, **stored)
    storage.delete_files([stored["name"]])  # of the letter
    return a_public_edition(draft), renditions


@pytest.mark.parametrize("source", ALL_RELEASES, ids=lambda path: path.stem)
def test_plain_text_holds_every_line(client, source):
    call_command("import_release", str(source), "--issue", verbosity=0)
    seen = text(client, Edition.objects.get().slug)
    of_the_site = {"Home > Information > Releases", "Prev Next"}
    lines = [
        line for line in source.read_text(encoding="utf-8").splitlines() if collapse_whitespace(line) not in of_the_site
    ]
    assert_lines_in_order("\n".join(lines), collapse_whitespace(seen))
    address = next(line for line in seen.splitlines() if line.startswith("http://testserver/information/releases/"))
    assert max(column_width(line) for line in seen.splitlines() if line != address) <= COLUMNS
    assert seen.endswith(f"\n\n{address}\n\n###\n")


def test_plain_text_parts_are_in_order(client):
    a_public_edition(
        a_draft(
            slug="sample",
            headline="A Headline",
            subheadline="A subheadline",
            released_on=date(2026, 3, 8),
            body="<p>Lede.</p><ul><li>One</li><li>Two</li></ul><blockquote><p>Said.</p></blockquote>",
            contacts=[a_contact(name="Ada Sample", organisation="Sample Society")],
            members=[a_member(as_printed="Sample Watch (Japan)"), a_member(as_printed="Sample Aid")],
        )
    )
    mail = re.search(r"ada\d+@example.org", text(client)).group()
    assert text(client).split("\n\n") == [
        "Date : March 8, 2026",
        "Sample: About the Newsroom",
        "A Headline",
        "A subheadline",
        "(Seoul – March 1, 2026) -- Lede.",
        "- One\n- Two",
        "  Said.",
        "For more information:",
        f"In Seoul, Ada Sample, Press Officer, Sample Society, tel:\n+1-202-555-0101, email: {mail}",
        "The sample coalition is a joint effort of sample groups.",
        "Members:",
        "Sample Watch (Japan)\nSample Aid",
        "http://testserver/information/releases/sample/",
        "###\n",
    ]


def test_correction_is_marked_at_the_top(client):
    a_superseded_edition(a_draft(slug="sample"))
    assert re.match(r"CORRECTED on .+ KST: A sample\s+slip\.\n\nDate : ", text(client))
    assert json.loads(ask(client, "sample.json").content)["edNote"] == "A sample slip."
    assert "A sample slip." in ask(client, "sample/republish/").content.decode()


@pytest.mark.parametrize("format_name", FORMATS)
def test_formats_exist_only_for_public_releases(client, format_name):
    unknown = ask(client, format_name, 404).content
    an_embargoed_edition(a_draft(slug="sample"))
    assert ask(client, format_name, 404).content == unknown
    a_withdrawn_edition(a_draft(slug="taken-back"))
    assert "It was a sample." in ask(client, format_name.replace("sample", "taken-back"), 410).content.decode()
    a_public_edition(a_draft(slug="sample", language="ko"))
    assert ask(client, format_name, 404).content == unknown
    response = client.get(f"/ko/information/releases/{format_name}")
    assert response.status_code == 200
    assert response["Link"] == '<http://testserver/ko/information/releases/sample/>; rel="canonical"'
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("format_name", "content_type", "disposition"),
    [
        ("txt", "text/plain; charset=utf-8", "inline"),
        ("pdf", "application/pdf", "inline"),
        ("json", "application/json", "inline"),
        ("zip", "application/zip", "attachment"),
    ],
)
def test_format_headers(client, settings, format_name, content_type, disposition):
    settings.SITE_URL = "https://newsroom.example.org"
    a_public_edition(a_draft(slug="sample"))
    response = ask(client, f"sample.{format_name}")
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'{disposition}; filename="sample.{format_name}"'
    assert response["Link"] == '<https://newsroom.example.org/information/releases/sample/>; rel="canonical"'
    again = client.get(f"/information/releases/sample.{format_name}", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_json_fields_are_those_of_ninjs(client):
    an_edition_with_files(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    found = json.loads(ask(client, "sample.json").content)
    assert set(found) - NINJS == {"icnk"}
    assert {"people", "organisations", "associations", "bodies"} < set(found)
    assert unknown_fields({name: value for name, value in found.items() if name != "icnk"}) == []


def unknown_fields(fields):
    """Names that ninjs does not know, at any depth."""
    found = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                found += [f"{name}.{key}" for key in each if key not in INSIDE[name]]
                found += unknown_fields(each)
    return found


def test_json_has_speakers_members_and_contacts(client):
    listed, hidden = a_member(as_printed="Sample Watch (Japan)"), a_member(as_printed="Sample Aid", listed_since=None)
    person = a_member(as_printed="Ada Member", kind="individual")
    contact = a_contact(name="Ada Sample")
    a_public_edition(
        a_draft(
            slug="sample",
            members=[listed, hidden, person],
            contacts=[contact],
            quotes=["It is a quiet room,"],
            body='<p>It is a quiet room, see <a href="/members/">members</a>.</p>',
        )
    )
    found = json.loads(ask(client, "sample.json").content)
    home = "http://testserver"
    assert found["uri"] == f"{home}/information/releases/sample/"
    assert found["people"][0]["name"] == "Ada Sample"
    assert found["people"][0]["contactInfo"][0] == {"type": "phone", "name": "tel:", "value": "+1-202-555-0101"}
    assert found["people"][1] == {"name": "Ada Sample", "rel": "quoted"}
    assert found["people"][2] == {"name": "Ada Member", "rel": "listed", "uri": home + person.get_absolute_url()}
    assert found["organisations"] == [
        {"name": "Sample Watch (Japan)", "rel": "listed", "uri": home + listed.get_absolute_url()}
    ]
    assert found["icnk"]["members"]["lines"] == ["Sample Watch (Japan)", "Sample Aid", "Ada Member"]
    assert found["icnk"]["quotes"][0]["text"] == "It is a quiet room,"
    assert f'href="{home}/members/"' in found["bodies"][0]["value"]
    assert "salt" not in ask(client, "sample.json").content.decode()


def test_json_has_both_publication_instants(client):
    first = a_superseded_edition(a_draft(slug="sample"))
    found = json.loads(ask(client, "sample.json").content)
    assert datetime.fromisoformat(found["firstCreated"]) == first.public_from.replace(microsecond=0)
    assert datetime.fromisoformat(found["versionCreated"]) == first.public_until.replace(microsecond=0)
    assert found["versionCreated"].endswith("+09:00")
    assert (found["version"], found["icnk"]["kind"]) == ("2", "correction")


def test_press_kit_holds_all_files_and_lists_missing_ones(client):
    an_edition_with_files()
    answer = ask(client, "sample.zip").content
    kit = zipfile.ZipFile(io.BytesIO(answer))
    assert kit.testzip() is None
    names = ["README.txt", "sample.txt", "sample.pdf", "picture.jpg", "picture.webp"]
    assert kit.namelist() == [f"sample/{name}" for name in [*names, "documents/1-a-report.pdf", "captions.txt"]]
    assert kit.read("sample/picture.jpg").endswith(b"1200 jpg")
    assert kit.read("sample/sample.txt") == ask(client, "sample.txt").content
    assert kit.read("sample/captions.txt").decode() == (
        "Caption: The newsroom today.\nCredit: Photo: Ada Sample\nRights: Free for the press\n"
        "Text alternative: A quiet room.\n"
    )
    readme = kit.read("sample/README.txt").decode()
    assert "http://testserver/information/releases/sample/" in readme
    assert "A report: documents/1-a-report.pdf" in readme
    assert "Missing from this kit: documents/2-a-lost-letter.pdf" in readme
    for name in kit.namelist()[1:]:
        assert f"{hashlib.sha256(kit.read(name)).hexdigest()}  {name.removeprefix('sample/')}" in readme
    assert ask(client, "sample.zip").content == answer


def test_press_kit_leaves_out_replaced_files(client):
    _edition, renditions = an_edition_with_files()
    name = renditions[0]["name"]
    storage.delete_files([name])
    default_storage.save(storage.storage_path(name), ContentFile(b"another"))
    kit = zipfile.ZipFile(io.BytesIO(ask(client, "sample.zip").content))
    assert "sample/picture.jpg" not in kit.namelist()
    assert "Missing from this kit: picture.jpg" in kit.read("sample/README.txt").decode()


def test_republish_snippet_begins_with_the_source(client):
    body = '<p>A &amp; B, see <a href="/members/">members</a>.</p><p>&lt;/textarea&gt;</p>'
    a_public_edition(a_draft(slug="sample", body=body, members=[a_member(as_printed="Sample <Watch>")]))
    page = ask(client, "sample/republish/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    (box,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert "<" not in box
    html = box.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    first, rest = html.split("</p>", 1)
    assert "International Coalition to Stop Crimes Against Humanity in North Korea" in first
    assert 'href="http://testserver/information/releases/sample/"' in first
    assert "A &amp; B, see" in rest
    assert 'href="http://testserver/members/"' in rest
    assert "&lt;/textarea&gt;" in rest
    assert "<li>Sample &lt;Watch&gt;</li>" in rest


def test_republish_snippet_shows_a_readable_address(client):
    a_public_edition(a_draft(slug="견본", language="ko"))
    box = client.get("/ko/information/releases/견본/republish/").context["html"]
    assert 'href="http://testserver/ko/information/releases/%EA%B2%AC%EB%B3%B8/"' in box
    assert ">http://testserver/ko/information/releases/견본/</a>" in box
