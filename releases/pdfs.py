"""What is uploaded as a PDF → a PDF with its pages alone, and the words that stand in one. Pure Python, no Django."""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NullObject

MOST_BYTES = 20 * 1024 * 1024
#: What a reader needs: pages, their language, tags, numbers, layers and outline (ISO 32000-2, table 29).
KEPT = {"/Type", "/Pages", "/Lang", "/MarkInfo", "/StructTreeRoot", "/PageLabels", "/OCProperties", "/Outlines"}
KEPT |= {"/Dests", "/Names"}
#: What acts by itself, carries other files, or tells who made it: wherever it stands.
DROPPED = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/Metadata", "/PieceInfo"}
DROPPED |= {"/LastModified", "/Thumb", "/XFA", "/RichMediaContent", "/Renditions"}
ANNOTATIONS = {"/Link", "/Widget"}  # no comments, with their authors; no films, sounds and enclosed files
ACTIONS = {"/URI", "/GoTo"}
SCHEMES = ("http://", "https://", "mailto:")


class BadPdf(ValueError):
    """A file that is no PDF that can be read."""


class LockedPdf(BadPdf):
    """A PDF under a password, were it an empty one."""


def clean(data: bytes) -> bytes:
    """The document written anew without metadata, scripts, enclosed files, actions and comments.

    Raises `BadPdf` or `LockedPdf`, and nothing else.
    """
    try:
        reader = _reader(data)
        if not reader.pages:
            raise BadPdf("It has no pages.")
        for key in {"/Info", "/ID"} & set(reader.trailer):
            del reader.trailer[key]
        for key in set(reader.root_object) - KEPT:
            del reader.root_object[key]
        for each in _dictionaries(reader.root_object):
            _strip(each)
        writer = PdfWriter(clone_from=reader)  # what nothing points at any more does not come along
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()
    except BadPdf:
        raise
    except Exception as error:  # a reader of hostile bytes raises whatever it likes
        raise BadPdf(type(error).__name__) from error


def text(data: bytes) -> str:
    """The words on its pages, a page a paragraph. A page that is a picture has none. Raises `BadPdf`."""
    try:
        return "\n\n".join(page.extract_text() for page in _reader(data).pages)
    except BadPdf:
        raise
    except Exception as error:
        raise BadPdf(type(error).__name__) from error


def _reader(data):
    if b"%PDF-" not in data[:1024]:
        raise BadPdf("It does not begin like one.")
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise LockedPdf("It is encrypted.")
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


def _acts(action):
    """Whether it is an action that does more than lead somewhere. Structure elements have other things under /A."""
    action = action.get_object() if action is not None else None
    if not isinstance(action, DictionaryObject) or "/S" not in action:
        return False
    action.pop("/Next", None)
    if action["/S"] == "/URI":
        return not str(action.get("/URI", "")).lower().startswith(SCHEMES)
    return action["/S"] not in ACTIONS
