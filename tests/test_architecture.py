"""Rules of the architecture that docs/architecture.md describes."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for app in ("icnk", "members", "releases")
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
OUTLETS = [module for module in MODULES if module.startswith(("releases/outlets/", "icnk/views", "members/views"))]
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.html"))
WORKING_COPIES = {"Release", "Signatory", "ContactLine", "StaleVersion"}
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_TEMPLATE_LINE = 300, 40, 160

pytestmark = pytest.mark.once


def imported_names(module):
    """The last part of each name that a module imports from this project."""
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def test_import_contracts_are_kept():
    """Run import-linter in a process of its own, because it reconfigures logging."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", OUTLETS)
def test_outlet_never_reads_a_working_copy(module):
    assert not set(imported_names(module)) & WORKING_COPIES
    assert not re.search(r"\b(?:edition|link|waiting|in_force)\.release\b", (ROOT / module).read_text())


@pytest.mark.parametrize("module", MODULES)
def test_only_document_html_makes_trusted_html(module):
    if module != "releases/document/html.py":
        assert not re.search(r"mark_safe|SafeString|html_safe|__html__", (ROOT / module).read_text())


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("icnk/accounts/")])
def test_accounts_import_no_internals_of_allauth(module):
    assert not re.search(r"from allauth\S*\.internal|import allauth\S*\.internal", (ROOT / module).read_text())


@pytest.mark.parametrize("template", TEMPLATES)
def test_template_uses_no_safe_filter_and_no_working_copy(template):
    text = (ROOT / template).read_text()
    assert not re.search(r"\|\s*safe\b|safeseq|autoescape off", text)
    if "admin" not in template:
        assert not re.search(r"\b(?:edition|link)\.release\b(?!_)|\.document\.(?!\w)", text)
    assert not [line for line in text.splitlines() if len(line) > MAX_TEMPLATE_LINE]


@pytest.mark.parametrize(
    "module", [*MODULES, *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))]
)
def test_file_and_functions_are_short(module):
    text = (ROOT / module).read_text()
    assert len(text.splitlines()) <= MAX_FILE_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < MAX_FUNCTION_LINES, node.name
