"""What a list of releases is asked for: words, a year, a member."""

from dataclasses import dataclass

from django.http import Http404

from members.models import CoalitionMember
from releases.models.edition import EditionMember
from releases.search.tokenizer import MOST_ASKED, SearchQuery, asked


def chosen(members, slug):
    """The one of the listed `members` whose address this is; None for an empty one. Raises `Http404` for any other."""
    member = next((each for each in members if each.slug == slug), None)
    if slug and not member:
        raise Http404
    return member


@dataclass(frozen=True)
class Asking:
    """`year` is as it stands in the address: digits, `all` or nothing."""

    typed: str
    words: SearchQuery
    year: str
    member: CoalitionMember | None

    @classmethod
    def read(cls, query, members):
        """Raises `Http404` for a member that is not one of `members`."""
        typed = " ".join(query.get("q", "").replace("\x00", " ").split())[:MOST_ASKED]
        return cls(typed, asked(typed), query.get("year", ""), chosen(members, query.get("member", "")))

    def narrow(self, editions):
        """Those of the member, if one is asked for."""
        if not self.member:
            return editions
        return editions.filter(pk__in=EditionMember.objects.filter(member=self.member).values("edition"))

    def chosen_year(self, years, this_year):
        """The year to show, None for all. Raises `Http404` for what is no year, in a plain list for an empty one."""
        if self.year == "all" or (self.typed and not self.year):
            return None
        if not self.year:
            return this_year if this_year in years else next(iter(years), None)
        if not (self.year.isascii() and self.year.isdecimal() and len(self.year) == 4 and int(self.year)):
            raise Http404
        if not (int(self.year) in years or self.typed or self.member):
            raise Http404
        return int(self.year)
