from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from members.models import CoalitionMember
from releases.document import schema
from releases.search.tokenizer import SearchQuery

from .contact import ContactStatus, PressContact
from .search import IndexMatch
from .signed import SignedDocument, TamperedDocument

TITLES = ("language", "slug", "released_on", "list_title", "kicker", "kind", "release_id")
CHRONICLE = (*TITLES, "number", "note", "public_from", "issued_at")
#: In the document and beside it: a document that is signed, but for another place, counts for nothing there.
ISSUED_AS = ("language", "slug", "number", "kind", "public_from")
PRINTED = ("list_title", "kicker", "headline", "released_on", "note")  # in lists, without looking into the document
WITNESSED = ("release_id", *ISSUED_AS, "document", "digest", "signature", "key")
NOT_STOPPED = Q(public_until=None) | Q(public_until__gt=F("public_from"))


def _started(at):
    return NOT_STOPPED & Q(public_from__lte=at or Now())


class EditionQuerySet(models.QuerySet):
    """The newsroom's words for what has been issued. Every outlet speaks only these."""

    def not_stopped(self):
        """Without the empty intervals: what was stopped before it was public."""
        return self.filter(NOT_STOPPED)

    def in_force(self, at=None):
        """What stands at the instant `at`, withdrawals too. At most one edition of a release."""
        at = at or Now()
        return self.filter(public_from__lte=at).filter(Q(public_until=None) | Q(public_until__gt=at))

    def public(self, at=None):
        """What anyone may read: in force, and not taken back."""
        return self.in_force(at).exclude(kind=Edition.Kind.WITHDRAWAL)

    def started(self, at=None):
        """What is or was in force at some time up to `at`."""
        return self.filter(_started(at))

    def archive(self, at=None):
        """Every edition that has begun, of releases that are not taken back at `at`."""
        withdrawn = Edition.objects.in_force(at).filter(release=OuterRef("release"), kind=Edition.Kind.WITHDRAWAL)
        return self.started(at).filter(~Exists(withdrawn))

    def for_ledger(self, at):
        """What was public here up to `at`, with the instant at which it was `entered`: what comes from the former site
        when it was issued."""
        entered = Greatest("public_from", "issued_at")
        return self.started(at).annotate(entered=entered).filter(entered__lte=at)

    def embargoed(self, at=None):
        """What is issued and begins after `at`."""
        return self.not_stopped().filter(public_from__gt=at or Now())

    def matching(self, asked: SearchQuery):
        """In which everything stands that is asked for; none where nothing is."""
        return self.filter(IndexMatch("text", asked.terms)) if asked else self.none()

    def newest_first(self):
        """The order of every list. On one day the release made later comes first."""
        return self.order_by("-released_on", "-release_id")

    def with_first_published_at(self, at):
        """Each with `first_published_at`: when its release was public for the first time."""
        begun = Edition.objects.started(at).filter(release=OuterRef("release")).order_by("public_from")
        return self.annotate(first_published_at=Subquery(begun.values("public_from")[:1]))

    def for_list(self):
        """Only what a line in a list needs; above all not the document."""
        return self.only(*TITLES)

    def for_rendering(self):
        """Only what a document is read from."""
        return self.only(*WITNESSED)

    def for_timeline(self):
        """Only what a line about an edition needs: when, why, which. Without the document, too."""
        return self.only(*CHRONICLE)


class Neighbours(NamedTuple):
    """What stands around an edition in the public list, None at its ends; and its release's own editions that have
    begun, the newest first."""

    older: "Edition | None"
    newer: "Edition | None"
    own: list["Edition"]


