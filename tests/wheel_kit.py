"""labkit's wheel in an environment of its own, away from the checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build_wheel(folder):
    # Without isolation: a build environment of its own would be fetched from the internet.
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (made,) = folder.glob("labkit-*.whl")
    return made


def make_environment(home, *packages):
    """Return the scripts of an environment that has these packages, and labkit's dependencies."""
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    places = {"base": str(home), "platbase": str(home)}
    inside = Path(sysconfig.get_path("purelib", "venv", places))
    # labkit's dependencies are those of the environment that runs the tests. A path in a .pth file
    # does not bring that environment's own .pth files along, so its editable labkit stays behind.
    here = [path for path in sys.path if Path(path).name == "site-packages"]
    (inside / "dependencies.pth").write_text("\n".join([*here, ""]))
    scripts = Path(sysconfig.get_path("scripts", "venv", places))
    pip = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "-q"]
    more = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, *more, *map(str, packages)], check=True, capture_output=True)
    return scripts


def run(command, folder):
    names = ("PYTHONPATH", "COLUMNS")
    surroundings = {name: value for name, value in os.environ.items() if name not in names}
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False
    )
