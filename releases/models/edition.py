import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from members.models import CoalitionMember
from releases.document import schema, signing

from .contact import PressContact
from .edition_queryset import COPIED_FIELDS, IDENTITY_FIELDS, EditionQuerySet, started_condition
from .office_hours import ContactStatus


class TamperedDocument(Exception):
    """The stored text is not the one that was issued and signed. It is never served."""


class SignedDocument(models.Model):
    """The SHA-256 of a document, the base64 signature over it, and the name of the key.

    Documents issued before there was a key have no signature until `sign_editions` has run.
    """

    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=88, blank=True, default="")
    key = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        abstract = True

    @property
    def has_valid_signature(self) -> bool:
        """Whether one of our keys signed a document with this digest."""
        return signing.verify(self.digest, self.signature, self.key)

    @staticmethod
    def digest_of(document: str) -> str:
        return hashlib.sha256(document.encode()).hexdigest()


class Edition(SignedDocument):
    """One issued text, frozen. The database refuses to change or delete it; only `public_until` may move."""

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
            models.Index(  # covers what lists filter and count by
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
            models.UniqueConstraint(  # the next edition reuses the number of a stopped one: a gap would reveal it
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
        """Return the permanent address of this edition."""
        with translation.override(self.language):
            return reverse("edition", args=[self.slug, self.number])

    def mismatched_fields(self, document: schema.Document) -> list[models.Field]:
        """Return the loaded columns whose value is not that of the document."""
        names = [name for name in (*IDENTITY_FIELDS, *COPIED_FIELDS) if name not in self.get_deferred_fields()]
        rows = [(self._meta.get_field(name), getattr(self, name), getattr(document, name)) for name in names]
        return [field for field, own, issued in rows if own not in (issued, str(issued)[: field.max_length])]

    @property
    def content(self) -> schema.Document:
        """The parsed document. Raises `TamperedDocument`."""
        if self.is_authentic():
            document = schema.load(self.document)
            if not self.mismatched_fields(document):
                return document
        audit_log.record(
            "document.forged", release=self.release_id, edition=self.number, digest=self.digest, key=self.key
        )
        raise TamperedDocument(f"Edition {self.number} of release {self.release_id}: run manage.py verify.")

    def is_authentic(self) -> bool:
        """Whether the document fits its digest, and one of our keys signed it."""
        return self.digest == self.digest_of(self.document) and self.has_valid_signature

    def is_in_force(self, at) -> bool:
        return self.public_from <= at and (self.public_until is None or self.public_until > at)

    def is_public(self, at) -> bool:
        return self.is_in_force(at) and self.kind != self.Kind.WITHDRAWAL

    @property
    def has_text(self) -> bool:
        return self.kind != self.Kind.WITHDRAWAL

    @property
    def is_from_former_site(self) -> bool:
        """Whether it was public before it was issued here. The time of day is then unknown."""
        return self.public_from < self.issued_at

    def get_adjacent_editions(self, at) -> tuple["Edition | None", "Edition | None", list["Edition"]]:
        """Return the next older and newer release public at `at`, and the own started editions, the newest first.

        Runs one query.
        """
        day, pk = self.released_on, self.release_id
        others = Edition.objects.public(at).filter(language=self.language).exclude(release=pk)
        older = others.filter(released_on__lte=day).exclude(released_on=day, release_id__gte=pk).newest_first()
        newer = (
            others.filter(released_on__gte=day).exclude(released_on=day, release_id__lte=pk).newest_first().reverse()
        )
        own = Q(started_condition(at), release=pk)
        rows = Edition.objects.filter(Q(pk=older.values("pk")[:1]) | Q(pk=newer.values("pk")[:1]) | own)
        rows = list(rows.order_by("-number").for_timeline())
        found = {(row.released_on, row.release_id) < (day, pk): row for row in rows if row.release_id != pk}
        return found.get(True), found.get(False), [row for row in rows if row.release_id == pk]

    def history(self, at):
        """Return the editions of this release that have started, the newest first."""
        return Edition.objects.started(at).filter(release=self.release_id).order_by("-number").for_timeline()

    def listed_members(self, at) -> dict[int, CoalitionMember]:
        """Map positions in the document's list to the members that are listed at `at`. Runs one query."""
        rows = self.member_index.filter(member__in=CoalitionMember.objects.listed(at)).select_related("member")
        return {row.position: row.member for row in rows}

    def current_contacts(self, at) -> dict[int, ContactStatus]:
        """Map positions of contacts in the document to their current status. Runs one query."""
        return {line.position: status for line, status in ContactStatus.for_lines(self.contact_index.all(), at)}


class EditionMember(models.Model):
    """Index: the member at one position of an edition's list. Made when the edition is issued."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="member_index")
    member = models.ForeignKey(CoalitionMember, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    signed = models.BooleanField()  # or only listed

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="edition_prints_one_member_at_a_place")]

    def __str__(self):
        return f"{self.member} ({self.position})"


class EditionContact(models.Model):
    """Index: the press contact at one position of an edition. Made when the edition is issued."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="contact_index")
    contact = models.ForeignKey(PressContact, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="edition_prints_one_contact_at_a_place")]

    def __str__(self):
        return f"{self.contact} ({self.position})"


class EditionQuote(models.Model):
    """Index: the speaker of one quote. Can be rebuilt from the document."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="quote_index")
    position = models.PositiveIntegerField()
    speaker = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)  # normalize_name(speaker)
    member = models.ForeignKey(CoalitionMember, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("edition", "position", name="edition_prints_one_quote_at_a_place")]

    def __str__(self):
        return f"{self.speaker} ({self.position})"


class EditionFile(models.Model):
    """Index: a file that an edition names, which decides who may see it. Can be rebuilt from the document."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="file_index")
    name = models.CharField(max_length=100, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("edition", "name", name="edition_names_a_file_once")]

    def __str__(self):
        return self.name
