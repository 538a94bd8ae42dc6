"""Comparable names and free slugs."""

import unicodedata

from django.db.models import QuerySet
from django.utils.text import slugify


def normalize_name(name: str) -> str:
    """Reduce a name to its letters and digits, so that case, spacing and punctuation don't matter in comparisons."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in plain if c.isalnum() or unicodedata.category(c).startswith("M"))


def unique_slug(words: str, others: QuerySet, default: str) -> str:
    """Return a slug of `words`, or of `default` if they give none, that no record of `others` has."""
    slug = slugify(words, allow_unicode=True)[:100].strip("-") or default
    taken = set(others.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(free for free in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if free not in taken)