class Edition(SignedDocument):
    """What was issued: one frozen text. The database refuses to change or delete it; only `public_until` moves."""

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        CORRECTION = "correction", _("correction")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    release = models.ForeignKey("releases.Release", models.PROTECT, related_name="editions", verbose_name=_("release"))
    language = models.CharField(_("language"), max_length=7)
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True, db_index=False)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    list_title = models.CharField(_("list title"), max_length=300, blank=True)
    kicker = models.CharField(_("kicker"), max_length=300, blank=True)
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    released_on = models.DateField(_("release date"))
    public_from = models.DateTimeField(_("public from"))
    public_until = models.DateTimeField(_("public until"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    note = models.TextField(_("public note"), blank=True)
    search_text = models.TextField(blank=True)
    document = models.TextField()

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "pk"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        indexes = [
            models.Index(  # all that a list narrows and counts by, so that it reads no row that it does not show
                fields=["language", "-released_on", "-release", "public_from", "public_until", "kind"],
                name="edition_in_a_list",
            ),
            models.Index(fields=["language", "slug"], name="edition_at_its_address"),
            models.Index(fields=["digest"], name="edition_of_a_digest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="edition_does_not_end_before_it_begins",  # an empty interval: stopped before it was public
                condition=Q(public_until=None) | Q(public_until__gte=F("public_from")),
                violation_error_message=_("An edition cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="edition_is_stopped_only_before_it_begins",
                condition=Q(public_until=None)
                | Q(public_until__gt=F("public_from"))
                | Q(public_from__gt=F("issued_at")),
                violation_error_message=_("An edition that was public cannot be stopped."),
            ),
            models.UniqueConstraint(
                fields=["language", "slug"], condition=Q(public_until=None), name="address_belongs_to_one_release"
            ),
            models.UniqueConstraint(
                fields=["release"], condition=Q(public_until=None), name="release_has_one_open_edition"
            ),
            models.UniqueConstraint(  # a stopped edition leaves its number to the next: a gap would tell of it
                fields=["release", "number"],
                condition=Q(public_until=None) | Q(public_until__gt=F("public_from")),
                name="edition_has_a_number_of_its_own",
            ),
        ]

    def __str__(self):
        return f"{self.list_title or self.slug} ({self.number})"

    def get_absolute_url(self):
        with translation.override(self.language):
            return reverse("release", args=[self.slug])

    def archive_url(self):
        """Where this very edition stays."""
        with translation.override(self.language):
            return reverse("edition", args=[self.slug, self.number])

    def mismatched_fields(self, document: schema.Document) -> list[models.Field]:
        """Its columns, as far as they are loaded, that do not say what the document says."""
        names = [name for name in (*ISSUED_AS, *PRINTED) if name not in self.get_deferred_fields()]
        fields = [(self._meta.get_field(name), getattr(self, name), getattr(document, name)) for name in names]
        return [field for field, own, said in fields if own not in (said, str(said)[: field.max_length])]

    @property
    def content(self) -> schema.Document:
        """Its document. Raises `NotAsIssued`."""
        if self.is_authentic():
            document = schema.load(self.document)
            if not self.mismatched_fields(document):
                return document
        audit_log.record(
            "document.forged", release=self.release_id, edition=self.number, digest=self.digest, key=self.key
        )
        raise TamperedDocument(f"Edition {self.number} of release {self.release_id}: run manage.py verify.")

    def is_authentic(self) -> bool:
        """Whether a key of ours signed just these bytes."""
        return self.digest == self.digest_of(self.document) and self.has_valid_signature

    def is_in_force(self, at) -> bool:
        return self.public_from <= at and (self.public_until is None or self.public_until > at)

    def is_public(self, at) -> bool:
        return self.is_in_force(at) and self.kind != self.Kind.WITHDRAWAL

    @property
    def is_text(self) -> bool:
        return self.kind != self.Kind.WITHDRAWAL

    @property
    def is_from_former_site(self) -> bool:
        """From the former site: public before it was issued here, since an hour that nobody knows any more."""
        return self.public_from < self.issued_at

    def get_adjacent_editions(self, at) -> Neighbours:
        """What stands around this edition at the instant `at`. One query."""
        day, tie = self.released_on, self.release_id
        near = Edition.objects.public(at).filter(language=self.language).exclude(release=tie)
        older = near.filter(released_on__lte=day).exclude(released_on=day, release_id__gte=tie).newest_first()
        newer = near.filter(released_on__gte=day).exclude(released_on=day, release_id__lte=tie).newest_first().reverse()
        around = Q(pk=older.values("pk")[:1]) | Q(pk=newer.values("pk")[:1]) | Q(_started(at), release=tie)
        rows = Edition.objects.filter(around).order_by("-number").for_timeline()
        found = {(row.released_on, row.release_id) < (day, tie): row for row in rows if row.release_id != tie}
        return Neighbours(found.get(True), found.get(False), [row for row in rows if row.release_id == tie])

    def history(self, at):
        """The editions of this release that have begun, the newest first."""
        return Edition.objects.started(at).filter(release=self.release_id).order_by("-number").for_timeline()

    def listed_members(self, at) -> dict[int, CoalitionMember]:
        """The listed members among those printed, by their place in the document's list. One query."""
        rows = self.member_index.filter(member__in=CoalitionMember.objects.listed(at)).select_related("member")
        return {row.position: row.member for row in rows}

    def current_contacts(self, at) -> dict[int, ContactStatus]:
        """How those stand whom the document prints as contacts, by their place in it. One query."""
        return {line.position: today for line, today in ContactStatus.for_lines(self.contact_index.all(), at)}


class EditionMember(models.Model):
    """Which member stands at which place of an edition's list: an index, made when it is issued."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="member_index")
    member = models.ForeignKey(CoalitionMember, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    signed = models.BooleanField()  # signed it, or only listed under it

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "position", name="edition_prints_one_member_at_a_place"),
        ]

    def __str__(self):
        return f"{self.member} ({self.position})"


class EditionContact(models.Model):
    """Which press contact stands at which place of an edition's contact lines: an index, made when it is issued."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="contact_index")
    contact = models.ForeignKey(PressContact, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "position", name="edition_prints_one_contact_at_a_place"),
        ]

    def __str__(self):
        return f"{self.contact} ({self.position})"


class EditionQuote(models.Model):
    """Who speaks at which place of an edition: an index to find quotes by, made anew from the document at any time."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="quote_index")
    position = models.PositiveIntegerField()
    speaker = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)  # normalize_name(speaker)
    member = models.ForeignKey(CoalitionMember, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "position", name="edition_prints_one_quote_at_a_place"),
        ]

    def __str__(self):
        return f"{self.speaker} ({self.position})"


class EditionFile(models.Model):
    """Which file an edition names: an index to ask whether a file may be seen, made anew from the document."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="file_index")
    name = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("edition", "name", name="edition_names_a_file_once"),
        ]

    def __str__(self):
        return self.name
