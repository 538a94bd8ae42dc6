"""What is kept of a drawing, and what is not."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from releases import render_cache
from releases.models import Edition
from releases.redaction.redact import redact
from tests.factories import a_public_edition, a_publisher

pytestmark = pytest.mark.django_db


def drawer(words=b"drawn"):
    """Something that draws, and counts how often it did."""

    def draw():
        draw.times += 1
        return words

    draw.times = 0
    return draw


def kept(edition):
    folder = f"renderings/{edition.pk}"
    return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]] if default_storage.exists(folder) else []


def test_rendering_is_cached():
    edition, draw = a_public_edition(), drawer()
    assert [render_cache.get_or_render(edition, "pdf", draw) for _time in range(2)] == [b"drawn", b"drawn"]
    assert draw.times == 1


def test_rendering_varies_on_kind_and_vary_on():
    edition, draw = a_public_edition(), drawer()
    for kind, vary_on in [("pdf", "one"), ("pdf", "two"), ("card", "one"), ("card", "one")]:
        render_cache.get_or_render(edition, kind, draw, vary_on)
    assert draw.times == 3


def test_cache_keeps_one_rendering_of_each_kind():
    edition, draw = a_public_edition(), drawer()
    for kind, vary_on in [("card", ""), ("pdf", "one"), ("pdf", "two")]:
        render_cache.get_or_render(edition, kind, draw, vary_on)
    assert len(kept(edition)) == 2
    render_cache.get_or_render(edition, "pdf", draw, "two")
    assert draw.times == 3


@pytest.mark.parametrize("forged", ["with its own checksum", "of another edition"])
def test_cache_ignores_files_written_by_others(forged):
    edition, other = a_public_edition(), a_public_edition()
    for each, words in [(edition, b"drawn"), (other, b"something else")]:
        render_cache.get_or_render(each, "pdf", drawer(words))
    (name,), (elsewhere,) = kept(edition), kept(other)
    with default_storage.open(elsewhere) as file:
        code, drawn = file.read(32), file.read()
    code = hashlib.sha256(drawn).digest() if forged == "with its own checksum" else code
    default_storage.delete(name)
    default_storage.save(name, ContentFile(code + drawn))
    assert render_cache.get_or_render(edition, "pdf", drawer()) == b"drawn"


def test_cache_ignores_incomplete_files():
    edition, draw = a_public_edition(), drawer()
    render_cache.get_or_render(edition, "pdf", draw)
    (name,) = kept(edition)
    with default_storage.open(name) as file:
        half = file.read()[:-1]
    default_storage.delete(name)
    default_storage.save(name, ContentFile(half))
    assert render_cache.get_or_render(edition, "pdf", draw) == b"drawn"
    assert draw.times == 2
    assert kept(edition) == [name]


def test_redaction_clears_the_render_cache(django_capture_on_commit_callbacks):
    edition = a_public_edition(headline="Sample of Ada Sample")
    other = a_public_edition(body="<p>Nothing.</p>")
    for each in (edition, other):
        render_cache.get_or_render(each, "pdf", drawer())
    with django_capture_on_commit_callbacks(execute=True):
        redact(["Ada Sample"], by=a_publisher(), reason="To protect somebody.")
    assert kept(edition) == []
    assert kept(other) != []


def test_rendering_is_not_cached_if_redacted_meanwhile():
    edition = a_public_edition(headline="Sample of Ada Sample")

    def draw():
        redact(["Ada Sample"], by=a_publisher(), reason="To protect somebody.")
        return b"drawn"

    render_cache.get_or_render(Edition.objects.get(pk=edition.pk), "pdf", draw)
    assert kept(edition) == []
