"""Security headers on every response: CSP, Permissions Policy, framing, referrer, caching and indexing.

The public pages and the desk have a policy each; neither allows inline scripts. A header that a view sets itself is
kept: the sandbox of a file, `no-referrer` and `no-store` of a private link, the framing of a preview. A dead private
link has none, so it looks like an address that never existed.
"""

import re
from dataclasses import dataclass

SELF_ONLY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
#: Trusted Types: no script of a public page may turn text into markup.
PUBLIC_POLICY = SELF_ONLY | {"require-trusted-types-for": "'script'", "trusted-types": "'none'"}
DESK_POLICY = SELF_ONLY | {"img-src": "'self' data:", "connect-src": "'self'"}
#: CKEditor 4 adds style elements, so forms that load it allow them.
EDITOR_POLICY = DESK_POLICY | {"style-src": "'self' 'unsafe-inline'"}
FRAMING_VIEWS = {"admin:releases_release_preview"}  # they show a page of this site in a frame

BLOCKED_FEATURES = ("camera", "microphone", "geolocation", "usb", "payment", "display-capture", "serial", "hid")
PASSKEY_FEATURES = ("publickey-credentials-get", "publickey-credentials-create")

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Side:
    policy: dict
    referrer: str
    passkeys: str = "()"  # the allowlist of PASSKEY_FEATURES
    is_private: bool = False  # neither cached nor indexed

    @property
    def permissions(self) -> str:
        features = dict.fromkeys(BLOCKED_FEATURES, "()") | dict.fromkeys(PASSKEY_FEATURES, self.passkeys)
        return ", ".join(f"{name}={allowlist}" for name, allowlist in features.items())


DESK = Side(DESK_POLICY, "same-origin", passkeys="(self)", is_private=True)
PUBLIC = Side(PUBLIC_POLICY, "strict-origin-when-cross-origin")
DESK_PATH = re.compile(r"/(?:admin|account)(?:/|$)")


def security_headers(get_response):
    """The first middleware, so that errors, redirects and static files have the headers as well."""

    def middleware(request):
        response = get_response(request)
        add_headers(request, response)
        return response

    return middleware


def add_headers(request, response) -> None:
    side, headers = DESK if DESK_PATH.match(request.path_info) else PUBLIC, response.headers
    for name, value in COMMON_HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", build_csp(request, response, side))
    headers.setdefault("Permissions-Policy", side.permissions)
    if headers.get("Referrer-Policy") != "no-referrer":
        headers["Referrer-Policy"] = side.referrer
    if side.is_private:
        headers["X-Robots-Tag"] = "noindex, nofollow"
        headers["Cache-Control"] = "no-store, private"


def build_csp(request, response, side: Side) -> str:
    """Return the side's policy, adapted to the response: with the editor, with or in a frame, over https."""
    directives = EDITOR_POLICY if side is DESK and has_editor(response) else side.policy
    is_framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
    directives = directives | {"frame-ancestors": "'self'" if is_framed else "'none'"}
    if getattr(request.resolver_match, "view_name", "") in FRAMING_VIEWS:
        directives["frame-src"] = "'self'"
    if request.is_secure():
        directives["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


def has_editor(response) -> bool:
    """Return whether the page is a form that loads CKEditor, from the `media` in its template context."""
    return "ckeditor" in str((getattr(response, "context_data", None) or {}).get("media", ""))
