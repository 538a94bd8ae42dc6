"""A newsroom with one record of each kind, and a working address for every URL name."""

import re
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from icnk.accounts import recovery
from icnk.core.history.models import save_version
from icnk.core.media import images, storage
from icnk.models import SiteText
from releases.document.signing import public_keys
from releases.issuing import workflow
from releases.models import Redaction, Release
from releases.outlets.private_links import FILE_SALT
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_pass,
    a_picture,
    a_public_edition,
    a_publisher,
    a_review,
    a_superseded_edition,
    a_withdrawn_edition,
    a_writer,
    an_administrator,
    an_attachment,
    an_editor,
    an_embargoed_edition,
    an_image,
)
from tests.virtual_authenticator import a_passkey_of

OF_THE_DESK = ("admin/", "account/")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
NAMED = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass
class Newsroom:
    """People, records, and the arguments of each address."""

    people: dict
    draft: Release
    public: Release
    corrected: Release
    embargoed: Release
    withdrawn: Release
    records: dict  # "app/model" → the key that its addresses take
    arguments: dict = field(default_factory=dict)  # name of an address → its arguments

    def path(self, name, route) -> str:
        """The address of a URL name, with the arguments of an existing record."""
        values = self._model_of(route) | self.arguments.get(name, {})
        filled = PLACE.sub(lambda place: str(values[place[1]]), NAMED.sub(r"<\1>", route))
        return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")

    def _model_of(self, route):
        model = "/".join(route.split("/")[1:3])
        key = self.records.get(model)
        return {"object_id": key, "pk": key, "id": key, "number": 1, "part": "page"}


def routes(resolver=None, prefix="", namespace=""):
    """Yield (name, route) of every address. The route stands in for a missing name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            within = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, route, within)
        else:
            yield namespace + pattern.name if pattern.name else route, route


def a_newsroom() -> Newsroom:
    """Create each state of a release, each record of the desk, and a person of each kind."""
    people = _people()
    logo = storage.store(images.make_renditions(a_picture(600, 300, form="PNG"), storage.LOGO_WIDTHS))
    member = a_member(name="Sample Watch", slug="sample-watch", logo=logo)
    contact = a_contact(name="Ada Sample", member=member)
    releases = _releases({"members": [member], "contacts": [contact], "quotes": ["It is a quiet room,"]})
    workflow.issue(a_draft(language="ko", slug="견본", headline="견본", body="<p>견본</p>"), by=people["publisher"])
    redaction = Redaction.objects.create(
        by=people["publisher"], at=timezone.now(), reason="To protect.", note="A name was taken out."
    )
    text = SiteText.objects.create(page="home", language="en", heading="Welcome", text="<p>Words.</p>")
    for record in (releases["draft"], member, contact, text):
        save_version(record, by=people["publisher"])
    records = {
        "auth/user": people["writer"].pk,
        "auth/group": Group.objects.get(name="writer").pk,
        "icnk/sitetext": text.pk,
        "members/coalitionmember": member.pk,
        "releases/presscontact": contact.pk,
        "releases/redaction": redaction.pk,
        "releases/release": releases["draft"].pk,
    }
    newsroom = Newsroom(people, **releases, records=records)
    newsroom.arguments = _arguments(newsroom, member, contact)
    return newsroom


def _people():
    return {
        "nobody": None,
        "ended": a_publisher(username="gone"),  # deactivated after signing in
        "keyless": an_editor(username="kit"),  # a superuser who signed in without a passkey
        "outsider": get_user_model().objects.create(username="olga", is_staff=True),  # staff, without a role
        "writer": a_writer(username="wren"),
        "publisher": a_publisher(username="pia"),
        "administrator": an_administrator(username="adam"),
        "superuser": an_editor(username="sue"),
    }


def _releases(parts):
    draft = a_draft(headline="The Draft", slug="draft", **parts)
    an_image(draft)
    an_attachment(draft)
    public = a_draft(headline="The Public One", slug="public", **parts)
    an_image(public)
    a_public_edition(public)
    embargoed = a_draft(headline="The Embargoed One", slug="embargoed", **parts)
    an_image(embargoed)
    an_embargoed_edition(embargoed)
    return {
        "draft": draft,
        "public": public,
        "corrected": a_superseded_edition(a_draft(headline="Corrected", slug="corrected", **parts)).release,
        "embargoed": embargoed,
        "withdrawn": a_withdrawn_edition(a_draft(headline="Withdrawn", slug="withdrawn")).release,
    }


def _arguments(newsroom, member, contact):
    public, embargoed = newsroom.public, newsroom.embargoed
    slug, issued, waiting = {"slug": "public"}, {"object_id": public.pk}, {"object_id": embargoed.pk}
    review, embargo_pass = a_review(newsroom.draft), a_pass(embargoed)
    invited = get_user_model().objects.create(username="new", is_staff=True)
    return {
        **dict.fromkeys(
            ["release", "social_card", "release_text", "release_pdf", "release_json", "release_kit", "republish"], slug
        ),
        **dict.fromkeys(["edition", "edition_document", "edition_signature"], slug | {"number": 1}),
        "signing_key": {"name": next(iter(public_keys()))},
        "account:invitation": {"token": recovery.invite(invited).secret},
        "account:passkey": {"pk": a_passkey_of(newsroom.people["publisher"]).pk},
        "edition_diff": {"slug": "corrected", "number": 2, "since": 1},
        "vcard": {"pk": contact.pk},
        **{name: {"slug": member.slug} for name in ("member", "member_feed", "member_feed_json")},
        "embargo_pass": {"token": embargo_pass.token},
        "embargo_file": {"token": _signed(embargo_pass, embargoed)},
        "outside_review": {"token": review.token},
        "outside_review_file": {"token": _signed(review, newsroom.draft)},
        "file": {"name": _image_name(public)},
        "admin:app_list": {"app_label": "releases"},
        "admin/(?P<url>.*)$": {"url": "never/was/"},
        "admin:releases_release_file": {"name": newsroom.draft.attachments.get().name},
        **{f"admin:releases_release_{page}": issued for page in ("issued", "minor-correction", "withdraw")},
        **{f"admin:releases_release_{page}": waiting for page in ("stop", "passes")},
    }


def _signed(link, release):
    """The token under which a page of this link serves the release's image."""
    return signing.dumps([link.token_digest, _image_name(release)], salt=FILE_SALT)


def _image_name(release):
    return release.lead_images.get().renditions[-1]["name"]
