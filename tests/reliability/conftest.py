"""What the tests of the promises share: the full figures on demand, and the table at the end."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
for folder in ("http", "ordering"):
    sys.path.append(str(Path(__file__).parent.parent / folder))


@pytest.fixture(scope="session")
def full(pytestconfig):
    """Whether the full figures are asked for (``pytest -m reliability --full``)."""
    return pytestconfig.getoption("--full")


@pytest.fixture
def promise(record_property):
    """Write a promise's figure into the table that ends the run."""

    def write(name, figure):
        record_property("promise", (name, str(figure)))

    return write


@pytest.fixture(scope="session")
def ordering_world(tmp_path_factory):
    from ordering_world import World

    with pytest.MonkeyPatch.context() as patch:
        world = World(tmp_path_factory.mktemp("world"), patch)
    yield world
    world.close()


@pytest.fixture
def world(ordering_world, monkeypatch):
    """A sandbox behind a fault proxy, and machines that order at it, as if just begun."""
    ordering_world.patch(monkeypatch)
    ordering_world.reset()
    return ordering_world
