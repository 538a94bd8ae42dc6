"""A newsroom with one of everything, and a living address for every name of the URL configuration."""

import re
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from icnk.accounts import recovery
from icnk.core.history.models import keep
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
    """People, records, and what stands for each argument of an address."""

    people: dict
    draft: Release
    public: Release
    corrected: Release
    embargoed: Release
    withdrawn: Release
    records: dict  # "app/model" → the key that its addresses take
    arguments: dict = field(default_factory=dict)  # name of an address → its arguments

    def path(self, name, route) -> str:
        """The address of this name, with the arguments of a record that is there."""
        values = self._model_of(route) | self.arguments.get(name, {})
        filled = PLACE.sub(lambda place: str(values[place[1]]), NAMED.sub(r"<\1>", route))
        return "/" + filled.replace("^", "").replace("$", "").replace("\\", "")

    def _model_of(self, route):
        model = "/".join(route.split("/")[1:3])
        key = self.records.get(model)
        return {"object_id": key, "pk": key, "id": key, "number": 1, "part": "page"}


def routes(resolver=None, prefix="", namespace=""):
    """(name, route) of every address, from the URL configuration. One without a name is called by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            within = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern, route, within)
        else:
            yield namespace + pattern.name if pattern.name else route, route


def a_newsroom() -> Newsroom:
    """Each state of a release, each record of the desk, and a person of each kind."""
    writer, publisher = a_writer(username="wren"), a_publisher(username="pia")
    people = {
        "nobody": None,
        "ended": a_publisher(username="gone"),  # their session is from before
        "keyless": an_editor(username="kit"),  # a superuser whose session no passkey opened
        "outsider": get_user_model().objects.create(username="olga", is_staff=True),  # staff, without a role
        "writer": writer,
        "publisher": publisher,
        "administrator": an_administrator(username="adam"),
        "superuser": an_editor(username="sue"),
    }
    logo = storage.store(images.renditions(a_picture(600, 300, form="PNG"), storage.LOGO_WIDTHS))
    member = a_member(name="Sample Watch", slug="sample-watch", logo=logo)
    contact = a_contact(name="Ada Sample", member=member)
    parts = {"members": [member], "contacts": [contact], "quotes": ["It is a quiet room,"]}
    draft = a_draft(headline="The Draft", slug="draft", **parts)
    an_image(draft)
    attachment = an_attachment(draft)
    public = a_draft(headline="The Public One", slug="public", **parts)
    picture = an_image(public)
    a_public_edition(public)
    corrected = a_superseded_edition(a_draft(headline="Corrected", slug="corrected", **parts)).release
    embargoed = a_draft(headline="The Embargoed One", slug="embargoed", **parts)
    shown_early = an_image(embargoed)
    an_embargoed_edition(embargoed)
    withdrawn = a_withdrawn_edition(a_draft(headline="Withdrawn", slug="withdrawn")).release
    workflow.issue(a_draft(language="ko", slug="견본", headline="견본", body="<p>견본</p>"), by=publisher)
    reviewed, its_image = a_review(draft), draft.lead_images.get()
    let_in = a_pass(embargoed)
    redaction = Redaction.objects.create(
        by=publisher, at=timezone.now(), why="To protect.", note="A name was taken out."
    )
    text = SiteText.objects.create(page="home", language="en", heading="Welcome", text="<p>Words.</p>")
    for record in (draft, member, contact, text):
        keep(record, by=publisher)
    records = {
        "auth/user": writer.pk,
        "auth/group": Group.objects.get(name="writer").pk,
        "icnk/sitetext": text.pk,
        "members/coalitionmember": member.pk,
        "releases/presscontact": contact.pk,
        "releases/redaction": redaction.pk,
        "releases/release": draft.pk,
    }
    newsroom = Newsroom(people, draft, public, corrected, embargoed, withdrawn, records)
    slug, issued = {"slug": "public"}, {"object_id": public.pk}
    newsroom.arguments = {
        **dict.fromkeys(
            ["release", "social_card", "release_text", "release_pdf", "release_json", "release_kit", "republish"], slug
        ),
        **dict.fromkeys(["edition", "edition_document", "edition_signature"], slug | {"number": 1}),
        "signing_key": {"name": next(iter(public_keys()))},
        "account:link": {
            "token": recovery.invite(get_user_model().objects.create(username="new", is_staff=True)).secret
        },
        "account:key": {"pk": a_passkey_of(publisher).pk},
        "edition_diff": {"slug": "corrected", "number": 2, "since": 1},
        "vcard": {"pk": contact.pk},
        **{name: {"slug": member.slug} for name in ("member", "member_feed", "member_feed_json")},
        "embargo_pass": {"token": let_in.token},
        "embargo_file": {"token": _signed(let_in, shown_early)},
        "outside_review": {"token": reviewed.token},
        "outside_review_file": {"token": _signed(reviewed, its_image)},
        "file": {"name": picture.renditions[-1]["name"]},
        "admin:app_list": {"app_label": "releases"},
        "admin/(?P<url>.*)$": {"url": "never/was/"},
        "admin:releases_release_file": {"name": attachment.name},
        **{f"admin:releases_release_{page}": issued for page in ("issued", "slip", "withdraw")},
        **{f"admin:releases_release_{page}": {"object_id": embargoed.pk} for page in ("stop", "passes")},
    }
    return newsroom


def _signed(link, image):
    """As a page of this link gives the address of the picture."""
    return signing.dumps([link.token_digest, image.renditions[-1]["name"]], salt=FILE_SALT)
