from pathlib import Path

import pytest

from labkit import resources

ROOT = Path(__file__).resolve().parents[1]


def test_a_checkout_uses_its_top_folders():
    assert resources.data_dir() == ROOT / "data"
    assert resources.notebooks_dir() == ROOT / "notebooks"
    assert resources.docs_dir() == ROOT / "docs"


def test_a_wheel_uses_the_folders_inside_the_package(tmp_path, monkeypatch):
    package = tmp_path / "labkit"
    for folder in (package / "_data", package / "_docs", package / "_notebooks", tmp_path / "data"):
        folder.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.data_dir() == package / "_data"
    assert resources.notebooks_dir() == package / "_notebooks"
    assert resources.docs_dir() == package / "_docs"


def test_a_broken_installation_says_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "labkit")
    with pytest.raises(FileNotFoundError, match="data folder"):
        resources.data_dir()
