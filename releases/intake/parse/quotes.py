"""Find the quotations of a release body, and their speakers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .attribution import (
    MAX_ATTRIBUTION_LENGTH,
    Attribution,
    Subject,
    is_east_asian,
    is_work_title_mark,
    read_attribution_after,
    read_attribution_before,
    read_east_asian_attribution,
    read_subject,
)
from .lines import (
    MASK,
    PARAGRAPH_BREAK,
    Line,
    QuotedPart,
    find_quoted_parts,
    make_line,
    mask_quotes,
    original_text,
    sentence_starts,
)
from .names import is_name
from .result import Quotation, Span
from .speakers import Mention, Speakers
from .vocabulary import SPOKEN

MAX_PHRASE_WORDS = 6
MAX_STOPPED_PHRASE_WORDS = 3  # if the phrase ends with a stop inside its marks
DEFINITION = re.compile(r"\((?:the |hereinafter |hereafter |이하 |以下)?$")
INTRODUCES = re.compile(r"[:,：]\s*$")
UNMARKED = re.compile(r"(?P<words>[A-ZÀ-Þ].{20,}?[,?!])\s(?=said\s(?P<who>[A-ZÀ-Þ][^,.]{2,60})[,.])")


@dataclass
class OpenQuotation:
    """A quotation that may continue. `texts`: its parts, with separators between them."""

    mention: Mention | None
    kind: str
    texts: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)

    def add(self, joint: str, text: str, span: Span) -> None:
        self.texts += [joint, text] if self.texts else [text]
        self.spans.append(span)

    def finish(self) -> Quotation:
        return Quotation(
            text="".join(self.texts),
            speaker=self.mention.name if self.mention else None,
            title=self.mention.title if self.mention else None,
            organisation=self.mention.organisation if self.mention else None,
            kind=self.kind,
            spans=tuple(self.spans),
        )


def find_quotations(source: str, paragraphs: list[Line]) -> list[Quotation]:
    """Every quotation in the paragraphs, in order. Paragraphs and spans refer to `source`."""
    reader = QuotationReader(source)
    parts = [find_quoted_parts(line.text) for line in paragraphs]
    if not any(part.closed for found in parts for part in found) and not re.search(r"\w[’']\w", source):
        parts = [found or _unmarked_parts(line.text) for line, found in zip(paragraphs, parts, strict=True)]
    for line, found in zip(paragraphs, parts, strict=True):
        reader.read(line, found)
    return [quotation.finish() for quotation in reader.quotations]


def read_quotes(paragraphs: Sequence[str]) -> list[Quotation]:
    """The quotations in the paragraphs of a body. Spans refer to the paragraphs joined by a blank line."""
    source, lines, position = PARAGRAPH_BREAK.join(paragraphs), [], 0
    for paragraph in paragraphs:
        lines.append(make_line(source, position, position + len(paragraph)))
        position += len(paragraph) + len(PARAGRAPH_BREAK)
    return find_quotations(source, [line for line in lines if line.text])


def _unmarked_parts(text: str) -> list[QuotedPart]:
    """The quoted parts of a paragraph without quotation marks: *WORDS, said NAME, TITLE. WORDS*."""
    lost = UNMARKED.match(text[:5000])
    after = read_attribution_after(",", text[lost.end("words") :]) if lost and is_name(lost["who"]) else None
    if not lost or not after:
        return []
    end = lost.end("words")
    rest = end + after.length
    parts = [QuotedPart(0, end, 0, end, True)]
    return [*parts, QuotedPart(rest, len(text), rest, len(text), True)] if rest < len(text) else parts


class QuotationReader:
    """Reads one paragraph after another and keeps track of the speakers."""

    def __init__(self, source: str):
        self.source = source
        self.speakers = Speakers()
        self.quotations: list[OpenQuotation] = []
        self.continues = False  # the last part has no closing mark
        self.introduced: Mention | None = None  # by a paragraph that ends with a colon

    def read(self, line: Line, parts: list[QuotedPart]) -> None:
        parts = [part for part in parts if not is_work_title_mark(line.text, line.text[part.outer_start])]
        masked = mask_quotes(line.text, parts)
        paragraph = Paragraph(line, parts, masked)
        mention, number = None, 0
        for start, end in pairwise([*sentence_starts(masked), len(masked)]):
            here = []
            while number < len(parts) and parts[number].outer_start < end:
                here.append(number)
                number += 1
            words = masked[start : parts[here[0]].outer_start if here else end]
            if words.strip() and not is_east_asian(words):  # its subject is for later pronouns and short forms
                mention = self.speakers.resolve(read_subject(words)) or mention
            for n in here:
                self._read_part(paragraph, n, start)
        self.continues = bool(parts) and not parts[-1].closed
        self.introduced = mention if masked.endswith((":", "：")) else None

    def _read_part(self, paragraph, number, sentence_start):
        part, following = paragraph.parts[number], paragraph.after(number)
        after = read_attribution_after(paragraph.line.text[part.end - 1], following)
        if part.outer_start == 0 and self.continues and self.quotations:
            self._add("\n\n", paragraph, part)
        elif paragraph.continues_at == part.outer_start and not after:
            self._add(" ", paragraph, part)
        elif not DEFINITION.search(paragraph.masked[max(0, part.outer_start - 20) : part.outer_start]):
            self._start(paragraph, part, paragraph.before(sentence_start, part.outer_start), after, following)
        else:
            return
        self.continues = False
        if after:
            paragraph.continues_at = part.outer_end + after.length

    def _add(self, joint, paragraph, part):
        span = paragraph.line.span(part.start, part.end)
        self.quotations[-1].add(joint, original_text(self.source, span), span)

    def _start(self, paragraph, part, before, after, following):
        if is_east_asian(before + following[:40]):
            subject = read_east_asian_attribution(before, following)
            mention, kind = (self.speakers.resolve(subject), "spoken") if subject else (None, "term")
        else:
            words = paragraph.line.text[part.start : part.end]
            mention, kind = self._attribute(words, before, after)
        self.quotations.append(OpenQuotation(mention, kind))
        self._add("", paragraph, part)
        if mention:
            self.speakers.last_quoted = mention
            if kind in ("spoken", "document"):
                mention.speaker.kind = mention.speaker.kind or kind

    def _attribute(self, words: str, before: str, after: Attribution | None) -> tuple[Mention | None, str]:
        if after:
            mention = self.speakers.resolve(after.subject)
            return mention, _kind(mention, after.subject, after.verb)
        if not before.strip(' “"„«—–-'):
            mention = self.introduced or self.speakers.last_quoted
            return mention, (mention and mention.speaker.kind) or "document"
        subject = read_attribution_before(before)
        verb = subject.verb if subject else ""
        if is_phrase(words) and not INTRODUCES.search(before):
            return (self.speakers.resolve(subject), "fragment") if verb else (None, "term")
        mention = self.speakers.resolve(subject)
        return mention, _kind(mention, subject, verb)


@dataclass
class Paragraph:
    line: Line
    parts: list[QuotedPart]
    masked: str
    continues_at: int = -1  # where a quotation interrupted by its attribution goes on

    def before(self, start: int, end: int) -> str:
        """The sentence from `start` to `end`, without quoted words. A very long one is cut in the middle."""
        if end - start > 2 * MAX_ATTRIBUTION_LENGTH:
            first = self.masked[start : start + MAX_ATTRIBUTION_LENGTH]
            return f"{first} {self.masked[end - MAX_ATTRIBUTION_LENGTH : end]}".replace(MASK, "")
        return self.masked[start:end].replace(MASK, "")

    def after(self, number: int) -> str:
        """The text between this part and the next."""
        end = self.parts[number + 1].outer_start if number + 1 < len(self.parts) else len(self.masked)
        return self.masked[self.parts[number].outer_end : end]


def is_phrase(words: str) -> bool:
    """Whether quoted words are a phrase built into the sentence around them."""
    count = words.count(" ") + 1
    if words[-1] in ".?!…":
        return count <= MAX_STOPPED_PHRASE_WORDS and words[0].islower()
    return count <= MAX_PHRASE_WORDS and words[-1] != ","


def _kind(mention: Mention | None, subject: Subject | None, verb: str) -> str:
    """A person's words are spoken unless a document is named as their source; a body's only if it *said* them.

    All words of a speaker have the kind of the first.
    """
    if mention and mention.speaker.kind:
        return mention.speaker.kind
    if subject and subject.is_document:
        return "document"
    if SPOKEN.fullmatch(verb):
        return "spoken"
    is_person = mention and mention.speaker.category == "person" and mention.organisation != "UN"
    return "spoken" if is_person else "document"
