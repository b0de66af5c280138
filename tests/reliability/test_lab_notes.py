"""Every numbered point of the labs' documents (docs/points.md) has a test of its name.

Broken on purpose: the only test of point 94 renamed, another file named in the table.
"""

import importlib.util
import re
from pathlib import Path

import pytest
from promises import NOTES

from labkit import labs
from labkit.lab_api import spec
from labkit.sandbox.discovery import emulators

pytestmark = pytest.mark.reliability

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
POINTS = 97


def load(path):
    module_spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(module_spec)
    module_spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def points():
    text = (ROOT / "docs" / "points.md").read_text("utf-8")
    return {int(number): cells for number, *cells in ROW.findall(text)}


@pytest.fixture(scope="module")
def tests():
    return load(ROOT / "docs" / "pages.py").named_tests(ROOT / "tests")


def test_every_point_has_a_named_test(points, tests, promise):
    assert list(points) == list(range(1, POINTS + 1))
    without = [number for number in points if not tests.get(number)]
    promise(NOTES, f"{POINTS - len(without)} of {POINTS}")
    assert without == []
    assert set(tests) == set(points), "a test is named after a point that docs/points.md lacks"


def test_the_table_names_files_that_have_the_tests(points, tests):
    for number, (_, _, files) in points.items():
        named = re.findall(r"`([^`]+)`", files)
        assert named, f"point {number}: run python docs/pages.py"
        there = {path.name for path, _ in tests[number]}
        assert set(named) <= there, f"point {number}: run python docs/pages.py"


def test_each_point_names_a_lab_and_says_something(points):
    titles = {name: spec.find(name).title for name in labs()}
    for lab, what, _ in points.values():
        assert any(lab in title for title in titles.values()), lab
        assert len(what) > len(lab)


def test_every_switch_of_a_sandbox_has_a_point_of_its_lab(points):
    for emulator in emulators():
        for alias in emulator.aliases:
            lab, _, _ = points[int(re.match(r"q(\d+)", alias)[1])]
            assert lab.replace(" ", "").lower() == emulator.lab
