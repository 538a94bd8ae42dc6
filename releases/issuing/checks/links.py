"""Links that lead to nothing inside the site."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.models import Edition

from .manuscript import warning

DESK = ("/admin/", "/health/")  # not for the public


def dead_ends(manuscript):
    """An address of this site that nobody can open once the release is public, or that only staff can."""
    inside = {address: path for address in manuscript.links if (path := _inside(address))}
    asked = {address: _resolve(path) for address, path in inside.items()}
    public = _public(asked.values(), manuscript)
    for address, match in asked.items():
        if match not in public:
            words = _(
                "The link to %(address)s leads to nothing that the public can open. Put it right, or take it out."
            )
            yield warning(words % {"address": unquote(address)}, "body")


def _inside(address):
    """The path of an address on this site, or ""."""
    parts = urlsplit(address)
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    ours = not parts.netloc or (parts.hostname and validate_host(parts.hostname, hosts))
    path = parts.path or ("/" if parts.netloc else "")
    return path if ours and path.startswith("/") and not path.startswith(settings.STATIC_URL) else ""


def _resolve(path):
    """(name of the address, language, its arguments), or None for an address that there is not."""
    path = unquote(path).rstrip("/") + "/"  # the site puts the last stroke there itself
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    return None if path.startswith(DESK) else (match.url_name, language, *match.kwargs.values())


def _public(asked, manuscript):
    """Those of the resolved addresses that the public can open. One query for releases, one for members."""
    asked = set(filter(None, asked))
    own = ("release", manuscript.release.language, manuscript.release.slug)
    slugs = {match[2] for match in asked if match[0] in ("release", "edition")}
    found = {match for match in asked if match[0] not in ("release", "edition", "member")} | {own}
    if slugs:
        public = Edition.objects.public(manuscript.at).filter(slug__in=slugs).values_list("language", "slug", "number")
        for language, slug, number in public:
            found |= {("release", language, slug)}
            found |= {("edition", language, slug, earlier) for earlier in range(1, number + 1)}
    if members := {match[2] for match in asked if match[0] == "member"}:
        listed = CoalitionMember.objects.listed(manuscript.at).filter(slug__in=members).values_list("slug", flat=True)
        found |= {match for match in asked if match[0] == "member" and match[2] in set(listed)}
    return found
