"""What every answer tells the browser: what a page may load and run, who may frame, keep, pass on or find it.

The newsroom has two sides, the public one and the desk. On neither does a script run that stands in the page itself,
whoever wrote it there. What is not named in a policy is forbidden by `default-src 'none'` (CSP 3, Trusted Types,
Permissions Policy, Fetch for CORP, HTML for COOP and COEP).

A view that says more about its own answer keeps it: the sandbox of a file, the `no-referrer` and `no-store` of a
private link, the frames of a preview. A private link that is dead has nothing of its own, and cannot be told from an
address that never was.
"""

import re
from dataclasses import dataclass

OURS_ALONE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
#: No text becomes markup or script in the browser: what the public pages run makes elements alone.
PUBLIC_POLICY = OURS_ALONE | {"require-trusted-types-for": "'script'", "trusted-types": "'none'"}
DESK_POLICY = OURS_ALONE | {"img-src": "'self' data:", "connect-src": "'self'"}
#: CKEditor 4 makes style elements. Where it is loaded it has them, and nowhere else.
EDITOR_POLICY = DESK_POLICY | {"style-src": "'self' 'unsafe-inline'"}
#: The pages of the desk that show a page of ours in a frame.
FRAMING = {"admin:releases_release_preview"}

DEVICES = ("camera", "microphone", "geolocation", "usb", "payment", "display-capture", "serial", "hid")
KEYS = ("publickey-credentials-get", "publickey-credentials-create")

ALL = {
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
    keys: str = "()"  # who may ask for a passkey
    secret: bool = False  # nobody keeps it, and no search engine lists it

    @property
    def permissions(self) -> str:
        return ", ".join([*(f"{name}=()" for name in DEVICES), *(f"{name}={self.keys}" for name in KEYS)])


DESK = Side(DESK_POLICY, "same-origin", keys="(self)", secret=True)
PUBLIC = Side(PUBLIC_POLICY, "strict-origin-when-cross-origin")
OF_THE_DESK = re.compile(r"/(?:admin|account)(?:/|$)")


def on_every_answer(get_response):
    """Stands before all other middleware, so that errors, redirects and static files have the headers, too."""

    def middleware(request):
        response = get_response(request)
        add(request, response)
        return response

    return middleware


def add(request, response) -> None:
    side, headers = DESK if OF_THE_DESK.match(request.path_info) else PUBLIC, response.headers
    for name, value in ALL.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", policy(request, response, side))
    headers.setdefault("Permissions-Policy", side.permissions)
    if headers.get("Referrer-Policy") != "no-referrer":
        headers["Referrer-Policy"] = side.referrer
    if side.secret:
        headers["X-Robots-Tag"] = "noindex, nofollow"
        headers["Cache-Control"] = "no-store, private"


def policy(request, response, side) -> str:
    """The side's policy, for this answer: with the editor, with frames, in a frame, over https."""
    rules = EDITOR_POLICY if side is DESK and has_the_editor(response) else side.policy
    framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
    rules = rules | {"frame-ancestors": "'self'" if framed else "'none'"}
    if getattr(request.resolver_match, "view_name", "") in FRAMING:
        rules["frame-src"] = "'self'"
    if request.is_secure():
        rules["upgrade-insecure-requests"] = ""
    return "; ".join(f"{name} {value}".strip() for name, value in rules.items())


def has_the_editor(response) -> bool:
    """Whether the page is a form that loads CKEditor: its template was given the scripts and styles of its widgets."""
    return "ckeditor" in str((getattr(response, "context_data", None) or {}).get("media", ""))
