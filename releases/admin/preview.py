"""The page as it will be: a document that was composed and not stored, in the public template."""

from django.core import signing
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from members.models import CoalitionMember
from releases import content, markup
from releases.issuing.checks import quotes
from releases.issuing.verbs import Refused
from releases.models import Edition

SALT = "releases.admin.preview"


def page(request, release, document) -> str:
    """A whole HTML page, not yet escaped for the frame that shows it."""
    at = document.public_from
    edition = Edition(release=release, language=document.language, slug=document.slug, released_on=document.released_on)
    older, newer = edition.neighbours(at)
    context = {
        "edition": edition,
        "document": document,
        "members": _joined(release, document, at),
        "earlier": range(document.number - 1, 0, -1),
        "older": older,
        "newer": newer,
    }
    with translation.override(document.language):
        return render_to_string("releases/desk/page.html", context, request)


def astray(release):
    """The quotes whose words do not stand in the body."""
    return quotes.astray(release.quotes.all(), markup.to_paragraphs(release.body))


def seal(document) -> str:
    """The document for the way through the browser and back: signed, so that it is what was shown."""
    return signing.dumps(content.dump(document), salt=SALT, compress=True)


def unseal(token) -> content.Document:
    """Raises `Refused` for anything but what `seal()` made."""
    try:
        return content.load(signing.loads(token, salt=SALT))
    except (signing.BadSignature, content.UnknownSchema) as error:
        raise Refused(_("This page was open for too long. Look at the release once more.")) from error


def _joined(release, document, at):
    ids = release.signatories.values_list("member", flat=True)
    listed = CoalitionMember.objects.listed(at).in_bulk(list(ids))
    return [(line, listed.get(member)) for line, member in zip(document.members, ids, strict=True)]
