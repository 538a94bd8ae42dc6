"""The speakers introduced so far, to resolve *the experts*, *Park* and *He* (coreference)."""

import re
from dataclasses import dataclass

from .attribution import Subject
from .names import split_words
from .vocabulary import word_set

SMALL_WORDS = word_set("the a an of for on in to and at by new")
MAX_THING_WORDS = 6
PRONOUN_CATEGORIES = {
    "he": ["person"],
    "she": ["person"],
    "they": ["people", "body"],
    "we": ["people", "body"],
    "it": ["body"],
}


@dataclass
class Speaker:
    """A person or body that is quoted. `kind`: spoken, document or, before the first quote, None."""

    name: str
    title: str | None = None
    organisation: str | None = None
    kind: str | None = None
    category: str = "person"  # person, people or body
    keywords: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Mention:
    """A speaker as one sentence prints it: the name may be *the experts*, the speaker is the body."""

    speaker: Speaker
    name: str
    title: str | None
    organisation: str | None


class Speakers:
    """Speakers in the order of their last mention."""

    MAX_SPEAKERS = 60  # older ones are dropped

    def __init__(self):
        self.speakers: list[Speaker] = []
        self.last_quoted: Mention | None = None

    def resolve(self, subject: Subject | None) -> Mention | None:
        """Resolve `subject` to a speaker, added if new. None for a pronoun or thing that refers to no speaker."""
        return getattr(self, "_" + subject.kind)(subject) if subject else None

    def _mention(self, speaker, name=None, title=None, organisation=None):
        if speaker in self.speakers:
            self.speakers.remove(speaker)
        self.speakers = [*self.speakers[-self.MAX_SPEAKERS :], speaker]
        if name:
            return Mention(speaker, name, title, organisation)
        return Mention(speaker, speaker.name, speaker.title, speaker.organisation)

    def _pronoun(self, subject):
        categories = PRONOUN_CATEGORIES[subject.text]
        speaker = next((one for one in reversed(self.speakers) if one.category in categories), None)
        return self._mention(speaker) if speaker else None

    def _person(self, subject):
        known = self._known(subject.text) or self._by_surname(subject.text)
        if not known:
            known = Speaker(subject.text, keywords=_keywords(subject.title or subject.keywords))
        known.title = subject.title or known.title
        known.organisation = subject.organisation or known.organisation
        if len(subject.text) > len(known.name):
            known.name = subject.text
        return self._mention(known)

    def _people(self, subject):
        body = self._by_keywords(subject.keywords)
        known = self._known(subject.text)
        organisation = body.name if body else subject.organisation
        known = known or Speaker(subject.text, subject.title, organisation, body and body.kind, category="people")
        return self._mention(known)

    def _title(self, subject):
        """An office without a name: its holder speaks, under the printed title."""
        if holder := self._by_keywords(subject.keywords):
            return self._mention(holder, subject.text, None, holder.organisation)
        return self._mention(Speaker(subject.text, None, subject.organisation, keywords=_keywords(subject.keywords)))

    def _body(self, subject):
        known = self._known(subject.text) or self._by_surname(subject.text)
        if not known and len(split_words(subject.text)) < 4 and (known := self._by_keywords(subject.keywords)):
            return self._mention(known, subject.text, None, known.organisation)
        if not known:
            known = Speaker(subject.text, None, subject.organisation, category="body", keywords=_keywords(subject.text))
        known.organisation = known.organisation or subject.organisation
        return self._mention(known)

    def _thing(self, subject):
        """*the experts*: a body introduced with these words, or a speaker named as printed."""
        name = subject.text[:1].lower() + subject.text[1:]
        if known := self._by_keywords(subject.keywords):
            return self._mention(known, name, None, known.organisation)
        if subject.is_document:
            return Mention(Speaker(name, kind="document"), name, None, None)
        if subject.verb and name.startswith(("the ", "a ", "an ")) and name.count(" ") < MAX_THING_WORDS:
            return Mention(Speaker(name, category="people"), name, None, None)
        return None

    def _known(self, name):
        return next((speaker for speaker in reversed(self.speakers) if speaker.name == name), None)

    def _by_surname(self, name):
        if " " in name:
            return None
        people = (one for one in reversed(self.speakers) if one.category == "person" and " " in one.name)
        return next((one for one in people if name in one.name.split()), None)

    def _by_keywords(self, text):
        keywords = _keywords(text)
        return next((one for one in reversed(self.speakers) if keywords and keywords <= one.keywords), None)


def _keywords(text):
    """The words that name a body or an office, in the singular."""
    return frozenset(re.sub(r"s$", "", word) for word in split_words(text) if word and word not in SMALL_WORDS)
