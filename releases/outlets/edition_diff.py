"""What was changed from one public edition of a release to another."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language

from icnk.core.clock import database_clock
from releases.document.diff import differences
from releases.models.edition import Edition

from .release_detail import gone, told


def changes(request, slug, number, since):
    """Edition `number` beside the earlier one `since`, word by word, with the notes of all that came between."""
    if since >= number:
        raise Http404
    now = database_clock()
    address = {"language": get_language(), "slug": slug}
    both = Edition.objects.archive(now).annotate(at=now).filter(**address, number__in=[since, number])
    found = {edition.number: edition for edition in both}
    if not found:
        return gone(request, address, [since, number], now)
    if len(found) < 2 or not all(edition.is_text for edition in both):
        raise Http404
    before, after = found[since], found[number]
    told_of = [each for each in told(after.history(after.at)) if since < each[0].number <= number]
    context = {
        "after": after,
        "compared": [before, after],
        "editions": told_of,
        "differences": differences(before.content, after.content),
    }
    return render(request, "releases/edition_diff.html", context)
