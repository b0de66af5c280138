"""Printofoto's sample price list: each product that can be ordered, tiers that go up and down."""

from __future__ import annotations

import csv
from decimal import Decimal
from itertools import pairwise

from printofoto_sandbox_kit import PRODUCT_IDS

from labkit.resources import data_dir

FOLDER = data_dir() / "printofoto"
# The formats that the document's POSTs take, by the number of the product.
FORMATS = {
    6: ["50x50", "60x60", "70x70", "80x80"],
    14: ["297x420", "420x297"],
    17: ["11x15_by_5", "11x15_by_20"],
    20: ["148x210_by_3"],
}


def _rows():
    with (FOLDER / "sample_price_list.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_q50_there_is_no_catalog_but_a_price_list():
    assert sorted(path.name for path in FOLDER.iterdir()) == ["README.md", "sample_price_list.csv"]
    assert "sample data" in (FOLDER / "README.md").read_text("utf-8")


def test_q49_q50_each_product_that_can_be_ordered_has_a_price():
    priced = {(row["product_id"], row["variant_id"]) for row in _rows()}
    wanted = {
        (str(number), variant)
        for number in PRODUCT_IDS.values()
        for variant in FORMATS.get(number, [""])
    }
    assert priced == wanted


def test_prices_are_exact_and_each_list_begins_with_one():
    tiers = {}
    for row in _rows():
        assert Decimal(row["price"]) == Decimal(row["price"]).quantize(Decimal("0.01")) > 0
        assert (row["currency"], row["tax"]) == ("EUR", "included")
        tiers.setdefault((row["product_id"], row["variant_id"]), []).append(
            int(row["min_quantity"])
        )
    assert all(steps[0] == 1 and steps == sorted(set(steps)) for steps in tiers.values())


def test_a_larger_quantity_may_cost_more():
    cards = [Decimal(row["price"]) for row in _rows() if row["product_id"] == "12"]
    assert cards == [Decimal("0.14"), Decimal("0.20"), Decimal("0.14")]
    assert any(later > earlier for earlier, later in pairwise(cards))
