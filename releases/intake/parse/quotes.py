"""The quotations of a body, and whose words they are."""

import re
from dataclasses import dataclass, field

from . import east_asian
from .attribution import ROOM, After, read_after, read_before
from .cast import Cast, Voice
from .lines import Line, kept
from .marks import FILL, Part, find_parts, mask
from .names import is_name
from .reading import Quotation, Span
from .sentences import end_of, sentence_starts, start_of
from .subjects import Subject, read_subject
from .verbs import is_spoken

LONGEST_PHRASE = 6  # words
LONGEST_STOPPED_PHRASE = 3  # words of a phrase that ends with a stop inside its marks
DEFINED = re.compile(r"\((?:the |hereinafter |hereafter |이하 |以下)?$")
INTRODUCES = re.compile(r"[:,：]\s*$")
LOST = re.compile(r"(?P<words>[A-ZÀ-Þ].{20,}?[,?!])\s(?=said\s(?P<who>[A-ZÀ-Þ][^,.]{2,60})[,.])")


@dataclass
class Draft:
    """A quotation that may still go on. `texts` are its parts with what joins them."""

    voice: Voice | None
    kind: str
    texts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def add(self, joint: str, text: str, span: Span) -> None:
        self.texts += [joint, text] if self.texts else [text]
        self.spans.append(span)

    def finished(self) -> Quotation:
        name, title, organisation = (
            (self.voice.name, self.voice.title, self.voice.organisation) if self.voice else (None, None, None)
        )
        return Quotation(
            text="".join(self.texts),
            speaker=name,
            title=title,
            organisation=organisation,
            kind=self.kind,
            spans=tuple(self.spans),
        )


def read_quotations(source: str, paragraphs: list[Line]) -> list[Quotation]:
    """Every quotation in the paragraphs, in order. The paragraphs are lines of `source`, and so are the spans."""
    reader = Reader(source)
    parts = [find_parts(line.text) for line in paragraphs]
    if not any(part.closed for found in parts for part in found) and not re.search(r"\w[’']\w", source):
        parts = [found or _lost_parts(line.text) for line, found in zip(paragraphs, parts, strict=True)]
    for line, found in zip(paragraphs, parts, strict=True):
        reader.read(line, found)
    return [draft.finished() for draft in reader.drafts]


def _lost_parts(text: str) -> list[Part]:
    """A text that lost every mark on its way still has *..., said NAME, TITLE.* around the words."""
    lost = LOST.match(text[:5000])
    if not lost or not is_name(lost["who"]):
        return []
    end = lost.end("words")
    after = read_after(",", text[end:])
    rest = end + after.length
    parts = [Part(0, end, 0, end, True)]
    return [*parts, Part(rest, len(text), rest, len(text), True)] if rest < len(text) else parts


