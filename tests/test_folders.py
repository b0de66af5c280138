"""What labkit keeps is for its user alone, and whole."""

import errno
import os

import pytest

from labkit import folders
from labkit.errors import StoreError


def test_a_file_that_could_not_be_written_whole_is_not_left_behind(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fchmod", full)
    with pytest.raises(StoreError, match="No space left"):
        folders.create_private(tmp_path / "draft.tmp", b"1 Test Street")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_refused_unless_it_may_be(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"as it was")
    path.chmod(0o644)
    with pytest.raises(FileExistsError):
        folders.create_private(path, b"new")
    folders.create_private(path, b"new", exist_ok=True)
    assert path.read_bytes() == b"as it was"
    assert path.stat().st_mode & 0o777 == 0o600
