"""A reference stands for one content: every field, and what is in each photo's file.

Broken once: the journal compares paths alone (the picture replaced after confirmation is taken for
the first one at the lab that takes files).
"""

import sqlite3

import pytest
from every_lab import LINES, wish
from PIL import Image

import labkit as lk
from labkit import folders, sandbox
from labkit.errors import JournalError
from labkit.ordering.photo_digests import photo_digests


@pytest.fixture
def photo(tmp_path):
    return paint(tmp_path / "holiday.jpg", "red")


@pytest.fixture(autouse=True)
def _as_new():
    sandbox.shared().reset()


def paint(path, colour):
    Image.new("RGB", (2400, 1600), colour).save(path)
    return path


def make(name, lab, photo, **changes):
    order, _ = lab.from_intent(wish(name, photo, **{**LINES[name], **changes}))
    return order


@pytest.mark.parametrize("name", sorted(LINES))
def test_a_picture_replaced_after_confirmation_is_another_order(name, photo):
    lab = lk.connect(name)
    assert lab.submit(make(name, lab, photo)).state == "confirmed"
    paint(photo, "blue")
    with pytest.raises(JournalError, match="used for another order"):
        lab.submit(make(name, lab, photo))
    paint(photo, "red")
    assert lab.submit(make(name, lab, photo)).state == "confirmed"
    assert len(sandbox.shared().orders(name)) == 1


@pytest.mark.parametrize("name", sorted(LINES))
def test_another_quantity_is_another_order(name, photo):
    lab = lk.connect(name)
    lab.submit(make(name, lab, photo))
    with pytest.raises(JournalError, match="used for another order"):
        lab.submit(make(name, lab, photo, quantity=2))


def test_addresses_are_the_labs_to_fetch_and_files_have_digests(photo):
    lab = lk.connect("printofoto")
    valid = lab.order_service.validated(make("printofoto", lab, photo))
    (digest,) = photo_digests(valid).values()
    assert len(digest) == 64
    url = make("printofoto", lab, "https://photos.example/p.jpg")
    assert photo_digests(lab.order_service.validated(url)) == {}


def test_a_row_of_an_older_labkit_has_no_digests_and_is_still_the_same_order(photo):
    lab = lk.connect("printofoto")
    lab.submit(make("printofoto", lab, photo))
    with sqlite3.connect(folders.state_dir() / "journal.sqlite") as db:
        db.execute("UPDATE orders SET photos = 'null'")
    db.close()
    assert lab.submit(make("printofoto", lab, photo)).state == "confirmed"
    assert len(sandbox.shared().orders("printofoto")) == 1
