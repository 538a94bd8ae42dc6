"""Who has been introduced so far, so that *the experts*, *Park* and *He* can be told."""

import re
from dataclasses import dataclass

from .names import words
from .subjects import Subject
from .vocabulary import listed

SMALL = listed("the a an of for on in to and at by new")
LONGEST_THING = 6  # words
SORTS = {"he": ["person"], "she": ["person"], "they": ["people", "body"], "we": ["people", "body"], "it": ["body"]}


@dataclass
class Speaker:
    """Somebody whose words are quoted. `kind`, once known: spoken or document; `head`: the words it is known by."""

    name: str
    title: str | None = None
    organisation: str | None = None
    kind: str | None = None
    sort: str = "person"  # person, people or body
    head: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Voice:
    """A speaker as this sentence prints it: the name may be *the experts*, the speaker is the body."""

    speaker: Speaker
    name: str
    title: str | None
    organisation: str | None


class Cast:
    """Keeps the speakers in the order in which they were last on."""

    MOST = 60  # a release does not have more; older ones are forgotten

    def __init__(self):
        self.speakers: list[Speaker] = []
        self.last: Voice | None = None  # whose words were quoted last

    def voice(self, subject: Subject) -> Voice | None:
        """The voice that `subject` stands for; it is on now. None for a pronoun or a thing that stands for nobody."""
        if subject.kind == "pronoun":
            return self._pronoun(subject.words)
        return getattr(self, "_" + subject.kind)(subject)

    def _on(self, speaker, name=None, title=None, organisation=None):
        if speaker in self.speakers:
            self.speakers.remove(speaker)
        self.speakers = [*self.speakers[-self.MOST :], speaker]
        if name:
            return Voice(speaker, name, title, organisation)
        return Voice(speaker, speaker.name, speaker.title, speaker.organisation)

    def _pronoun(self, word):
        for speaker in reversed(self.speakers):
            if speaker.sort in SORTS[word]:
                return self._on(speaker)
        return None

    def _person(self, subject):
        known = self._known(subject.words) or self._by_surname(subject.words)
        if not known:
            known = Speaker(subject.words, head=_head(subject.title or subject.head))
        known.title = subject.title or known.title
        known.organisation = subject.organisation or known.organisation
        if len(subject.words) > len(known.name):
            known.name = subject.words
        return self._on(known)

    def _people(self, subject):
        body = self._by_head(subject.head)
        known = self._known(subject.words)
        organisation = body.name if body else subject.organisation
        known = known or Speaker(subject.words, subject.title, organisation, body and body.kind, sort="people")
        return self._on(known)

    def _title(self, subject):
        """An office without a name: its holder speaks, under the short title that is printed."""
        holder = self._by_head(subject.head)
        if holder:
            return self._on(holder, subject.words, None, holder.organisation)
        return self._on(Speaker(subject.words, None, subject.organisation, head=_head(subject.head)))

    def _body(self, subject):
        known = self._known(subject.words) or self._by_surname(subject.words)
        if not known and len(words(subject.words)) < 4 and (known := self._by_head(subject.head)):
            return self._on(known, subject.words, None, known.organisation)
        if not known:
            known = Speaker(subject.words, None, subject.organisation, sort="body", head=_head(subject.words))
        known.organisation = known.organisation or subject.organisation
        return self._on(known)

    def _thing(self, subject):
        """*the experts*: a body that was introduced with this word among its own; else what is printed."""
        printed = subject.words[:1].lower() + subject.words[1:]
        if known := self._by_head(subject.head):
            return self._on(known, printed, None, known.organisation)
        if subject.paper:
            return Voice(Speaker(printed, kind="document"), printed, None, None)
        if subject.verb and printed.startswith(("the ", "a ", "an ")) and printed.count(" ") < LONGEST_THING:
            return Voice(Speaker(printed, sort="people"), printed, None, None)
        return None

    def _known(self, name):
        return next((speaker for speaker in reversed(self.speakers) if speaker.name == name), None)

    def _by_surname(self, name):
        if " " in name:
            return None
        people = (one for one in reversed(self.speakers) if one.sort == "person" and " " in one.name)
        return next((one for one in people if name in one.name.split()), None)

    def _by_head(self, text):
        asked = _head(text)
        for speaker in reversed(self.speakers):
            if asked and asked <= speaker.head:
                return speaker
        return None


def _head(text):
    """The words that say what a body or an office is, in the singular."""
    return frozenset(re.sub(r"s$", "", word) for word in words(text) if word and word not in SMALL)
