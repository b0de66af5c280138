"""How long delivered prices of a million products take, compared with bare passes over two arrays.

    python benchmarks/pricing.py [rows]

The same made-up catalog as in compare.py, sold by labkit's four labs, with three shipping prices
for each of two methods of a quarter of the products, an option for another quarter, and a price
list of three tiers for some of these. Yardstick and turns are those of compare.py. Snapshots and
what changed between two of them come last, compared with reading the same Parquet file.
"""

from __future__ import annotations

import os
import sys
import tempfile

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from compare import best, made_up, passes

import labkit as lk
from labkit import frames
from labkit.catalogs import snapshots
from labkit.model.size import Size
from labkit.pricing.price_list import PriceList

LABS = {"north": "bephoto", "east": "printofoto", "south": "profotonet", "west": "bayphoto"}
SIZE = "10x15 cm"
BASKET = [(SIZE, 100), ("20x30 cm", 2)]
MATRIX = ["10x15 cm", "13x18 cm", "20x30 cm", "30x40 cm", "50x70 cm"]


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    os.environ["LABKIT_HOME"] = tempfile.mkdtemp()
    products = made_up(rows)
    products["lab"] = products["lab"].map(LABS).astype(products["lab"].dtype)
    labs = sold_by(products)
    cat = lk.catalog(list(labs.values()))
    cat.quote(BASKET, country="NL")  # reads tables and exchange rates
    sides = [products[name].to_numpy("float64") for name in ("width_mm", "height_mm")]
    ways = {
        "compare": lambda: cat.compare(SIZE, 100),
        "  country=": lambda: cat.compare(SIZE, 100, "NL"),
        "  country=, shipping=": lambda: cat.compare(
            SIZE, 100, "NL", shipping={"profotonet": "sendaspackage"}
        ),
        "  options=": lambda: cat.compare(SIZE, 100, options=["13462"]),
        "  country=, options=, tax=": lambda: cat.compare(
            SIZE, 100, "NL", options=["13462"], tax="excluded"
        ),
        "matrix of 5 sizes, country=": lambda: cat.matrix(MATRIX, 100, country="NL"),
        "quote of 2 sizes": lambda: cat.quote(BASKET, country="NL"),
        "fit": lambda: cat.fit((6000, 4000)),
        "break_even, 1,000 pieces": lambda: lk.break_even(
            labs["bayphoto"], labs["profotonet"], SIZE
        ),
    }
    bare, *times = best(lambda: passes(*sides, Size.parse(SIZE)), *ways.values())
    print(f"{rows:,} products")
    print(f"{'bare passes over two arrays':32}{bare * 1e3:9.1f} ms")
    for name, seconds in zip(ways, times, strict=True):
        print(f"{name:32}{seconds * 1e3:9.1f} ms  {seconds / bare:6.1f} times")
    time_snapshots(products)


def time_snapshots(products):
    one = products.assign(lab=products["lab"].iloc[0])
    one.attrs["lab"] = one["lab"].iloc[0]
    changed = one.iloc[5:].assign(price=(one["price"].iloc[5:] * 1.1).round(2))
    kept = snapshots.save(one, "products", "one", endpoint="embedded")
    ways = {
        "snapshot written": lambda: snapshots.save(one, "products", "one", endpoint="embedded"),
        "snapshot read": kept.frame,
        "diff, nothing changed": lambda: lk.diff(one, one),
        "diff, every price changed": lambda: lk.diff(one, changed),
    }
    bare, *times = best(lambda: pq.ParquetFile(kept.path).read(), *ways.values())
    print(f"{'bare reading of the Parquet file':32}{bare * 1e3:9.1f} ms")
    for name, seconds in zip(ways, times, strict=True):
        print(f"{name:32}{seconds * 1e3:9.1f} ms  {seconds / bare:6.1f} times")


class Given:
    """Gives a lab's tables without asking anybody."""

    def __init__(self, **tables):
        self.tables = tables

    def frame(self, table, *, refresh=False):  # noqa: ARG002, D102 - as labkit's own reader
        return self.tables[table].copy(deep=False)


def sold_by(products):
    labs = {}
    for name in LABS.values():
        own = products[products["lab"] == name].reset_index(drop=True)
        ids = own["product_id"].to_numpy(object)
        prices = tiers(ids[:: len(ids) // 1000 or 1]) if name == "bayphoto" else None
        labs[name] = lk.connect(name, prices=prices)
        ways = shipping(ids) if name == "profotonet" else frames.build(frames.SHIPPING, {}, rows=0)
        choices = options(ids) if name == "bayphoto" else frames.build(frames.OPTIONS, {}, rows=0)
        labs[name].__dict__["reader"] = Given(products=own, options=choices, shipping=ways)
    return labs


def tiers(ids):
    table = {"product_id": np.repeat(ids, 3), "min_quantity": np.tile([1, 50, 100], len(ids))}
    table |= {"price": np.tile(["0.14", "0.20", "0.14"], len(ids)), "currency": "EUR"}
    return PriceList.read(pd.DataFrame(table))


def shipping(ids):
    each = [(method, country) for method in ("Brief", "Pakket") for country in ("NL", "BE", "*")]
    count = len(ids) * len(each)
    return frames.build(
        frames.SHIPPING,
        {
            "lab": "profotonet",
            "product_id": np.repeat(ids, len(each)),
            "method": np.tile([method for method, _ in each], len(ids)),
            "country": np.tile([country for _, country in each], len(ids)),
            "price": np.random.default_rng(1).integers(100, 900, count) / 100,
            "currency": "EUR",
            "tax": "included",
        },
    )


def options(ids):
    return frames.build(
        frames.OPTIONS,
        {
            "lab": "bayphoto",
            "product_id": np.repeat(ids, 3),
            "group_id": "coating",
            "group": "Coating",
            "option_id": np.tile(["13462", "13463", "13464"], len(ids)),
            "option": "Lustre",
            "price": np.tile([0.29, 0.5, 1.0], len(ids)),
            "currency": "USD",
            "level": "print",
        },
    )


if __name__ == "__main__":
    main()
