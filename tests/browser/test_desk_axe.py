"""Axe over every page of the desk, wide and narrow, light and dark: nothing serious."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from icnk.accounts import recovery
from releases.issuing import workflow
from releases.models import Release
from tests.browser.sign_in import SCREEN, TELEPHONE, fits, sign_in, watch_page
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_withdrawn_edition,
    a_writer,
    an_editor,
    an_embargoed_edition,
)
from tests.virtual_authenticator import a_passkey_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]
SERIOUS = {"serious", "critical"}


def pages():
    """The address of every page of the desk, with something on it."""
    member, contact = a_member(name="Sample Watch"), a_contact()
    parts = {"members": [member], "contacts": [contact], "quotes": ["It is a quiet room,"]}
    draft, waiting = a_draft(unassigned="A line.", **parts), an_embargoed_edition(a_draft(**parts)).release
    public = a_public_edition(a_draft(**parts)).release
    a_withdrawn_edition(a_draft(**parts))
    workflow.send_for_review(draft, by=an_editor(), remark="Please look.")
    Release.objects.filter(pk=public.pk).update(kicker="Another kicker")
    names = ["change", "history", "delete", "preview", "issue", "clear", "send-back", "reviews", "replies", "duplicate"]
    release_pages = [("release", name, draft) for name in names]
    release_pages += [("release", name, waiting) for name in ("stop", "passes", "issued", "read-receipts")]
    names_of_public = ("issue", "minor-correction", "withdraw", "send-for-review", "issued")
    release_pages += [("release", name, public) for name in names_of_public]
    others = [("coalitionmember", "change", member), ("coalitionmember", "history", member)]
    others += [("presscontact", "change", contact), ("presscontact", "history", contact)]
    app = {"coalitionmember": "members"}
    yield from (
        reverse(f"admin:{app.get(kind, 'releases')}_{kind}_{name}", args=[record.pk])
        for kind, name, record in [*release_pages, *others]
    )
    for name in ("index", "releases_release_changelist", "releases_release_add", "releases_release_import"):
        yield reverse(f"admin:{name}")
    for name in ("members_coalitionmember", "releases_presscontact", "releases_redaction", "icnk_sitetext"):
        yield reverse(f"admin:{name}_changelist")
        yield reverse(f"admin:{name}_add")
    yield reverse("admin:releases_release_earlier")
    yield reverse("admin:search") + "?q=sample"
    yield from passkey_pages()


def passkey_pages():
    new, lost = a_writer(), a_writer()
    a_passkey_of(lost)
    yield reverse("account:invitation", args=[recovery.invite(new).secret])
    yield from (reverse(f"account:{name}") for name in ("emergency_codes", "emergency_code", "passkeys", "sessions"))
    yield from (reverse(f"admin:auth_user_{name}") for name in ("changelist", "add"))
    for name, person in [("change", new), ("invite", new), ("change", lost), ("recovery", lost)]:
        yield reverse(f"admin:auth_user_{name}", args=[person.pk])
    recovery.request_recovery(lost, by=an_editor(), reason="It was lost.")
    recovery.use_emergency_code(recovery.create_emergency_codes(new).secret[0])
    yield reverse("admin:auth_user_recovery", args=[lost.pk])
    yield reverse("admin:index")


@pytest.mark.parametrize(
    ("size", "scheme"), [(SCREEN, "light"), (TELEPHONE, "dark")], ids=["wide and light", "narrow and dark"]
)
def test_desk_pages_have_no_serious_axe_violations(browser, live_server, size, scheme):
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True)  # axe writes styles itself
    sign_in(context, live_server, an_editor())
    page, found = watch_page(context.new_page(), live_server), {}
    for address in pages():
        page.goto(live_server.url + address)
        result = Axe().run(page, context={"exclude": [["iframe"], [".cke"]]}).response
        serious = [
            (each["id"], each["nodes"][0]["target"]) for each in result["violations"] if each["impact"] in SERIOUS
        ]
        if serious or not fits(page):
            found[address] = [*serious, *([] if fits(page) else ["too wide"])]
    context.close()
    assert found == {}, found
    assert page.troubles == []
