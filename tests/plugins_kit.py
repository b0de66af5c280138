"""Packages that register labs, written into a folder for one test."""

import importlib
import shutil
from pathlib import Path

CORNERLAB = Path(__file__).parent / "testlab" / "cornerlab"


def register(folder, name, target, version="1.0"):
    """Install a package's entry point for a lab, as a wheel would."""
    home = folder / f"{name}-{version}.dist-info"
    home.mkdir()
    (home / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (home / "entry_points.txt").write_text(f"[labkit.labs]\n{name} = {target}\n")
    importlib.invalidate_caches()


def copy_lab(folder, name, **files):
    """Install the Corner Lab under another name, with some files' text replaced or added to."""
    home = folder / name
    shutil.copytree(CORNERLAB, home, ignore=shutil.ignore_patterns("__pycache__"))
    for path in home.rglob("*.py"):
        path.write_text(path.read_text().replace("cornerlab", name))
    for part, change in files.items():
        path = home / f"{part}.py"
        before = path.read_text() if path.exists() else ""
        path.write_text(change(before) if callable(change) else change)
    register(folder, name, f"{name}:LAB")
    return home