class Reader:
    """Reads paragraph by paragraph, and remembers who is on."""

    def __init__(self, source: str):
        self.source = source
        self.cast = Cast()
        self.drafts: list[Draft] = []
        self.goes_on = False  # the last part had no closing mark: the next paragraph may go on with it
        self.announced: Voice | None = None  # the last paragraph ended with a colon

    def read(self, line: Line, parts: list[Part]) -> None:
        parts = [part for part in parts if not east_asian.is_title_mark(line.text, line.text[part.outer_start])]
        masked = mask(line.text, parts)
        starts = sentence_starts(masked)
        paragraph = Paragraph(line, parts, masked, starts)
        voice, number = None, 0
        for start in starts:
            end = end_of(starts, start, len(masked))
            here = []
            while number < len(parts) and parts[number].outer_start < end:
                here.append(number)
                number += 1
            voice = self._introduce(masked[start : parts[here[0]].outer_start if here else end]) or voice
            for n in here:
                self._part(paragraph, n)
        self.goes_on = bool(parts) and not parts[-1].closed
        self.announced = voice if masked.endswith((":", "：")) else None

    def _introduce(self, sentence):
        """Let the sentence's subject on, so that later pronouns and short forms find it."""
        subject = read_subject(sentence) if sentence.strip() and not east_asian.is_east_asian(sentence) else None
        return self.cast.voice(subject) if subject else None

    def _part(self, paragraph, number):
        part = paragraph.parts[number]
        after = read_after(paragraph.line.text[part.end - 1], paragraph.after(number))
        if part.outer_start == 0 and self.goes_on and self.drafts:
            self._add("\n\n", paragraph, part)
        elif paragraph.goes_on_at == part.outer_start and not after:
            self._add(" ", paragraph, part)
        elif not DEFINED.search(paragraph.masked[max(0, part.outer_start - 20) : part.outer_start]):
            self._begin(paragraph, part, after, paragraph.after(number))
        else:
            return
        self.goes_on = False
        if after:
            paragraph.goes_on_at = part.outer_end + after.length

    def _add(self, joint, paragraph, part):
        span = paragraph.line.span(part.start, part.end)
        self.drafts[-1].add(joint, kept(self.source, span), span)

    def _begin(self, paragraph, part, after, following):
        before = paragraph.before(part)
        if east_asian.is_east_asian(before + following[:40]):
            subject = east_asian.read_around(before, following)
            voice, kind = (self.cast.voice(subject), "spoken") if subject else (None, "term")
        else:
            words = paragraph.line.text[part.start : part.end]
            voice, kind = self._attribute(words, before, after)
        self.drafts.append(Draft(voice, kind))
        self._add("", paragraph, part)
        if voice:
            self.cast.last = voice
            if kind in ("spoken", "document"):
                voice.speaker.kind = voice.speaker.kind or kind

    def _attribute(self, words: str, before: str, after: After | None) -> tuple[Voice | None, str]:
        if after:
            subject = after.subject
            voice = self._voice(subject)
            return voice, _kind(voice, subject, after.verb)
        if not before.strip(' “"„«—–-'):
            voice = self.announced or self.cast.last
            return voice, (voice and voice.speaker.kind) or "document"
        subject = read_before(before)
        verb = subject.verb if subject else ""
        if is_phrase(words) and not INTRODUCES.search(before):
            return (self._voice(subject), "fragment") if verb else (None, "term")
        voice = self._voice(subject)
        return voice, _kind(voice, subject, verb)

    def _voice(self, subject):
        return self.cast.voice(subject) if subject else None


@dataclass
class Paragraph:
    line: Line
    parts: list[Part]
    masked: str
    starts: list[int]
    goes_on_at: int = -1  # where the quotation continues that an attribution has interrupted

    def before(self, part: Part) -> str:
        """The sentence up to the part, without other quoted words; of a very long one its two ends."""
        start, end = start_of(self.starts, part.outer_start), part.outer_start
        if end - start > 2 * ROOM:
            return (self.masked[start : start + ROOM] + " " + self.masked[end - ROOM : end]).replace(FILL, "")
        return self.masked[start:end].replace(FILL, "")

    def after(self, number: int) -> str:
        """What stands between this part and the next."""
        end = self.parts[number + 1].outer_start if number + 1 < len(self.parts) else len(self.masked)
        return self.masked[self.parts[number].outer_end : end]


def is_phrase(words: str) -> bool:
    """Whether quoted words are only a few that the running sentence is built with: no sentence of their own."""
    count = words.count(" ") + 1
    if words[-1] in ".?!…":
        return count <= LONGEST_STOPPED_PHRASE and words[0].islower()
    return count <= LONGEST_PHRASE and words[-1] != ","


def _kind(voice: Voice | None, subject: Subject | None, verb: str) -> str:
    """A person's words are spoken unless a paper is named as their source; a body's are cited, unless it *said* them.

    A speaker keeps the kind of the first words.
    """
    if voice and voice.speaker.kind:
        return voice.speaker.kind
    if subject and subject.paper:
        return "document"
    if is_spoken(verb):
        return "spoken"
    is_person = voice and voice.speaker.sort == "person" and voice.organisation != "UN"
    return "spoken" if is_person else "document"
