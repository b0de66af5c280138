"""For the whole run, notebooks too: a labkit home of its own, and nothing of who runs it."""

from __future__ import annotations

import os
import shutil
import tempfile

HOME = "LABKIT_HOME"


def pytest_configure():
    for name in [name for name in os.environ if name.startswith("LABKIT_")]:
        del os.environ[name]
    os.environ[HOME] = tempfile.mkdtemp(prefix="labkit-tests-")
    # Otherwise the keyring of whoever runs the tests would be asked for credentials.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"


def pytest_unconfigure():
    shutil.rmtree(os.environ[HOME], ignore_errors=True)
