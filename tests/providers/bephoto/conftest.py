import pytest
from bephoto_sandbox_kit import Caller

from labkit.providers.bephoto.sandbox import EMULATOR
from labkit.sandbox.running_sandbox import Sandbox


@pytest.fixture(scope="module")
def bephoto_server():
    with Sandbox([EMULATOR]) as sandbox:
        yield sandbox


@pytest.fixture
def bephoto(bephoto_server):
    """A client that has logged in, at a sandbox that begins anew for each test."""
    bephoto_server.reset()
    return Caller(bephoto_server).log_in()


@pytest.fixture
def reading(bephoto_server):
    """Choose a reading for one test; the reset before the next test takes it back."""
    return lambda name, value: bephoto_server.readings.set("bephoto", name, value)
