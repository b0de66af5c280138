"""Small catalogs made by hand, for tests of what is done with catalogs."""

import datetime as dt

from labkit import frames

READ = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
COMMON = {
    "variant_id": "",
    "size_source": "field",
    "currency": "EUR",
    "price_kind": "lab",
    "tax": "included",
    "source_url": "http://127.0.0.1:9/products",
    "fetched_at": READ,
}


def products(*rows, **common):
    """Make a frame of products from (lab, name, width, height, price) rows."""
    lab, name, width, height, price = zip(*rows, strict=True) if rows else ((),) * 5
    columns = {
        "lab": list(lab),
        "product_id": [f"12000000000000{place:02d}" for place in range(len(rows))],
        "name": list(name),
        "width_mm": list(width),
        "height_mm": list(height),
        "price": list(price),
    }
    return frames.build(frames.PRODUCTS, columns | COMMON | common, rows=len(rows))
