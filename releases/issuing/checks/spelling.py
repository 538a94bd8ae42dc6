"""What gets lost on the way from one program to another: apostrophes, characters, single spaces."""

import re

from django.utils.translation import gettext as _

from .manuscript import warning

WEB = re.compile(r"\b[a-z]{2,6}://\S+|[\w.+-]{1,64}@\S+|\bwww\.\S+")
#: No English words but with the apostrophe that they have lost. *Well*, *were*, *ill*, *its* are words.
CONTRACTED = re.compile(
    r"\b(?:(?:do|does|did|is|was|were|are|has|have|had|could|should|would|must|need|ca|(?<!is )(?<!as )wo)nt"
    r"|thats|theres|whats|(?:they|you|we)ve|(?:they|you)(?:re|ll))\b",
    re.I,
)
#: *it s*, *Kim s report*, *don t*, *we ve*; a lone letter with a stop or a hyphen is an initial or a point of a list.
APART = re.compile(r"\b[A-Za-z]{2,} (?:s(?= [a-z])|(?<=n )t\b|(?<=[eyu] )(?:ve|re)\b|(?<=[ueIy] )ll\b)(?![.)\-’'])")
#: *inquirys*, *countrys*: no plural ends like this, but for names and *standbys*. *Todays*, *the worlds governments*.
BELONGING = re.compile(
    r"(?<![\w’'-])[a-z]{2,}[cdfghjklmnpqrstvwxz]ys\b|\b(?:to|yester)days\b"
    r"|\bthe (?:worlds (?!of|and|or|in|that|to)[a-z]+|years end\b)"
)
#: *don?t*, *Kim?s*: what a program wrote that did not know the sign.
REPLACED = re.compile(r"[^\W\d_][?\ufffd](?:s|t|d|m|re|ve|ll)\b(?![=?])")
#: U+FFFD, and UTF-8 that was read as Latin-1 or Windows-1252: â€™ Ã©.
GARBLED = re.compile(r"\ufffd|â€[™œ\x9c\x9d“”˜¦]|Ã[©¨¤¶¼±]")
SPACES = re.compile(r"(?<=\S)[ \xa0]{2,}(?=\S)")
#: Behind a name in its plural stands a word of these.
NO_POSSESSIVE = r"(?!(?:and|or|are|were|have|had|has|in|of|as|at|to|for|from|with|who|will|would|did|do|on|by)\b)"


def lost_apostrophes(manuscript):
    if manuscript.release.language != "en":
        return
    forms = [CONTRACTED, APART, BELONGING, REPLACED, *_names(manuscript)]
    for field, text in manuscript.texts:
        plain = WEB.sub(" ", text)
        for words in dict.fromkeys(_around(plain, found) for form in forms for found in form.finditer(plain)):
            yield warning(_("An apostrophe may be lost in “%(words)s”. Look at it.") % {"words": words}, field)


def lost_characters(manuscript):
    for field, text in manuscript.texts:
        for words in dict.fromkeys(_around(text, found) for found in GARBLED.finditer(text)):
            yield warning(_("A character is garbled in “%(words)s”. Type it anew.") % {"words": words}, field)


def double_spaces(manuscript):
    found = {field: _around(text, spaces) for field, text in manuscript.texts if (spaces := SPACES.search(text))}
    for field, words in found.items():
        yield warning(_("There are two spaces in a row, near “%(words)s”. Leave one.") % {"words": words}, field)


def _names(manuscript):
    """*Kims report*, of a speaker called Kim; *the Kims* are a family."""
    people = {quote.speaker for quote in manuscript.quotes} | {line.name for line in manuscript.contact_lines}
    last = {name.split()[-1] for name in people if len(name.split()) > 1}
    for name in sorted(name for name in last if len(name) > 2 and name.isalpha() and name[-1] not in "sS"):
        yield re.compile(rf"(?<!\bthe )(?<!\bboth )\b{re.escape(name)}s {NO_POSSESSIVE}[a-z]+")


def _around(text, found):
    """The whole words in which it was found, in one line; of a script without spaces the signs beside it."""
    before = text[max(0, found.start() - 30) : found.start()].rpartition(" ")[2]
    after = text[found.end() : found.end() + 30].partition(" ")[0]
    return " ".join(f"{before}{found[0]}{after}".split()).strip(' ,.;:()“”"')
