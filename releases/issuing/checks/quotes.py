"""Whose words stand between which marks."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.models import CoalitionMember, MemberName, folded
from releases.intake.parse import read_quotes
from releases.intake.parse.marks import find_parts
from releases.models import PressContact, Quote

from .manuscript import MARKS, error, in_short, warning

#: A speaker who is described and not named: *a survivor, whose name is withheld*, 한 관계자, ある関係者, 匿名の職員.
UNNAMED = re.compile(r"(?:(?:an?|one|the|two|three) )?[a-zà-ÿ]|한 |어느 |익명|ある|匿名")
#: What only closes, and so has lost the mark that opens it. A straight one after a digit is an inch.
STRAY = re.compile(r"[”»」』]|(?<!\d)\"")


def astray(quotes, paragraphs) -> list[Quote]:
    """The quotes whose words do not stand in the body."""
    body = folded(" ".join(paragraphs))
    apart = [quote for quote in quotes if folded(quote.text) not in body]
    read = {folded(quote.text) for quote in read_quotes(paragraphs)} if apart else set()  # joins what is interrupted
    return [quote for quote in apart if folded(quote.text) not in read]


def words_not_in_the_body(manuscript):
    """A person agreed to these words and no others, so a difference stops the issue."""
    for quote in astray(manuscript.quotes, manuscript.paragraphs):
        words = _(
            "These words are on record as a quote and do not stand in the body: %(words)s. Put one of them right."
        )
        yield error(words % {"words": in_short(quote.text)}, "quotes")


def no_speaker(manuscript):
    for quote in manuscript.quotes:
        if not quote.speaker.strip():
            words = _("Nobody is named as the speaker of %(words)s. Say who said it.")
            yield warning(words % {"words": in_short(quote.text)}, "quotes")


def unknown_speakers(manuscript):
    """A misspelt name is the error that people forgive least. What stands in a document has no speaker to be known."""
    strangers = {
        quote.speaker.strip(): None
        for quote in manuscript.quotes
        if quote.kind == Quote.Kind.SPOKEN and not (quote.contact_id or quote.member_id) and _is_named(quote.speaker)
    }
    known = _known_names() if strangers else set()
    if names := [name for name in strangers if folded(name) not in known]:
        words = ngettext(
            "%(names)s is quoted, and is neither a press contact nor a member. Look at the spelling of the name.",
            "%(names)s are quoted, and are neither press contacts nor members. Look at the spelling of the names.",
            len(names),
        )
        yield warning(words % {"names": ", ".join(names)}, "quotes")


def unbalanced_marks(manuscript):
    """A quote that goes on in the next paragraph opens there anew, and closes only at its end."""
    texts = [(field, text) for field, text in manuscript.texts if field != "body"]
    texts += [("body", text) for text in manuscript.paragraphs]
    for (field, text), (next_field, following) in zip(texts, [*texts[1:], ("", "")], strict=True):
        goes_on = field == next_field and following[:1] in tuple(MARKS + "‘")
        if _is_unbalanced(text, goes_on):
            words = _("A quotation mark is opened and not closed, or closed and not opened, near %(words)s.")
            yield warning(words % {"words": in_short(text)}, field)


def _is_unbalanced(text, goes_on):
    parts = find_parts(text)
    outside, place = [], 0
    for part in parts:
        outside.append(text[place : part.outer_start])
        place = part.outer_end
    outside = " ".join([*outside, text[place:]])
    if STRAY.search(outside):
        return True
    if any(not part.closed for part in parts[:-1]) or (parts and not parts[-1].closed and not goes_on):
        return True
    return len(re.findall(r"‘(?!\d)", text)) > text.count("’") and not goes_on


def _is_named(speaker):
    return bool(speaker.strip()) and not UNNAMED.match(speaker.strip())


def _known_names():
    contacts = PressContact.objects.order_by().values_list("name")
    names = contacts.union(*(model.objects.order_by().values_list("name") for model in (CoalitionMember, MemberName)))
    return {folded(name) for (name,) in names}
