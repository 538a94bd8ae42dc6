"""A picture tells those who cannot see it what it shows, and who made it."""

from django.utils.translation import gettext as _

from .manuscript import error, warning


def without_words(manuscript):
    """WCAG 2.2, 1.1.1: every picture has a text alternative, or is marked as one that needs none."""
    if any(not image.alt.strip() and not image.decorative for image in manuscript.lead_images):
        words = _("The picture has no text alternative. Say what it tells, or mark it as decorative.")
        yield error(words, "lead_images")


def without_credit(manuscript):
    if any(not image.credit.strip() for image in manuscript.lead_images):
        yield warning(_("The picture names nobody who made it. Add a credit."), "lead_images")


def words_of_a_decoration(manuscript):
    if any(image.alt.strip() and image.decorative for image in manuscript.lead_images):
        words = _("The picture is marked as decorative, so its text alternative is not read to anybody. Take one out.")
        yield warning(words, "lead_images")
