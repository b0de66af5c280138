"""Explore the catalogs and prices of photo labs, and try out orders, in Jupyter.

Names are loaded when they are first used, so ``import labkit`` is quick.
"""

from __future__ import annotations

import importlib
import sys
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit import sandbox
    from labkit.catalog import Catalog, catalog
    from labkit.changes import diff
    from labkit.errors import LabkitError
    from labkit.lab import Lab, connect
    from labkit.orders.desk import orders
    from labkit.orders.intent import Address, Crop, Line, OrderIntent
    from labkit.orders.results import OrderStatus, Receipt
    from labkit.pricing.break_even import break_even
    from labkit.pricing.quote import Quote
    from labkit.spec import LabSpec, labs
    from labkit.store import history
    from labkit.timeline import price_history
    from labkit.values import Money, Problem, Size
    from labkit.widgets.dashboard import dashboard
    from labkit.widgets.explorer import explore
    from labkit.widgets.order_form import order_form
    from labkit.widgets.tracker import order_tracker

__version__ = "0.1.0"

_HOME = {
    "Address": "labkit.orders.intent",
    "Catalog": "labkit.catalog",
    "Crop": "labkit.orders.intent",
    "Lab": "labkit.lab",
    "LabSpec": "labkit.spec",
    "LabkitError": "labkit.errors",
    "Line": "labkit.orders.intent",
    "Money": "labkit.values",
    "OrderIntent": "labkit.orders.intent",
    "OrderStatus": "labkit.orders.results",
    "Problem": "labkit.values",
    "Quote": "labkit.pricing.quote",
    "Receipt": "labkit.orders.results",
    "Size": "labkit.values",
    "break_even": "labkit.pricing.break_even",
    "catalog": "labkit.catalog",
    "connect": "labkit.lab",
    "dashboard": "labkit.widgets.dashboard",
    "diff": "labkit.changes",
    "explore": "labkit.widgets.explorer",
    "history": "labkit.store",
    "labs": "labkit.spec",
    "order_form": "labkit.widgets.order_form",
    "order_tracker": "labkit.widgets.tracker",
    "orders": "labkit.orders.desk",
    "price_history": "labkit.timeline",
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
    "Problem",
    "Quote",
    "Receipt",
    "Size",
    "break_even",
    "catalog",
    "connect",
    "dashboard",
    "diff",
    "explore",
    "history",
    "labs",
    "order_form",
    "order_tracker",
    "orders",
    "price_history",
    "sandbox",
]


class _Package(types.ModuleType):
    # `labs`, `catalog` and `orders` are public functions and also modules of the same name.
    # Importing a submodule binds its name in the package; here the function keeps the name.
    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _HOME and isinstance(value, types.ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


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
