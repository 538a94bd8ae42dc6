"""System checks of this site. Errors tagged `security` also stop the server from starting (see `refuse_to_start`)."""

import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from ckeditor.fields import RichTextField
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import Error, Tags, Warning, register, run_checks  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from releases.document import signing

MIN_KEY_LENGTH, MIN_DISTINCT_CHARACTERS = 50, 10
MIN_HSTS_SECONDS = 365 * 24 * 60 * 60
KNOWN_KEYS = ("known to everybody", "django-insecure-")
NO_MAIL = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")}
PASSKEY_MIDDLEWARE = [
    "icnk.accounts.middleware.PasskeyAuthenticationMiddleware",
    "icnk.accounts.middleware.AdminAccessMiddleware",
]
#: The only plugins of CKEditor that are used. Its others open frames or send the text to an outside service.
EDITOR_PLUGINS = {
    *("basicstyles", "blockquote", "clipboard", "divarea", "enterkey", "entities", "headings", "htmlwriter"),
    *("link", "list", "removeformat", "safepaste", "toolbar", "undo"),
}
#: Settings of the editor that weaken its filter or load more plugins.
UNSAFE_EDITOR_SETTINGS = {"allowedContent", "extraAllowedContent", "fullPage", "extraPlugins", "extra_plugins"}
UNSERVED_EDITOR_FILES = [
    "plugins/preview/preview.html",
    "plugins/scayt/dialogs/options.js",
    "plugins/exportpdf/plugin.js",
]
HOSTILE_MARKUP = "<p onclick=x()>x</p><script>x()</script>"


def refuse_to_start() -> None:
    """Raise `ImproperlyConfigured` if a security check finds an error outside DEBUG."""
    if settings.DEBUG:
        return
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    if errors := [error for error in found if error.is_serious() and not error.is_silenced()]:
        message = "\n".join(str(error) for error in errors)
        raise ImproperlyConfigured(f"The newsroom does not start with unsafe settings.\n{message}")


@register(Tags.security, deploy=True)
def check_site_url(app_configs, **kwargs):
    """Feeds, PDFs and canonical links must not carry the host of a request."""
    if not settings.SITE_URL:
        hint = "Set it to the address of the public site: https://newsroom.example.org"
        yield Warning("SITE_URL is not set.", hint=hint, id="icnk.W006")


@register(Tags.security)
def check_security_contact(app_configs, **kwargs):
    """RFC 9116, 2.5.3: a contact in security.txt is a URI."""
    if settings.SECURITY_CONTACT and not re.match("(?:mailto|tel|https):", settings.SECURITY_CONTACT):
        message = "SECURITY_CONTACT is not a URI that security.txt allows."
        yield Error(message, hint="Begin it with mailto:, https: or tel:", id="icnk.E005")


@register(Tags.security)
def check_editor(app_configs, **kwargs):
    """CKEditor 4 gets no more fixes. These checks replace `ckeditor.W001`, which is silenced."""
    if "ckeditor_uploader" in settings.INSTALLED_APPS:
        yield Error("ckeditor_uploader is installed.", hint="Remove it: it accepts uploads.", id="icnk.E001")
    for name, config in settings.CKEDITOR_CONFIGS.items():
        yield from _check_editor_config(name, config)
    if not any(name.startswith("icnk.security_headers.") for name in settings.MIDDLEWARE):
        hint = "Put icnk.security_headers in MIDDLEWARE."
        yield Error("There is no Content Security Policy.", hint=hint, id="icnk.E006")
    if served := [name for name in UNSERVED_EDITOR_FILES if finders.find(f"ckeditor/ckeditor/{name}")]:
        message = f"Unused parts of the editor are served: {', '.join(served)}."
        yield Error(message, hint="Keep icnk.static_finders in STATICFILES_FINDERS.", id="icnk.E007")


