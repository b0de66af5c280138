"""Every lab keeps to the contract: labkit's own, and one from a package outside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import labkit as lk
from labkit import sandbox
from labkit.http import Call
from labkit.labtest import LabContract

pytestmark = pytest.mark.usefixtures("five_labs")

TESTLAB = Path(__file__).parent / "testlab"
LABS = ["bayphoto", "bephoto", "cornerlab", "printofoto", "profotonet"]


# What the documents say of prices, written out once more (tax: one of them lets it be worked out).


class TestBayphoto(LabContract):
    lab = "bayphoto"
    currency, price_kind, tax = "USD", "suggested_retail", "unknown"


class TestBephoto(LabContract):
    lab = "bephoto"
    currency, price_kind, tax = "EUR", "lab", "unknown"


class TestPrintofoto(LabContract):
    lab = "printofoto"
    currency, price_kind, tax = "EUR", "unknown", "unknown"
    # Its document names products with their sizes; 10x15 cm is not among them (11x15 cm is).
    sells_10x15 = False

    def line(self, lab, photo):  # a poster takes a picture and nothing else
        return lk.Line(product_id="14", variant_id="420x297", quantity=2, photo=photo)

    def guarded(self, lab):  # its catalog is the document's and is read from nowhere
        return Call("GET", "/card")

    def refused(self, lab, intent):  # its products are the document's: check knows them all
        photo = f"{lab.endpoint.origin}/_labkit/photos/nowhere.jpg"
        return intent.model_copy(update={"lines": (self.line(lab, photo),)})


class TestProfotonet(LabContract):
    lab = "profotonet"
    currency, price_kind, tax = "EUR", "lab", "included"


class TestCornerLab(LabContract):
    lab = "cornerlab"

    def refused(self, lab, intent):  # its emulator takes any article, but knows who lives where
        return intent.model_copy(update={"recipient": lk.Address(last_name="Nobody", street="1")})


def test_labs_are_listed_by_name():
    assert lk.labs() == LABS


def test_the_sandbox_plays_every_lab():
    assert sandbox.shared().labs == LABS
    assert sandbox.shared().problems == {}


@pytest.mark.short
def test_a_catalog_holds_all_labs_side_by_side():
    catalog = lk.catalog()
    assert not catalog.problems
    assert set(catalog.products["lab"]) == set(LABS)
    rows = catalog.compare("10x15 cm", quantity=100, country="NL", currency="EUR")
    assert set(rows["lab"]) == set(LABS) - {"printofoto"}
    assert rows["complete"].is_monotonic_decreasing


def test_the_command_line_knows_the_fifth_lab():
    surroundings = {**os.environ, "PYTHONPATH": str(TESTLAB)}
    run = subprocess.run(
        [sys.executable, "-m", "labkit", "labs"],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings,
    )
    assert "Corner Lab" in run.stdout
    assert "LABKIT_CORNERLAB_WORD" in run.stdout
