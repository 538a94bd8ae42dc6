"""Which static files of the apps are served and collected: of CKEditor, what the desk asks for; no flags."""

import re

from django.contrib.staticfiles.finders import AppDirectoriesFinder

EDITOR = re.compile(
    r"ckeditor/(?:ckeditor\.css|ckeditor-init\.js|fixups\.js|ckeditor/(?:"
    r"LICENSE\.md|ckeditor\.js|lang/(?:en|ko|ja)\.js"
    r"|skins/moono-lisa/(?:(?:editor|dialog)(?:_gecko)?\.css|icons(?:_hidpi)?\.png|images/.+\.(?:png|gif))"
    r"|plugins/(?:icons(?:_hidpi)?\.png|divarea/plugin\.js|dialog/styles/dialog\.css|link/dialogs/link\.js)"
    r"))"
)


def is_wanted(path: str) -> bool:
    """Whether anybody asks for this file. There are samples, tests and foreign libraries among the others."""
    return not path.startswith(("ckeditor/", "flags/")) or bool(EDITOR.fullmatch(path))


class WantedFilesFinder(AppDirectoriesFinder):
    def list(self, ignore_patterns):
        return (found for found in super().list(ignore_patterns) if is_wanted(found[0]))

    def find_in_app(self, app, path):
        return super().find_in_app(app, path) if is_wanted(path) else None
