"""What the tests of the promises share: the full figures on demand, and the table at the end."""

import pytest


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
