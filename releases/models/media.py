from django.db import models
from django.utils.translation import gettext_lazy as _

from releases.document import schema

from .release import Release


class LeadImage(models.Model):
    """The image above a release. Its files are private until the release is issued."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="lead_images", verbose_name=_("release"))
    alt = models.TextField(
        _("text alternative"),
        blank=True,
        help_text=_("What the picture tells, for those who cannot see it. Not its caption once more."),
    )
    decorative = models.BooleanField(_("decorative: it tells nothing that the text does not"), default=False)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=300, blank=True, help_text=_("Who made it: Photo: …"))
    rights = models.CharField(
        _("rights"), max_length=300, blank=True, help_text=_("What others may do with it: Free for the press …")
    )
    renditions = models.JSONField(default=list, editable=False)  # fields of `schema.Rendition`

    class Meta:
        verbose_name = _("lead image")
        verbose_name_plural = _("lead image")
        constraints = [
            models.UniqueConstraint(
                "release",
                name="release_has_one_lead_image",
                violation_error_message=_("A release has one lead image."),
            ),
        ]

    def __str__(self):
        return self.caption or self.alt or self.credit or "–"

    @property
    def has_file(self) -> bool:
        return bool(self.renditions)

    def to_schema(self) -> schema.Image:
        words = {name: getattr(self, name) for name in ("alt", "decorative", "caption", "credit", "rights")}
        renditions = tuple(schema.Rendition(**each) for each in self.renditions)
        return schema.Image(**words, renditions=renditions)


class Attachment(models.Model):
    """A document attached to a release, such as a report or a letter."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="attachments", verbose_name=_("release"))
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300, help_text=_("As it is printed under the release."))
    name = models.CharField(max_length=100, editable=False)
    type = models.CharField(max_length=100, editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)  # bytes
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.title

    @property
    def has_file(self) -> bool:
        return bool(self.name)

    def to_schema(self) -> schema.Attachment:
        names = ("title", "name", "type", "size", "digest")
        return schema.Attachment(**{name: getattr(self, name) for name in names})
