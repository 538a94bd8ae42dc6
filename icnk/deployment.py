"""What a production site must not be run with: errors of `manage.py check --deploy`, and so the server does not start.

Each rule stands where an enemy gets in or reads along without it. Django's own checks warn of some of these, too.
"""

import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY, FEWEST_CHARACTERS = 50, 10  # characters; different ones
A_YEAR = 365 * 24 * 60 * 60  # seconds
KNOWN_KEYS = ("known to everybody", "django-insecure-")
NO_MAIL = {f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "filebased", "locmem")}


@register(Tags.security, deploy=True)
def nobody_guesses_the_key(app_configs, **kwargs):
    """Whoever has it makes sessions, seals and previews of their own."""
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or key.startswith(KNOWN_KEYS):
        hint = "python -c 'import secrets; print(secrets.token_urlsafe(64))' makes one."
        yield Error("SECRET_KEY is short, known, or easy to guess.", hint=hint, id="icnk.E020")


@register(Tags.security, deploy=True)
def the_site_is_not_on_trial(app_configs, **kwargs):
    if settings.DEBUG:
        yield Error("DEBUG is on: faults show what stands inside.", hint="Take DEBUG out.", id="icnk.E021")


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs):
    """Addresses in mails, passes and feeds are made from the host that was asked for."""
    if not settings.ALLOWED_HOSTS:
        hint = "Name the hosts of the site: ALLOWED_HOSTS=newsroom.example.org"
        yield Error("ALLOWED_HOSTS is empty.", hint=hint, id="icnk.E022")
    if wide := [host for host in settings.ALLOWED_HOSTS if host.startswith(("*", "."))]:
        words = f"ALLOWED_HOSTS lets {', '.join(wide)} in, and so hosts that are not yours."
        yield Error(words, hint="Name each host.", id="icnk.E023")


@register(Tags.security, deploy=True)
def all_goes_by_https(app_configs, **kwargs):
    if settings.SECURE_HSTS_SECONDS < A_YEAR:
        hint = "Take SECURE_HSTS_SECONDS out, or set it to a year or more."
        yield Error("Browsers keep to https for less than a year.", hint=hint, id="icnk.E024")
    if not (settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER):
        hint = "Set SECURE_SSL_REDIRECT=1, or BEHIND_PROXY=1 where the proxy sends everybody to https."
        yield Error("Nobody is sent from http to https.", hint=hint, id="icnk.E025")
    if settings.SITE_URL and not (urlsplit(settings.SITE_URL).scheme == "https" and urlsplit(settings.SITE_URL).netloc):
        yield Error("SITE_URL is no https address.", hint="SITE_URL=https://newsroom.example.org", id="icnk.E026")


@register(Tags.security, deploy=True)
def cookies_stay_with_the_browser(app_configs, **kwargs):
    always = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
    same_site = ("SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE")
    loose = [name for name in always if not getattr(settings, name)]
    loose += [name for name in same_site if getattr(settings, name) not in ("Strict", "Lax")]
    if loose:
        hint = "Leave them as icnk/settings.py has them."
        yield Error(f"Cookies can be read or sent along: {', '.join(loose)}.", hint=hint, id="icnk.E027")


@register(Tags.security, deploy=True)
def mails_go_out(app_configs, **kwargs):
    """They tell of what waits, and of sign-ins that were somebody else."""
    if settings.EMAIL_BACKEND in NO_MAIL:
        hint = "Set EMAIL_URL to your mail server: smtp+tls://user:password@host:587"
        yield Error("Mails are not sent to anybody.", hint=hint, id="icnk.E028")


@register(Tags.security, deploy=True)
def what_is_kept_does_not_lie_among_what_is_served(app_configs, **kwargs):
    served = [Path(place).resolve() for place in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    for name, place in _kept():
        if place and any(Path(place).resolve().is_relative_to(folder) for folder in served):
            hint = "Keep it in a folder of its own: whatever lies with the static files, anybody may read."
            yield Error(f"{name} lies among the static files.", hint=hint, id="icnk.E029")


@register(Tags.compatibility, deploy=True)  # it is to be mended, and is no door: the server starts all the same
def sqlite_does_not_spoil_its_file(app_configs, **kwargs):
    """The WAL-reset fault of SQLite 3.7.0 to 3.51.2 (https://sqlite.org/wal.html)."""
    options = _database().get("OPTIONS", {})
    if "journal_mode=wal" in options.get("init_command", "").lower() and is_spoiling(sqlite3.sqlite_version_info):
        words = f"SQLite {sqlite3.sqlite_version} can spoil its file when several write at once."
        hint = "Use PostgreSQL (DATABASE_URL=postgres://…), or SQLite 3.51.3 or later."
        yield Error(words, hint=hint, id="icnk.E030")


def is_spoiling(version) -> bool:
    """Whether this version of SQLite has the fault: mended in 3.51.3, and before in two branches."""
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return version >= (3, 7) and not mended


def refuse_to_start() -> None:
    """Raise `ImproperlyConfigured` where the site is not on trial and a check of security finds an error."""
    if settings.DEBUG:
        return
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    if errors := [error for error in found if error.is_serious() and not error.is_silenced()]:
        words = "\n".join(str(error) for error in errors)
        raise ImproperlyConfigured(f"The newsroom does not start with settings that are not safe.\n{words}")


def _kept():
    yield "MEDIA_ROOT", settings.MEDIA_ROOT
    yield "AUDIT_LOG", settings.AUDIT_LOG
    if _database()["ENGINE"] == "django.db.backends.sqlite3":
        yield "The database", _database()["NAME"]


def _database():
    return settings.DATABASES["default"]
