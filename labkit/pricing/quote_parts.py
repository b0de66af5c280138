"""The parts of a quote: lines, options, shipping, starting costs, tax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.display import price_notes
from labkit.model.money import PriceKind, Tax
from labkit.pricing.quote import ESTIMATED, KNOWN, UNKNOWN, Part
from labkit.pricing.request import rate_of
from labkit.pricing.rules import Choice, offers
from labkit.pricing.tax import added, contained, rate_or_none, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.pricing.basket import Item
    from labkit.pricing.exchange import Day, Exact
    from labkit.pricing.price_list import PriceList
    from labkit.pricing.rules import Rules

_SHIPPING = "shipping"
_STARTING = "starting costs"


@dataclass(frozen=True)
class Cost:
    """A part before conversion to the requested currency and tax basis.

    Attributes
    ----------
    name, kind, why, price_kind, tax
        As in `labkit.pricing.quote.Part`.
    amount, most
        Exact [major units of currency]; None where unknown.
    currency
        The currency of `amount`.
    group
        Costs of one group are taxed together, as the lab rounds.
    """

    name: str
    amount: Decimal | None
    kind: str
    currency: str
    why: str = ""
    price_kind: str = ""
    tax: str = ""
    most: Decimal | None = None
    group: str = ""


@dataclass(frozen=True)
class QuoteBasis:
    """The currency and tax basis that parts are converted to.

    Attributes
    ----------
    currency, on, rates
        Requested currency, day and user-supplied rates, as `labkit.pricing.request.PriceRequest`.
    tax_basis
        The requested tax basis; "" for the lab's.
    vat
        The tax rate included in the lab's prices; None where unknown.
    country
        The destination: its tax rate is added to prices without tax.
    """

    currency: str
    on: Day
    rates: Mapping[str, Exact]
    tax_basis: str
    vat: Fraction | None
    country: str

    @cached_property
    def _destination_rate(self) -> Fraction | None:
        return rate_or_none(self.country)

    def part(self, cost: Cost) -> tuple[Part, str, bool]:
        """Return a part, the day of its exchange rate, and whether it is on the requested basis."""
        amount, day, note = self.converted(cost.amount, cost.currency)
        most, _, _ = self.converted(cost.most, cost.currency)
        kind = cost.kind if amount is not None else UNKNOWN
        why = price_notes.join([note, cost.why])
        basis, on_basis = cost.tax, True
        if amount is not None and amount != 0 and self.tax_basis and self.tax_basis != cost.tax:
            tax = self.tax(amount, cost.tax)
            on_basis = tax is not None
            if tax is not None:
                sign = 1 if self.tax_basis == Tax.INCLUDED else -1
                amount, basis = amount + sign * tax, self.tax_basis
                most = None
                # The note on its tax basis no longer applies.
                why = price_notes.replace_tax_note(why, cost.tax, basis)
        return Part(cost.name, amount, kind, why, cost.price_kind, basis, most, day), day, on_basis

    def tax(self, amount: Decimal, basis: str) -> Decimal | None:
        """Return the tax included in an amount, or to be added to it; None if not known."""
        if basis == Tax.INCLUDED and self.vat is not None:
            return contained(amount, self.vat, self.currency)
        if basis == Tax.EXCLUDED and self._destination_rate is not None:
            return added(amount, self._destination_rate, self.currency)
        return None

    def converted(self, amount: Decimal | None, currency: str) -> tuple[Decimal | None, str, str]:
        """Return an amount in the requested currency, the day of the rate, and the problem."""
        if amount is None:
            return None, "", ""
        if amount == 0:
            # 0 is 0 in every currency.
            return rounded(Fraction(0), self.currency), "", ""
        rate, day, problem = rate_of(currency, self)
        converted = None if rate is None else rounded(Fraction(amount) * rate, self.currency)
        return converted, day, problem


def tax_part(costs: Iterable[Cost], basis: QuoteBasis) -> Part:
    """Return the tax in a quote, rounded per group as labs do; unknown if one group's is."""
    groups: dict[tuple[str, str], Decimal] = {}
    for cost in costs:
        amount, _, _ = basis.converted(cost.amount, cost.currency)
        if amount is None:
            why = f"{price_notes.quoted(cost.name)} is not known"
            return Part("tax", None, UNKNOWN, why)
        key = (cost.group or cost.name, cost.tax)
        groups[key] = groups.get(key, Decimal(0)) + amount
    taxes = [
        basis.tax(amount, group_tax) if amount else Decimal(0)
        for (_, group_tax), amount in groups.items()
    ]
    if any(each is None for each in taxes):
        return Part("tax", None, UNKNOWN, "the lab's basis, or the rate, is not known")
    bases = {group_tax for (_, group_tax), amount in groups.items() if amount}
    tax = basis.tax_basis or (bases.pop() if len(bases) == 1 else "")
    why = {"included": "in the total", "excluded": "on top of the total"}.get(tax, "in part")
    return Part("tax", sum(filter(None, taxes), Decimal(0)), ESTIMATED, why, tax=tax)


def line_costs(items: Iterable[Item], prices: PriceList | None) -> list[Cost]:
    """Return the cost of each line; the user's price at that quantity takes precedence."""
    return [_line_cost(item, prices) for item in items]


