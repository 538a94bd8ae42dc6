"""Kicker, headline and subheadline: the lines of a head that are nothing else."""

from dataclasses import dataclass, field

from .lines import Ledger, Line


@dataclass
class Titles:
    """`lines` in order; `bullets`: those that begin like an item of a list.

    `under_date`: the first stands right below the page's date, where the old site prints the name its lists use.
    """

    lines: list[Line] = field(default_factory=list)
    bullets: list[Line] = field(default_factory=list)
    under_date: bool = False

    def read(self, ledger: Ledger) -> tuple[str | None, str | None, str | None]:
        """Kicker, headline, subheadline. What is none of them is not taken from `ledger`."""
        if not self.lines:
            return None, None, None
        kicker, headline, below = self._parted(ledger)
        return _take(ledger, kicker[-1:]), _take(ledger, [headline]), _take(ledger, self.bullets or below[:1])

    def _parted(self, ledger):
        """A title that is repeated is the headline; what stands between is the kicker."""
        first, *others = self.lines
        again = next((n for n, line in enumerate(others) if _letters(line.text) == _letters(first.text)), None)
        if again is not None:
            ledger.take(first.span())
            return others[:again], others[again], others[again + 1 :]
        if self.under_date and others:
            best = _most_like(first, others)
            return others[:best], others[best], others[best + 1 :]
        if others and _is_kicker(first.text, others[0].text):
            return [first], others[0], others[1:]
        return [], first, others


def _most_like(listed, titles):
    """Which title shares most words with the name in the lists, if it shares half of them; else the first."""
    words = set(listed.text.casefold().split())
    shared = [len(words & set(line.text.casefold().split())) / len(words) for line in titles[:4]]
    return shared.index(max(shared)) if max(shared) >= 0.5 else 0


def _is_kicker(text, following):
    """A few words in capitals, or with a colon at their end, above a title that is not in capitals."""
    return text.count(" ") < 6 and (text.endswith((":", "：")) or (text.isupper() and not following.isupper()))


def _take(ledger, lines):
    for line in lines:
        ledger.take(line.span())
    return " / ".join(line.text for line in lines) or None


def _letters(text):
    return "".join(sign for sign in text.casefold() if sign.isalnum())
