"""Choices that an order form takes from a lab's catalog: products, options, shipping methods."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from labkit.display.price_notes import kind_note, tax_note
from labkit.model import size_matching
from labkit.model.size import Size
from labkit.model.size_finder import find_sizes
from labkit.pricing.request import DEFAULT_TOLERANCE

if TYPE_CHECKING:
    from labkit.api.lab import Lab

MOST_RESULTS = 50


class CatalogChoices:
    """Looks up products, options and shipping methods of a lab for its order form.

    Parameters
    ----------
    lab
        The connected lab.
    """

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def load(self) -> None:
        """Read the catalog now, so that an unreachable lab is known before the form is shown.

        Raises
        ------
        HttpError
            If it cannot be read.
        """
        _ = self.products

    @functools.cached_property
    def products(self) -> pd.DataFrame:
        """What the lab sells."""
        return self._lab.products()

    @functools.cached_property
    def options(self) -> pd.DataFrame:
        """The options that can be chosen: neither hidden nor read-only."""
        frame = self._lab.options()
        return frame[~frame["read_only"] & ~frame["hidden"] & (frame["option_id"] != "")]

    @functools.cached_property
    def _texts(self) -> pd.Series:
        frame = self.products
        parts = [frame[name] for name in ("category", "name", "variant", "product_id")]
        return functools.reduce(lambda one, two: one + " " + two, parts).str.lower()

    @functools.cached_property
    def _sides(self) -> tuple[size_matching.Floats, size_matching.Floats]:
        return size_matching.sides(self.products)

    def search(self, text: str) -> tuple[list[dict[str, str]], str]:
        """Return the first products that match a size or search terms, and a note."""
        places = np.arange(len(self.products))
        size, rest = _size_in(text)
        if size is not None:
            places = size_matching.match(*self._sides, size, DEFAULT_TOLERANCE)
        for word in rest.lower().split():
            found = self._texts.iloc[places].str.contains(word, regex=False).to_numpy(dtype=bool)
            places = places[found]
        first = self.products.iloc[places[:MOST_RESULTS]]
        items = [_item(row) for row in first.to_dict("records")]
        if not len(self.products):
            return [], f"The catalog of {self._lab.title} is empty: there is nothing to choose."
        return items, _count(len(places), len(items))

    def row(self, product_id: str, variant_id: str = "") -> dict[str, Any] | None:
        """Return a product's row; of its first variant where `variant_id` is empty or unknown."""
        rows = self.products[self.products["product_id"] == product_id]
        exact = rows[rows["variant_id"] == variant_id]
        chosen = exact if len(exact) else rows
        return dict(chosen.iloc[0].to_dict()) if len(chosen) else None

    def describe(self, product_id: str, variant_id: str = "") -> str:
        """Return a product's size, price and id in one line; "" for an unknown id."""
        row = self.row(product_id, variant_id)
        if row is None:
            return ""
        return _item(row)["detail"]

    def name(self, row: dict[str, Any]) -> str:
        """Return a product's display name."""
        return _item(row)["label"]

    def product_options(self, product_ids: list[str], levels: set[str]) -> pd.DataFrame:
        """Return the options of products."""
        frame = self.options
        mine = frame["product_id"].isin([*product_ids, ""]) & frame["level"].isin(list(levels))
        return frame[mine].drop_duplicates(["group_id", "option_id"])

    def methods(self) -> dict[str, str]:
        """Return the shipping methods: method_id → label."""
        frame = self._lab.shipping()
        frame = frame[frame["method_id"] != ""].drop_duplicates("method_id")
        return {row["method_id"]: _method(row) for row in frame.to_dict("records")}


def _size_in(text: str) -> tuple[Size | None, str]:
    for sides, start, end in find_sizes(text, bare="cm"):
        if sides is not None:
            return Size(*sides[:3]), f"{text[:start]} {text[end:]}"
    return None, text


def _count(found: int, shown: int) -> str:
    if not found:
        return "No product matches. Try another size (10x15, 8x10 in, A4) or fewer search terms."
    if found > shown:
        return f"The first {shown} of {found:,} products; type more to narrow the search."
    return f"{found} product{'s' if found > 1 else ''}."


def _item(row: dict[str, Any]) -> dict[str, str]:
    name, variant = str(row["name"]), str(row["variant"])
    label = f"{name}, {variant}" if variant and variant not in name else name
    return {
        "product": str(row["product_id"]),
        "variant": str(row["variant_id"]),
        "label": label,
        "detail": " · ".join(filter(None, (_measures(row), price_text(row), row["product_id"]))),
    }


def _measures(row: dict[str, Any]) -> str:
    if pd.isna(row["width_mm"]) or pd.isna(row["height_mm"]):
        return ""
    return f"{row['width_mm']:.0f} × {row['height_mm']:.0f} mm"


def price_text(row: dict[str, Any]) -> str:
    """Return a price with its price kind and tax basis."""
    if pd.isna(row["price"]):
        return "price not known"
    kind = kind_note(row["price_kind"]).words if "price_kind" in row else ""
    details = ", ".join(filter(None, (kind, tax_note(row["tax"]).words if "tax" in row else "")))
    return f"{row['price']:.2f} {row['currency']}" + (f" ({details})" if details else "")


def _method(row: dict[str, Any]) -> str:
    price = "" if pd.isna(row["price"]) else f" · {price_text(row)}"
    return f"{row['method']}{price}"
