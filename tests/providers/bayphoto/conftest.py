import pytest
from bayphoto_orders_kit import NAME, private
from bayphoto_sandbox_kit import Caller

import labkit as lk
from labkit.providers.bayphoto.sandbox import EMULATOR
from labkit.sandbox.running_sandbox import Sandbox


@pytest.fixture(scope="module")
def bayphoto_server():
    with Sandbox([EMULATOR]) as sandbox:
        yield sandbox


@pytest.fixture
def bay(bayphoto_server):
    """A client with the token, at a sandbox that begins anew for each test."""
    bayphoto_server.reset()
    return Caller(bayphoto_server)


@pytest.fixture
def reading(bayphoto_server):
    """Choose a reading for one test; the reset before the next test takes it back."""
    return lambda name, value: bayphoto_server.readings.set("bayphoto", name, value)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    # The catalog is crawled once for a file; only the journal is each test's own.
    return tmp_path_factory.mktemp("bayphoto-home")


@pytest.fixture
def lab(box, home, monkeypatch, tmp_path):
    monkeypatch.setenv("LABKIT_HOME", str(home))
    monkeypatch.setattr("labkit.folders.state_dir", lambda: private(tmp_path / "state"))
    return lk.connect(NAME, base_url=box.base_url(NAME), **box.credentials(NAME))
