import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from icnk.core.history.models import StaleVersion
from releases.models import Release
from tests.factories import a_draft, a_public_edition, a_stopped_edition, an_embargoed_edition

pytestmark = pytest.mark.django_db


def test_save_of_a_stale_version_raises():
    release = a_draft()
    mine, theirs = Release.objects.get(pk=release.pk), Release.objects.get(pk=release.pk)
    theirs.kicker = "Theirs"
    theirs.save()
    mine.kicker = "Mine"
    with pytest.raises(StaleVersion):
        mine.save()
    assert Release.objects.get(pk=release.pk).kicker == "Theirs"


def test_save_increments_the_version():
    release = a_draft()
    release.save()
    release.save()
    assert (release.version, Release.objects.get(pk=release.pk).version) == (3, 3)


@pytest.mark.parametrize(
    ("language", "places", "dated", "dateline"),
    [
        ("en", "Seoul", date(2017, 3, 7), "(Seoul – March 7, 2017) --"),
        ("en", "Geneva/Seoul", None, "(Geneva/Seoul) --"),
        ("en", "", date(2017, 3, 7), "(March 7, 2017) --"),
        ("en", "", None, ""),
        ("ko", "서울", date(2017, 3, 7), "(서울 – 2017년 3월 7일) --"),
        ("ja", "東京", date(2017, 3, 7), "(東京 – 2017年3月7日) --"),
    ],
)
def test_dateline_is_built_from_places_and_date(language, places, dated, dateline):
    release = Release(language=language, places=places, dated=dated)
    assert release.formatted_dateline() == dateline


def test_written_dateline_is_kept():
    assert Release(dateline="SEOUL —", places="Seoul").formatted_dateline() == "SEOUL —"


def test_releases_with_one_headline_have_different_slugs():
    slugs = {a_draft(headline="Sample Headline").slug for _ in range(9)}
    assert len(slugs) == 9
    assert all(re.fullmatch("sample-headline-[a-z2-9]{4}", slug) for slug in slugs)


@pytest.mark.parametrize("make", [None, a_draft, an_embargoed_edition, a_stopped_edition, a_public_edition])
def test_slug_does_not_reveal_other_releases(monkeypatch, make):
    """With the same random letters a release gets the same slug, whatever other releases exist."""
    if make:
        make(headline="Sample Headline")
    monkeypatch.setattr("releases.models.release.secrets.choice", lambda letters: letters[7])
    assert a_public_edition(headline="Sample Headline").slug == "sample-headline-kkkk"


def test_slug_is_generated_again_if_taken(monkeypatch):
    throws = iter("bbbb" + "bbbb" + "cccc")
    monkeypatch.setattr("releases.models.release.secrets.choice", lambda letters: next(throws))
    assert [a_draft(headline="Sample").slug for _ in range(2)] == ["sample-bbbb", "sample-cccc"]


def test_body_is_sanitized_on_save():
    release = a_draft(body='<p onclick="x()">Kept <span style="color:red">text</span><script>gone</script></p>')
    release.refresh_from_db()
    assert release.body == "<p>Kept text</p>"


def test_too_much_markup_is_refused_quickly():
    release = a_draft()
    release.body = "<div>" * 20_001
    with pytest.raises(ValidationError, match="too much markup"):
        release.full_clean()
