"""The inlines for members, contacts and quotes in the form of a release."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases.admin.release import signatories
from tests.factories import a_contact, a_draft, a_member
from tests.releases.admin.release.test_edit import address, save

pytestmark = pytest.mark.django_db


def lines(release):
    return list(release.signatories.values_list("as_printed", flat=True))


def test_signatories_are_a_collapsed_list_with_a_count(admin_client):
    release = a_draft(members=[a_member() for _number in range(47)])
    page = admin_client.get(address(release)).content.decode()
    assert "<summary>47 of 47 members: 47 organisations, 0 individuals" in page
    assert page.count('name="members" ') == 47


def test_members_on_the_release_date_can_be_chosen(admin_client):
    release = a_draft(members=[a_member(name="There")], released_on=date(2014, 1, 1))
    a_member(name="Member then", left_on=date(2016, 1, 1))
    a_member(name="Joined later", joined_on=date(2020, 1, 1))
    a_member(name="Never listed", listed_since=None)
    form = admin_client.get(address(release)).context["adminform"].form
    assert [label for _pk, label in form.fields["members"].choices] == ["There", "Member then"]


def test_choosing_signatories_keeps_the_wording_of_that_day(admin_client):
    first, second, third = (a_member(name=name, position=n) for n, name in enumerate(["First", "Second", "Third"]))
    release = a_draft(members=[first, third])
    first.as_printed = "First, renamed"
    first.save()
    save(admin_client, release, members=[first.pk, second.pk, third.pk])
    assert lines(release) == ["First", "Second", "Third"]
    save(admin_client, release, members=[first.pk, second.pk])
    assert lines(release) == ["First", "Second"]
    assert list(release.signatories.values_list("position", flat=True)) == [0, 1]


def test_new_signatory_is_inserted_in_the_coalition_order(admin_client):
    members = {name: a_member(name=name, position=n) for n, name in enumerate("ABCD")}
    release = a_draft(members=[members["D"], members["A"]])
    save(admin_client, release, members=[members[name].pk for name in "ACD"])
    assert lines(release) == ["C", "D", "A"]


def test_signatory_wording_changes_only_when_refreshed(admin_client):
    member = a_member(name="Old Name")
    release = a_draft(members=[member])
    member.as_printed = "New Name"
    member.save()
    assert "Old Name — today: New Name" in save(admin_client, release).content.decode()
    assert lines(release) == ["Old Name"]
    save(admin_client, release, refresh_wording="on")
    assert lines(release) == ["New Name"]


def test_whole_coalition_replaces_the_signatories(admin_client):
    release = a_draft(members=[a_member(name="Left", left_on=date(2020, 1, 1))])
    a_member(name="Joined", joined_on=date(2021, 1, 1))
    save(admin_client, release, whole_coalition="on")
    assert lines(release) == ["Joined"]


def test_member_outside_the_choices_is_refused(admin_client):
    release = a_draft()
    stranger = a_member(listed_since=None)
    page = save(admin_client, release, members=[stranger.pk]).content.decode()
    assert "<details open>" in page
    assert not release.signatories.exists()


@pytest.mark.parametrize("count", [3, 50])
def test_set_signatories_query_count_is_constant(count):
    release = a_draft(members=[a_member(position=9) for _number in range(count)])
    ticked = [a_member().pk for _number in range(count)]
    ticked += list(release.signatories.values_list("member", flat=True)[1:])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        signatories.set_signatories(release, ticked, refresh_wording=True)
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 5
    assert release.signatories.count() == 2 * count - 1


def new_contact_line(**fields):
    fields = {"position": 0, **fields}
    return {"contact_lines__TOTAL_FORMS": 1, **{f"contact_lines__0__{name}": value for name, value in fields.items()}}


def test_contact_line_is_filled_from_the_contact(admin_client):
    release, contact = a_draft(), a_contact()
    save(admin_client, release, **new_contact_line(contact=contact.pk))
    line = release.contact_lines.get()
    assert (line.city, line.name, line.title) == (contact.city, contact.name, contact.title)
    assert line.channels.splitlines() == [channel.as_printed for channel in contact.channels.all()]


def test_typed_contact_line_is_not_overwritten(admin_client):
    release, contact = a_draft(), a_contact()
    save(admin_client, release, **new_contact_line(contact=contact.pk, name="Ada S."))
    assert (release.contact_lines.get().name, release.contact_lines.get().title) == ("Ada S.", "")


def test_contact_line_changes_only_when_refreshed(admin_client):
    contact = a_contact()
    release = a_draft(contacts=[contact])
    contact.city = "Geneva"
    contact.save()
    save(admin_client, release)
    assert release.contact_lines.get().city == "Seoul"
    save(admin_client, release, contact_lines__0__refresh_wording="on")
    assert release.contact_lines.get().city == "Geneva"


def test_empty_contact_line_is_refused(admin_client):
    contact = a_contact()
    release = a_draft(contacts=[contact])
    emptied = {f"contact_lines__0__{name}": "" for name in ["contact", "city", "name", "title", "channels"]}
    page = save(admin_client, release, **emptied).content.decode()
    assert "Choose a contact, or write out the line that is to be printed." in page


def test_retired_contact_is_marked_in_the_choices(admin_client):
    contact = a_contact()
    contact.retired_on = date(2020, 1, 1)
    contact.save()
    assert f"{contact} (retired)" in admin_client.get(address(a_draft())).content.decode()


def test_new_inline_row_comes_last(admin_client):
    release = a_draft(contacts=[a_contact(), a_contact()])
    new = a_contact()
    fields = {"contact_lines__TOTAL_FORMS": 3, "contact_lines__2__contact": new.pk, "contact_lines__2__position": 0}
    save(admin_client, release, **fields)
    assert release.contact_lines.last().contact == new


BODY = "<p>The room opened. “It is a quiet room,” said Ada Sample, director of Sample Watch. “It will stay so.”</p>"


def test_quotes_are_read_from_the_submitted_body(admin_client):
    release = a_draft(body="<p>No quote.</p>")
    response = save(admin_client, release, body=BODY, _quotes="1")
    assert "1 quote was read from the body." in response.content.decode()
    assert release.quotes.get().speaker == "Ada Sample"
    assert type(release).objects.get().version == release.version + 1


def test_unchanged_quote_keeps_its_clearance(admin_client):
    release = a_draft(body=BODY)
    save(admin_client, release, _quotes="1")
    release.quotes.update(cleared_by="Ada Sample", cleared_at=timezone.now())
    save(admin_client, release, body=BODY.replace("opened", "is open"), _quotes="1")
    assert release.quotes.get().cleared_by == "Ada Sample"
    page = save(admin_client, release, body=BODY.replace("quiet", "loud"), _quotes="1").content.decode()
    assert "These words were cleared and do not stand in the body any more" in page
    assert release.quotes.get().cleared_by == ""


def test_change_form_names_quotes_missing_from_the_body(admin_client):
    release = a_draft(body=BODY, quotes=["It is a quiet room", "These words stand nowhere"])
    for page in ("change", "issue", "preview"):
        html = admin_client.get(address(release, page)).content.decode()
        assert "do not stand in the body: “These words stand nowhere”." in html
        assert f'href="{address(release)}#quotes-group"' in html
        assert "It is a quiet room”." not in html


def test_interrupted_quote_is_found_in_the_body(admin_client):
    release = a_draft(body=BODY)
    save(admin_client, release, _quotes="1")
    assert "do not stand in the body:" not in admin_client.get(address(release)).content.decode()
