"""A release as PDF: the page's own template on paper, tagged for screen readers (PDF/UA, ISO 14289-1).

WeasyPrint draws it. Nothing is fetched from any network: the styles and fonts of this site, and the files that the
document names, are all that is let through.
"""

from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.encoding import uri_to_iri

from releases.render_cache import stored

from .files import bytes_of

STYLES = ("site.css", "release.css", "paper.css")
STATIC = "https://static.invalid/"  # an address that exists nowhere but in here


class LibraryMissing(Exception):
    """WeasyPrint finds no Pango on this machine."""


def pdf_of(edition, address: str) -> bytes:
    """The PDF of an edition whose release stands at `address`; drawn once, then kept. Raises `LibraryMissing`."""
    document = edition.content
    context = {
        "document": document,
        "members": [(line, None) for line in document.members],  # who is listed today is no part of what was issued
        "address": uri_to_iri(address),
    }
    html = render_to_string("releases/pdf.html", context)
    styles = tuple(Path(finders.find(name)).read_text(encoding="utf-8") for name in STYLES)
    return stored(edition, "pdf", lambda: draw(html, styles, address, document.files()), "\n".join([html, *styles]))


def draw(html: str, styles: tuple[str, ...], address: str, files) -> bytes:
    """Draw it. The same text gives the same bytes. Raises `LibraryMissing`."""
    weasyprint = _weasyprint()
    fonts, sheets = _prepared(styles)
    page = weasyprint.HTML(string=html, base_url=address, url_fetcher=_files_of(files))
    return page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)


def _weasyprint():
    try:
        import weasyprint
    except OSError as error:  # it loads the library as it is imported
        raise LibraryMissing from error
    return weasyprint


@lru_cache(maxsize=1)
def _prepared(styles):
    """The fonts and the parsed styles, for all documents."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets = [
        weasyprint.CSS(string=text, base_url=STATIC, url_fetcher=_our_static, media_type="print", font_config=fonts)
        for text in styles
    ]
    return fonts, sheets


def _our_static(url):
    found = finders.find(url.removeprefix(STATIC)) if url.startswith(STATIC) else None
    return _answer(url, found and Path(found).read_bytes())


def _files_of(files):
    named = {file.name: file for file in files}

    def fetch(url):
        file = named.get(urlsplit(url).path.removeprefix("/files/"))
        return _answer(url, file and bytes_of(file))

    return fetch


def _answer(url, found):
    from weasyprint.urls import URLFetcherResponse

    if not found:
        raise ValueError(f"{url} is no part of this document.")  # WeasyPrint goes on without it
    return URLFetcherResponse(url, found)
