"""Static files: stylesheets and scripts are joined with the files that they import."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from icnk.static_finders import IMPORT, JoinedFilesFinder

STATIC = Path(settings.BASE_DIR) / "static"
OWN = sorted(path for kind in ("css", "js") for path in STATIC.rglob(f"*.{kind}"))


@pytest.fixture
def folder(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "site.css").write_text('@layer base;\n@import url("base.css");\n')
    (tmp_path / "css" / "base.css").write_text("a { color: red; }\n")
    (tmp_path / "page.js").write_text('import "./copy.js"\nimport { named } from "./other.js"\n')
    (tmp_path / "copy.js").write_text("const a = 1\n")
    return tmp_path


def read(path):
    return Path(path).read_text(encoding="utf-8")


def test_stylesheet_is_served_with_its_imports_inside(folder):
    assert read(JoinedFilesFinder().find("css/site.css")) == "@layer base;\na { color: red; }\n\n"


def test_script_keeps_its_own_scope_and_named_imports_stay(folder):
    assert read(JoinedFilesFinder().find("page.js")) == '{\nconst a = 1\n}\nimport { named } from "./other.js"\n'


def test_file_without_imports_is_served_itself(folder):
    assert JoinedFilesFinder().find("css/base.css") == str(folder / "css" / "base.css")
    assert not JoinedFilesFinder().find("css/no-such.css")


def test_joined_file_changes_with_its_parts(folder):
    finder = JoinedFilesFinder()
    assert "red" in read(finder.find("css/site.css"))
    (folder / "css" / "base.css").write_text("a { color: blue; }\n")
    assert "blue" in read(finder.find("css/site.css"))


def test_joined_file_is_collected(folder, settings):
    settings.STATIC_ROOT = folder / "collected"
    settings.STATICFILES_FINDERS = ["icnk.static_finders.JoinedFilesFinder"]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert "red" in read(settings.STATIC_ROOT / "css" / "site.css")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_stylesheets_and_scripts_are_short(path):
    lines = read(path).splitlines()
    assert len(lines) <= (150 if path.suffix == ".css" else 200)
    if path.suffix == ".css":
        assert [line for line in lines if line.count(";") > 1 or re.search(r"\{.*[^{\s]", line)] == []


@pytest.mark.parametrize("entry", ["css/site.css", "css/admin/desk.css", "js/release.js"])
def test_every_import_is_joined(entry):
    text = read(finders.find(entry))
    assert not IMPORT.search(text)
    assert "@import" not in text
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
