"""System checks that are this site's own."""

import re
from pathlib import Path

from ckeditor.fields import RichTextField
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks
from django.core.checks import Error, Tags, register
from django.db import connection

from releases.document import signing

#: All that the editor is made of. Those it has beside them open frames or send the text to an outside service.
EDITOR_PLUGINS = {
    *("basicstyles", "blockquote", "clipboard", "divarea", "enterkey", "entities", "harmless", "headings"),
    *("htmlwriter", "link", "list", "removeformat", "toolbar", "undo"),
}
#: Settings of the editor that let more in than its own filter does, or bring it more parts.
LOOSENING = {"allowedContent", "extraAllowedContent", "fullPage", "extraPlugins", "extra_plugins"}
NEVER_SERVED = ["plugins/preview/preview.html", "plugins/scayt/dialogs/options.js", "plugins/exportpdf/plugin.js"]
HOSTILE = "<p onclick=x()>x</p><script>x()</script>"


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
        yield from _editor_is_in_its_cell(name, config)
    if not any(name.startswith("icnk.security_headers.") for name in settings.MIDDLEWARE):
        yield Error(
            "No policy says which scripts run.", hint="Put icnk.security_headers in MIDDLEWARE.", id="icnk.E006"
        )
    if served := [name for name in NEVER_SERVED if finders.find(f"ckeditor/ckeditor/{name}")]:
        words = f"Parts of the editor that nobody needs are served: {', '.join(served)}."
        yield Error(words, hint="Keep icnk.static_finders in STATICFILES_FINDERS.", id="icnk.E007")


def _editor_is_in_its_cell(name, config):
    plugins = set(config.get("plugins", "all of its own").split(","))
    if wrong := (plugins - EDITOR_PLUGINS) | ({"divarea"} - plugins):
        hint = "`plugins` names what it needs: with divarea, and without frames or outside services."
        yield Error(f"The editor {name!r} is wrong about {', '.join(sorted(wrong))}.", hint=hint, id="icnk.E002")
    if LOOSENING & set(config):
        yield Error(f"The editor {name!r} lets more in.", hint="Leave its own filter and parts.", id="icnk.E003")
    if config.get("versionCheck", True):
        yield Error(f"The editor {name!r} asks its maker's site.", hint="versionCheck: False", id="icnk.E004")


@register(Tags.security, Tags.models)
def markup_is_cleaned_at_the_columns_door(app_configs, **kwargs):
    """A column of text with markup that takes in what the editor sends is an error, too."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, RichTextField) and field.get_db_prep_save(HOSTILE, connection) != "<p>x</p>":
                words = f"{model._meta.label}.{field.name} is not cleaned as it is saved."
                yield Error(words, hint="Make it a releases.document.fields.MarkupField.", obj=field, id="icnk.E008")


@register(Tags.security, deploy=True)
def what_is_issued_can_be_signed_and_proved(app_configs, **kwargs):
    """The public side proves with public parts alone; the desk signs. Neither keeps a key where files are served."""
    keys, public_side = settings.SIGNING_KEYS, getattr(settings, "SIDE", "") == "public"
    if not signing.public_keys():
        hint = "Make one with manage.py new_signing_key, or bring the public parts here."
        yield Error(f"There is no signing key in {keys}.", hint=hint, id="icnk.E010")
    elif not public_side:
        try:
            signing.sign("0" * 64)
        except signing.NoKey as error:
            yield Error(" ".join(error.messages), hint=f"Look at {keys}.", id="icnk.E011")
    if public_side and signing.private_names():
        hint = "Leave only the files that end in .pub.pem."
        yield Error(f"The public side holds a private key in {keys}.", hint=hint, id="icnk.E012")
    if len(signing.private_names()) > 1:
        hint = "Take all but the newest away from this server, to a place that is offline."
        yield checks.Warning(f"Former private keys still lie in {keys}.", hint=hint, id="icnk.W013")
    if any(Path(keys).is_relative_to(served) for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT)):
        yield Error(f"The signing keys lie in {keys}, among files that are served.", id="icnk.E014")
