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
    "icnk/core/sandbox/worker.py": [],
    "icnk/core/sandbox/runner.py": ["icnk.core.sandbox.worker"],
    "icnk/core/media/image_formats.py": [],
    "icnk/core/media/reencode.py": ["icnk.core.media.image_formats"],
    "members/": ["members"],
    "releases/models/": [
        "members",
        "releases.models",
        "releases.document.fields",
        "releases.document.html",
        "releases.document.schema",
        "releases.document.signing",
        "releases.search.tokenizer",
    ],
    "releases/document/widgets.py": [],
    "releases/document/fields.py": ["releases.document.html", "releases.document.widgets"],
    "releases/search/tokenizer.py": [],
    "releases/search/snippets.py": ["releases.search.tokenizer"],
    "releases/models/office_hours.py": [],
    "releases/document/signing.py": [],
    "releases/verification/ledger.py": [
        "releases.models.edition",
        "releases.models.redaction",
        "releases.models.signed",
    ],
    "releases/document/schema.py": [],
    "releases/document/html.py": [],
    "releases/document/diff.py": ["icnk.core.text_diff", "releases.document.schema", "releases.document.html"],
    "releases/render_cache.py": ["releases.models.edition"],
    "releases/intake/read.py": [],
    "icnk/core/media/pdf.py": [],
    "releases/intake/parse/": ["releases.intake.parse"],
    "releases/intake/": ["members", "releases.models", "releases.document.html", "releases.intake"],
    "releases/issuing/checks/": [
        "members",
        "releases.models",
        "releases.document.html",
        "releases.issuing",
        "releases.intake.parse",  # a check reads marks, days and quotes as the parser does
    ],
    "releases/issuing/": [
        "members",
        "releases.models",
        "releases.document.html",
        "releases.document.schema",
        "releases.document.signing",
        "releases.document.diff",
        "icnk.core.media.pdf",
        "releases.issuing",
        "releases.render_cache",
    ],
    "releases/outlets/verify/submission.py": [
        "icnk.core.sandbox.runner",
        "releases.document.schema",
        "icnk.core.media.pdf",
        "releases.outlets",
    ],
    "releases/outlets/": [
        "releases.render_cache",
        "members.models",
        "icnk.core.urls",
        "icnk.core.audit_log",
        "icnk.core.media.storage",
        "icnk.core.clock",
        "releases.models.edition",
        "releases.models.contact",
        "releases.models.access_link",
        "releases.models.read_receipt",
        "releases.models.redaction",
        "releases.models.search",
        "releases.search.tokenizer",
        "releases.search.snippets",
        "releases.document.schema",
        "releases.document.diff",
        "releases.document.html",
        "releases.models.office_hours",
        "icnk.core.navigation",
        "releases.verification",
        "releases.outlets",
        "releases.render_cache",
        "releases.document.signing",
        "releases.verification.ledger",
    ],
    "releases/genuine/": ["releases.verification"],
    "icnk/core/navigation.py": [],
    "releases/templatetags/": ["icnk.core.urls", "icnk.core.clock", "releases.document.html", "icnk.core.navigation"],
    "releases/": ["members", "releases"],
    "icnk/views.py": [
        "icnk.core.clock",
        "members.models",
        "releases.models.edition",
        "releases.models.contact",
        "icnk.models",
    ],
    "icnk/accounts/notifications.py": ["members", "releases.document.html", "icnk.accounts"],
    "icnk/accounts/people.py": ["releases.admin.decorators", "icnk.accounts"],
    "icnk/signin/": ["members", "releases.models.access_link", "icnk.accounts"],
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
        ("releases/models/quote.py", "releases.issuing.workflow"),
        ("releases/intake/parse/head.py", "releases.models.Release"),
        ("releases/outlets/release_detail.py", "releases.models.Release"),
        ("releases/outlets/release_detail.py", "releases.models.release.Release"),
        ("releases/outlets/release_detail.py", "releases.intake.parse"),
        ("releases/outlets/release_detail.py", "releases.issuing.compose"),
        ("releases/templatetags/release_tags.py", "releases.models.edition"),
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


READ_IN_A_CHILD = [
    "icnk/core/sandbox/worker.py",
    "icnk/core/media/image_formats.py",
    "icnk/core/media/reencode.py",
    "icnk/core/media/pdf.py",
]


@pytest.mark.parametrize("module", READ_IN_A_CHILD)
def test_what_runs_in_a_child_needs_no_settings(module):
    assert not re.search(r"^\s*(?:from|import) django", (ROOT / module).read_text(), re.MULTILINE)


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("releases/intake/parse/")])
def test_the_parser_is_pure_python(module):
    assert "django" not in (ROOT / module).read_text()


@pytest.mark.parametrize("module", [module for module in MODULES if module != "releases/document/html.py"])
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
