"""The wheel, installed away from the checkout, is the whole of labkit."""

import zipfile
from pathlib import Path

import pytest
from wheel_kit import ROOT, build_wheel, make_environment, run


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """Return the scripts of an environment that has labkit from the wheel alone."""
    return make_environment(tmp_path_factory.mktemp("elsewhere"), wheel)


def test_the_wheel_brings_data_notebooks_types_and_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    notebooks = {path.name for path in ROOT.glob("notebooks/*.ipynb")}
    files = (path for path in ROOT.glob("data/**/*") if path.is_file())
    data = {path.relative_to(ROOT / "data").as_posix() for path in files}
    outside = {name for name in data if name.startswith("make_samples/")}
    assert "make_samples/bephoto.py" in outside
    assert notebooks == {Path(each).name for each in names if each.startswith("labkit/_notebooks/")}
    inside = {each.removeprefix("labkit/_data/") for each in names}
    assert data - outside <= inside
    assert not outside & inside
    pages = {each.removeprefix("labkit/_docs/") for each in names}
    assert {"index.md", "conf.py", "guide/index.md", "CHANGELOG.md", "CONTRIBUTING.md"} <= pages
    assert not [each for each in pages if each.startswith(("generated/", "guide/0"))]
    assert "labkit/py.typed" in names
    assert [each for each in names if each.endswith("licenses/LICENSE")]
    assert not [
        each for each in names if each.startswith(("tests/", "data/", "docs/", "notebooks/"))
    ]


def test_labkit_comes_from_the_wheel(elsewhere, tmp_path):
    done = run([elsewhere / "python", "-c", "import labkit; print(labkit.__file__)"], tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(elsewhere.parent)


def test_the_demo_runs_away_from_the_checkout(elsewhere, tmp_path):
    done = run([elsewhere / "labkit", "demo"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "20x30 cm" in done.stdout
    assert "</html>" in (tmp_path / "labkit-report.html").read_text("utf-8")


def test_the_notebooks_are_copied_to_where_they_can_be_changed(elsewhere, tmp_path):
    # --version makes JupyterLab say its version and end.
    done = run([elsewhere / "labkit", "lab", "--version"], tmp_path)
    assert done.returncode == 0, done.stderr
    copied = {path.name for path in (tmp_path / "labkit-notebooks").iterdir()}
    assert copied == {path.name for path in ROOT.glob("notebooks/*.ipynb")}
