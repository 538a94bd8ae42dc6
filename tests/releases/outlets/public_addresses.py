"""Every public address, for tests that request them all. A test fails if a new URL name is missing here."""

from django.core import signing
from django.urls import URLResolver, get_resolver, reverse
from django.utils import translation

from releases.document.signing import public_keys
from releases.models import EditionFile, token_digest
from releases.outlets.private_links import FILE_SALT

NEVER, DEAD = "n" * 43, "d" * 43  # tokens of no link and of a revoked one

#: name of an address → its arguments, given the record that is looked for
OUTLETS = {
    "home": lambda release: [()],
    "information": lambda release: [()],
    "accessibility": lambda release: [()],
    "release_list": lambda release: [()],
    "release": lambda release: [(release.slug,)],
    "edition": lambda release: [(release.slug, number) for number in (1, 2, 3)],
    "edition_diff": lambda release: [(release.slug, 2, 1)],
    "edition_document": lambda release: OUTLETS["edition"](release),
    "edition_signature": lambda release: OUTLETS["edition"](release),
    "ledger": lambda release: [()],
    "ledger_lines": lambda release: [()],
    "signing_keys": lambda release: [()],
    "signing_key": lambda release: [(name,) for name in public_keys()],
    "release_text": lambda release: [(release.slug,)],
    "release_pdf": lambda release: [(release.slug,)],
    "release_json": lambda release: [(release.slug,)],
    "release_kit": lambda release: [(release.slug,)],
    "republish": lambda release: [(release.slug,)],
    "embargo_pass": lambda release: [(token,) for token in (NEVER, DEAD)],
    "outside_review": lambda release: [(token,) for token in (NEVER, DEAD)],
    "file": lambda release: [(name,) for name in [f"{'0' * 32}.pdf", *file_names(release)]],
    "embargo_file": lambda release: [(signed(token, name),) for token in (NEVER, DEAD) for name in file_names(release)],
    "outside_review_file": lambda release: [
        (signed(token, name),) for token in (NEVER, DEAD) for name in file_names(release)
    ],
    "quotes": lambda release: [()],
    "verify": lambda release: [()],
    "press_desk": lambda release: [()],
    "vcard": lambda release: [
        (contact,) for contact in release.contact_lines.values_list("contact", flat=True) if contact
    ],
    "member_list": lambda release: [()],
    "members_csv": lambda release: [()],
    "member": lambda release: [(signatory.member.slug,) for signatory in release.signatories.all()],
    "social_card": lambda release: [(release.slug,)],
    "feed": lambda release: [()],
    "feed_json": lambda release: [()],
    "member_feed": lambda release: OUTLETS["member"](release),
    "member_feed_json": lambda release: OUTLETS["member"](release),
    "sitemap": lambda release: [()],
    "news_sitemap": lambda release: [()],
    "robots": lambda release: [()],
    "security_txt": lambda release: [()],
    "live": lambda release: [()],
    "ready": lambda release: [()],
}
QUERIES = {
    "release_list": [
        *("", "?year=all", "?year=2026", "?year=2017"),
        *("?q=zqxbody", "?q=sample&member=listed-sample"),
    ],
    "press_desk": ["", "?language=English"],
    "quotes": ["", "?speaker=zqxspeaker+sample"],
    "member_list": ["", "?on=2017-03-08", "?by=country"],
    "members_csv": ["", "?on=2017-03-08"],
}


def file_names(release):
    """Return the names of the files of the working copy and of its editions."""
    rows = [row["name"] for image in release.lead_images.all() for row in image.renditions]
    rows += release.attachments.values_list("name", flat=True)
    issued = EditionFile.objects.filter(edition__release=release).values_list("name", flat=True)
    return list(dict.fromkeys([*rows, *issued]))


def signed(token, name):
    """Return the signed value in the address of the file, for the link with this token."""
    return signing.dumps([token_digest(token), name], salt=FILE_SALT)


def addresses(name, release):
    """Return the addresses of one outlet in every language, with its queries."""
    for language in ("en", "ko", "ja"):
        with translation.override(language):
            for args in OUTLETS[name](release):
                for query in QUERIES.get(name, [""]):
                    yield reverse(name, args=args) + query


def public_names(resolver=None):
    """Return the URL names of all pages except those of the desk and of accounts."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name not in ("admin", "account"):
                yield from public_names(pattern)
        else:
            yield pattern.name
