"""Settings for all deployments, read from environment variables. docs/operation.md lists them."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from icnk.log_redaction import build_logging

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set, so the newsroom does not start. Set it to a long random text of your own, "
            "or set DEBUG=1 to try the newsroom on your own machine."
        )
    SECRET_KEY = "known to everybody: for DEBUG on one's own machine only"  # noqa: S105
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# The address of the public site: https://newsroom.example.org
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")  # mailto:… or https:…, for security.txt

# What this process serves: "public" the public pages only, without sign-in; "desk" all pages, on the desk's own host;
# "" all pages.
SIDE = env.str("SIDE", default="")
if SIDE not in ("", "public", "desk"):
    raise ImproperlyConfigured(f'SIDE is {SIDE!r}. Set it to "public" or "desk", or do not set it.')

INSTALLED_APPS = [
    "icnk",
    "icnk.accounts",
    "icnk.core.history",
    "releases",
    "members",
    "ckeditor",
    "django_countries",
    "icnk.apps.NewsroomAdminConfig",  # replaces django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "icnk.security_headers.security_headers",  # first, so that errors, redirects and static files have the headers too
    "django.middleware.security.SecurityMiddleware",
    "icnk.middleware.limit_methods_and_body_size",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "icnk.middleware.locale_from_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "icnk.accounts.middleware.PasskeyAuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "icnk.middleware.audit_request",
    "icnk.middleware.TamperedDocumentMiddleware",
    "icnk.accounts.middleware.AdminAccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "icnk.urls"
WSGI_APPLICATION = "icnk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "icnk.context_processors.page_metadata",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured("DATABASE_URL names no database: postgres://user:password@host/name or sqlite:////path.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Staff sign in with passkeys. With DEBUG, passwords work too.
PASSKEYS_REQUIRED = not DEBUG
AUTHENTICATION_BACKENDS = ["icnk.accounts.backends.StaffBackend"]
LOGIN_URL = "account:sign_in"
ACCOUNT_ADAPTER = "icnk.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_RATE_LIMITS = {"passkey_options": "60/m/ip", "passkey_response": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds; icnk.accounts.sessions ends idle sessions earlier

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Seoul")
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어"), ("ja", "日本語")]
FORMAT_MODULE_PATH = ["icnk.formats"]
LOCALE_PATHS = [BASE_DIR / "icnk" / "locale"]

# Enough for the longest release with hundreds of quotes. A form encodes a Korean character in nine bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Images, attached documents and stored renderings. Only views serve them, because they check permissions.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))

# Keys that sign issued documents (releases/document/signing.py). Keep them out of the database and its backups.
SIGNING_KEYS = env.path("SIGNING_KEYS", default=str(BASE_DIR / "signing"))

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "icnk.static_finders.JoinedFilesFinder",
    "icnk.static_finders.ServedAppFilesFinder",
]
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
if not DEBUG:
    MIDDLEWARE.insert(2, "whitenoise.middleware.WhiteNoiseMiddleware")
    WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites' scripts can't read static files
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    if env.bool("BEHIND_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is the client
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
X_FRAME_OPTIONS = "DENY"

# Messages may quote a draft, and cookies can be read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Mails link to the desk. They don't contain text of a release.
if DEBUG:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    try:
        vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured("EMAIL_URL names no mail server: smtp+tls://user:password@host:587.") from error
EMAIL_TIMEOUT = 10  # seconds, so that an unreachable mail server does not block requests
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="newsroom@localhost")

# Path of the audit log, JSON lines (icnk/core/audit_log.py). Empty: stderr.
AUDIT_LOG = env.str("AUDIT_LOG", default="")
if AUDIT_LOG and not os.access(Path(AUDIT_LOG).absolute().parent, os.W_OK):
    raise ImproperlyConfigured(f"AUDIT_LOG is {AUDIT_LOG}, and nothing can be written into that folder.")
LOGGING = build_logging(debug=DEBUG, audit_log=AUDIT_LOG)
CSRF_FAILURE_VIEW = "icnk.views.csrf_failure"

# EDITOR=plain replaces CKEditor with a text area. A shell may set EDITOR to the path of an editor: that is ignored.
PLAIN_EDITOR = env.str("EDITOR", default="").strip().lower() == "plain"
CKEDITOR_CONFIGS = {
    "default": {
        # All installed plugins. divarea: without a frame; safepaste, headings: our own, in static/js/admin/ckeditor
        "plugins": (
            "basicstyles,blockquote,clipboard,divarea,enterkey,entities,headings,htmlwriter,link,list,"
            "removeformat,safepaste,toolbar,undo"
        ),
        "toolbar": [
            ["H2", "H3", "Bold", "Italic", "RemoveFormat"],
            ["NumberedList", "BulletedList", "Blockquote"],
            ["Link", "Unlink"],
            ["Undo", "Redo"],
        ],
        "width": "100%",
        "height": 480,
        "customConfig": "",
        "stylesSet": False,
        "versionCheck": False,
        "disableNativeSpellChecker": False,
        "entities": False,
        "pasteFilter": "p br em i; a[!href]",  # pasted text keeps these only
        "removeButtons": "Anchor,Strike,Subscript,Superscript,Underline",
        "removeDialogTabs": "link:advanced;link:target;link:upload",
        "disallowedContent": "script; style; iframe; object; embed; *[on*]",
    },
}
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]  # icnk.checks checks the editor instead

# The public side has no sign-in, sessions or messages. Keep this last: it filters the lists above.
if SIDE == "public":
    DESK_APPS = (
        "icnk.apps.NewsroomAdminConfig",
        "icnk.accounts",
        "allauth",
        "django.contrib.sessions",
        "django.contrib.messages",
    )
    INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith(DESK_APPS)]
    MIDDLEWARE = [each for each in MIDDLEWARE if not each.startswith((*DESK_APPS, "django.contrib.auth"))]
elif SIDE == "desk":
    MIDDLEWARE.insert(0, "icnk.middleware.noindex")
