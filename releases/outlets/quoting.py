"""Who said what, wherever it was printed."""

from dataclasses import dataclass

from releases import content
from releases.models.edition import Edition, EditionQuote


@dataclass(frozen=True)
class Said:
    """A quote with the edition that prints it; `number`: its place there, from 1."""

    edition: Edition
    number: int
    quote: content.Quote

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
    quotes = {pk: edition.content.quotes for pk, edition in found.items()}
    return [Said(found[pk], position + 1, quotes[pk][position]) for pk, position in places]
