"""Every public address, for the tests that walk them all. A new outlet adds its name here, or a test fails."""

from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

NEVER, DEAD = "n" * 43, "d" * 43  # tokens: of no link; of one that is revoked

#: name of an address → its arguments, given the record that is looked for
OUTLETS = {
    "home": lambda release: [()],
    "information": lambda release: [()],
    "release_list": lambda release: [()],
    "release": lambda release: [(release.slug,)],
    "edition": lambda release: [(release.slug, number) for number in (1, 2, 3)],
    "changes": lambda release: [(release.slug, 2, 1)],
    "embargo_pass": lambda release: [(token,) for token in (NEVER, DEAD)],
    "review": lambda release: [(token,) for token in (NEVER, DEAD)],
    "press_desk": lambda release: [()],
    "vcard": lambda release: [
        (contact,) for contact in release.contact_lines.values_list("contact", flat=True) if contact
    ],
    "member_list": lambda release: [()],
    "member": lambda release: [(signatory.member.slug,) for signatory in release.signatories.all()],
    "live": lambda release: [()],
    "ready": lambda release: [()],
}
QUERIES = {"release_list": ["", "?year=all", "?year=2026", "?year=2017"], "press_desk": ["", "?language=English"]}


def addresses(name, release):
    """The addresses of one outlet in every language, with the queries that it answers."""
    for language in ("en", "ko", "ja"):
        with translation.override(language):
            for args in OUTLETS[name](release):
                for query in QUERIES.get(name, [""]):
                    yield reverse(name, args=args) + query


def public_names(resolver=None):
    """The names of all addresses but the desk's, read from the URL configuration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from public_names(pattern)
        else:
            yield pattern.name
