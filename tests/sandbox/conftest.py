import pytest
import requests
from sandbox_fake import FAKE, OTHER

from labkit.sandbox.running_sandbox import Sandbox


@pytest.fixture(scope="session")
def _running():
    with Sandbox([OTHER, FAKE]) as sandbox:
        yield sandbox


@pytest.fixture
def box(_running):
    """A running sandbox with two labs that do not exist, as if it had just been started."""
    _running.reset()
    return _running


@pytest.fixture
def web():
    """A session that asks no proxy."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def fake(box):
    """The base URL of the lab that does not exist."""
    return box.base_url("fake")
