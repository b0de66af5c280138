"""A sandbox with five labs, connections to it and a picture, for the tests of order forms."""

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox


@pytest.fixture(scope="module")
def box(five_labs):
    with sandbox.start() as started:
        yield started


@pytest.fixture
def connected(box):
    def connect(name):
        return lk.connect(name, base_url=box.base_url(name), **box.credentials(name))

    return connect


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "beach.jpg"
    Image.linear_gradient("L").resize((1800, 1200)).convert("RGB").save(path)
    return path
