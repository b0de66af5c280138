"""A quote by the lab's own server: what its ``pricing`` module's ``quote`` brings.

``quote(lines, country, method)`` is a flow (`labkit.http.flow`): it yields the calls, receives
their answers and returns a `QuoteAnswer`. A call behind POST is named in the spec's
``read_by_post``, so that it may be asked of a live endpoint too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from labkit.errors import LabModuleError
from labkit.http.flow import run
from labkit.lab_api import modules
from labkit.model.money import PriceKind, Tax
from labkit.pricing.basket import QuoteLine
from labkit.pricing.costs import Costs
from labkit.pricing.quote import KNOWN
from labkit.pricing.quote_parts import Cost

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from labkit.http import Client
    from labkit.http.flow import Flow
    from labkit.lab_api.spec import LabSpec
    from labkit.pricing.basket import Item

    ServerQuote = Callable[[Sequence[QuoteLine], str, str], Flow["QuoteAnswer"]]

_WHY = "the lab's own quote"
NOTE = "quoted by the lab's own server"


@dataclass(frozen=True)
class QuoteAnswer:
    """A lab's own quote for a basket [major units of `currency`].

    Attributes
    ----------
    currency
        Of all amounts (ISO 4217).
    lines
        For each line asked, in order: the whole line, with its options.
    shipping
        Of the whole order; 0 where it is free.
    starting
        What is charged once for an order; None where there is nothing of the kind.
    tax
        Whether the amounts include tax: included, excluded or unknown.
    method
        The quoted shipping method, in the lab's words.
    notes
        The lab's further notes.
    """

    currency: str
    lines: tuple[Decimal, ...]
    shipping: Decimal
    starting: Decimal | None = None
    tax: str = Tax.UNKNOWN
    method: str = ""
    notes: tuple[str, ...] = ()


def server_quote(spec: LabSpec) -> ServerQuote | None:
    """Return a lab's ``pricing.quote``; None where the lab has none."""
    if not modules.has(spec.package, "pricing"):
        return None
    found: ServerQuote | None = getattr(spec.module("pricing"), "quote", None)
    return found


def ask_server(
    quote: ServerQuote, client: Client, items: Sequence[Item], country: str, catalog: Costs
) -> Costs:
    """Ask a lab's server for a quote.

    Parameters
    ----------
    quote, client
        The lab's ``pricing.quote``, and what sends its calls.
    items, country
        The basket, and the destination.
    catalog
        The costs by the catalog: its shipping method, and the prices of the user's price list,
        which take precedence.

    Raises
    ------
    HttpError
        If it does not answer, or refuses.
    LabModuleError
        If the lab's module returns something else than a `QuoteAnswer` that fits the lines.
    """
    answer = run(quote([_line(item) for item in items], country, catalog.method), client)
    if not isinstance(answer, QuoteAnswer) or len(answer.lines) != len(items):
        raise _wrong(client.spec, "returns no QuoteAnswer with one amount for each line")
    amounts = [
        *answer.lines,
        answer.shipping,
        *([] if answer.starting is None else [answer.starting]),
    ]
    if not all(isinstance(amount, Decimal) and amount >= 0 for amount in amounts):
        raise _wrong(client.spec, f"says {amounts}: amounts are Decimals of 0 or more")
    kind = str(client.spec.price_kind)
    lines = [
        cost
        if cost.price_kind == PriceKind.USER
        else replace(_cost(cost.name, amount, answer), price_kind=kind, group=cost.group)
        for cost, amount in zip(catalog.lines, answer.lines, strict=True)
    ]
    starting = answer.starting
    return Costs(
        lines=lines,
        options=[],
        shipping=_cost("shipping", answer.shipping, answer),
        starting=None if starting is None else _cost("starting costs", starting, answer),
        method=answer.method or catalog.method,
        notes=[NOTE, *answer.notes, *catalog.notes],
    )


def _line(item: Item) -> QuoteLine:
    options = tuple(item.chosen["option_id"])
    return QuoteLine(
        str(item.row["product_id"]), str(item.row["variant_id"]), item.quantity, options
    )


def _cost(name: str, amount: Decimal, answer: QuoteAnswer) -> Cost:
    return Cost(name, amount, KNOWN, answer.currency, _WHY, tax=str(answer.tax))


def _wrong(spec: LabSpec, what: str) -> LabModuleError:
    return LabModuleError(f"its pricing.quote {what}", lab=spec.name, call="quote")
