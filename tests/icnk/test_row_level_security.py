"""The public side with a PostgreSQL role that can read public rows only."""

import io
import os
import sys
import time
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from icnk import row_level_security
from icnk.core.media import images, storage
from icnk.models import SiteText
from members.models import CoalitionMember
from releases.issuing import workflow
from releases.models import Edition, OfficeHours, PressContact
from releases.redaction.redact import redact
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_pass,
    a_pdf,
    a_picture,
    a_public_edition,
    a_publisher,
    a_review,
    a_stopped_edition,
    a_withdrawn_edition,
    an_attachment,
    an_editor,
    an_embargoed_edition,
    an_image,
)
from tests.releases.outlets.conftest import words_for_pdf  # noqa: F401
from tests.releases.outlets.public_addresses import OUTLETS, addresses

PRIVATE = {"embargo_pass", "embargo_file", "outside_review", "outside_review_file"}
ROLE = f"newsroom_public_{os.getpid()}"  # roles are shared by all databases of a server
HIDDEN = "<p>zqxbody</p><p>“It is a quiet room,” said Ada Sample.</p>"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone knows no roles")
def test_grant_public_refuses_sqlite():
    with pytest.raises(CommandError, match="SQLite has no roles"):
        call_command("grant_public", ROLE)


@pytest.fixture
def role(db):
    """Create a role without rights. It is rolled back with the test."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_public", ROLE, stdout=io.StringIO())
    return ROLE


@contextmanager
def as_role(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def rows(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def a_full_newsroom():
    """Create a release in each state, with related records. Return them by state."""
    member = a_member(name="Sample Watch", joined_on=date(2012, 1, 1))
    member.names.create(name="Sample Eye", kind="former", until=date(2016, 1, 1))
    member.logo = storage.store(images.make_renditions(a_picture(), storage.LOGO_WIDTHS))
    member.save()
    unlisted = a_member(name="Zqx Unlisted", listed_since=None)
    contact, gone, hidden = a_contact(member=member, languages="English, Korean"), a_contact(), a_contact(name="Zqx")
    OfficeHours.objects.create(contact=contact, first_day=0, last_day=4, opens="09:00", closes="18:00")
    parts = {"members": [member, unlisted], "contacts": [contact, gone, hidden], "quotes": ["It is a quiet room,"]}
    draft = a_draft(slug="sample", **parts)
    an_image(draft)
    an_attachment(draft, data=a_pdf("Sample words."))
    public = a_public_edition(draft).release
    PressContact.objects.filter(pk=gone.pk).update(retired_on=date(2020, 1, 1), successor=contact, listed_since=None)
    PressContact.objects.filter(pk=hidden.pk).update(listed_since=None)
    workflow.correct(public, by=a_publisher(), note="A sample slip.")
    SiteText.objects.create(page="home", language="en", heading="Sample", text="<p>Sample words.</p>")
    made = {
        "public": public,
        "Korean": a_public_edition(language="ko", headline="표본", body="<p>북한 인권</p>").release,
        "withdrawn": a_withdrawn_edition(slug="withdrawn").release,
        "embargoed": an_embargoed_edition(a_draft(headline="Zqxembargoed", body=HIDDEN, **parts)).release,
        "stopped": a_stopped_edition(a_draft(headline="Zqxstopped", body=HIDDEN, **parts)).release,
        "redacted": a_public_edition(slug="zoya-zed", headline="Zoya Zed", body="<p>Zoya Zed came.</p>").release,
    }
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect somebody.", replacement="[withheld]")
    a_pass(made["embargoed"])
    a_review(made["embargoed"])
    an_editor(username="zqxeditor")
    return made


def answers(places):
    return {place: _answer(Client().get(place)) for place in places}


def _answer(response):
    kept = {name: value for name, value in response.headers.items() if name not in ("Date", "Expires", "Last-Modified")}
    return response.status_code, response.content, kept


@on_postgresql
@pytest.mark.django_db
@pytest.mark.usefixtures("words_for_pdf")
def test_public_pages_are_the_same_under_the_role(role, settings):
    made = a_full_newsroom()
    places = [
        place
        for release in made.values()
        for name in OUTLETS
        if name not in PRIVATE
        for place in addresses(name, release)
    ]
    places += ["/information/releases/zoya-zed/", "/information/releases/?q=sample+%22quiet+room%22", "/members/zqx/"]
    places += [
        "/information/quotes/?speaker=ada+sample",
        "/information/releases/?q=북한",
        "/information/releases/?q=zqxbody",
    ]
    settings.SIDE = ""
    before = answers(dict.fromkeys(places))
    settings.SIDE = "public"
    with as_role(role):
        after = answers(before)
    differ = [place for place in before if before[place] != after[place]]
    assert differ == []
    assert {status for status, _content, _headers in after.values()} == {200, 404, 410}
    assert not [
        place for place, (_status, content, _headers) in after.items() if b"zqxbody" in content and "q=" not in place
    ]


@on_postgresql
@pytest.mark.django_db
def test_role_sees_public_rows_only(role):
    made = a_full_newsroom()
    with as_role(role):
        seen = set(Edition.objects.values_list("release_id", flat=True))
        texts = " ".join(Edition.objects.values_list("document", flat=True))
        indexes = {
            table: [row[0] for row in rows(f"SELECT DISTINCT edition_id FROM releases_edition{table}")]
            for table in ("member", "contact", "quote", "file")
        }
        editions = set(Edition.objects.values_list("pk", flat=True))
        found = {row[0] for row in rows("SELECT releases_found_in_text('sample'::tsquery)")}
        assert rows("SELECT releases_found_in_text('zqxbody'::tsquery)") == []
        assert rows("SELECT releases_found_in_title('zqxembargoed'::tsquery)") == []
        members = set(CoalitionMember.objects.values_list("name", flat=True))
        contacts = set(PressContact.objects.values_list("name", flat=True))
        lines = rows("SELECT DISTINCT contact_id FROM releases_contactchannel")
        assert lines == rows("SELECT id FROM releases_presscontact WHERE listed_since IS NOT NULL ORDER BY id")
    assert seen == {made[state].pk for state in ("public", "Korean", "withdrawn", "redacted")}
    assert "zqx" not in texts.lower().replace("zqx unlisted", "").replace('"zqx"', "")
    assert all(set(ids) <= editions for ids in indexes.values())
    assert all(indexes.values())
    assert found <= editions
    assert found
    assert members == {"Sample Watch"}
    assert len(contacts) == 2  # a listed one, and a retired one that an edition names
    assert "Zqx" not in contacts
    assert PressContact.objects.count() == 3  # other roles see all rows
    assert Edition.objects.count() > len(editions)


@on_postgresql
@pytest.mark.django_db
def test_embargoed_edition_becomes_visible_to_the_role_in_time(role):
    edition = workflow.issue(a_draft(), by=a_publisher(), at=timezone.now() + timedelta(seconds=1))
    with as_role(role):
        assert not Edition.objects.exists()
        time.sleep(max(0, (edition.public_from - timezone.now()).total_seconds()) + 0.05)
        assert Edition.objects.get() == edition


@on_postgresql
@pytest.mark.django_db
def test_role_cannot_read_other_tables(role):
    read = {model._meta.db_table for model in row_level_security.READABLE}
    every = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    assert {
        "auth_user",
        "django_session",
        "releases_release",
        "releases_autosave",
        "releases_embargopass",
    } <= every - read
    with as_role(role):
        for table in sorted(every - read):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(f"SELECT 1 FROM {table}")
        for column in ("reason", "by_id", "note"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(f"SELECT {column} FROM releases_redaction")


@on_postgresql
@pytest.mark.django_db
def test_role_cannot_write(role):
    with as_role(role):
        for (table,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"):
            for change in (
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"INSERT INTO {table} DEFAULT VALUES",
                f"DROP TABLE {table}",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            ):
                with pytest.raises(ProgrammingError), transaction.atomic():
                    rows(change)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows("UPDATE releases_edition SET headline = 'Faked'")


@on_postgresql
@pytest.mark.django_db
def test_grant_is_idempotent_and_can_be_revoked(role, capsys):
    call_command("grant_public", role)
    said = capsys.readouterr().out
    assert said.startswith(f"{role} can SELECT only:\n  releases_edition: public_from <= ")
    assert len(said.splitlines()) == 1 + len(row_level_security.READABLE)
    call_command("grant_public", role, "--revoke")
    assert "can no longer read anything" in capsys.readouterr().out
    with as_role(role), pytest.raises(ProgrammingError), transaction.atomic():
        rows("SELECT 1 FROM releases_edition")
    assert rows("SELECT count(*) FROM pg_policies WHERE schemaname = current_schema()") == [(0,)]
    call_command("grant_public", role, stdout=sys.stdout)
    with as_role(role):
        assert rows("SELECT count(*) FROM releases_edition") == [(0,)]


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("way", [(), ("--revoke",)])
def test_second_role_is_refused(role, way):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {role}_2")
    with pytest.raises(CommandError, match=f"--revoke {role}"):
        call_command("grant_public", f"{role}_2", *way)


@on_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("SELECT 1", "There is no role"),
        ("CREATE ROLE {} SUPERUSER", "rights that can't be revoked"),
        ("CREATE ROLE {} BYPASSRLS", "rights that can't be revoked"),
        ("CREATE ROLE {0}; GRANT pg_read_all_data TO {0}", "rights that can't be revoked"),
        ("CREATE ROLE {0}; CREATE TABLE sample (n int); ALTER TABLE sample OWNER TO {0}", "owns tables"),
        ("CREATE ROLE {0}; GRANT SELECT ON auth_user TO PUBLIC", "REVOKE ALL ON auth_user FROM PUBLIC"),
        ("CREATE ROLE {0}; GRANT UPDATE (note) ON releases_edition TO PUBLIC", "releases_edition FROM PUBLIC"),
    ],
)
def test_privileged_role_is_refused_with_a_message(made, words):
    with connection.cursor() as cursor:
        cursor.execute(made.format(ROLE))
    with pytest.raises(CommandError, match=words):
        call_command("grant_public", ROLE)


@on_postgresql
@pytest.mark.django_db
def test_grant_revokes_earlier_privileges(role):
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT ALL ON auth_user, releases_edition TO {role}; GRANT SELECT (headline) ON releases_release TO {role}"
        )
    call_command("grant_public", role, stdout=sys.stdout)
    with as_role(role):
        for query in (
            "SELECT 1 FROM auth_user",
            "SELECT headline FROM releases_release",
            "DELETE FROM releases_edition",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(query)
