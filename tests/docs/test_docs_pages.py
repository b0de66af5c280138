"""What the documentation says that the code says already is what the code says."""

import importlib.util
import re
from pathlib import Path

import pytest

import labkit
from labkit import cli, frames
from labkit.cli import parser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def load(name):
    """Import a module next to Sphinx's configuration, in no package."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages = load("pages")
site_checks = load("site_checks")


def test_contributing_has_the_tree_as_it_is():
    assert pages.with_tree(CONTRIBUTING) == CONTRIBUTING, "run: python docs/pages.py"


def test_the_tree_has_a_line_for_every_room_and_module():
    tree = pages.tree()
    assert re.search(r"^  errors\.py +Every error labkit raises$", tree, re.MULTILINE)
    assert re.search(r"^  pricing/ +What things cost", tree, re.MULTILINE)
    for lab in labkit.labs():
        assert re.search(rf"^    {lab}/ +\S", tree, re.MULTILINE)
    folder = ROOT / "labkit"
    modules = [path for path in folder.glob("*/*.py") if path.name != "__init__.py"]
    assert len(re.findall(r"^    \w+\.py ", tree, re.MULTILINE)) == len(modules)


def test_every_room_is_drawn_and_every_drawn_room_is_there():
    drawing = CONTRIBUTING.partition("```text\n")[2].partition("```")[0]
    drawn = set(re.findall(r"[a-z_]+", " ".join(line[:34] for line in drawing.splitlines())))
    rooms = {path.parent.name for path in (ROOT / "labkit").glob("*/__init__.py")}
    assert rooms | {"errors"} <= drawn
    assert drawn <= rooms | {"errors", "lab", "describe", "labtest"}  # the last two are under way


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('"""Sizes. More of them."""', "Sizes"),
        ('"""Sizes of prints,\nas read.\n\nMore."""', "Sizes of prints, as read"),
    ],
)
def test_of_a_docstring_the_first_sentence_counts(text, sentence, tmp_path):
    path = tmp_path / "module.py"
    path.write_text(text)
    assert pages.first_sentence(path) == sentence


def test_a_module_without_a_docstring_is_an_error(tmp_path):
    path = tmp_path / "module.py"
    path.write_text("x = 1")
    with pytest.raises(ValueError, match="no docstring"):
        pages.first_sentence(path)


def test_the_reference_has_every_public_name_and_no_other():
    text = "".join(path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md"))
    named = re.findall(r"^\.\. auto(?:class|function):: labkit\.(\w+)$", text, re.MULTILINE)
    elsewhere = {"LabkitError", "sandbox"}  # on pages of their own: errors, sandbox
    assert sorted(named) == sorted(set(labkit.__all__) - {"__version__"} - elsewhere)
    assert ".. automodule:: labkit.errors" in text
    assert ".. autofunction:: labkit.sandbox.start" in text


def test_the_columns_are_those_of_every_public_frame():
    text = pages.columns()
    tables = {name: each for name, each in vars(frames).items() if isinstance(each, frames.Table)}
    assert set(re.findall(r"data} labkit\.frames\.(\w+)$", text, re.MULTILINE)) == set(tables)
    assert text.count("\n| `") == sum(len(table.columns) for table in tables.values())
    assert "| `width_mm` | number | as the lab lists it, not turned [mm] |" in text


def test_the_commands_are_those_of_the_command_line():
    text = pages.commands()
    assert re.findall(r"^## labkit ([\w-]+)$", text, re.MULTILINE) == list(parser.COMMANDS)
    assert "| `--tolerance FRACTION` | allowed relative size error" in text
    assert "(default: 0.03)" in text
    assert "| `--tax {included,excluded}` |" in text


def test_the_assumptions_are_those_of_the_command(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    assert cli.main(["labs", "--assumptions"]) == 0
    assert capsys.readouterr().out.strip() == pages.assumptions().strip()


def test_what_is_generated_is_written_once(tmp_path):
    (tmp_path / "guide").mkdir()
    pages.write(tmp_path)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.md")}
    assert {"columns.md", "commands.md", "CONTRIBUTING.md"} <= {path.name for path in made}
    assert len(list((tmp_path / "guide").glob("*.ipynb"))) > 1
    pages.write(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in made} == made


def test_every_page_is_in_a_table_of_contents():
    listed = "\n".join(path.read_text("utf-8") for path in DOCS.rglob("index.md"))
    for path in DOCS.rglob("*.md"):
        if path.parent.name not in {"generated", "pictures"} and path.name != "index.md":
            assert re.search(rf"^(\w+ <)?{path.stem}>?$", listed, re.MULTILINE), path


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ('<script src="https://cdn.example/x.js">', ["https://cdn.example/x.js"]),
        ("<img alt='x' src='//cdn.example/x.png'>", ["//cdn.example/x.png"]),
        ('<link href="https://f.example/a.css" rel="stylesheet">', ["https://f.example/a.css"]),
        ("@import 'https://f.example/b.css';", ["https://f.example/b.css"]),
        ("a { background: url(https://f.example/c.png) }", ["https://f.example/c.png"]),
        ('<a href="https://www.example/">', []),
        ('<script src="_static/x.js"><img src="data:image/png;base64,AA//AA">', []),
    ],
)
def test_what_a_page_would_load_from_elsewhere_is_found(text, far):
    assert site_checks.loaded_from_elsewhere(text) == far


def test_names_in_docstrings_have_to_be_there():
    assert site_checks.exists("labkit.frames.PRODUCTS")
    assert site_checks.exists("labkit.errors.LabkitError.hint") is False  # of instances alone
    assert not site_checks.exists("labkit.nowhere.Thing")
    assert site_checks.public_names()["labkit.errors.LabkitError"] == "labkit.LabkitError"


@pytest.mark.parametrize("name", ["pages", "site_checks"])
def test_without_sphinx_these_tests_run_too(name):
    code = (DOCS / f"{name}.py").read_text("utf-8")
    assert not re.findall(r"^(?:import|from) (?:sphinx|docutils)", code, re.MULTILINE)
