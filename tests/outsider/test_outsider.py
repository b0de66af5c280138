"""A lab from a package of its own, installed beside labkit's wheel into a fresh environment."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image
from wheel_kit import build_wheel, make_environment, run

HERE = Path(__file__).parent
PACKAGE = HERE / "examplepress"


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    # Begun as the tutorial does, with `labkit new-lab`; then its own modules take their places.
    folder = tmp_path_factory.mktemp("package")
    done = run([sys.executable, "-m", "labkit", "new-lab", "examplepress"], folder)
    assert done.returncode == 0, done.stderr
    ignored = shutil.ignore_patterns("__pycache__", "pyproject.toml", "test_*.py", ".*")
    made = folder / "examplepress"
    return Path(shutil.copytree(PACKAGE, made, ignore=ignored, dirs_exist_ok=True))


def test_what_is_shown_is_what_new_lab_writes(package):
    own = [path.name for path in (PACKAGE / "examplepress").glob("*.py")]
    made = sorted(path.name for path in (package / "examplepress").glob("*.py"))
    assert made == sorted(own), "new-lab writes no module that the package does without"
    test = "test_examplepress.py"
    assert (package / test).read_text("utf-8") == (PACKAGE / test).read_text("utf-8")


@pytest.fixture(scope="module")
def scripts(package, tmp_path_factory):
    wheel = build_wheel(tmp_path_factory.mktemp("dist"))
    return make_environment(tmp_path_factory.mktemp("elsewhere"), wheel, package)


@pytest.fixture(scope="module")
def said(scripts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("work")
    photo = folder / "photo.jpg"
    Image.new("RGB", (1200, 1800)).save(photo)
    done = run([scripts / "python", HERE / "try_it.py", str(photo)], folder)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "said.json").read_text())


def test_it_is_five_modules_and_250_lines():
    modules = sorted((PACKAGE / "examplepress").glob("*.py"))
    assert [path.name for path in modules] == [
        "__init__.py",
        "client.py",
        "document.py",
        "pricing.py",
        "sandbox.py",
    ]
    assert sum(len(path.read_text("utf-8").splitlines()) for path in modules) <= 250


def test_both_come_from_the_environment(said, scripts):
    home = scripts.parent
    assert Path(said["labkit"]).is_relative_to(home)
    assert Path(said["package"]).is_relative_to(home)
    assert "examplepress" in said["labs"]


def test_it_is_compared(said):
    # 100 x 0.35 + 3.95; the finish is chosen by the cheapest, which adds nothing
    assert said["compare"] == ["PRINT-4X6", "38.95"]


def test_it_quotes_by_its_own_server(said):
    # 2 x (0.35 + 0.20) + 3.95
    total, currency, notes = said["quote"]
    assert (total, currency) == ("5.05", "EUR")
    assert "quoted by the lab's own server" in notes


def test_its_form_has_no_problems(said):
    assert said["form"] == []


def test_a_lost_answer_is_settled_and_the_order_is_there_once(said):
    assert said["lost"] == [0, "unknown", "confirmed", "cancelled", 1]


def test_the_command_line_knows_it(scripts, tmp_path):
    checked = run([scripts / "labkit", "check-lab", "examplepress"], tmp_path)
    assert (checked.returncode, checked.stdout) == (0, "examplepress: no errors\n")
    fetched = run([scripts / "labkit", "fetch", "examplepress"], tmp_path)
    assert fetched.returncode == 0, fetched.stderr
    assert "PRINT-8X12" in fetched.stdout
    shown = run([scripts / "labkit", "openapi", "examplepress"], tmp_path)
    assert "/quotes" in json.loads(shown.stdout)["paths"]


def test_it_passes_the_contract(scripts, package, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytest = [scripts / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = run([*pytest, "test_examplepress.py"], package)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " passed" in done.stdout
