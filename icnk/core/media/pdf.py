"""Cleans an uploaded PDF so that only its pages are left, and extracts its text.

No Django: it runs in the sandbox.
"""

import codecs
import importlib
import io
import pkgutil
from contextlib import suppress

import pypdf
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, StreamObject

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 5_000
#: Entries of the catalog that a reader needs: pages, language, tags, labels, layers, outline (ISO 32000-2, table 29).
KEPT = {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/PageLabels", "/OCProperties", "/Outlines"}
KEPT |= {"/Dests", "/Names"}
#: Entries of any dictionary that run actions, embed files or name the author.
DROPPED = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/Metadata", "/PieceInfo"}
DROPPED |= {"/LastModified", "/Thumb", "/XFA", "/RichMediaContent", "/Renditions"}
ANNOTATIONS = {"/Link", "/Widget"}  # no comments, media or attachments
ACTIONS = {"/URI", "/GoTo"}
#: JPEG segments that are needed to decode pixels: JFIF, ICC, Adobe. Others have EXIF data and thumbnails
#: (ITU-T T.81, B.1.1.3).
APPLICATION, COMMENT, SCAN, END = range(0xE0, 0xF0), 0xFE, 0xDA, b"\xff\xd9"
DECODING_SEGMENTS = {0xE0, 0xE2, 0xEE}
#: Modules that fontTools imports lazily
FONT_PARTS = ["fontTools.cffLib", "fontTools.ttLib.tables.O_S_2f_2", "fontTools.ttLib.tables.C_F_F_"]
FONT_TABLES = ("h_e_a_d", "h_h_e_a", "h_m_t_x", "m_a_x_p", "n_a_m_e", "p_o_s_t", "c_m_a_p", "l_o_c_a")
FONT_PARTS += [f"fontTools.ttLib.tables._{name}" for name in (*FONT_TABLES, "g_l_y_f")]
ENCODINGS = ["utf-16-be", "gbk", "gb2312", "gb18030", "cp932", "cp949", "cp950"]
ENCODINGS += ["shift_jis", "euc_jp", "euc_kr", "big5"]
SCHEMES = ("http://", "https://", "mailto:")


class InvalidPdf(ValueError):
    """A file that can't be read as a PDF."""


class EncryptedPdf(InvalidPdf):
    """A PDF with a password, even an empty one."""


def clean(data: bytes) -> bytes:
    """Rewrite the document without metadata (also of its images), scripts, attachments, actions and comments.

    Raises `InvalidPdf` or `EncryptedPdf`, and nothing else.
    """
    try:
        reader = _reader(data)
        if not 0 < len(reader.pages) <= MAX_PAGES:
            raise InvalidPdf("It has no pages, or too many.")
        for key in {"/Info", "/ID"} & set(reader.trailer):
            del reader.trailer[key]
        for key in set(reader.root_object) - KEPT:
            del reader.root_object[key]
        for each in _dictionaries(reader.root_object):
            _strip_dictionary(each)
            if isinstance(each, StreamObject) and _filters(each)[-1:] == ["/DCTDecode"]:
                _strip_image(each)
        writer = PdfWriter(clone_from=reader)  # unreferenced objects are not copied
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()
    except InvalidPdf:
        raise
    except Exception as error:  # parsers of hostile bytes raise anything
        raise InvalidPdf(type(error).__name__) from error


def extract_text(data: bytes) -> str:
    """Return the text of its pages, separated by blank lines. Scanned pages have none. Raises `InvalidPdf`."""
    try:
        return "\n\n".join(page.extract_text() for page in _reader(data).pages)
    except InvalidPdf:
        raise
    except Exception as error:
        raise InvalidPdf(type(error).__name__) from error


def preload() -> None:
    """Import everything that pypdf and fontTools import lazily, and the encodings."""
    parts = [module.name for module in pkgutil.walk_packages(pypdf.__path__, "pypdf.")]
    for name in [*parts, *FONT_PARTS]:
        with suppress(ImportError):
            importlib.import_module(name)
    for name in ENCODINGS:
        codecs.lookup(name)
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(9, 9)
    writer.write(out)
    extract_text(clean(out.getvalue()))


def _reader(data):
    if b"%PDF-" not in data[:1024]:
        raise InvalidPdf("It does not begin like one.")
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise EncryptedPdf("It is encrypted.")
    return reader


def _dictionaries(root):
    """Yield each reachable dictionary once."""
    seen, waiting = {}, [root]  # keeps the objects alive, so that ids stay unique
    while waiting:
        each = waiting.pop()
        each = each.get_object() if each is not None else None
        if id(each) in seen or not isinstance(each, DictionaryObject | ArrayObject):
            continue
        seen[id(each)] = each
        if isinstance(each, DictionaryObject):
            yield each
        waiting += list(each.values()) if isinstance(each, DictionaryObject) else list(each)


def _strip_dictionary(dictionary):
    for key in DROPPED & set(dictionary):
        del dictionary[key]
    if _is_unsafe_action(dictionary.get("/A")):
        del dictionary["/A"]
    if isinstance(dictionary.get("/Annots", NullObject()).get_object(), ArrayObject):
        annotations = dictionary["/Annots"]
        kept = [each for each in annotations if each.get_object().get("/Subtype") in ANNOTATIONS]
        annotations[:] = kept


def _filters(stream):
    names = stream.get("/Filter", ArrayObject())
    names = names.get_object()
    return list(names) if isinstance(names, ArrayObject) else [names]


def _strip_image(stream):
    stream._data = strip_jpeg_metadata(stream.get_data())
    stream[NameObject("/Filter")] = NameObject("/DCTDecode")
    stream.pop("/DecodeParms", None)


def strip_jpeg_metadata(data: bytes) -> bytes:
    """Return the same pixels without metadata. Raises `InvalidPdf` if it is not a JPEG."""
    kept, place = [data[:2]], 2
    while data[place : place + 1] == b"\xff":
        kind = data[place + 1 : place + 2]
        if kind == b"\xff":  # padding
            place += 1
            continue
        if not kind or (end := place + 2 + int.from_bytes(data[place + 2 : place + 4])) > len(data):
            break
        if kind[0] == SCAN and (last := data.find(END, end)) > 0:
            return b"".join([*kept, data[place:last], END])
        if kind[0] != COMMENT and (kind[0] not in APPLICATION or kind[0] in DECODING_SEGMENTS):
            kept.append(data[place:end])
        place = end
    raise InvalidPdf("A picture in it is damaged.")


def _is_unsafe_action(action):
    """Return whether it is an action other than a link. In structure elements, /A is not an action."""
    action = action.get_object() if action is not None else None
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return False
    action.pop("/Next", None)
    if action["/S"] == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(SCHEMES)
    return action["/S"] not in ACTIONS
