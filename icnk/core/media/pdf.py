"""What is uploaded as a PDF → a PDF with its pages alone, and the words that stand in one.

Pure Python, no Django: it runs in a child (`members.child`).
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
#: What a reader needs: pages, their language, tags, numbers, layers and outline (ISO 32000-2, table 29).
KEPT = {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/PageLabels", "/OCProperties", "/Outlines"}
KEPT |= {"/Dests", "/Names"}
#: What acts by itself, carries other files, or tells who made it: wherever it stands.
DROPPED = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/Metadata", "/PieceInfo"}
DROPPED |= {"/LastModified", "/Thumb", "/XFA", "/RichMediaContent", "/Renditions"}
ANNOTATIONS = {"/Link", "/Widget"}  # no comments, with their authors; no films, sounds and enclosed files
ACTIONS = {"/URI", "/GoTo"}
#: Segments of a JPEG that say how its pixels are to be read: JFIF, ICC, Adobe. The other ones tell where, when and
#: with what it was taken, and show what was cut away (ITU-T T.81, B.1.1.3).
APPLICATION, COMMENT, SCAN, END = range(0xE0, 0xF0), 0xFE, 0xDA, b"\xff\xd9"
HOW_TO_READ = {0xE0, 0xE2, 0xEE}
#: What the reading of fonts loads as it needs it
FONT_PARTS = ["fontTools.cffLib", "fontTools.ttLib.tables.O_S_2f_2", "fontTools.ttLib.tables.C_F_F_"]
FONT_TABLES = ("h_e_a_d", "h_h_e_a", "h_m_t_x", "m_a_x_p", "n_a_m_e", "p_o_s_t", "c_m_a_p", "l_o_c_a")
FONT_PARTS += [f"fontTools.ttLib.tables._{name}" for name in (*FONT_TABLES, "g_l_y_f")]
ENCODINGS = (
    "utf-16-be",
    "gbk",
    "gb2312",
    "gb18030",
    "cp932",
    "cp949",
    "cp950",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "big5",
)
SCHEMES = ("http://", "https://", "mailto:")


class InvalidPdf(ValueError):
    """A file that is no PDF that can be read."""


class EncryptedPdf(InvalidPdf):
    """A PDF under a password, were it an empty one."""


def clean(data: bytes) -> bytes:
    """The document written anew without metadata, also of its photographs, scripts, enclosed files, actions, comments.

    Raises `BadPdf` or `LockedPdf`, and nothing else.
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
            _strip(each)
            if isinstance(each, StreamObject) and _filters(each)[-1:] == ["/DCTDecode"]:
                _bare(each)
        writer = PdfWriter(clone_from=reader)  # what nothing points at any more does not come along
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()
    except InvalidPdf:
        raise
    except Exception as error:  # a reader of hostile bytes raises whatever it likes
        raise InvalidPdf(type(error).__name__) from error


def extract_text(data: bytes) -> str:
    """The words on its pages, a page a paragraph. A page that is a picture has none. Raises `BadPdf`."""
    try:
        return "\n\n".join(page.extract_text() for page in _reader(data).pages)
    except InvalidPdf:
        raise
    except Exception as error:
        raise InvalidPdf(type(error).__name__) from error


def preload() -> None:
    """Load what is loaded as it is needed: parts of pypdf, of the library that reads fonts, and encodings."""
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
    """Every dictionary that can be reached, once."""
    seen, waiting = {}, [root]  # held on to, so that no id is given twice
    while waiting:
        each = waiting.pop()
        each = each.get_object() if each is not None else None
        if id(each) in seen or not isinstance(each, DictionaryObject | ArrayObject):
            continue
        seen[id(each)] = each
        if isinstance(each, DictionaryObject):
            yield each
        waiting += list(each.values()) if isinstance(each, DictionaryObject) else list(each)


def _strip(dictionary):
    for key in DROPPED & set(dictionary):
        del dictionary[key]
    if _acts(dictionary.get("/A")):
        del dictionary["/A"]
    if isinstance(dictionary.get("/Annots", NullObject()).get_object(), ArrayObject):
        annotations = dictionary["/Annots"]
        kept = [each for each in annotations if each.get_object().get("/Subtype") in ANNOTATIONS]
        annotations[:] = kept


def _filters(stream):
    names = stream.get("/Filter", ArrayObject())
    names = names.get_object()
    return list(names) if isinstance(names, ArrayObject) else [names]


def _bare(stream):
    stream._data = strip_jpeg_metadata(stream.get_data())
    stream[NameObject("/Filter")] = NameObject("/DCTDecode")
    stream.pop("/DecodeParms", None)


def strip_jpeg_metadata(data: bytes) -> bytes:
    """The same picture, to the pixel, without what is noted in it. Raises `BadPdf` where it is no JPEG."""
    kept, place = [data[:2]], 2
    while data[place : place + 1] == b"\xff":
        kind = data[place + 1 : place + 2]
        if kind == b"\xff":  # filling
            place += 1
            continue
        if not kind or (end := place + 2 + int.from_bytes(data[place + 2 : place + 4])) > len(data):
            break
        if kind[0] == SCAN and (last := data.find(END, end)) > 0:
            return b"".join([*kept, data[place:last], END])
        if kind[0] != COMMENT and (kind[0] not in APPLICATION or kind[0] in HOW_TO_READ):
            kept.append(data[place:end])
        place = end
    raise InvalidPdf("A picture in it is damaged.")


def _acts(action):
    """Whether it is an action that does more than lead somewhere. Structure elements have other things under /A."""
    action = action.get_object() if action is not None else None
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return False
    action.pop("/Next", None)
    if action["/S"] == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(SCHEMES)
    return action["/S"] not in ACTIONS
