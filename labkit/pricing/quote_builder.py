"""Building a quote: a basket's delivered cost at a lab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from labkit.display import price_notes
from labkit.model.countries import parse_country
from labkit.model.currencies import parse_currency
from labkit.pricing.basket import read_basket
from labkit.pricing.costs import Costs
from labkit.pricing.exchange import BASE, Day, Exact, ratio
from labkit.pricing.quote import Quote
from labkit.pricing.quote_parts import (
    Cost,
    QuoteBasis,
    line_costs,
    option_costs,
    shipping_cost,
    starting_cost,
    tax_part,
)
from labkit.pricing.request import parse_rates, user_rate_note
from labkit.pricing.rules import read_choice, rules_of, vat_of
from labkit.pricing.server_quote import ask_server, server_quote
from labkit.pricing.tax import parse_tax_basis

if TYPE_CHECKING:
    import pandas as pd

    from labkit.pricing.basket import Item, LineLike
    from labkit.pricing.price_list import PriceList
    from labkit.pricing.priced_lab import PricedLab
    from labkit.pricing.rules import Rules


class Tables(NamedTuple):
    """A lab's frames: products, options, shipping."""

    products: pd.DataFrame
    options: pd.DataFrame
    shipping: pd.DataFrame


def make_quote(  # noqa: PLR0913 - what can be asked, by name
    lab: PricedLab,
    lines: Iterable[LineLike],
    country: str,
    shipping: str | None = None,
    *,
    currency: str | None = None,
    tax: str | None = None,
    on: Day = None,
    rates: Mapping[str, Exact] | None = None,
    tables: Tables | None = None,
    ask_lab: bool = True,
) -> Quote:
    """Quote a basket at a lab, delivered.

    Where the lab's own server quotes (``pricing.quote`` of its package), it is asked; your own
    price list still goes before. Else the parts come from the catalog and the lab's rules.

    Parameters
    ----------
    lab
        The lab.
    lines
        As `labkit.pricing.basket.read_basket` takes them.
    country, shipping
        Where to (ISO alpha-2), and how: the lab's method_id, method or word of an order.
    currency
        Of all amounts (ISO 4217); the lab's own by default.
    tax
        ``"included"`` or ``"excluded"`` converts all parts to that tax basis. Tax is removed at the
        rate in the lab's prices and added at the standard rate of `country`.
    on, rates
        The day of the exchange rates, and user-supplied ones: currency → one unit of it in
        `currency`.
    tables
        The lab's tables; by default they are read from the lab.
    ask_lab
        Whether the lab's server may be asked for a quote; not for the prices of an earlier day.

    Raises
    ------
    InputError
        If a line, quantity, product, option, country, currency or shipping method cannot be used.
    RateError
        If there are no exchange rates for the requested day.
    """
    destination = parse_country(country)
    target, user_rates = _currency(lab, currency, on, rates)
    rules = rules_of(lab.spec)
    products, options, methods = tables or (lab.products(), lab.options(), lab.shipping())
    items = read_basket(lines, products, options, lab.name)
    method = read_choice(rules, _methods(methods) if shipping else (), shipping, lab.name)
    vat = vat_of(lab.spec, rules)
    basis = QuoteBasis(target, on, user_rates, parse_tax_basis(tax), vat, destination)
    costs = _catalog_costs(lab, items, methods, rules, destination, method)
    by_server = server_quote(lab.spec) if ask_lab else None
    if by_server is not None:
        costs = ask_server(by_server, lab.client, items, destination, costs)
    return _quote(lab.name, basis, costs)


def _catalog_costs(  # noqa: PLR0913, PLR0917 - what was asked, read
    lab: PricedLab,
    items: list[Item],
    methods: pd.DataFrame,
    rules: Rules,
    destination: str,
    method: str,
) -> Costs:
    return Costs(
        lines=line_costs(items, lab.prices),
        options=option_costs(items, rules, lab.currency),
        shipping=shipping_cost(items, methods, rules, destination, method),
        starting=starting_cost(rules, lab.currency, str(lab.spec.tax)),
        method=method,
        notes=_larger_notes(items, lab.prices),
    )


def _methods(shipping: pd.DataFrame) -> list[str]:
    return [*shipping["method_id"].unique(), *shipping["method"].unique()]


def _currency(
    lab: PricedLab, currency: str | None, on: Day, rates: Mapping[str, Exact] | None
) -> tuple[str, dict[str, Exact]]:
    target = parse_currency(currency or lab.currency)
    user_rates = parse_rates(rates)
    if target not in {lab.currency, BASE} and not user_rates:
        # Raised before anything is read, and also where no price is known.
        ratio(BASE, target, on)
    return target, user_rates


def _quote(lab: str, basis: QuoteBasis, costs: Costs) -> Quote:
    lines, options = costs.lines, costs.options
    converted = [basis.part(cost) for cost in costs.all]
    parts = [part for part, _, _ in converted]
    not_converted = [part.name for part, _, on_basis in converted if not on_basis]
    first = len(lines) + len(options)
    day = max(day for _, day, _ in converted)
    tax = tax_part(costs.all, basis)
    return Quote(
        lab=lab,
        country=basis.country,
        method=costs.method,
        currency=basis.currency,
        lines=tuple(parts[: len(lines)]),
        options=tuple(parts[len(lines) : first]),
        shipping=parts[first],
        starting=parts[first + 1] if costs.starting else None,
        tax=replace(tax, fx_date=day if tax.amount else ""),
        tax_basis=basis.tax_basis,
        on_tax_basis=not not_converted,
        fx_date=day,
        notes=(*costs.notes, *_basis_notes(not_converted, basis), *_rate_notes(costs.all, basis)),
    )


def _basis_notes(not_converted: list[str], basis: QuoteBasis) -> list[str]:
    text = f"not brought to tax {basis.tax_basis}, basis or rate not known:"
    return [f"{text} {price_notes.quoted(name)}" for name in not_converted[:1]]


def _rate_notes(costs: list[Cost], basis: QuoteBasis) -> list[str]:
    codes = dict.fromkeys(cost.currency for cost in costs if cost.amount)
    notes = (user_rate_note(code, basis.currency, basis.rates) for code in codes)
    return [note for note in notes if note]


def _larger_notes(items: list[Item], prices: PriceList | None) -> list[str]:
    if prices is None:
        return []
    notes = []
    for item in items:
        row = item.row
        larger = prices.cheaper_quantity(row["product_id"], row["variant_id"], item.quantity)
        if larger:
            title = price_notes.quoted(item.title)
            notes.append(f"{larger} x {title} cost no more than {item.quantity}")
    return notes
