"""For the tests of a lab's orders: a sandbox, the lab at it, a picture.

The test module says which lab (``NAME``) and how large the picture is (``PHOTO``, in pixels).
"""

import sys
from pathlib import Path

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox

# A server that plays scripted answers.
sys.path.insert(0, str(Path(__file__).parent.parent / "http"))


@pytest.fixture(scope="module")
def shared_box():
    with sandbox.start() as box:
        yield box


@pytest.fixture
def box(shared_box):
    """A sandbox as if it had just been started."""
    shared_box.reset()
    return shared_box


@pytest.fixture
def lab(box, request):
    name = request.module.NAME
    return lk.connect(name, base_url=box.base_url(name), **box.credentials(name))


@pytest.fixture
def photo(tmp_path, request):
    path = tmp_path / "holiday.jpg"
    Image.new("RGB", request.module.PHOTO, "teal").save(path)
    return path
