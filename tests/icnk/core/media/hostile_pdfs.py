"""Hostile PDFs: name → factory. All names are invented."""

import io
import zlib

from pypdf import PdfWriter

from tests.factories import a_pdf


def written(*objects, trailer=b"/Root 1 0 R") -> bytes:
    """Return a PDF of these objects, numbered from 1, with a correct cross-reference table."""
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, trailer, table))
    return out.getvalue()


def stream(data, more=b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def one_page(content, *others) -> bytes:
    catalog, pages = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return written(catalog, pages, page, content, *others)


def packed(data, times) -> bytes:
    for _time in range(times):
        data = zlib.compress(data, 9)
    return data


def many_pages(count) -> bytes:
    kids = b" ".join([b"3 0 R"] * count)
    pages = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return written(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page)


def a_branching_tree(depth) -> bytes:
    """Return a PDF whose page tree refers to each node ten times: 10 ** depth pages."""
    nodes = [
        b"<< /Type /Pages /Count 1000000000 /Kids [%s] >>" % b" ".join([b"%d 0 R" % (number + 1)] * 10)
        for number in range(2, 2 + depth)
    ]
    return written(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page /MediaBox [0 0 9 9] >>")


def locked() -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(a_pdf()))
    writer.encrypt(user_password="", owner_password="sample")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


FLATE = b"/Filter /FlateDecode"
ROOT = b"<< /Type /Catalog /Pages 2 0 R >>"
HOSTILE = {
    "nothing": lambda: b"",
    "a beginning": lambda: b"%PDF-1.7\n",
    "zeros": lambda: b"%PDF-1.7\n" + bytes(5_000_000),
    "half": lambda: a_pdf()[:300],
    "locked": locked,
    "a bomb on a page": lambda: one_page(stream(packed(bytes(400_000_000), 1), FLATE)),
    "a bomb in ten layers": lambda: one_page(
        stream(packed(bytes(100_000_000), 10), b"/Filter [" + b"/FlateDecode " * 10 + b"]")
    ),
    "thousands of filters": lambda: one_page(stream(b"x" * 9, b"/Filter [" + b"/ASCIIHexDecode " * 20_000 + b"]")),
    "a page that is drawn for ever": lambda: one_page(stream(packed(b"q " * 20_000_000, 1), FLATE)),
    "a hundred thousand pages": lambda: many_pages(100_000),
    "pages without number": lambda: a_branching_tree(9),
    "pages below themselves": lambda: written(ROOT, b"<< /Type /Pages /Count 1 /Kids [2 0 R 2 0 R] >>"),
    "an object that is itself": lambda: written(ROOT, b"2 0 R"),
    "a length that is itself": lambda: one_page(b"<< /Length 4 0 R >>\nstream\nx\nendstream"),
    "lists in lists": lambda: one_page(stream(b"x"), b"[" * 100_000 + b"]" * 100_000),
    "names in names": lambda: one_page(stream(b"x"), b"<< /A " * 50_000 + b">>" * 50_000),
    "a table that leads to itself": lambda: a_pdf().replace(b"trailer\n<<", b"trailer\n<< /Prev 9"),
    "a table of thousands of millions": lambda: a_pdf().replace(b"xref\n0 ", b"xref\n0 999999999"),
    "a packed table that is a bomb": lambda: (
        b"%PDF-1.7\n1 0 obj\n"
        + stream(
            packed(bytes(300_000_000), 1),
            b"/Type /XRef /W [1 4 2] /Size 40000000 /Root 1 0 R " + FLATE,
        )
        + b"\nendobj\nstartxref\n9\n%%EOF"
    ),
    "an outline that goes round": lambda: written(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< /First 5 0 R /Last 5 0 R /Count 1 >>",
        b"<< /Title (x) /Parent 4 0 R /Next 5 0 R /Prev 5 0 R /First 5 0 R >>",
    ),
}
