"""Random requests like those of scanners, broken clients and attackers: WSGI environments, reproducible by seed."""

import io
from html.parser import HTMLParser
from random import Random
from urllib.parse import quote_from_bytes, urlencode

from django.conf import settings

NUMBERS = b"-1 0 1 2 007 1.5 1e309 nan inf -0 0x10 1_000 +1 1,2,3 2147483648 9223372036854775807 9223372036854775808"
DAYS = b"2026 -2026 2026-02-30 0000-00-00 0001-01-01 9999-12-31 10000-01-01 24:61 99:99 Asia/Seoul Mars/Base"
WORDS = b"true None null [] {} NaN en xx all releases release password body__startswith __class__ pk__in AND NEAR( NOT"
PLACES = b"../../../etc/passwd ..\\.. .. . / //elsewhere.example.org/ /\\elsewhere.example.org javascript:0 %00 %zz %"
CODE = b"<script>0</script> {{7*7}} {%x%} ${7*7} %(x)s {0} %s%n ' \" 'OR'1'='1 a'-- $$ ; \\ *"
SCRIPTS = "２０２６ ² ٣ ½ Ⅷ 📰👩\u200d👧 \u202ea مرحبا שלום 北韓 없는-주소 é ﬁ ß ı İ \u200b \ufeff \ufffe \U0010ffff"
BYTES = b"\xff|\xfe\xff|\xed\xa0\x80|\xc0\xaf|\xf0\x9f|\xe2\x80|\xf4\x90\x80\x80|\x80\x80\x80\x80\x80\x80\x80\x80"
CONTROLS = b"\x00|a\x00b|\x00\x00\x00\x00|\n|\t|\x0b|\x1f|\x7f|\xc2\x85|\r\nX-Odd: 1|| "
LONG = [b"9" * 20, b"9" * 5000, b"a" * 65536, b"<" * 3000, b"a b " * 2000, b"(" * 500, b'"' * 501, b"-" * 99]
BY_SPACES = [NUMBERS, DAYS, WORDS, PLACES, CODE, SCRIPTS.encode()]
VALUES = [
    *(value for each in BY_SPACES for value in each.split(b" ")),
    *BYTES.split(b"|"),
    *CONTROLS.split(b"|"),
    *LONG,
]

