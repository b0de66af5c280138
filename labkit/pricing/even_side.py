"""One side of a break-even: what each quantity costs at a lab, exactly, with its tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit import marks
from labkit.asking import Ask, rate_of
from labkit.pricing.parts import exact
from labkit.values import minor_digits

if TYPE_CHECKING:
    from labkit.lab import Lab
    from labkit.pricing.price_list import PriceList

# Whole minor units as Python's own integers: exact at any quantity and any rate.
Minor = NDArray[np.object_]


@dataclass(frozen=True)
class Side:
    """What a lab's cheapest product costs at each quantity.

    Attributes
    ----------
    name
        The lab.
    totals
        From one piece on, in minor units; None where nothing is known.
    products
        The product that is the cheapest at each quantity.
    pairs
        The (price_kind, tax) of its prices.
    note
        Why nothing is known.
    """

    name: str
    totals: Minor | None
    products: list[str]
    pairs: list[tuple[str, str]]
    note: str


def side_of(name: str, lab: Lab, wanted: Ask, most: int, shipping: Mapping[str, str]) -> Side:
    """Work out what each quantity of a size costs at a lab, from 1 to `most`."""
    from labkit.catalog import catalog

    own = {lab.name: shipping[lab.name]} if lab.name in shipping else None
    rows = catalog([lab]).compare(
        wanted.size,
        country=wanted.country or None,
        currency=wanted.currency,
        tolerance=wanted.tolerance,
        on=wanted.on,
        rates=wanted.rates,
        shipping=own,
    )
    if rows.empty:
        return Side(name, None, [], [], f"{name}: {rows.attrs['nearest']}")
    sent = rows[rows["shipping_total"].notna()] if wanted.country else rows
    if sent.empty:
        note = f"{name}: shipping to {wanted.country} is not known; without country= it is left out"
        return Side(name, None, [], [], note)
    return _cheapest(name, sent, lab.prices, wanted, most)


def _cheapest(
    name: str, rows: pd.DataFrame, prices: PriceList | None, wanted: Ask, most: int
) -> Side:
    quantities = np.arange(1, most + 1).astype(object)
    best: Minor = np.full(most, None, dtype=object)
    product = [""] * most
    records = _undominated(rows, prices).to_dict("records")
    for record in records:
        totals = _totals(record, prices, wanted, quantities)
        for at in range(most):
            if totals[at] is not None and (best[at] is None or totals[at] < best[at]):
                best[at], product[at] = totals[at], record["name"]
    if all(total is None for total in best):
        return Side(name, None, [], [], f"{name}: {marks.NO_PRICE}")
    pairs = [(str(record["price_kind"]), str(record["tax"])) for record in records]
    return Side(name, best, product, pairs, "")


def _undominated(rows: pd.DataFrame, prices: PriceList | None) -> pd.DataFrame:
    """Leave out what another product undercuts at every quantity."""
    listed = pd.Series(False, index=rows.index)
    if prices is not None:
        # A row of the list without a variant holds for all of a product's.
        listed = rows["product_id"].isin({product for product, _ in prices})
    plain = rows[~listed & rows["items_total"].notna()]
    sent = plain["shipping_total"].fillna(0.0)
    plain = plain.assign(sent=sent).sort_values(["price", "sent"], kind="stable")
    cheaper_before = plain.groupby("currency")["sent"].cummin()
    keep = ~(plain["sent"] > cheaper_before)
    kept = plain[keep].drop_duplicates(["currency", "price", "sent"]).drop(columns="sent")
    return pd.concat([rows[listed], kept])


def _totals(
    record: dict[Any, Any], prices: PriceList | None, wanted: Ask, quantities: Minor
) -> Minor:
    """Return what each quantity of one product costs, in minor units; None where unknown."""
    digits = minor_digits(wanted.currency)
    sent = exact(record["shipping_total"]) or Decimal(0)
    once = int(sent.scaleb(digits))
    totals: Minor = np.full(len(quantities), None, dtype=object)
    for begin, end, price, currency in _tiers(record, prices, len(quantities)):
        rate, _, _ = rate_of(currency, wanted)
        if price is None or rate is None:
            continue
        each = Fraction(price) * rate * 10**digits
        part = quantities[begin - 1 : end]
        totals[begin - 1 : end] = _rounded(part * each.numerator, each.denominator) + once
    return totals


def _tiers(
    record: dict[Any, Any], prices: PriceList | None, most: int
) -> list[tuple[int, int, Decimal | None, str]]:
    """Return from which quantity to which a product has which price and currency."""
    thing = (str(record["product_id"]), str(record["variant_id"]))
    starts = {1}
    if prices is not None:
        starts |= {int(q) for q in prices.to_frame()["min_quantity"] if q <= most}
    begins = sorted(starts)
    ends = [begin - 1 for begin in begins[1:]] + [most]
    found: list[tuple[int, int, Decimal | None, str]] = []
    for begin, end in zip(begins, ends, strict=True):
        tier = prices.find(*thing, begin) if prices is not None else None
        if tier is not None:
            found.append((begin, end, tier.price, tier.currency))
        else:
            found.append((begin, end, exact(record["price"]), str(record["currency"])))
    return found


def _rounded(numerators: Minor, denominator: int) -> Minor:
    # Half to even, as everywhere.
    down, left = numerators // denominator, 2 * (numerators % denominator)
    up = (left > denominator) | ((left == denominator) & (down % 2 == 1))
    nearest: Minor = down + up.astype(int).astype(object)
    return nearest
