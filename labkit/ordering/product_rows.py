"""Looking up a lab's products by the ids an order takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


class ProductRows:
    """A products frame, indexed by product_id and variant_id.

    Parameters
    ----------
    frame
        A products frame of one lab.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        keys = zip(frame["product_id"].to_list(), frame["variant_id"].to_list(), strict=True)
        self._rows = {key: position for position, key in enumerate(keys)}
        self._variants: dict[str, list[str]] = {}
        for product, variant in self._rows:
            self._variants.setdefault(product, []).append(variant)

    def has(self, product_id: str) -> bool:
        """Return whether there is such a product, in any variant."""
        return product_id in self._variants

    def variants(self, product_id: str) -> list[str]:
        """Return the variants of a product."""
        return self._variants.get(product_id, [])

    def find(self, product_id: str, variant_id: str = "") -> dict[str, Any] | None:
        """Return a product's row as a dict, or None."""
        position = self._rows.get((product_id, variant_id))
        if position is None:
            return None
        row: dict[str, Any] = self._frame.iloc[position].to_dict()
        return row


def nearest_product(product_id: object, title: str) -> str:
    """Return the message for an id no product has."""
    return f"{title} has no product {product_id}; lab.products() lists them"
