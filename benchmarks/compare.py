"""How long one comparison over a million products takes, compared with bare passes over two arrays.

    python benchmarks/compare.py [rows]

The yardstick is what any size matching has to do at least: compare two arrays of floats with a
lower and an upper bound each, and find where all four hold. Both run in the same process, turn by
turn, and the best of several turns counts.
"""

from __future__ import annotations

import datetime as dt
import sys
import time

import numpy as np

from labkit import frames
from labkit.frames.selection import EncodedProducts
from labkit.pricing.comparison import compare_products
from labkit.pricing.request import read_request

TURNS = 15
# The sizes labs sell, in mm; a catalog repeats them over papers and finishes.
TRADE = np.array(
    [
        *[(90, 130), (102, 152), (127, 178), (130, 180), (150, 200), (203, 254), (203, 305)],
        *[(210, 297), (240, 300), (254, 305), (279, 356), (300, 400), (305, 406), (305, 457)],
        *[(400, 500), (406, 508), (406, 610), (500, 700), (508, 762), (610, 914)],
    ],
    dtype="float64",
)


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    products = made_up(rows)
    encoded = EncodedProducts(products, encode=True)
    compare_products(encoded, read_request("10x15 cm"))  # reads the exchange rates
    print(f"{rows:,} products, best of {TURNS} turns")
    for label, size in (("one size in twenty", "10x15 cm"), ("no size", "77x99 cm")):
        request = read_request(size, quantity=100, country="NL", currency="EUR")
        bare, cold, warm = best(
            lambda request=request: passes(encoded.short, encoded.long, request.size),
            lambda request=request: compare_products(products, request),
            lambda request=request: compare_products(encoded, request),
        )
        found = len(compare_products(products, request))
        print(f"{label} matches ({size}: {found:,} rows)")
        print(f"  bare passes over two arrays     {bare * 1e3:8.1f} ms")
        print(f"  compare, in a catalog           {warm * 1e3:8.1f} ms  {warm / bare:5.1f} times")
        print(f"  compare, from the frame         {cold * 1e3:8.1f} ms  {cold / bare:5.1f} times")


def passes(short, long, size):
    inside = (short >= size.short_mm * 0.97) & (short <= size.short_mm * 1.03)
    inside &= (long >= size.long_mm * 0.97) & (long <= size.long_mm * 1.03)
    return np.flatnonzero(inside)


def best(*tasks):
    times = [[] for _ in tasks]
    for _ in range(TURNS):
        for task, own in zip(tasks, times, strict=True):
            begin = time.perf_counter()
            task()
            own.append(time.perf_counter() - begin)
    return [min(own) for own in times]


def made_up(rows):
    """Return products of four labs in two currencies; the same ones each time."""
    random = np.random.default_rng(7)
    size = TRADE[random.integers(0, len(TRADE), rows)]
    lab = random.integers(0, 4, rows)
    price = np.round(size[:, 0] * size[:, 1] / 1e6 * random.uniform(8, 40, rows), 2)
    price[::100] = np.nan
    return frames.build(
        frames.PRODUCTS,
        {
            "lab": np.array(["north", "east", "south", "west"])[lab],
            "product_id": np.arange(10**15, 10**15 + rows).astype(str),
            "variant_id": "",
            "name": np.char.add("Print ", np.arange(rows).astype(str)),
            "category": "Prints > Photo prints",
            "width_mm": size[:, 0],
            "height_mm": size[:, 1],
            "size_source": "field",
            "price": price,
            "currency": np.array(["EUR", "EUR", "EUR", "USD"])[lab],
            "price_kind": np.array(["lab", "lab", "unknown", "suggested_retail"])[lab],
            "tax": np.array(["included", "unknown", "unknown", "unknown"])[lab],
            "source_url": "http://127.0.0.1/products",
            "fetched_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        },
    )


if __name__ == "__main__":
    main()
