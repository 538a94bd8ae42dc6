"""Permissions that depend on the record or the query, besides those of test_permission_matrix.py."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from releases.models import Edition, Release, WorkflowEvent
from tests.icnk.permission_matrix import PEOPLE
from tests.sample_newsroom import a_newsroom, routes

pytestmark = pytest.mark.django_db
#: pages that only publishers may use → valid form data
VERBS = {
    "send-back": {"remark": "No."},
    "clear": {},
    "issue": {"when": "now", "confirmed": "on", "bypass": "Nobody else is awake."},
    "minor-correction": {},
    "withdraw": {"reason": "It was a sample."},
    "stop": {},
    "passes": {"people": "Ada Sample, Sample Times", "expires": "1"},
}


@pytest.fixture
def newsroom():
    return a_newsroom()


def signed_in(newsroom, who, **options):
    client = Client(**options)
    client.force_login(newsroom.people[who])
    return client


def address(name, release):
    return reverse(f"admin:releases_release_{name}", args=[release.pk])


@pytest.mark.parametrize("who", ["writer", "administrator", "outsider"])
@pytest.mark.parametrize("name", VERBS)
def test_publisher_form_sent_by_others_is_refused(newsroom, name, who):
    releases = {"stop": newsroom.embargoed, "passes": newsroom.embargoed, "minor-correction": newsroom.public}
    release = releases.get(name, newsroom.draft)
    page = signed_in(newsroom, "publisher").get(address(name, release))
    sent = VERBS[name] | {"shown": page.context.get("shown", "")}  # they may have the digest of what a publisher saw
    before = [list(model.objects.values()) for model in (WorkflowEvent, Edition, Release)]
    passes = release.embargo_passes.count()
    assert signed_in(newsroom, who).post(address(name, release), sent).status_code == 403
    assert [list(model.objects.values()) for model in (WorkflowEvent, Edition, Release)] == before
    assert release.embargo_passes.count() == passes


def test_publisher_form_sent_by_a_publisher_is_accepted(newsroom):
    client = signed_in(newsroom, "publisher")
    assert client.post(address("withdraw", newsroom.public), VERBS["withdraw"]).status_code == 302
    assert client.post(address("stop", newsroom.embargoed)).status_code == 302
    assert list(WorkflowEvent.objects.values_list("verb", flat=True).order_by("-pk")[:2]) == ["stop", "withdraw"]


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("releases_release", "reviews__token_digest__startswith=a"),
        ("releases_release", "changed_by__password__startswith=pbkdf2"),
        ("releases_presscontact", "member__website__contains=a"),
        ("members_coalitionmember", "changed_by__password__startswith=pbkdf2"),
        ("auth_user", "password__startswith=pbkdf2"),
        ("auth_user", "session__session_key__startswith=a"),
    ],
)
def test_changelist_refuses_unlisted_lookups(newsroom, kind, query):
    """Lookups across relations would reveal fields of related records letter by letter."""
    response = signed_in(newsroom, "superuser").get(reverse(f"admin:{kind}_changelist") + f"?{query}")
    assert response.status_code == 400 or response.headers["Location"].endswith("?e=1")


@pytest.mark.parametrize("query", ["body__startswith=%3Cp%3E", "state__exact=draft", "q=Draft", "pk__in=1,2,3"])
def test_changelist_query_requires_permission(newsroom, query):
    response = signed_in(newsroom, "outsider").get(reverse("admin:releases_release_changelist") + f"?{query}")
    assert response.status_code == 403


@pytest.mark.parametrize("who", PEOPLE[2:])
def test_autocomplete_requires_permission(newsroom, who):
    client = signed_in(newsroom, who)
    keeps_people = newsroom.people[who].has_perm("auth.view_user")
    for app, model in [("releases", "release"), ("releases", "presscontact"), ("members", "coalitionmember")]:
        asked = {"app_label": app, "model_name": model, "field_name": "changed_by", "term": ""}
        assert client.get(reverse("admin:autocomplete"), asked).status_code == (200 if keeps_people else 403)
    asked = {"app_label": "auth", "model_name": "group", "field_name": "permissions", "term": ""}
    assert client.get(reverse("admin:autocomplete"), asked).status_code == 403


def test_admin_search_respects_permissions(newsroom):
    def found(who):
        page = signed_in(newsroom, who).get(reverse("admin:search") + "?q=Sample").content.decode()
        return "Sample Watch" in page

    assert [found(who) for who in ("outsider", "writer", "publisher")] == [False, True, True]


def test_delete_page_requires_permission(newsroom):
    for who in ("writer", "administrator", "outsider"):
        for kind, key in [("auth_user", newsroom.people["publisher"].pk), ("auth_group", 1)]:
            response = signed_in(newsroom, who).get(reverse(f"admin:{kind}_delete", args=[key]))
            assert response.status_code == 403
            assert "pia" not in response.content.decode()


def test_every_form_requires_a_csrf_token(newsroom):
    """Private links are exempt: their forms have a signature instead."""
    client, taken = signed_in(newsroom, "superuser", enforce_csrf_checks=True), set()
    for name, route in routes():
        status = client.post(newsroom.path(name, route)).status_code
        if status not in (403, 405):
            taken.add(name)
    assert taken == {
        "embargo_pass",
        "embargo_file",
        "outside_review",
        "outside_review_file",
        "verify",
    }  # it changes nothing


def test_admin_has_no_view_on_site_redirect(newsroom):
    edition = newsroom.embargoed.editions.get()
    kind = ContentType.objects.get_for_model(Edition).pk
    assert signed_in(newsroom, "outsider").get(f"/admin/r/{kind}/{edition.pk}/").status_code == 404
