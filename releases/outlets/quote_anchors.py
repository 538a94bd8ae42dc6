"""Who said what, wherever it was printed."""

from dataclasses import dataclass

from releases.document import schema
from releases.document.html import anchored_texts, body_with_anchors
from releases.models.edition import Edition, EditionQuote

MOST_WORDS = 400  # of a quote whose parts are looked for: that costs their square
MOST_PARTS = 4  # more are no quote that was interrupted but words that stand here and there


@dataclass(frozen=True)
class Said:
    """A quote with the edition that prints it; `number`: its place there, from 1; `parts`: its words as `placed()`."""

    edition: Edition
    number: int
    quote: schema.Quote
    parts: list[str]

    @property
    def address(self) -> str:
        return f"{self.edition.get_absolute_url()}#quote-{self.number}"


def quotes_of(editions, *, most: int, **which) -> list[Said]:
    """The newest quotes in these editions: `folded=`, of a speaker under this folded name; `member=`, of those who
    spoke for a member. In one edition they stay in its order. Two queries; documents of what is returned alone."""
    rows = EditionQuote.objects.filter(edition__in=editions.order_by().values("pk"), **which)
    rows = rows.order_by("-edition__released_on", "-edition__release_id", "position")
    places = list(rows.values_list("edition", "position")[:most])
    found = Edition.objects.defer("search_text").in_bulk({edition for edition, _position in places})
    documents = {pk: edition.content for pk, edition in found.items()}
    blocks = {pk: blocks_of(document) for pk, document in documents.items()}
    quotes = [(pk, position, documents[pk].quotes[position]) for pk, position in places]
    return [Said(found[pk], position + 1, quote, _place(quote, blocks[pk])[1]) for pk, position, quote in quotes]


def placed(document):
    """The quotes, each with the number of the block of the body in which it begins, or None, and in its parts."""
    blocks = blocks_of(document) if document.quotes else []
    return [(quote, *_place(quote, blocks)) for quote in document.quotes]


def blocks_of(document) -> list[str]:
    """The words of each block of the printed body."""
    return anchored_texts(body_with_anchors(document.dateline, document.body))


def _place(quote, blocks):
    words = quote.text.split()
    begins = " ".join(words)[:40]
    for number, block in enumerate(blocks, start=1):
        if begins in block:
            return number, parts_of(words, block)
    for number, block in enumerate(blocks, start=1):  # the speaker may be named before the fortieth letter
        if len(parts := parts_of(words, block)) > 1:
            return number, parts
    return None, [" ".join(words)]


def parts_of(words: list[str], text: str) -> list[str]:
    """The words as they stand in `text`: in one part, or in those between which the speaker was named, one after the
    other. In one as well where they do not stand there."""
    parts, start, here = [], 0, 0
    while start < len(words) <= MOST_WORDS and len(parts) < MOST_PARTS:
        longest = (" ".join(words[start:end]) for end in range(len(words), start, -1))
        part = next((part for part in longest if text.find(part, here) >= 0), None)
        if part is None:
            break
        parts.append(part)
        here = text.find(part, here) + len(part)
        start += len(part.split())
    return parts if parts and start == len(words) else [" ".join(words)]
