import pytest
from bayphoto_sandbox_kit import Caller

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
