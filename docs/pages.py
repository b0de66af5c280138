"""What the documentation says that the code says already, as Markdown.

``python docs/pages.py`` puts the tree of modules into CONTRIBUTING.md, and the tests of each point
into points.md; `write` makes the pieces that the site's pages include.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import labkit
from labkit import frames, resources
from labkit.cli import lab_commands, parser
from labkit.lab_api import spec

PACKAGE = Path(labkit.__file__).parent
BEGIN, END = "<!-- tree: python docs/pages.py -->\n", "<!-- end of tree -->\n"


def write(here: Path) -> None:
    """Write what is generated into a folder of the documentation's sources."""
    made = here / "generated"
    made.mkdir(exist_ok=True)
    pieces = {"columns": columns(), "commands": commands(), "assumptions": assumptions()}
    for name, text in pieces.items():
        _keep(made / f"{name}.md", text)
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        _keep(here / name, _top(name).read_text("utf-8"))
    for notebook in sorted(resources.notebooks_dir().glob("*.ipynb")):
        shutil.copy2(notebook, here / "guide" / notebook.name)


def _keep(path: Path, text: str) -> None:
    # A file that says the same is left alone, so that Sphinx does not read it again.
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _top(name: str) -> Path:
    # At the top of a checkout; an installed labkit has it next to the pages.
    docs = resources.docs_dir()
    return docs.parent / name if (docs.parent / name).exists() else docs / name


def tree() -> str:
    """Return the rooms of labkit and their modules, each with the first sentence it says."""
    lines = [_line(0, "labkit/", PACKAGE / "__init__.py")]
    for path in _modules(PACKAGE):
        lines += [_line(1, path.name, path)]
    for room in _rooms(PACKAGE):
        lines += [_line(1, f"{room.name}/", room / "__init__.py")]
        lines += [_line(2, path.name, path) for path in _modules(room)]
        lines += [_line(2, f"{part.name}/", part / "__init__.py") for part in _rooms(room)]
    return "\n".join(lines)


def _line(depth: int, name: str, path: Path) -> str:
    return f"{'  ' * depth + name:<32}{first_sentence(path).replace('`', '')}"


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def _rooms(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/__init__.py"))


def first_sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring, without its stop.

    Raises
    ------
    ValueError
        If it has none.
    """
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    if not docstring:
        raise ValueError(f"{path} has no docstring")
    return docstring.split("\n\n")[0].replace("\n", " ").split(". ")[0].rstrip(".")


def columns() -> str:
    """Return the columns of every public frame."""
    # In the order they are defined in, the catalog's first.
    defined = vars(importlib.import_module(frames.Table.__module__))
    found = {name: each for name, each in defined.items() if isinstance(each, frames.Table)}
    return "\n".join(_columns(name, each) for name, each in found.items())


def _columns(name: str, table: frames.Table) -> str:
    rows = [(f"`{each.name}`", each.kind, each.meaning) for each in table.columns]
    target = f"```{{py:data}} labkit.frames.{name}\n:type: ~labkit.frames.Table\n```\n"
    return f"## {table.name}\n\n{target}\n{_table(('column', 'kind', 'meaning'), rows)}"


def commands() -> str:
    """Return every command of the command line: usage, arguments and options."""
    whole = parser.build()
    subparsers = next(
        each
        for each in whole._actions  # noqa: SLF001 - argparse has no public way to its parts
        if isinstance(each, argparse._SubParsersAction)  # noqa: SLF001 - the same
    )
    return "\n".join(_command(each) for each in subparsers.choices.values())


def _command(command: argparse.ArgumentParser) -> str:
    usage = command.format_usage().removeprefix("usage: ").rstrip()
    rows = [
        (f"`{_spelling(action)}`", _options_as_code(_help(action)))
        for action in command._actions  # noqa: SLF001 - as above
        if action.dest != "help"
    ]
    told = _options_as_code(command.description or "")
    parts = [f"## {command.prog}", told, f"```text\n{usage}\n```"]
    table = _table(("argument", "meaning"), rows) if rows else ""
    return "\n\n".join([*parts, table])


def _options_as_code(text: str) -> str:
    return re.sub(r"--[a-z]+(?:-[a-z]+)*", r"`\g<0>`", text)


def _help(action: argparse.Action) -> str:
    return (action.help or "") % vars(action)


def _spelling(action: argparse.Action) -> str:
    spelled = ", ".join(action.option_strings)
    if action.nargs == 0:
        return spelled
    choices = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
    return f"{spelled} {choices or action.metavar or action.dest}".strip()


def assumptions() -> str:
    """Return what ``labkit labs --assumptions`` prints."""
    return "\n".join(lab_commands.assumptions(lab) for lab in spec.discover().values())


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_table_lines(heads, rows)) + "\n"


def _table_lines(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows):
        cells = (cell.replace("|", "\\|").replace("<", "&lt;") for cell in row)
        yield f"| {' | '.join(cells)} |"


def with_tree(text: str) -> str:
    """Return CONTRIBUTING.md's text with the tree as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}```text\n{tree()}\n```\n{END}{rest.partition(END)[2]}"


def with_tests(text: str) -> str:
    """Return points.md's text with the files of each point's tests as they are now."""
    found = named_tests(PACKAGE.parent / "tests")

    def row(match: re.Match[str]) -> str:
        files = sorted({path.name for path, _ in found.get(int(match["point"]), ())})
        return f"{match[0].rpartition(' | ')[0]} | {', '.join(f'`{name}`' for name in files)} |"

    return re.sub(r"^\| (?P<point>\d+) \|.*\|$", row, text, flags=re.MULTILINE)


def named_tests(folder: Path) -> dict[int, list[tuple[Path, str]]]:
    """Return point → the files and names of its tests: ``test_q08_…`` is one of point 8."""
    found: dict[int, list[tuple[Path, str]]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for name in re.findall(r"^ *def (test_q\d+_\w+)", path.read_text("utf-8"), re.MULTILINE):
            found.setdefault(int(name[6:].partition("_")[0]), []).append((path, name))
    return found


if __name__ == "__main__":
    for page, filled in (("CONTRIBUTING.md", with_tree), ("docs/points.md", with_tests)):
        at = PACKAGE.parent / page
        at.write_text(filled(at.read_text("utf-8")), "utf-8")
