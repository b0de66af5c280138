"""For the whole run, notebooks too: a labkit home of its own, and nothing of who runs it."""

from __future__ import annotations

import os
import tempfile

import pytest

HOME = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config):
    for name in [name for name in os.environ if name.startswith("LABKIT_")]:
        del os.environ[name]
    config.stash[HOME] = tempfile.TemporaryDirectory(
        prefix="labkit-tests-", ignore_cleanup_errors=True
    )
    os.environ["LABKIT_HOME"] = config.stash[HOME].name
    # Otherwise the keyring of whoever runs the tests would be asked for credentials.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_unconfigure(config):
    config.stash[HOME].cleanup()
