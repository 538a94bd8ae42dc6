"""System checks that are this site's own."""

import re
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.checks import Error, Tags, register

from releases import signatures

#: They send the text to an outside service, write or open files, or show samples.
OUTSIDE_PLUGINS = {
    "exportpdf",
    "scayt",
    "wsc",
    "uploadimage",
    "uploadwidget",
    "filebrowser",
    "embed",
    "preview",
    "iframe",
}


@register(Tags.security, deploy=True)
def the_public_site_has_one_address(app_configs, **kwargs):
    """What leaves the site (feeds, PDFs, canonical links) must not carry whatever host somebody asked for."""
    if not settings.SITE_URL:
        hint = "Set it to the address of the public site: https://newsroom.example.org"
        yield checks.Warning("SITE_URL is not set.", hint=hint, id="icnk.W006")


@register(Tags.security)
def weaknesses_are_told_to_an_address(app_configs, **kwargs):
    """RFC 9116, 2.5.3: a contact in security.txt is a URI."""
    if settings.SECURITY_CONTACT and not re.match("(?:mailto|tel|https):", settings.SECURITY_CONTACT):
        words = "SECURITY_CONTACT is no address that security.txt may give."
        yield Error(words, hint="Begin it with mailto:, https: or tel:", id="icnk.E005")


@register(Tags.security)
def editor_stays_in_its_cell(app_configs, **kwargs):
    """CKEditor 4 has no more fixes: `ckeditor.W001` is silenced only because each of these holds."""
    if "ckeditor_uploader" in settings.INSTALLED_APPS:
        yield Error("ckeditor_uploader is installed.", hint="Take it out: it lets files in.", id="icnk.E001")
    for name, config in settings.CKEDITOR_CONFIGS.items():
        kept = OUTSIDE_PLUGINS - set(config.get("removePlugins", "").split(","))
        if kept:
            yield Error(f"The editor {name!r} keeps {', '.join(sorted(kept))}.", hint="removePlugins", id="icnk.E002")
        if {"allowedContent", "extraAllowedContent", "fullPage"} & set(config):
            yield Error(f"The editor {name!r} lets more markup in.", hint="Leave its own filter on.", id="icnk.E003")
        if config.get("versionCheck", True):
            yield Error(f"The editor {name!r} asks its maker's site.", hint="versionCheck: False", id="icnk.E004")


@register(Tags.security, deploy=True)
def what_is_issued_can_be_signed_and_proved(app_configs, **kwargs):
    """The public side proves with public parts alone; the desk signs. Neither keeps a key where files are served."""
    keys, public_side = settings.SIGNING_KEYS, getattr(settings, "SIDE", "") == "public"
    if not signatures.public_keys():
        hint = "Make one with manage.py new_signing_key, or bring the public parts here."
        yield Error(f"There is no signing key in {keys}.", hint=hint, id="icnk.E010")
    elif not public_side:
        try:
            signatures.sign("0" * 64)
        except signatures.NoKey as error:
            yield Error(" ".join(error.messages), hint=f"Look at {keys}.", id="icnk.E011")
    if public_side and signatures.private_names():
        hint = "Leave only the files that end in .pub.pem."
        yield Error(f"The public side holds a private key in {keys}.", hint=hint, id="icnk.E012")
    if len(signatures.private_names()) > 1:
        hint = "Take all but the newest away from this server, to a place that is offline."
        yield checks.Warning(f"Former private keys still lie in {keys}.", hint=hint, id="icnk.W013")
    if any(Path(keys).is_relative_to(served) for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT)):
        yield Error(f"The signing keys lie in {keys}, among files that are served.", id="icnk.E014")
