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
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert pictures
    assert [path for path in pictures if not (ROOT / path).is_file()] == []


def test_every_command_it_shows_is_one():
    prose = re.sub(r"^```.*?^```", "", README, flags=re.DOTALL | re.MULTILINE)
    shown = set(re.findall(r"\blabkit ([a-z]+)\b", " ".join(re.findall(r"`([^`]+)`", prose))))
    assert shown <= set(parser.COMMANDS)
    assert {"lab", "compare", "fetch", "sandbox"} <= shown


def test_the_layout_names_what_is_there():
    layout = README.partition("## Layout")[2].partition("### Add a lab")[0]
    named = re.findall(r"^  ([a-z_]+(?:\.py|/))", layout, re.MULTILINE)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / "labkit" / name).exists()] == []
