"""A release as PDF: the page's own template on paper, tagged for screen readers (PDF/UA, ISO 14289-1).

WeasyPrint renders it without network access: it gets this site's styles and fonts and the document's files, no more.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.encoding import uri_to_iri

from icnk.core.media import storage
from releases.document.schema import File
from releases.models.edition import Edition
from releases.render_cache import get_or_render

STYLES = ("css/site.css", "css/paper.css")
STATIC_URL = "https://static.invalid/"  # resolved here only


class PangoMissing(Exception):
    """WeasyPrint found no Pango on this machine."""


def render_pdf(edition: Edition, address: str) -> bytes:
    """Return the PDF, from the cache if possible. `address`: that of the release. Raises `PangoMissing`."""
    document = edition.content
    context = {
        "document": document,
        "members": [(line, None) for line in document.members],  # no links: the directory is not part of the document
        "address": uri_to_iri(address),
    }
    html = render_to_string("releases/pdf.html", context)
    styles = tuple(Path(finders.find(name)).read_text(encoding="utf-8") for name in STYLES)
    return get_or_render(
        edition, "pdf", lambda: draw(html, styles, address, document.files()), "\n".join([html, *styles])
    )


def draw(html: str, styles: tuple[str, ...], address: str, files) -> bytes:
    """The same input gives the same bytes. Raises `PangoMissing`."""
    weasyprint = _import_weasyprint()
    font_config, stylesheets = _parse_styles(styles)
    page = weasyprint.HTML(string=html, base_url=address, url_fetcher=_document_file_fetcher(files))
    return page.write_pdf(stylesheets=stylesheets, font_config=font_config, pdf_variant="pdf/ua-1", pdf_tags=True)


def read_file(file: File) -> bytes | None:
    """Return the bytes of a document's file; None if it is missing from the storage or has another digest."""
    with suppress(FileNotFoundError):
        data = storage.read(file.name)
        if hashlib.sha256(data).hexdigest() == file.digest:
            return data
    return None


def _import_weasyprint():
    try:
        import weasyprint
    except OSError as error:  # the import loads the library
        raise PangoMissing from error
    return weasyprint


@lru_cache(maxsize=1)
def _parse_styles(styles):
    """Return the font configuration and stylesheets, which all documents share."""
    weasyprint = _import_weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    options = {"base_url": STATIC_URL, "url_fetcher": _fetch_static, "media_type": "print", "font_config": fonts}
    return fonts, [weasyprint.CSS(string=text, **options) for text in styles]


def _fetch_static(url):
    path = finders.find(url.removeprefix(STATIC_URL)) if url.startswith(STATIC_URL) else None
    return _fetched(url, path and Path(path).read_bytes())


def _document_file_fetcher(files) -> Callable:
    by_name = {file.name: file for file in files}

    def fetch(url):
        file = by_name.get(urlsplit(url).path.removeprefix("/files/"))
        return _fetched(url, file and read_file(file))

    return fetch


def _fetched(url, data):
    from weasyprint.urls import URLFetcherResponse

    if not data:
        raise ValueError(f"{url} is not part of this document.")  # WeasyPrint continues without it
    return URLFetcherResponse(url, data)