def _line_cost(item: Item, prices: PriceList | None) -> Cost:
    row, quantity = item.row, item.quantity
    name, group = f"{quantity} x {item.title}", f"product {row['product_id']}"
    tier = prices.find(row["product_id"], row["variant_id"], quantity) if prices else None
    if tier is not None:
        kind, why = str(PriceKind.USER), price_notes.words(PriceKind.USER, tier.tax)
        amount = tier.price * quantity
        return Cost(name, amount, KNOWN, tier.currency, why, kind, tier.tax, group=group)
    price = exact(row["price"])
    if price is None:
        return Cost(name, None, UNKNOWN, row["currency"], price_notes.NO_PRICE, group=group)
    kind, tax = row["price_kind"], row["tax"]
    certainty = KNOWN if kind in {PriceKind.LAB, PriceKind.USER} else ESTIMATED
    why = price_notes.words(kind, tax)
    return Cost(name, price * quantity, certainty, row["currency"], why, kind, tax, group=group)


def option_costs(items: Iterable[Item], rules: Rules, currency: str) -> list[Cost]:
    """Return the costs of the chosen options: per copy, or once for options of the order."""
    found: dict[str, Cost] = {}
    for n, item in enumerate(items):
        for option in item.chosen.to_dict("records"):
            per_order = option["level"] == "order"
            key = f"{option['group_id']}={option['option_id']}" + ("" if per_order else f" {n}")
            found.setdefault(key, _option_cost(item, option, rules, currency, per_order=per_order))
        for group in item.open_groups:
            cost = _open_group_cost(item, group, currency)
            found.setdefault(f"{cost.name} {n}", cost)
    return list(found.values())


def _option_cost(
    item: Item, option: dict[Any, Any], rules: Rules, currency: str, *, per_order: bool
) -> Cost:
    name = f"{option['group']}: {option['option']}"
    option_currency, tax = option["currency"] or currency, item.row["tax"]
    kind = item.row["price_kind"]
    price = exact(option["price"])
    if price is None and rules.option_price is not None:
        return Cost(name, rules.option_price, ESTIMATED, option_currency, rules.option_why, tax=tax)
    if price is None:
        return Cost(name, None, UNKNOWN, option_currency, price_notes.NO_PRICE)
    if option["level"] == "image" and price:
        return Cost(
            name,
            None,
            UNKNOWN,
            option_currency,
            "charged for each picture; their number is not known",
        )
    certainty = ESTIMATED if kind == PriceKind.SUGGESTED_RETAIL else KNOWN
    times = 1 if per_order else item.quantity
    why = price_notes.join(
        ["once for the order" if per_order else "", price_notes.kind_note(kind).words]
    )
    return Cost(name, price * times, certainty, option_currency, why, kind, tax)


def _open_group_cost(item: Item, group: pd.DataFrame, currency: str) -> Cost:
    first = group.iloc[0]
    option_currency, tax = first["currency"] or currency, item.row["tax"]
    prices = group["price"]
    if prices.notna().all() and prices.min() == prices.max():
        price = exact(first["price"]) or Decimal(0)
        why = "every choice costs the same"
        return Cost(first["group"], price * item.quantity, KNOWN, option_currency, why, tax=tax)
    listed = price_notes.quoted(", ".join(group["option"].head(8)))
    return Cost(first["group"], None, UNKNOWN, option_currency, f"one has to be chosen: {listed}")


def shipping_cost(
    items: list[Item], shipping: pd.DataFrame, rules: Rules, country: str, method: str
) -> Cost:
    """Return the shipping cost of a basket by the lab's rules; currency "" where it is free."""
    choice = rules.choices.get(method, Choice())
    if choice.free:
        return Cost(_SHIPPING, Decimal(0), ESTIMATED, "", choice.why)
    if shipping.empty:
        return _no_shipping("the lab's API has no shipping prices")
    ids = list(dict.fromkeys(str(item.row["product_id"]) for item in items))
    table = offers(shipping, rules, country, method, ids)
    found = [name if name in table.index else "" for name in ids]
    missing = [name for name, row_id in zip(ids, found, strict=True) if row_id not in table.index]
    if missing:
        return _no_shipping(
            f"no listed method sends {price_notes.quoted(', '.join(missing))} to {country}"
        )
    rows = table.loc[list(dict.fromkeys(found))]
    if rows["price"].isna().any():
        return _no_shipping(price_notes.join(["no price is listed", *rows["condition"]]))
    if len(rows) > 1 and not rules.highest:
        return _no_shipping("what several products cost together is not documented")
    return _shipping_method_cost(rows, choice, rules)


def _shipping_method_cost(rows: pd.DataFrame, choice: Choice, rules: Rules) -> Cost:
    top = rows.loc[rows["price"].idxmax()]
    most = exact(rows["dearest"].max())
    price = exact(top["price"])
    several = rows["methods"].max() > 1
    ranged = several and most != price
    why = [
        price_notes.quoted(top["method"]),
        "highest of the items'" if rules.highest and len(rows) > 1 else "",
        choice.why,
        f"at most {most} {top['currency']}" if ranged else "",
    ]
    kind = ESTIMATED if choice.why else KNOWN
    return Cost(
        _SHIPPING,
        price,
        kind,
        str(top["currency"]),
        price_notes.join(why),
        tax=str(top["tax"]),
        most=most if ranged else None,
    )


def _no_shipping(why: str) -> Cost:
    return Cost(_SHIPPING, None, UNKNOWN, "", why)


def starting_cost(rules: Rules, currency: str, tax: str) -> Cost | None:
    """Return the lab's charge per order; None where none is documented."""
    if rules.starting is None:
        return None
    return Cost(_STARTING, rules.starting, ESTIMATED, currency, rules.starting_why, tax=tax)


def exact(value: Any) -> Decimal | None:  # noqa: ANN401 - a cell of a number column
    """Return the exact decimal of a number cell; None where it is unknown."""
    return None if pd.isna(value) else Decimal(repr(float(value)))
