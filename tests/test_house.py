"""The house as it was designed: who may import whom, and who makes trusted HTML."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("icnk", "members", "releases")
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)

#: where a module stands → what of this project it may import, by the beginning of its name
MAY_IMPORT = {
    "members/confined.py": [],
    "members/child.py": ["members.confined"],
    "members/bare.py": [],
    "members/pixels.py": ["members.bare"],
    "members/": ["members"],
    "releases/models/": [
        "members",
        "releases.models",
        "releases.fields",
        "releases.markup",
        "releases.content",
        "releases.signatures",
        "releases.search_words",
    ],
    "releases/editor.py": [],
    "releases/fields.py": ["releases.markup", "releases.editor"],
    "releases/search_words.py": [],
    "releases/passages.py": ["releases.search_words"],
    "releases/office_hours.py": [],
    "releases/signatures.py": [],
    "releases/ledger.py": ["releases.models.edition", "releases.models.redaction", "releases.models.sealed"],
    "releases/content.py": [],
    "releases/markup.py": [],
    "releases/differences.py": ["members.words", "releases.content", "releases.markup"],
    "releases/renderings.py": ["releases.models.edition"],
    "releases/intake/read.py": [],
    "releases/pdfs.py": [],
    "releases/intake/parse/": ["releases.intake.parse"],
    "releases/intake/": ["members", "releases.models", "releases.markup", "releases.intake"],
    "releases/issuing/checks/": [
        "members",
        "releases.models",
        "releases.markup",
        "releases.issuing",
        "releases.intake.parse",  # a check reads marks, days and quotes as the parser does
    ],
    "releases/issuing/": [
        "members",
        "releases.models",
        "releases.markup",
        "releases.content",
        "releases.signatures",
        "releases.differences",
        "releases.pdfs",
        "releases.issuing",
        "releases.renderings",
    ],
    "releases/outlets/verifying/sent.py": ["members.child", "releases.content", "releases.pdfs", "releases.outlets"],
    "releases/outlets/": [
        "releases.renderings",
        "members.models",
        "members.addresses",
        "members.audit",
        "members.files",
        "members.clock",
        "releases.models.edition",
        "releases.models.contact",
        "releases.models.link",
        "releases.models.look",
        "releases.models.redaction",
        "releases.models.search",
        "releases.search_words",
        "releases.passages",
        "releases.content",
        "releases.differences",
        "releases.markup",
        "releases.office_hours",
        "releases.sections",
        "releases.genuine",
        "releases.outlets",
        "releases.renderings",
        "releases.signatures",
        "releases.ledger",
    ],
    "releases/genuine/": ["releases.genuine"],
    "releases/sections.py": [],
    "releases/templatetags/": ["members.addresses", "members.clock", "releases.markup", "releases.sections"],
    "releases/": ["members", "releases"],
    "icnk/views.py": [
        "members.clock",
        "members.models",
        "releases.models.edition",
        "releases.models.contact",
        "icnk.models",
    ],
    "icnk/signin/notices.py": ["members", "releases.markup", "icnk.signin"],
    "icnk/signin/people.py": ["releases.admin.guard", "icnk.signin"],
    "icnk/signin/": ["members", "releases.models.link", "icnk.signin"],
    "icnk/": ["members", "releases", "icnk"],
}
OUTLETS_NEVER_NAME = {"Release", "Signatory", "ContactLine", "StaleVersion"}


def imports(module):
    """Full names of what a module imports from this project, relative ones spelt out."""
    package = Path(module).parent.as_posix().replace("/", ".")
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] in ROOMS)


def wrong_imports(module, names):
    may = next(names for place, names in MAY_IMPORT.items() if module.startswith(place))
    return [name for name in names if not any(name == each or name.startswith(f"{each}.") for each in may)]


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module):
    assert wrong_imports(module, imports(module)) == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("members/views.py", "releases.models.Edition"),
        ("releases/models/quote.py", "releases.issuing.verbs"),
        ("releases/intake/parse/head.py", "releases.models.Release"),
        ("releases/outlets/pages.py", "releases.models.Release"),
        ("releases/outlets/pages.py", "releases.models.release.Release"),
        ("releases/outlets/pages.py", "releases.intake.parse"),
        ("releases/outlets/pages.py", "releases.issuing.compose"),
        ("releases/templatetags/press.py", "releases.models.edition"),
        ("icnk/views.py", "releases.models.Release"),
    ],
)
def test_a_wrong_import_would_be_seen(module, name):
    assert wrong_imports(module, [name]) == [name]


OUTLETS = [module for module in MODULES if module.startswith(("releases/outlets/", "icnk/views", "members/views"))]


@pytest.mark.parametrize("module", OUTLETS)
def test_outlets_know_nothing_of_working_copies(module):
    names = {name.rsplit(".", 1)[1] for name in imports(module)}
    assert not names & OUTLETS_NEVER_NAME
    assert not re.search(r"\b(?:edition|link|waiting|in_force)\.release\b", (ROOT / module).read_text())


READ_IN_A_CHILD = ["members/confined.py", "members/bare.py", "members/pixels.py", "releases/pdfs.py"]


@pytest.mark.parametrize("module", READ_IN_A_CHILD)
def test_what_runs_in_a_child_needs_no_settings(module):
    assert not re.search(r"^\s*(?:from|import) django", (ROOT / module).read_text(), re.MULTILINE)


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("releases/intake/parse/")])
def test_the_parser_is_pure_python(module):
    assert "django" not in (ROOT / module).read_text()


@pytest.mark.parametrize("module", [module for module in MODULES if module != "releases/markup.py"])
def test_one_module_makes_trusted_html(module):
    assert not re.search(r"mark_safe|SafeString|html_safe|__html__", (ROOT / module).read_text())


@pytest.mark.parametrize(
    "template", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.html"))
)
def test_templates_trust_nothing_and_know_no_working_copy(template):
    text = (ROOT / template).read_text()
    assert not re.search(r"\|\s*safe\b|safeseq|autoescape off", text)
    if "admin" not in template:
        assert not re.search(r"\b(?:edition|link)\.release\b(?!_)|\.document\.(?!\w)", text)
