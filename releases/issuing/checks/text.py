"""Checks of the text: dates, spelling, links, quotes and quotation marks."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core.text import normalize_name
from members.models import CoalitionMember, MemberName
from releases.intake.parse import read_quotes
from releases.intake.parse.dates import find_date
from releases.intake.parse.lines import find_quoted_parts
from releases.models import Edition, PressContact, Quote

from .manuscript import MARKS, Finding, Manuscript, error, shorten, warning

#: From dateline to release date: the releases of 2011–2017 are dated the day before, or before a weekend.
MAX_DAYS_BEFORE = 3
MAX_DATES = 30  # checked in one paragraph
WEEKDAYS = ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"]
WEEKDAY_BEFORE_DATE = re.compile(rf"\b({'|'.join(WEEKDAYS)})day,?\s+(?:the\s+)?$", re.I)
WEEKDAY_NUMBERS = {day: number for week in ("월화수목금토일", "月火水木金土日") for number, day in enumerate(week)}
EAST_ASIAN_WEEKDAY = f"([{''.join(WEEKDAY_NUMBERS)}])"
WEEKDAY_AFTER_DATE = re.compile(
    rf"\s*(?:[(（]{EAST_ASIAN_WEEKDAY}(?:요일|曜日?)?[)）]|{EAST_ASIAN_WEEKDAY}(?:요일|曜日))"
)


def conflicting_datelines(manuscript: Manuscript) -> Iterator[Finding]:
    release = manuscript.release
    printed = find_date(release.dateline)
    if printed and release.dated and printed[0] != release.dated:
        words = _("The dateline prints %(printed)s, and “Dated” says %(dated)s. Put one of them right.")
        yield warning(words % {"printed": _format_day(printed[0]), "dated": _format_day(release.dated)}, "dateline")
    dated = printed[0] if printed else release.dated
    if not dated or not release.released_on:
        return
    days = (release.released_on - dated).days
    if not 0 <= days <= MAX_DAYS_BEFORE:
        words = _("The dateline says %(dated)s, and the release date is %(released_on)s. Put one of them right.")
        yield warning(words % {"dated": _format_day(dated), "released_on": _format_day(release.released_on)}, "dated")


def conflicting_release_date(manuscript: Manuscript) -> Iterator[Finding]:
    released_on, public = manuscript.release.released_on, manuscript.day
    if not released_on or manuscript.is_issued:
        return
    dates = {"released_on": _format_day(released_on), "public": _format_day(public)}
    if released_on > public:
        words = _(
            "The release date, %(released_on)s, lies ahead: the release would be public on %(public)s. Issue it at a "
            "time on that day, or change the release date."
        )
        yield warning(words % dates, "released_on")
    elif released_on < public:
        words = _(
            "The page would say %(released_on)s, and become public on %(public)s. Change the release date, unless that "
            "is meant."
        )
        yield warning(words % dates, "released_on")


def wrong_weekdays(manuscript: Manuscript) -> Iterator[Finding]:
    """Dates printed with a wrong day of the week: *Tuesday, March 8, 2017* was a Wednesday."""
    for field, text in manuscript.texts:
        place = 0
        for _number in range(MAX_DATES):
            if not (found := find_date(text[place:])):
                break
            day, start, end = found[0], place + found[1], place + found[2]
            said = _weekday(text, start, end)
            if said is not None and said != day.weekday():
                words = _("%(day)s is a %(weekday)s, and the text says another day of the week. Put one of them right.")
                names = {"day": formats.date_format(day, "DATE_FORMAT"), "weekday": formats.date_format(day, "l")}
                yield warning(words % names, field)
            place = end


def _weekday(text, start, end):
    """The day of the week printed next to a date, 0 for Monday, or None."""
    if before := WEEKDAY_BEFORE_DATE.search(text[max(0, start - 20) : start]):
        return WEEKDAYS.index(before[1].capitalize())
    if after := WEEKDAY_AFTER_DATE.match(text[end : end + 8]):
        return WEEKDAY_NUMBERS[after[1] or after[2]]
    return None


def _format_day(day):
    return f"{formats.date_format(day, 'l')}, {formats.date_format(day, 'DATE_FORMAT')}"


LINK_OR_EMAIL = re.compile(r"\b[a-z]{2,6}://\S+|[\w.+-]{1,64}@\S+|\bwww\.\S+")
#: Contractions without their apostrophe that are not words, as *well*, *were*, *ill* and *its* are.
CONTRACTION = re.compile(
    r"\b(?:(?:do|does|did|is|was|were|are|has|have|had|could|should|would|must|need|ca|(?<!is )(?<!as )wo)nt"
    r"|thats|theres|whats|(?:they|you|we)ve|(?:they|you)(?:re|ll))\b",
    re.I,
)
#: *it s*, *Kim s report*, *don t*, *we ve*. A letter before a stop or a hyphen is an initial or a list item.
SPACE_FOR_APOSTROPHE = re.compile(
    r"\b[A-Za-z]{2,} (?:s(?= [a-z])|(?<=n )t\b|(?<=[eyu] )(?:ve|re)\b|(?<=[ueIy] )ll\b)(?![.)\-’'])"
)
#: *inquirys*, *countrys*: no plural ends so, except names and *standbys*. *Todays*, *the worlds governments*.
POSSESSIVE = re.compile(
    r"(?<![\w’'-])[a-z]{2,}[cdfghjklmnpqrstvwxz]ys\b|\b(?:to|yester)days\b"
    r"|\bthe (?:worlds (?!of|and|or|in|that|to)[a-z]+|years end\b)"
)
#: *don?t*, *Kim?s*: the apostrophe was not in the character set.
REPLACED_APOSTROPHE = re.compile(r"[^\W\d_][?\ufffd](?:s|t|d|m|re|ve|ll)\b(?![=?])")
#: U+FFFD, and UTF-8 decoded as Latin-1 or Windows-1252: â€™ Ã©.
GARBLED = re.compile(r"\ufffd|â€[™œ\x9c\x9d“”˜¦]|Ã[©¨¤¶¼±]")
REPEATED_SPACES = re.compile(r"(?<=\S)[ \xa0]{2,}(?=\S)")
#: Words that follow a name in the plural.
NO_POSSESSIVE = r"(?!(?:and|or|are|were|have|had|has|in|of|as|at|to|for|from|with|who|will|would|did|do|on|by)\b)"


def lost_apostrophes(manuscript: Manuscript) -> Iterator[Finding]:
    if manuscript.release.language != "en":
        return
    people = {quote.speaker for quote in manuscript.quotes} | {line.name for line in manuscript.contact_lines}
    last = {name.split()[-1] for name in people if len(name.split()) > 1}
    surnames = sorted(name for name in last if len(name) > 2 and name.isalpha() and name[-1] not in "sS")
    patterns = [CONTRACTION, SPACE_FOR_APOSTROPHE, POSSESSIVE, REPLACED_APOSTROPHE]
    # *Kims report*, but not *the Kims*.
    patterns += [re.compile(rf"(?<!\bthe )(?<!\bboth )\b{re.escape(name)}s {NO_POSSESSIVE}[a-z]+") for name in surnames]
    for field, text in manuscript.texts:
        plain = LINK_OR_EMAIL.sub(" ", text)
        matches = (match for pattern in patterns for match in pattern.finditer(plain))
        for words in dict.fromkeys(_words_around(plain, match) for match in matches):
            yield warning(_("An apostrophe may be lost in “%(words)s”. Look at it.") % {"words": words}, field)


def garbled_characters(manuscript: Manuscript) -> Iterator[Finding]:
    for field, text in manuscript.texts:
        for words in dict.fromkeys(_words_around(text, match) for match in GARBLED.finditer(text)):
            yield warning(_("A character is garbled in “%(words)s”. Type it anew.") % {"words": words}, field)


def double_spaces(manuscript: Manuscript) -> Iterator[Finding]:
    found = {field: (text, match) for field, text in manuscript.texts if (match := REPEATED_SPACES.search(text))}
    for field, (text, match) in found.items():
        words = _words_around(text, match)
        yield warning(_("There are two spaces in a row, near “%(words)s”. Leave one.") % {"words": words}, field)


def _words_around(text, match):
    """The whole words around the match, or up to 30 characters in scripts without spaces."""
    before = text[max(0, match.start() - 30) : match.start()].rpartition(" ")[2]
    after = text[match.end() : match.end() + 30].partition(" ")[0]
    return " ".join(f"{before}{match[0]}{after}".split()).strip(' ,.;:()“”"')


STAFF_PATHS = ("/admin/", "/health/")


def broken_links(manuscript: Manuscript) -> Iterator[Finding]:
    """Links to pages of this site that the public cannot open when the release is public."""
    inside = {address: path for address in manuscript.links if (path := _path_on_site(address))}
    targets = {address: _resolve(path) for address, path in inside.items()}
    public = _public_pages(targets.values(), manuscript)
    for address, match in targets.items():
        if match not in public:
            words = _(
                "The link to %(address)s leads to nothing that the public can open. Put it right, or take it out."
            )
            yield warning(words % {"address": unquote(address)}, "body")


def _path_on_site(address):
    """The path of an address on this site, or "" for another site."""
    parts = urlsplit(address)
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    ours = not parts.netloc or (parts.hostname and validate_host(parts.hostname, hosts))
    path = parts.path or ("/" if parts.netloc else "")
    return path if ours and path.startswith("/") and not path.startswith(settings.STATIC_URL) else ""


def _resolve(path):
    """(URL name, language, *arguments), or None if no public page has this path."""
    path = unquote(path).rstrip("/") + "/"  # as APPEND_SLASH does
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return None if path.startswith(STAFF_PATHS) else (match.url_name, language, *match.kwargs.values())


def _public_pages(targets, manuscript):
    """The targets that the public can open. One query for releases, one for members."""
    targets = set(filter(None, targets))
    own = ("release", manuscript.release.language, manuscript.release.slug)
    slugs = {match[2] for match in targets if match[0] in ("release", "edition")}
    found = {match for match in targets if match[0] not in ("release", "edition", "member")} | {own}
    if slugs:
        public = Edition.objects.public(manuscript.at).filter(slug__in=slugs).values_list("language", "slug", "number")
        for language, slug, number in public:
            found |= {("release", language, slug)}
            found |= {("edition", language, slug, earlier) for earlier in range(1, number + 1)}
    if members := {match[2] for match in targets if match[0] == "member"}:
        listed = CoalitionMember.objects.listed(manuscript.at).filter(slug__in=members).values_list("slug", flat=True)
        found |= {match for match in targets if match[0] == "member" and match[2] in set(listed)}
    return found


#: Speakers without a name: *a survivor, whose name is withheld*, 한 관계자, ある関係者, 匿名の職員, or nobody.
UNNAMED = re.compile(r"(?:(?:an?|one|the|two|three) )?[a-zà-ÿ]|한 |어느 |익명|ある|匿名|$")
#: Closing marks without an opening one. A straight mark after a digit means inches.
UNOPENED = re.compile(r"[”»」』]|(?<!\d)\"")


def quotes_not_in_body(quotes: list[Quote], paragraphs: list[str]) -> list[Quote]:
    """The quotes whose words are not in the body, also not in parts."""
    body = normalize_name(" ".join(paragraphs))
    missing = [quote for quote in quotes if normalize_name(quote.text) not in body]
    joined = {normalize_name(quote.text) for quote in read_quotes(paragraphs)} if missing else set()
    return [quote for quote in missing if normalize_name(quote.text) not in joined]


def words_not_in_body(manuscript: Manuscript) -> Iterator[Finding]:
    for quote in quotes_not_in_body(manuscript.quotes, manuscript.paragraphs):
        words = _(
            "These words are on record as a quote and do not stand in the body: %(words)s. Put one of them right."
        )
        yield error(words % {"words": shorten(quote.text)}, "quotes")


def missing_speakers(manuscript: Manuscript) -> Iterator[Finding]:
    for quote in manuscript.quotes:
        if not quote.speaker.strip():
            words = _("Nobody is named as the speaker of %(words)s. Say who said it.")
            yield warning(words % {"words": shorten(quote.text)}, "quotes")


def unknown_speakers(manuscript: Manuscript) -> Iterator[Finding]:
    """Spoken quotes whose speaker is neither a press contact nor a member."""
    spoken = [quote for quote in manuscript.quotes if quote.kind == Quote.Kind.SPOKEN]
    unlinked = dict.fromkeys(quote.speaker.strip() for quote in spoken if not (quote.contact_id or quote.member_id))
    unknown = [name for name in unlinked if not UNNAMED.match(name)]
    if not unknown:
        return
    known = PressContact.objects.order_by().values_list("name")
    known = known.union(*(model.objects.order_by().values_list("name") for model in (CoalitionMember, MemberName)))
    folded = {normalize_name(name) for (name,) in known}
    if names := [name for name in unknown if normalize_name(name) not in folded]:
        words = ngettext(
            "%(names)s is quoted, and is neither a press contact nor a member. Look at the spelling of the name.",
            "%(names)s are quoted, and are neither press contacts nor members. Look at the spelling of the names.",
            len(names),
        )
        yield warning(words % {"names": ", ".join(names)}, "quotes")


def unbalanced_marks(manuscript: Manuscript) -> Iterator[Finding]:
    """Unbalanced marks. A quote over several paragraphs opens in each and closes in the last."""
    texts = [(field, text) for field, text in manuscript.texts if field != "body"]
    texts += [("body", text) for text in manuscript.paragraphs]
    for (field, text), (next_field, following) in zip(texts, [*texts[1:], ("", "")], strict=True):
        continues = field == next_field and following[:1] in tuple(MARKS + "‘")
        if _is_unbalanced(text, continues):
            words = _("A quotation mark is opened and not closed, or closed and not opened, near %(words)s.")
            yield warning(words % {"words": shorten(text)}, field)


def _is_unbalanced(text, continues):
    parts = find_quoted_parts(text)
    starts, ends = [part.outer_start for part in parts], [part.outer_end for part in parts]
    outside = [text[start:end] for start, end in zip([0, *ends], [*starts, len(text)], strict=True)]
    if UNOPENED.search(" ".join(outside)):
        return True
    if any(not part.closed for part in parts[:-1]) or (parts and not parts[-1].closed and not continues):
        return True
    return len(re.findall(r"‘(?!\d)", text)) > text.count("’") and not continues
