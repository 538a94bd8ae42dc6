"""Social cards show the headline of public releases, and never a box for a missing glyph."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from releases.issuing import workflow
from releases.models import Edition
from releases.outlets import social_card
from releases.redaction.redact import redact
from tests.factories import a_draft, a_public_edition, a_publisher, a_withdrawn_edition, an_embargoed_edition

pytestmark = pytest.mark.django_db

KOREAN, JAPANESE = "북한 반인도범죄 철폐", "北朝鮮における人道に対する罪を止める"
needs_fonts = pytest.mark.skipif(
    not (social_card.find_font(KOREAN, "ko", 20) and social_card.find_font(JAPANESE, "ja", 20)),
    reason="There is no font for Korean or Japanese; Debian's package is called fonts-noto-cjk.",
)


def drawn(language="en", headline="The Sample Headline", kicker=""):
    edition = Edition(language=language, headline=headline, kicker=kicker, released_on=date(2017, 3, 7))
    return Image.open(BytesIO(social_card.draw_card(edition))).convert("RGB")


def ink(image, box=None):
    """Return the bounding box (left, upper, right, lower) of what is drawn within the box, or None."""
    image = image.crop(box) if box else image
    return (
        ImageChops.difference(image, Image.new("RGB", image.size, social_card.PAPER))
        .point(lambda v: 255 * (v > 16))
        .getbbox()
    )


@pytest.fixture
def no_fonts(monkeypatch):
    """A machine without fonts: only Pillow's own is found."""
    monkeypatch.setattr(social_card, "_font_sources", lambda language, bold: [(None, 0)])


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "The Sample Headline", "Another Headline"),
        pytest.param("ko", KOREAN, KOREAN[::-1], marks=needs_fonts),
        pytest.param("ja", JAPANESE, JAPANESE[::-1], marks=needs_fonts),
    ],
)
def test_card_shows_the_headline_in_every_language(language, one, other):
    image = drawn(language, one)
    assert image.size == (1200, 630)
    assert ink(image, (0, social_card.TOP, social_card.WIDTH, social_card.BOTTOM))
    assert image.tobytes() != drawn(language, other).tobytes()
    assert image.tobytes() != drawn(language, one, kicker=one).tobytes()


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("en", "words of a long headline " * 12),
        ("en", "W" * 300),
        pytest.param("ko", "긴 제목의 낱말들 " * 30, marks=needs_fonts),
        pytest.param("ja", "長い見出しの言葉、" * 33, marks=needs_fonts),
    ],
)
def test_long_headline_stays_within_the_margins(language, headline):
    image = drawn(language, headline[:300], kicker=headline[:300])
    assert ink(image, (0, 0, social_card.MARGIN - 4, social_card.HEIGHT)) is None
    assert ink(image, (social_card.WIDTH - social_card.MARGIN + 4, 0, social_card.WIDTH, social_card.HEIGHT)) is None
    assert ink(image, (0, social_card.BOTTOM, social_card.WIDTH, social_card.BOTTOM + 10)) is None


@pytest.mark.parametrize("count", range(12, 24))
def test_card_lines_have_similar_lengths(count):
    words = " ".join(["coalition"] * count)
    block = social_card._fit_text(words, "en", social_card.HEADLINES, 380)
    lengths = [block.font.getlength(line) for line in block.lines]
    assert " ".join(block.lines) == words
    assert len(lengths) > 1
    assert min(lengths) > 0.5 * max(lengths)


def test_japanese_card_line_begins_with_no_closing_mark():
    font = social_card.find_font("a", "en", 60)
    lines = social_card._fill(social_card.UNIT.findall("国連、総会「決議」。NGO、キャンプ!?"), font, 60)
    assert len(lines) > 4
    assert not [line for line in lines if line[0] in "、」。!?ー" or line[-1] in "「"]
    assert "キャンプ!?" in lines


def test_card_without_fonts_shows_only_the_name(no_fonts):
    name_alone = drawn("ko", KOREAN)
    assert ink(name_alone, (0, social_card.TOP, social_card.WIDTH, social_card.BOTTOM))
    assert name_alone.tobytes() == drawn("ja", JAPANESE).tobytes() == drawn("en", KOREAN).tobytes()
    assert name_alone.tobytes() != drawn("en", "A Latin Headline").tobytes()


def test_card_is_cached(client, monkeypatch):
    a_public_edition(slug="sample")
    first = client.get("/information/releases/sample.png")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    monkeypatch.setattr(social_card, "draw_card", lambda edition: 1 / 0)
    assert client.get("/information/releases/sample.png").content == first.content


def test_card_of_an_invisible_headline_is_drawn(client):
    a_public_edition(headline="\u202e", list_title="A sample", slug="sample")
    assert client.get("/information/releases/sample.png").status_code == 200


def test_correction_has_a_new_card(client):
    release = a_public_edition(slug="sample").release
    before = client.get("/information/releases/sample.png").content
    release.headline = "Corrected"
    release.save()
    workflow.correct(release, by=a_publisher(), note="A sample slip.")
    assert client.get("/information/releases/sample.png").content != before


def test_redacted_text_is_on_no_card(client):
    a_public_edition(slug="sample", headline="About Bea Sample")
    before = client.get("/information/releases/sample.png").content
    redact(["Bea Sample"], by=a_publisher(), reason="To protect her.")
    assert client.get("/information/releases/sample.png").content != before


def test_hidden_release_has_no_card(client):
    a_withdrawn_edition(slug="withdrawn")
    an_embargoed_edition(slug="embargoed")
    a_draft(slug="draft")
    found = [client.get(f"/information/releases/{slug}.png") for slug in ("withdrawn", "embargoed", "draft")]
    assert [response.status_code for response in found] == [410, 404, 404]
    assert "It was a sample." in found[0].content.decode()
