"""``labkit docs``: what Sphinx is told, where its pages are, and what is said without it."""

import importlib.util
import sys
import types
import webbrowser
from pathlib import Path

import pytest

from labkit import cli, resources
from labkit.cli import docs


@pytest.fixture
def told(monkeypatch):
    """Let nothing be built; return what Sphinx was told."""
    calls = []
    built = types.ModuleType("sphinx.cmd.build")
    built.build_main = lambda arguments: calls.append(arguments) or 0
    for name in ("sphinx", "sphinx.cmd"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "sphinx.cmd.build", built)
    monkeypatch.setattr(docs, "need", lambda *_: None)
    return calls


def test_it_says_where_the_pages_are_and_opens_them(told, monkeypatch, capsys):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert cli.main(["docs"]) == 0
    index = Path(capsys.readouterr().out.strip())
    assert index == Path(told[0][-1]) / "index.html"
    assert opened == [index.as_uri()]


def test_without_a_browser_it_only_says(told, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda *_: pytest.fail("a browser was opened"))
    assert cli.main(["docs", "--no-browser"]) == 0
    assert len(told) == 1


def test_notebooks_run_when_that_is_asked(told):
    cli.main(["docs", "--no-browser"])
    cli.main(["docs", "--no-browser", "--execute"])
    assert ["nb_execution_mode=off" in each for each in told] == [True, False]
    assert "nb_execution_mode=cache" in told[1]


def test_it_builds_a_copy_not_the_installed_folder(told, tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "gone.md").write_text("a page of an older version")
    docs.build(tmp_path)
    copy = Path(told[0][-2])
    assert copy != resources.docs_dir()
    assert (copy / "conf.py").read_text() == (resources.docs_dir() / "conf.py").read_text()
    assert not (copy / "gone.md").exists()


def test_what_cannot_be_built_is_said(told, monkeypatch, capsys):
    monkeypatch.setattr(sys.modules["sphinx.cmd.build"], "build_main", lambda _: 2)
    assert cli.main(["docs", "--no-browser"]) == 1
    assert "could not be built" in capsys.readouterr().err


def test_without_sphinx_it_says_what_to_install(monkeypatch, capsys):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "sphinx" else real(name)
    )
    assert cli.main(["docs"]) == 1
    said = capsys.readouterr().err
    assert "Sphinx is not installed" in said
    assert "labkit[docs]" in said
