import pytest
from django.test import Client

from tests.factories import an_editor

pytestmark = pytest.mark.django_db


def test_404_page_says_what_to_do_next(client):
    response = client.get("/information/releases/never-there/")
    assert response.status_code == 404
    assert "There is no page at this address" in response.content.decode()


def test_csrf_failure_page_says_nothing_was_saved():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "editor", "password": "x"})
    assert response.status_code == 403
    assert "nothing was saved" in response.content.decode()


def test_500_page_shows_no_traceback(monkeypatch):
    monkeypatch.setattr("icnk.views.MAX_LATEST", "broken")
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_too_large_form_returns_400_with_advice(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    response = client.post("/admin/login/", {"username": "editor", "password": "x", "next": "/admin/"})
    assert response.status_code == 400
    assert "nothing was saved" in response.content.decode()


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded; charset=koi8-r", "multipart/form-data"])
@pytest.mark.parametrize(("address", "status"), [("/", 400), ("/admin/login/", 400), ("/never/was/", 404)])
def test_unparsable_form_returns_400(address, status, content_type):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    response = client.generic("POST", address, b"a=%ff", content_type)
    assert response.status_code == status
    assert response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("query", ["text=a%00b", "page__exact=%00", "q=%00", "p=%00"])
def test_changelist_refuses_nul_in_query(client, query):
    client.force_login(an_editor())
    assert client.get(f"/admin/icnk/sitetext/?{query}").status_code == 400


def test_admin_refuses_save_as_new(client):
    client.force_login(an_editor())
    assert client.post("/admin/members/coalitionmember/add/", {"_saveasnew": "1"}).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/information/releases/%00/",
        "/information/releases/%ff/",
        "/information/releases/a/editions/0/",
        "/information/releases/a/editions/99999999999999999999/",
        "/members/" + "a" * 5000 + "/",
        "/information/releases/?year=%ff&year=all",
        "/ko/information/releases/없는-주소/",
    ],
)
def test_malformed_path_is_no_server_error(client, address):
    assert client.get(address).status_code in (200, 404)


@pytest.mark.parametrize("length", [100 * 1024 * 1024 + 1, 10**30])
def test_oversized_body_returns_413_unread(client, length):
    answer = client.post("/admin/", "x=1", content_type="application/x-www-form-urlencoded", CONTENT_LENGTH=str(length))
    assert answer.status_code == 413
    assert "Content-Security-Policy" in answer.headers
