"""Split the lines of a release into its parts: head, body, contacts, boilerplate, members."""

import re

from .contacts import find_channels, has_channel
from .dates import read_dateline
from .head import DATE_LABEL, is_embargo_line
from .lines import Coverage, Line, is_prose
from .vocabulary import PARTICLES, word_set

NAVIGATION = re.compile(
    r"(?:[<«‹]*\s?(?:prev(?:ious)?|next|back to top|이전|다음|前へ|次へ)\s?[>»›]*[\s|/]*)+", re.IGNORECASE
)
END = re.compile(
    r"(?:[-–—*#]\s*)?(?:ends?|-?30-?)(?:\s*[-–—*#])?|(?:[#*_=~-]\s*){2,}|[(（\[]?(?:끝|以上|終わり)[)）\]]?|/끝/",
    re.IGNORECASE,
)
CONTACTS = re.compile(
    r"for (?:(?:more|further|additional) (?:information|details)|(?:press|media) (?:inquiries|enquiries)|interviews?)\b"
    r"(?!.*\bvisit\b)|to arrange interviews"
    r"|(?:(?:media|press)\s)?(?:contacts?|enquiries|inquiries)(?: (?:persons?|details|information))?\s?(?::|$)"
    r"|보도\s?문의|문의(?:처)?\s?(?:[:：]|$)|담당자\s?[:：]|연락처\s?(?:[:：]|$)"
    r"|(?:お)?問い?合わせ(?:先)?|連絡先|担当者?\s?[:：]"
    r"|(?:presse)?kontakt\s?(?::|$)|weitere informationen|pour plus d['’ ]informations?|contacts? presse"
    r"|para m[áa]s informaci[óo]n|contacto\s?(?::|$)",
    re.IGNORECASE,
)
HEADING_ONLY = re.compile(
    r"\W*(?:(?:please|contact|call|e-?mail|write|to|us|the|following|press|media|and|or|information|interviews?"
    r"|inquiries|enquiries)\b\W*)*",
    re.IGNORECASE,
)
NOTES = re.compile(
    r"(?:notes? (?:to|for) (?:the )?editors?|background(?: information)?|참고\s?(?:자료)?)\s?[:：]?", re.IGNORECASE
)
ABOUT = re.compile(r"(?:About|ABOUT) (?:the )?[A-ZÀ-Þ][^.!?]{1,100}:?")
MEMBERS = re.compile(
    r"(?=.{0,160}$)(?:.*\b(?:members|supporters|signatories|signatory organi[sz]ations|endorsers"
    r"|endorsing organi[sz]ations|undersigned)\b.*[:：]"
    r"|(?:members(?: and supporters)?|signator(?:y|ies)|signed(?: by)?|co-?signed by|endorsed by)\s?[:：]?"
    r"|.{0,40}(?:회원\s?단체|참여\s?단체|연명\s?단체|가입\s?단체|加盟団体|参加団体|賛同団体).{0,30}[:：]?)",
    re.IGNORECASE,
)
MAX_MEMBER_LENGTH = 500  # characters
SMALL_WORDS = PARTICLES | word_set(
    "of for in on to and the at by an a against with without from as et und für pour os as"
)
MAX_HEADING_LENGTH = 200  # characters
BOILERPLATE = re.compile(
    r"(?:The )?[A-ZÀ-Þ(].{2,160}?\b(?:is|are) (?:an?|the|one)\b|.{4,120}\b(?:founded|established) in\b"
)
IN_CITY = re.compile(r"In [A-ZÀ-Þ][^:]{1,60}?[,:] ")


