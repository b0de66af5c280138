"""The kit for a new lab: everything a lab's package needs, in one place.

A lab is a package with a `LabSpec` and a few parts. Of an ordinary REST API most of them are data:
``client.py`` describes wire, catalog and orders (`wire`, `catalog`, `orders`), ``sandbox.py`` the
emulator (`labkit.describe.sandbox`), and both may share what the document prints (`Field`). Any
function of a part can be written by hand instead: in a file of that part's name (``orders.py``),
under the function's name. `labkit.describe.protocols` says what each part has to have.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from labkit.describe.document import Field, Fields, example, model_of, put, take
from labkit.errors import Problem
from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

if TYPE_CHECKING:
    from labkit.describe.headers import Login, wire
    from labkit.describe.order_flow import Calls, OrderFlows, orders
    from labkit.describe.order_mapping import Mapped, OrderMapper
    from labkit.describe.tables import Flag, Id, Number, Pages, SizeIn, Table, Text, catalog
    from labkit.http.error_bodies import ErrorReader
    from labkit.http.flow import Flow, LostAnswerError, Step
    from labkit.http.messages import Answer, Call, ErrorBody, Page
    from labkit.lab_api import lenient
    from labkit.model.intent import Address, Crop, Line, OrderIntent
    from labkit.ordering.publishing import Published, publish
    from labkit.ordering.results import OrderStatus, Outcome
    from labkit.pricing.rules import Choice, Rules
    from labkit.pricing.server_quote import QuoteAnswer

_HOMES = {
    "labkit.describe.order_flow": ("Calls", "OrderFlows", "orders"),
    "labkit.describe.order_mapping": ("Mapped", "OrderMapper"),
    "labkit.describe.tables": (
        *("Flag", "Id", "Number", "Pages", "SizeIn", "Table", "Text"),
        "catalog",
    ),
    "labkit.describe.headers": ("Login", "wire"),
    "labkit.http.error_bodies": ("ErrorReader",),
    "labkit.http.messages": ("Answer", "Call", "ErrorBody", "Page"),
    "labkit.http.flow": ("Flow", "LostAnswerError", "Step"),
    "labkit.model.intent": ("Address", "Crop", "Line", "OrderIntent"),
    "labkit.ordering.publishing": ("Published", "publish"),
    "labkit.ordering.results": (
        "Outcome",
        "OrderStatus",
    ),
    "labkit.pricing.rules": ("Choice", "Rules"),
    "labkit.pricing.server_quote": ("QuoteAnswer",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}
_MODULES = {"lenient": "labkit.lab_api.lenient"}

__all__ = [
    "Address",
    "Answer",
    "Call",
    "Calls",
    "Choice",
    "Crop",
    "ErrorBody",
    "ErrorReader",
    "Field",
    "Fields",
    "Flag",
    "Flow",
    "Id",
    "LabSpec",
    "Line",
    "Login",
    "LostAnswerError",
    "Mapped",
    "Number",
    "OrderFlows",
    "OrderIntent",
    "OrderMapper",
    "OrderStatus",
    "Outcome",
    "Page",
    "Pages",
    "PriceKind",
    "Problem",
    "Published",
    "QuoteAnswer",
    "Rules",
    "SizeIn",
    "Step",
    "Table",
    "Tax",
    "Text",
    "catalog",
    "example",
    "lenient",
    "model_of",
    "orders",
    "publish",
    "put",
    "take",
    "wire",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the name stands for
    # A lab's spec is imported to list the labs: nothing heavy comes with it.
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME, *_MODULES})
