"""The wheel, installed away from the checkout, is the whole of labkit."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    # Without isolation: a build environment of its own would be fetched from the internet.
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (made,) = folder.glob("labkit-*.whl")
    return made


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """Return the scripts of an environment that has labkit from the wheel alone."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    places = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    # labkit's dependencies are those of the environment that runs the tests. A path in a .pth file
    # does not bring that environment's own .pth files along, so its editable labkit stays behind.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    scripts = Path(sysconfig.get_path("scripts", "venv", places))
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "-q"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    return scripts


def run(command, folder):
    names = ("PYTHONPATH", "COLUMNS")
    surroundings = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )


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