def _check_editor_config(name, config):
    plugins = set(config.get("plugins", "all of its own").split(","))
    if wrong := (plugins - EDITOR_PLUGINS) | ({"divarea"} - plugins):
        hint = "List the plugins: with divarea, and without any that open frames or use outside services."
        yield Error(f"The editor {name!r} has wrong plugins: {', '.join(sorted(wrong))}.", hint=hint, id="icnk.E002")
    if UNSAFE_EDITOR_SETTINGS & set(config):
        yield Error(f"The editor {name!r} weakens its filter.", hint="Keep its own filter and plugins.", id="icnk.E003")
    if config.get("versionCheck", True):
        yield Error(f"The editor {name!r} asks its maker's site.", hint="Set versionCheck to False.", id="icnk.E004")


@register(Tags.security, Tags.models)
def check_rich_text_fields(app_configs, **kwargs):
    """Every rich text column must clean its markup on save."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, RichTextField) and field.get_db_prep_save(HOSTILE_MARKUP, connection) != "<p>x</p>":
                message = f"{model._meta.label}.{field.name} is not cleaned when it is saved."
                yield Error(message, hint="Make it a releases.document.fields.MarkupField.", obj=field, id="icnk.E008")


@register(Tags.security, deploy=True)
def check_signing_keys(app_configs, **kwargs):
    """The desk signs; the public side only holds public keys. Keys must not lie among served files."""
    keys, is_public_side = settings.SIGNING_KEYS, settings.SIDE == "public"
    if not signing.public_keys():
        hint = "Make one with manage.py new_signing_key, or bring the public parts here."
        yield Error(f"There is no signing key in {keys}.", hint=hint, id="icnk.E010")
    elif not is_public_side:
        try:
            signing.sign("0" * 64)
        except signing.SigningKeyError as error:
            yield Error(" ".join(error.messages), hint=f"Look at {keys}.", id="icnk.E011")
    if is_public_side and signing.get_private_key_names():
        hint = "Leave only the files that end in .pub.pem."
        yield Error(f"The public side holds a private key in {keys}.", hint=hint, id="icnk.E012")
    if len(signing.get_private_key_names()) > 1:
        hint = "Move all but the newest from this server to a place that is offline."
        yield Warning(f"Former private keys still lie in {keys}.", hint=hint, id="icnk.W013")
    if any(Path(keys).is_relative_to(served) for served in (settings.MEDIA_ROOT, settings.STATIC_ROOT)):
        yield Error(f"The signing keys lie in {keys}, among files that are served.", id="icnk.E014")


@register(Tags.security, deploy=True)
def check_secret_key(app_configs, **kwargs):
    """The key protects sessions and the tokens of private links."""
    key = settings.SECRET_KEY
    if len(key) < MIN_KEY_LENGTH or len(set(key)) < MIN_DISTINCT_CHARACTERS or key.startswith(KNOWN_KEYS):
        hint = "python -c 'import secrets; print(secrets.token_urlsafe(64))' makes one."
        yield Error("SECRET_KEY is short, known, or easy to guess.", hint=hint, id="icnk.E020")


@register(Tags.security, deploy=True)
def check_debug(app_configs, **kwargs):
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages show internal data.", hint="Turn DEBUG off.", id="icnk.E021")


@register(Tags.security, deploy=True)
def check_allowed_hosts(app_configs, **kwargs):
    if not settings.ALLOWED_HOSTS:
        hint = "Name the hosts of the site: ALLOWED_HOSTS=newsroom.example.org"
        yield Error("ALLOWED_HOSTS is empty.", hint=hint, id="icnk.E022")
    if wildcards := [host for host in settings.ALLOWED_HOSTS if host.startswith(("*", "."))]:
        message = f"ALLOWED_HOSTS allows {', '.join(wildcards)}, and so hosts that are not yours."
        yield Error(message, hint="Name each host.", id="icnk.E023")


@register(Tags.security, deploy=True)
def check_https(app_configs, **kwargs):
    if settings.SECURE_HSTS_SECONDS < MIN_HSTS_SECONDS:
        hint = "Remove SECURE_HSTS_SECONDS, or set it to a year or more."
        yield Error("Browsers keep to https for less than a year.", hint=hint, id="icnk.E024")
    if not (settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER):
        hint = "Set SECURE_SSL_REDIRECT=1, or BEHIND_PROXY=1 if the proxy redirects to https."
        yield Error("Requests over http are not redirected to https.", hint=hint, id="icnk.E025")
    if settings.SITE_URL and not (urlsplit(settings.SITE_URL).scheme == "https" and urlsplit(settings.SITE_URL).netloc):
        yield Error("SITE_URL is not an https address.", hint="SITE_URL=https://newsroom.example.org", id="icnk.E026")


@register(Tags.security, deploy=True)
def check_cookies(app_configs, **kwargs):
    always = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
    same_site = ("SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE")
    unsafe = [name for name in always if not getattr(settings, name)]
    unsafe += [name for name in same_site if getattr(settings, name) not in ("Strict", "Lax")]
    if unsafe:
        hint = "Leave them as icnk/settings.py has them."
        yield Error(f"Cookies can be read or sent along: {', '.join(unsafe)}.", hint=hint, id="icnk.E027")


@register(Tags.security, deploy=True)
def check_email(app_configs, **kwargs):
    """Notifications tell staff of waiting releases and of unexpected sign-ins."""
    if settings.EMAIL_BACKEND in NO_MAIL:
        hint = "Set EMAIL_URL to your mail server: smtp+tls://user:password@host:587"
        yield Error("Mails are not sent.", hint=hint, id="icnk.E028")


@register(Tags.security, deploy=True)
def check_private_paths(app_configs, **kwargs):
    """Uploads, the audit log and the database must not lie in a folder of static files."""
    served = [Path(path).resolve() for path in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    private = {"MEDIA_ROOT": settings.MEDIA_ROOT, "AUDIT_LOG": settings.AUDIT_LOG}
    if _database()["ENGINE"] == "django.db.backends.sqlite3":
        private["The database"] = _database()["NAME"]
    for name, path in private.items():
        if path and any(Path(path).resolve().is_relative_to(folder) for folder in served):
            hint = "Keep it in a folder of its own: everything among the static files is public."
            yield Error(f"{name} lies among the static files.", hint=hint, id="icnk.E029")


@register(Tags.security, deploy=True)
def check_passkeys(app_configs, **kwargs):
    """Outside DEBUG the desk opens with passkeys alone. The public side has no sign-in."""
    if settings.SIDE == "public":
        return
    if not settings.PASSKEYS_REQUIRED:
        yield Error("Passwords open the desk.", hint="Set PASSKEYS_REQUIRED, or DEBUG to 0.", id="accounts.E001")
    if missing := [name for name in PASSKEY_MIDDLEWARE if name not in settings.MIDDLEWARE]:
        yield Error(f"MIDDLEWARE lacks {', '.join(missing)}.", hint="Passkeys need it.", id="accounts.E002")
    if settings.AUTHENTICATION_BACKENDS != ["icnk.accounts.backends.StaffBackend"]:
        yield Error("AUTHENTICATION_BACKENDS has others than StaffBackend.", hint="Remove them.", id="accounts.E003")
    if settings.MFA_WEBAUTHN_USER_VERIFICATION != "required":
        yield Error("Devices need not verify their user.", hint="MFA_WEBAUTHN_USER_VERIFICATION", id="accounts.E004")


@register(Tags.compatibility, deploy=True)  # not `security`: the server starts all the same
def check_sqlite_version(app_configs, **kwargs):
    """The WAL-reset bug of SQLite 3.7.0 to 3.51.2 (https://sqlite.org/wal.html)."""
    init_command = _database().get("OPTIONS", {}).get("init_command", "")
    if "journal_mode=wal" in init_command.lower() and has_wal_reset_bug(sqlite3.sqlite_version_info):
        message = f"SQLite {sqlite3.sqlite_version} can corrupt its file when several processes write at once."
        hint = "Use PostgreSQL (DATABASE_URL=postgres://…), or SQLite 3.51.3 or later."
        yield Error(message, hint=hint, id="icnk.E030")


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """The bug is fixed in 3.51.3 and in two older branches."""
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return version >= (3, 7) and not fixed


def _database():
    return settings.DATABASES["default"]
