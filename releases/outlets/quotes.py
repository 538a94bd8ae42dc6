"""What people said in the releases, by speaker."""

from django.db.models import Count
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language

from icnk.core.clock import database_now
from members.models import CoalitionMember, folded
from releases.models.edition import Edition, EditionQuote

from .filters import chosen
from .quote_anchors import quotes_of

MOST_QUOTES, MOST_SPEAKERS = 50, 500


def quotes(request):
    """All speakers, or the quotes of one (`?speaker=`), of a member's (`?member=`), of one who speaks for it (both)."""
    at = database_now()
    public = Edition.objects.public(at).filter(language=get_language())
    slug = request.GET.get("member", "").replace("\x00", " ")
    member = chosen(CoalitionMember.objects.listed(at).filter(slug=slug), slug)
    which = {"folded": folded(request.GET.get("speaker", "")), "member": member}
    which = {name: value for name, value in which.items() if value}
    said = EditionQuote.objects.filter(edition__in=public.values("pk"), **which)
    speakers = _speakers(said)
    if which and not speakers:
        raise Http404
    context = {
        "member": member,
        "speaker": speakers[0] if "folded" in which else None,
        "speakers": sorted(speakers[:MOST_SPEAKERS], key=lambda each: folded(each["name"])),
        "count": sum(each["count"] for each in speakers),
        "more": len(speakers) > MOST_SPEAKERS,
        "quotes": quotes_of(public, most=MOST_QUOTES, **which) if which else [],
        "most": MOST_QUOTES,
    }
    return render(request, "releases/quotes.html", context)


def _speakers(said):
    """`name` and `count` of each, who is quoted most first. A person is named as most often written. One query."""
    people = {}
    rows = said.order_by().values_list("folded", "speaker").annotate(count=Count("pk"))
    for key, name, count in sorted(rows, key=lambda row: (-row[2], row[1])):
        people.setdefault(key, {"name": name, "count": 0})["count"] += count
    return sorted(people.values(), key=lambda each: (-each["count"], each["name"]))
