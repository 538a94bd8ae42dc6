"""What the public can read of a release, in the words of the desk."""

from django.contrib import admin
from django.db.models import DateTimeField, Prefetch, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now, instant_in_words
from releases.models import Edition, Release, WorkflowEvent


def issued():
    """Editions as the desk looks at them: without the documents."""
    return Edition.objects.not_stopped().defer("document", "search_text")


def with_standing(releases):
    """The releases, each with what `Standing.read()` needs. One query for all their editions."""
    return releases.prefetch_related(Prefetch("editions", issued(), to_attr="issued")).annotate(
        at=Value(database_now(), DateTimeField())
    )


class Standing:
    """What of one release is in force at an instant, what waits, and how far its working copy has come."""

    def __init__(self, release, editions, at):
        self.release, self.at = release, at
        self.last = editions[-1] if editions else None
        self.in_force = next((edition for edition in editions if edition.is_in_force(at)), None)
        self.waiting = self.last if self.last and self.last.public_from > at else None
        self.public = self.in_force if self.in_force and self.in_force.is_public(at) else None
        self.changed_since = bool(self.last and release.changed_at > self.last.issued_at)

    @classmethod
    def of(cls, release):
        return cls(release, list(issued().filter(release=release)), database_now())

    @classmethod
    def read(cls, release):
        """From a release that came `with_standing()`."""
        return cls(release, release.issued, release.at)

    @property
    def next_number(self):
        return self.last.number + 1 if self.last else 1

    @property
    def name(self):
        """One word, for the stylesheet."""
        if self.waiting:
            return "waiting"
        return {None: "draft", Edition.Kind.WITHDRAWAL: "withdrawn"}.get(self.last and self.last.kind, "public")

    @property
    def last_act(self):
        """The newest verb that was done to it, with its remark."""
        return WorkflowEvent.objects.filter(release=self.release).select_related("by").last()

    @property
    def review(self) -> str:
        """How far the working copy has come, in words; nothing where what is public is all there is."""
        state = self.release.state
        if state == Release.State.CLEARED:
            who = self.release.cleared_by.get_full_name() or self.release.cleared_by
            return _("Cleared by %(who)s, %(instant)s") % {
                "who": who,
                "instant": instant_in_words(self.release.cleared_at),
            }
        return _("In review") if state == Release.State.IN_REVIEW else ""

    def __str__(self):
        words = (
            [_STANDS[self.in_force.kind] % {"instant": instant_in_words(self.in_force.public_from)}]
            if self.in_force
            else []
        )
        if self.waiting:
            words.append(_("Embargoed until %(instant)s") % {"instant": instant_in_words(self.waiting.public_from)})
        if self.review:
            words.append(self.review)
        return "; ".join(map(str, words)) or _("Draft")


_STANDS = {
    Edition.Kind.ORIGINAL: gettext_lazy("Public since %(instant)s"),
    Edition.Kind.CORRECTION: gettext_lazy("Public, corrected %(instant)s"),
    Edition.Kind.WITHDRAWAL: gettext_lazy("Withdrawn %(instant)s"),
}


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("what is public")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Drafts")),
            ("in_review", _("In review")),
            ("cleared", _("Cleared")),
            ("waiting", _("Embargoed")),
            ("public", _("Public")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        editions = Edition.objects
        match self.value():
            case "draft":
                return queryset.exclude(pk__in=editions.not_stopped().values("release"))
            case "in_review" | "cleared":
                return queryset.filter(state=self.value())
            case "waiting":
                return queryset.filter(pk__in=editions.embargoed().values("release"))
            case "public":
                return queryset.filter(pk__in=editions.public().values("release"))
            case "withdrawn":
                withdrawn = editions.in_force().filter(kind=Edition.Kind.WITHDRAWAL)
                return queryset.filter(pk__in=withdrawn.values("release"))
