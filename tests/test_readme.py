"""What README.md shows is what is there."""

import re
from pathlib import Path

import pytest

from labkit.cli import parser

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MAIN = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[notebook]' && .venv/bin/labkit demo"
TESTS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest"


@pytest.mark.parametrize(("marker", "command"), [("main", MAIN), ("test", TESTS)])
def test_the_two_commands_stand_after_their_markers(marker, command):
    assert f"<!-- the {marker} command -->\n```sh\n{command}\n```\n" in README


def test_ci_runs_the_command_that_is_shown():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "<!-- the test command -->" in script
    assert TESTS not in script  # read from here, so the two cannot drift


def test_what_it_points_to_is_there():
    files = re.findall(r"\]\(([^)]+)\)", README)
    assert len([path for path in files if path.endswith(".png")]) > 1
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_every_command_it_shows_is_one():
    prose = re.sub(r"^```.*?^```", "", README, flags=re.DOTALL | re.MULTILINE)
    shown = set(re.findall(r"\blabkit ([a-z]+)\b", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert shown <= set(parser.COMMANDS)
    assert {"lab", "compare", "fetch", "sandbox"} <= shown


def test_the_layout_names_what_is_there():
    layout = README.partition("## For who carries this on")[2].partition("```\n")[2]
    named = re.findall(r"^([a-z]+/)", layout.partition("```")[0], re.MULTILINE)
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).is_dir()] == []


def test_it_is_a_front_door():
    assert len(README.splitlines()) <= 250
