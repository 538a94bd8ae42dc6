"""The pages that the public reads. Each looks up what was issued and renders its document, and knows nothing else."""

from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from members.clock import database_clock, database_now
from members.models import CoalitionMember
from releases.models.contact import PressContact
from releases.models.edition import Edition
from releases.models.redaction import RetiredAddress


def release_list(request):
    at = database_now()
    public = Edition.objects.public(at).filter(language=get_language())
    counts = (
        public.annotate(year=ExtractYear("released_on")).values_list("year").annotate(Count("pk")).order_by("-year")
    )
    years = dict(counts)
    year = _chosen_year(request.GET.get("year", ""), years, timezone.localdate(at).year)
    if year:
        public = public.filter(released_on__gte=date(year, 1, 1), released_on__lte=date(year, 12, 31))
    context = {"editions": public.newest_first().titles(), "years": years, "year": year, "count": sum(years.values())}
    return render(request, "releases/release_list.html", context)


def _chosen_year(asked, years, this_year):
    """The year to show, None for all. Raises `Http404` for a year without releases."""
    if asked == "all":
        return None
    if not asked:
        return this_year if this_year in years else next(iter(years), None)
    if asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    raise Http404


def release(request, slug):
    now = database_clock()
    edition = Edition.objects.in_force(now).annotate(at=now).filter(language=get_language(), slug=slug).first()
    if not edition:
        return _retired(request, get_language(), slug)
    at = edition.at
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return _withdrawn(request, edition)
    older, newer = edition.neighbours(at)
    return render(request, "releases/release.html", {**printed(edition, at), "older": older, "newer": newer})


def edition(request, slug, number):
    now = database_clock()
    address = {"language": get_language(), "slug": slug}
    edition = Edition.objects.archive(now).annotate(at=now).filter(**address, number=number).first()
    if not edition:
        withdrawal = Edition.objects.in_force(now).filter(**address, kind=Edition.Kind.WITHDRAWAL).first()
        if not withdrawal:
            return _retired(request, get_language(), slug)
        get_object_or_404(Edition.objects.begun(now), release=withdrawal.release_id, number=number)
        return _withdrawn(request, withdrawal)
    at = edition.at
    ended = None if edition.is_in_force(at) else edition.public_until  # an end that is still ahead is not public
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return _withdrawn(request, edition, ended)
    return render(request, "releases/edition.html", {**printed(edition, at), "ended": ended})


def printed(edition, at):
    """What the template of a release needs: the document, its members joined to the directory, and who of its
    contacts has retired, each with the successor on duty or None."""
    document = edition.content
    listed = edition.listed_members(at)
    return {
        "edition": edition,
        "document": document,
        "members": [(line, listed.get(position)) for position, line in enumerate(document.members)],
        "retired": _successors(edition, document.contacts, at),
        "earlier": range(document.number - 1, 0, -1),
    }


def _successors(edition, printed, at):
    successors = edition.retired_contacts(at) if printed else {}
    return [(contact, successors[place]) for place, contact in enumerate(printed) if place in successors]


def _withdrawn(request, edition, ended=None):
    return render(request, "releases/withdrawn.html", {"document": edition.content, "ended": ended}, status=410)


def _retired(request, language, slug):
    """The answer of an address that a redaction gave up. Raises `Http404` for one that never was."""
    get_object_or_404(RetiredAddress, digest=RetiredAddress.digest_of(language, slug))
    return render(request, "releases/retired.html", status=410)


def press_desk(request):
    contacts = PressContact.objects.on_duty(database_now()).select_related("member")
    return render(request, "releases/press_desk.html", {"contacts": contacts.prefetch_related("channels", "hours")})


def member(request, slug):
    at = database_now()
    member = CoalitionMember.objects.listed(at).filter(slug=slug).first()
    if not member:
        return _retired(request, "member", slug)
    editions = Edition.objects.public(at).filter(language=get_language()).newest_first().titles()
    context = {
        "member": member,
        "signed": editions.filter(member_index__member=member, member_index__signed=True),
        "listed": editions.filter(member_index__member=member, member_index__signed=False),
    }
    return render(request, "members/member.html", context)