PAGES = ["year", "q", "member", "speaker", "language", "on", "by", "page", "p", "o", "e", "all", "listed", "belongs"]
DESK = """
_facets _popup _to_field _changelist_filters _save _addanother _continue _saveasnew action index id _selected_action
select_across next app_label model_name field_name term version leaving pk pk__in id__exact body__startswith
headline__gt password__startswith state__exact state language__exact kind__exact country country__exact from
created_by__password released_on__year released_on__gte is_staff__exact groups__id__exact page__exact a b against
form_token accepted answer shown when day time zone shown_instant note reason confirmed bypass people expires revoke
revoke_all prolong restore words text file upload csrfmiddlewaretoken taken typed unsaved compared remark name headline
post status sign agreed earlier newest saved replacement terms
"""
NAMES = [*PAGES, *DESK.split()]
ASKED = [*NAMES, *4 * PAGES]
HEADERS = """
IF_NONE_MATCH IF_MATCH IF_MODIFIED_SINCE IF_UNMODIFIED_SINCE RANGE IF_RANGE ACCEPT ACCEPT_LANGUAGE ACCEPT_ENCODING
REFERER ORIGIN USER_AGENT X_FORWARDED_FOR X_FORWARDED_PROTO X_FORWARDED_HOST X_REQUESTED_WITH X_HTTP_METHOD_OVERRIDE
AUTHORIZATION X_CSRFTOKEN HOST COOKIE PURPOSE EXPECT UPGRADE TE FORWARDED CONTENT_LANGUAGE DNT SEC_FETCH_SITE X_ODD
"""
NEVER_IN_A_HEADER = b"\x00\r\n"  # no server lets these through (RFC 9110, 5.5)
METHODS = ["GET"] * 60 + ["POST"] * 32 + ["HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "get", "GE T", "", "PROPFIND"]
TYPES = [
    *("application/x-www-form-urlencoded; charset=utf-7", "application/json", "text/plain", "", "multipart/form-data"),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\xff"),
    *("application/x-www-form-urlencoded; charset=no-such", "application/x-www-form-urlencoded; charset=é", "////"),
    *("multipart/mixed; boundary=x", "application/xml", "multipart/form-data; boundary=" + "x" * 300, "image/png"),
]
BODIES = [
    *(b"", b"=", b"&&&&", b"%", b"a=%ff&a=%00", b"{", b"[[[[", b"\x00" * 200, b"--x", b"--x--", b"--x\r\n\r\n"),
    b'--x\r\nContent-Disposition: form-data; name="upload"; filename="../\x00"\r\n\r\n\xff\r\n--x--\r\n',
    b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--',
    b"--x\r\nContent-Disposition: form-data; name=q; filename*=utf-8''%ff%00\r\nContent-Type: \xff\r\n\r\n\r\n--x--",
    b"&".join(b"f%d=" % number for number in range(10_050)),
]


class Fields(HTMLParser):
    """Parses the forms of a page to [(name, value)]."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        wanted = tag in ("input", "textarea", "select", "button") and given.get("name") != "csrfmiddlewaretoken"
        if wanted and given.get("name"):
            self.found.append((given["name"], given.get("value") or ""))


class Odd:
    def __init__(self, seed, paths, sessions, token):
        """`paths` exist, `sessions` are session keys of staff, and `token` is their CSRF token."""
        self.random, self.paths, self.sessions, self.token = Random(seed), paths, sessions, token
        self.forms = {}  # path → fields of a form on that page

    def value(self) -> bytes:
        return self.random.choice(VALUES)

    def header(self) -> str:
        return self.value().translate(None, NEVER_IN_A_HEADER).decode("latin-1")

    def path(self) -> bytes:
        path, chance = self.random.choice(self.paths).encode(), self.random.random()
        if chance < 0.55:
            return path
        parts = path.split(b"/")
        if chance < 0.9:  # another part, in the middle or at the end
            parts[self.random.randrange(1, len(parts))] = self.value()[:2000].replace(b"/", b"")
        elif chance < 0.95:
            parts.insert(1, self.random.choice([b"ko", b"ja", b"en", b"xx", b"", self.value()[:50]]))
        else:
            parts = [b"", *(self.value()[:200] for _part in range(self.random.randrange(1, 6)))]
        return b"/".join(parts)

    def pairs(self, names, most) -> list[tuple[str, bytes]]:
        return [(self.random.choice(names), self.value()) for _pair in range(self.random.randrange(most))]

    def query(self) -> str:
        if self.random.random() < 0.07:  # not even encoded
            return self.header()
        return "&".join(f"{name}={quote_from_bytes(value)}" for name, value in self.pairs(ASKED, 4))

    def body(self, path) -> tuple[str, bytes]:
        """Return (content type, body): mostly a form of the page with some fields changed."""
        if self.random.random() < 0.25:
            return self.random.choice(TYPES), self.random.choice(BODIES)
        fields = dict(self.forms.get(path, ())) | dict(self.pairs(NAMES, 4))
        for name in self.random.sample(sorted(fields), min(len(fields), self.random.randrange(4))):
            fields[name] = self.value()
        return "application/x-www-form-urlencoded", urlencode(fields).encode()

    def environ(self) -> dict:
        path = self.path()
        method = self.random.choice(METHODS)
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.decode("latin-1"),
            "QUERY_STRING": self.query(),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "HTTP_COOKIE": self.cookie(),
            "HTTP_X_CSRFTOKEN": self.token,
        }
        if self.random.random() < 0.3:
            asked[f"HTTP_{self.random.choice(HEADERS.split())}"] = (
                self.value().translate(None, NEVER_IN_A_HEADER).decode("latin-1")
            )
        content_type, body = self.body(path) if method == "POST" else ("", b"")
        asked |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": self.length(body), "wsgi.input": io.BytesIO(body)}
        return asked

    def cookie(self) -> str:
        token = f"{settings.CSRF_COOKIE_NAME}={self.token}"
        key = self.random.choice(self.sessions) if self.random.random() < 0.85 else ""
        if self.random.random() < 0.05:
            key = self.header()
        return f"{token}; {settings.SESSION_COOKIE_NAME}={key}" if key else token

    def length(self, body) -> str:
        odd = self.random.random() < 0.03
        return self.random.choice(["", "9" * 30, str(len(body) // 2)]) if odd else str(len(body))
