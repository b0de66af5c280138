"""The shipping methods of Bay Photo's sample catalog.

Shape: document 002, "Shipping Methods"; 162 and 163 are its own examples, FEDEX2 is the code of
its sample order, the rest is invented. Tiers have prices and no thresholds, as in the document.
"""

from __future__ import annotations

from typing import Any

# id, billing code, name, tier prices, tier type, tooltip, uses
_ROWS: tuple[tuple[int, str, str, str | None, str | None, str | None, str | None], ...] = (
    (162, "FEDEX G_DS", "FedEx Ground (1-7 business days)", "", "", None, "price"),
    (163, "FEDEX XPR_DS", "FedEx Express Saver (3 business days)", "", "", None, "price"),
    (164, "FEDEX2", "FedEx 2Day (2 business days)", None, None, "", "price"),
    (165, "FEDEX STD_DS", "FedEx Standard Overnight", "", "", "Not to PO boxes", ""),
    (166, "USPS PRI_DS", "USPS Priority Mail", "5.95,7.95,9.95,0.00", "threshold", "", "price"),
    (
        167,
        "ECON_DS",
        "Economy (3-10 business days)",
        "2.95, 4.95, 8.95",
        "threshold",
        "Prints up to 8x12 only",
        "price",
    ),
    (168, "FREIGHT_DS", "Freight for framed prints", "49.00,89.00", "threshold", None, "quantity"),
    (169, "UPS WW_DS", "UPS Worldwide", None, "", "Duties are the receiver's", None),
)
_FIELDS = ("id", "billing_code", "name", "tier_prices", "tier_type", "tooltip", "uses")


def shipping_methods() -> list[dict[str, Any]]:
    """Return the methods as ``GET /api/v1/shipping_methods.json`` lists them."""
    methods = [dict(zip(_FIELDS, row, strict=True)) for row in _ROWS]
    # "", null and absent all mean that there is nothing (the last method lacks a field).
    del methods[-1]["tier_type"]
    return methods