class Sections:
    """The lines of each part, in order. `state`: the part of the last line."""

    def __init__(self, lines: list[Line], coverage: Coverage):
        self.coverage = coverage
        self.head: list[Line] = []
        self.body: list[Line] = []
        self.contacts: list[Line] = []
        self.boilerplate: list[Line] = []
        self.members: list[Line] = []
        self.members_heading: Line | None = None
        self.state = "head"
        for line in lines:
            if not self._read_heading(line):
                getattr(self, "_in_" + self.state)(line)

    def _read_heading(self, line):
        """Handle a line that begins or ends a part. Returns whether `line` is one."""
        text = line.text
        if (start := CONTACTS.match(text)) and (has_channel(text) or not is_prose(text)):
            self.state = "contacts"
            if HEADING_ONLY.fullmatch(text, start.end()):
                self.coverage.mark(line.span())
            else:
                self.contacts.append(line)
        elif len(text) > MAX_HEADING_LENGTH:
            return False
        elif NAVIGATION.fullmatch(text) or END.fullmatch(text):
            self.coverage.mark(line.span())
            if self.state != "head":
                self.state = "after"
        elif NOTES.fullmatch(text) and self.body:
            self.coverage.mark(line.span())
            self.state = "notes"
        elif ABOUT.fullmatch(text) and self.body:
            self.boilerplate.append(line)
            self.state = "about"
        elif MEMBERS.fullmatch(text) and not self.members_heading and not is_prose(text):
            self._start_members(line)
        else:
            return False
        return True

    def _start_members(self, line):
        """Begin the member list. A boilerplate right before it was read as body."""
        body = self.body
        if self.state == "body" and len(body) > 1 and not self.boilerplate and BOILERPLATE.match(body[-1].text):
            self.boilerplate.append(body.pop())
        self.members_heading = line
        self.coverage.mark(line.span())
        self.state = "members"

    def _in_head(self, line):
        if is_embargo_line(line.text):
            self.head.append(line)
        elif is_prose(line.text) or read_dateline(line)[1]:
            self.state = "body"
            self.body.append(line)
        elif any(found.channel.label for found in find_channels(line.text)):
            self.contacts.append(line)
        else:
            self.head.append(line)

    def _in_body(self, line):
        if IN_CITY.match(line.text) and has_channel(line.text):
            self.state = "contacts"
            self.contacts.append(line)
        elif not has_link_only(line.text):
            self.body.append(line)

    def _in_contacts(self, line):
        text = line.text
        if is_prose(text) and BOILERPLATE.match(text):
            self._end_part(line)
        elif (
            has_channel(text)
            or IN_CITY.match(text)
            or not (is_prose(text) or line.after_blank or DATE_LABEL.match(text))
        ):
            self.contacts.append(line)
        elif not self.body:
            self.state = "head"
            self._in_head(line)
        else:
            self._end_part(line)

    def _end_part(self, line):
        self.state = "after"
        self._in_after(line)

    def _in_after(self, line):
        if IN_CITY.match(line.text) and has_channel(line.text):
            self.contacts.append(line)
        elif is_prose(line.text) and not self.boilerplate and BOILERPLATE.match(line.text):
            self.boilerplate.append(line)

    def _in_notes(self, line):
        """Notes to editors have no field and stay unassigned."""

    def _in_about(self, line):
        if is_prose(line.text):
            self.boilerplate.append(line)

    def _in_members(self, line):
        if is_member_line(line.text):
            self.members.append(line)
        elif is_prose(line.text):
            self._end_part(line)


def has_link_only(text: str) -> bool:
    """Whether the line is only a link, with or without a label."""
    return bool(re.fullmatch(r"(?:[^.!?]{0,80}:\s*)?https?://\S+|[^.!?]{0,80}\bvisit:", text))


def is_member_line(text: str) -> bool:
    """Whether a line below the heading may be a member: no sentence or address, and capitalised like a name."""
    if len(text) > MAX_MEMBER_LENGTH or "://" in text or (is_prose(text) and len(text) > 60):
        return False
    letters = [word[0] for word in text.split() if word[0].isalpha() and word.casefold() not in SMALL_WORDS]
    return bool(letters) and (text.endswith((")", "）")) or sum(map(str.islower, letters)) <= len(letters) / 2)
