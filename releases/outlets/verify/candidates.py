"""Editions in which a text may stand, found by phrases of it in the index of the search."""

import re
from functools import reduce
from operator import add

from django.db.models import Case, IntegerField, Value, When

from releases.models.search import Found
from releases.search.tokenizer import SearchQuery, asked
from releases.verification.normalize import LETTER, Text, is_mark

MOST_PHRASES = 10
LETTERS_TELL, WORDS_TELL = 2, 3  # what a letter of a script without spaces says, and a word
ENOUGH, ENOUGH_OF_FEW = 12, 9  # that a phrase says: four words, six letters; and of a short text
SHORT = 14  # signs of a text that is looked up by shorter phrases
PARAGRAPH = 20  # signs of a line that is hardly one of a list
MOST_FOUND = 40
NO_PHRASE = re.compile('["“”„«»「」『』]')  # what a search takes for the end of a phrase


def candidates(text: Text, editions) -> list[int]:
    """Releases of which one of the `editions` may hold the text, the likeliest first; one may come twice. One query."""
    found = [_standing(term) for term in phrases(text)]
    if not found:
        return []
    ranked = editions.annotate(score=reduce(add, found)).filter(score__gt=0)
    ranked = ranked.order_by("-score", "-released_on", "-release_id", "-number")
    return list(ranked.values_list("release", flat=True)[:MOST_FOUND])


def _standing(phrase):
    return Case(When(Found("text", phrase.terms), then=Value(1)), default=Value(0), output_field=IntegerField())


def phrases(text: Text) -> list[SearchQuery]:
    """Of each stretch of the text the phrase with the most letters: long words are rare. Short lines, such as those of
    the members, stand under every release: they are looked at where there are no others."""
    long = [line for line in text.ranges.values() if line[1] - line[0] >= PARAGRAPH]
    there = [each for line in long or text.ranges.values() for each in _windows(text, *line)]
    stretch = max(1, -(-len(there) // MOST_PHRASES))
    chosen = (max(there[start : start + stretch]) for start in range(0, len(there), stretch))
    words = dict.fromkeys(words for _letters, words in chosen)
    return list(filter(None, (asked(f'"{each}"') for each in words)))


def _windows(text, start, end):
    """(letters, words) of each phrase in a line."""
    words = [place for place in range(start, end) if not is_mark(text.keys[place])]
    least = ENOUGH if len(words) > SHORT else ENOUGH_OF_FEW
    for first in range(len(words)):
        told, last = 0, first
        while told < least and last < len(words):
            told += LETTERS_TELL if LETTER.match(text.sign(words[last])) else WORDS_TELL
            last += 1
        if told >= least or (first == 0 and len(words) > 1):
            phrase = NO_PHRASE.sub(" ", text.slice(words[first], words[last - 1] + 1))
            yield len(phrase), phrase
