"""Notebook representations of labs and catalogs, without secrets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from labkit.display import price_notes
from labkit.display.reprs import facts, grid, notes_html

if TYPE_CHECKING:
    import pandas as pd

    from labkit.http.lab_connection import LabConnection
    from labkit.pricing.price_list import PriceList


def lab_html(connection: LabConnection, prices: PriceList | None) -> str:
    """Return a lab's facts and endpoint as an HTML table."""
    spec = connection.spec
    rows: list[tuple[str, object]] = [
        ("name", spec.name),
        ("endpoint", connection.label),
        ("currency of its prices", connection.currency),
        ("what its prices are", price_notes.words(spec.price_kind, spec.tax) or "what you pay"),
        ("data", "SAMPLES of labkit's own sandbox" if connection.is_sample else "the lab's own"),
    ]
    if prices is not None:
        rows.append(("your own price list", "; ".join([prices.source, *prices.notes])))
    return facts(spec.title, rows)


def catalog_html(
    products: pd.DataFrame,
    labs: Collection[str],
    samples: Collection[str],
    problems: Mapping[str, object],
    notes: pd.DataFrame,
) -> str:
    """Return a catalog's labs, their numbers of products and problems as an HTML table."""
    counts: Mapping[str, int] = products.groupby("lab").size().to_dict()
    rows = [
        (
            lab,
            f"{counts.get(lab, 0):,}",
            "sample" if lab in samples else "the lab's own",
            problems.get(lab, ""),
        )
        for lab in sorted({*labs, *problems})
    ]
    title = f"Catalog: {len(products):,} products"
    return grid(title, ("lab", "products", "data", "problem"), rows) + notes_html(notes)
