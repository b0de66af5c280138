"""Explore the catalogs and prices of photo labs, and try out orders, in Jupyter.

Names are loaded when they are first used, so ``import labkit`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from labkit.version import __version__

if TYPE_CHECKING:
    from labkit import sandbox
    from labkit.api.connection import connect
    from labkit.api.lab import Lab
    from labkit.api.merged_catalog import Catalog
    from labkit.api.open_catalog import catalog
    from labkit.api.two_labs import break_even
    from labkit.catalogs.changes import diff
    from labkit.catalogs.daily_prices import price_history
    from labkit.catalogs.snapshots import history
    from labkit.errors import LabkitError, Problem
    from labkit.lab_api.spec import LabSpec, labs
    from labkit.model.intent import Address, Crop, Line, OrderIntent
    from labkit.model.money import Money
    from labkit.model.size import Size
    from labkit.ordering.results import OrderStatus, Receipt
    from labkit.ordering.service import orders
    from labkit.pricing.margins import margin
    from labkit.pricing.price_list import PriceList
    from labkit.pricing.quote import Quote
    from labkit.widgets.dashboard_page import dashboard
    from labkit.widgets.explorer import explore
    from labkit.widgets.order_form_widget import order_form
    from labkit.widgets.tracker import order_tracker

_HOME = {
    "Address": "labkit.model.intent",
    "Catalog": "labkit.api.merged_catalog",
    "Crop": "labkit.model.intent",
    "Lab": "labkit.api.lab",
    "LabSpec": "labkit.lab_api.spec",
    "LabkitError": "labkit.errors",
    "Line": "labkit.model.intent",
    "Money": "labkit.model.money",
    "OrderIntent": "labkit.model.intent",
    "OrderStatus": "labkit.ordering.results",
    "PriceList": "labkit.pricing.price_list",
    "Problem": "labkit.errors",
    "Quote": "labkit.pricing.quote",
    "Receipt": "labkit.ordering.results",
    "Size": "labkit.model.size",
    "break_even": "labkit.api.two_labs",
    "catalog": "labkit.api.open_catalog",
    "connect": "labkit.api.connection",
    "dashboard": "labkit.widgets.dashboard_page",
    "diff": "labkit.catalogs.changes",
    "explore": "labkit.widgets.explorer",
    "history": "labkit.catalogs.snapshots",
    "labs": "labkit.lab_api.spec",
    "margin": "labkit.pricing.margins",
    "order_form": "labkit.widgets.order_form_widget",
    "order_tracker": "labkit.widgets.tracker",
    "orders": "labkit.ordering.service",
    "price_history": "labkit.catalogs.daily_prices",
}

__all__ = [
    "Address",
    "Catalog",
    "Crop",
    "Lab",
    "LabSpec",
    "LabkitError",
    "Line",
    "Money",
    "OrderIntent",
    "OrderStatus",
    "PriceList",
    "Problem",
    "Quote",
    "Receipt",
    "Size",
    "__version__",
    "break_even",
    "catalog",
    "connect",
    "dashboard",
    "diff",
    "explore",
    "history",
    "labs",
    "margin",
    "order_form",
    "order_tracker",
    "orders",
    "price_history",
    "sandbox",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name in _HOME:
        value = getattr(importlib.import_module(_HOME[name]), name)
    elif name == "sandbox":
        value = importlib.import_module("labkit.sandbox")
    else:
        raise AttributeError(f"module 'labkit' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
