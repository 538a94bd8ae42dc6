"""Finders of static files: those of the site, with their imports joined, and the files of apps that pages use."""

import os
import re
import shutil
import tempfile
import weakref
from pathlib import Path

from django.contrib.staticfiles.finders import AppDirectoriesFinder, FileSystemFinder
from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property

CKEDITOR_FILES = re.compile(
    r"ckeditor/(?:ckeditor\.css|ckeditor-init\.js|fixups\.js|ckeditor/(?:"
    r"LICENSE\.md|ckeditor\.js|lang/(?:en|ko|ja)\.js"
    r"|skins/moono-lisa/(?:(?:editor|dialog)(?:_gecko)?\.css|icons(?:_hidpi)?\.png|images/.+\.(?:png|gif))"
    r"|plugins/(?:icons(?:_hidpi)?\.png|divarea/plugin\.js|dialog/styles/dialog\.css|link/dialogs/link\.js)"
    r"))"
)
IMPORT = re.compile(r'^(?:@import url\("(?P<css>[\w./-]+)"\);|import "\./(?P<js>[\w./-]+)")$', re.MULTILINE)


def is_served(path: str) -> bool:
    """Return whether a page uses this file. The apps also bring samples, tests and other libraries."""
    return not path.startswith(("ckeditor/", "flags/")) or bool(CKEDITOR_FILES.fullmatch(path))


class ServedAppFilesFinder(AppDirectoriesFinder):
    """Serve only those files of apps that pages use: parts of CKEditor, and no flags."""

    def list(self, ignore_patterns):
        return (found for found in super().list(ignore_patterns) if is_served(found[0]))

    def find_in_app(self, app, path):
        return super().find_in_app(app, path) if is_served(path) else None


def join_imports(file: Path) -> str:
    """Return the text of a stylesheet or script with the files that it imports in place of the imports.

    An import is a line of its own, without a layer, media or names: `@import url("base.css");` or `import "./copy.js"`.
    A script keeps its own scope: it is put into a block, so it must not import or export itself.
    """

    def replace(found: re.Match) -> str:
        if name := found["css"]:
            return join_imports(file.parent / name)
        return "{\n" + join_imports(file.parent / found["js"]) + "}"

    return IMPORT.sub(replace, file.read_text(encoding="utf-8"))


class JoinedFilesFinder(FileSystemFinder):
    """The files in `static/`. A stylesheet or script with imports is one file, so a page needs one request for it.

    The joined files are in a temporary folder of this process. They are written when they are asked for.
    """

    @cached_property
    def storage(self) -> FileSystemStorage:
        folder = tempfile.mkdtemp(prefix="icnk-static-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return FileSystemStorage(folder)

    def list(self, ignore_patterns):
        for path, storage in super().list(ignore_patterns):
            joined = self.join(path, storage.path(path))
            yield path, storage if joined == storage.path(path) else self.storage

    def find_location(self, root, path, prefix=None):
        found = super().find_location(root, path, prefix)
        return found and self.join(path, found)

    def join(self, path: str, found: str) -> str:
        """Return the file to serve for `path`: `found` itself, or a joined copy if it has imports."""
        if not path.endswith((".css", ".js")) or not IMPORT.search(Path(found).read_text(encoding="utf-8")):
            return found
        text, joined = join_imports(Path(found)), Path(self.storage.path(path))
        if not joined.exists() or joined.read_text(encoding="utf-8") != text:
            joined.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=joined.parent, encoding="utf-8", delete=False) as file:
                file.write(text)
            os.replace(file.name, joined)  # another thread may read the file now
        return str(joined)
