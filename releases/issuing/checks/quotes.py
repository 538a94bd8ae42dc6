"""Checks of quotes: their words, speakers and quotation marks."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core.text import normalize_name
from members.models import CoalitionMember, MemberName
from releases.intake.parse import read_quotes
from releases.intake.parse.lines import find_quoted_parts
from releases.models import PressContact, Quote

from .manuscript import MARKS, error, shorten, warning

#: Speakers who are described, not named: *a survivor, whose name is withheld*, 한 관계자, ある関係者, 匿名の職員.
UNNAMED = re.compile(r"(?:(?:an?|one|the|two|three) )?[a-zà-ÿ]|한 |어느 |익명|ある|匿名")
#: Closing marks without an opening one. A straight mark after a digit means inches.
UNOPENED = re.compile(r"[”»」』]|(?<!\d)\"")


def quotes_not_in_body(quotes, paragraphs) -> list[Quote]:
    """The quotes whose words are not in the body, also not in parts."""
    body = normalize_name(" ".join(paragraphs))
    missing = [quote for quote in quotes if normalize_name(quote.text) not in body]
    joined = {normalize_name(quote.text) for quote in read_quotes(paragraphs)} if missing else set()
    return [quote for quote in missing if normalize_name(quote.text) not in joined]


def words_not_in_body(manuscript):
    for quote in quotes_not_in_body(manuscript.quotes, manuscript.paragraphs):
        words = _(
            "These words are on record as a quote and do not stand in the body: %(words)s. Put one of them right."
        )
        yield error(words % {"words": shorten(quote.text)}, "quotes")


def missing_speakers(manuscript):
    for quote in manuscript.quotes:
        if not quote.speaker.strip():
            words = _("Nobody is named as the speaker of %(words)s. Say who said it.")
            yield warning(words % {"words": shorten(quote.text)}, "quotes")


def unknown_speakers(manuscript):
    """Spoken quotes whose speaker is neither a press contact nor a member."""
    unlinked = {
        quote.speaker.strip(): None
        for quote in manuscript.quotes
        if quote.kind == Quote.Kind.SPOKEN and not (quote.contact_id or quote.member_id) and _is_named(quote.speaker)
    }
    known = _known_names() if unlinked else set()
    if names := [name for name in unlinked if normalize_name(name) not in known]:
        words = ngettext(
            "%(names)s is quoted, and is neither a press contact nor a member. Look at the spelling of the name.",
            "%(names)s are quoted, and are neither press contacts nor members. Look at the spelling of the names.",
            len(names),
        )
        yield warning(words % {"names": ", ".join(names)}, "quotes")


def unbalanced_marks(manuscript):
    """Unbalanced marks. A quote over several paragraphs opens in each and closes in the last."""
    texts = [(field, text) for field, text in manuscript.texts if field != "body"]
    texts += [("body", text) for text in manuscript.paragraphs]
    for (field, text), (next_field, following) in zip(texts, [*texts[1:], ("", "")], strict=True):
        continues = field == next_field and following[:1] in tuple(MARKS + "‘")
        if _is_unbalanced(text, continues):
            words = _("A quotation mark is opened and not closed, or closed and not opened, near %(words)s.")
            yield warning(words % {"words": shorten(text)}, field)


def _is_unbalanced(text, continues):
    parts = find_quoted_parts(text)
    outside, place = [], 0
    for part in parts:
        outside.append(text[place : part.outer_start])
        place = part.outer_end
    outside = " ".join([*outside, text[place:]])
    if UNOPENED.search(outside):
        return True
    if any(not part.closed for part in parts[:-1]) or (parts and not parts[-1].closed and not continues):
        return True
    return len(re.findall(r"‘(?!\d)", text)) > text.count("’") and not continues


def _is_named(speaker):
    return bool(speaker.strip()) and not UNNAMED.match(speaker.strip())


def _known_names():
    contacts = PressContact.objects.order_by().values_list("name")
    names = contacts.union(*(model.objects.order_by().values_list("name") for model in (CoalitionMember, MemberName)))
    return {normalize_name(name) for (name,) in names}
