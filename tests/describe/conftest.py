from pathlib import Path

import pytest
from installed_labs import installed

import labkit as lk

OUTSIDER = Path(__file__).resolve().parents[1] / "outsider" / "examplepress"


@pytest.fixture(scope="module")
def outsider(tmp_path_factory):
    """The outsider's package, installed."""
    with installed(OUTSIDER, tmp_path_factory.mktemp("installed")) as name:
        yield name


@pytest.fixture
def lab(outsider):
    connected = lk.connect(outsider)
    yield connected
    connected.client.close()
    lk.sandbox.shared().reset()
