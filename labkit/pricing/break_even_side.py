"""One lab's side of a break-even: its exact total at each quantity, with price tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from labkit.catalogs.gatherer import Gatherer
from labkit.display import price_notes
from labkit.display.sources import rate_notes
from labkit.model.currencies import minor_digits
from labkit.model.money import PriceKind
from labkit.pricing import amounts
from labkit.pricing.catalog_comparison import compare_catalog
from labkit.pricing.quote_parts import exact
from labkit.pricing.request import Floats, PriceRequest, rate_of, user_rates

if TYPE_CHECKING:
    import pandas as pd

    from labkit.pricing.price_index import Positions
    from labkit.pricing.price_list import PriceList
    from labkit.pricing.priced_lab import PricedLab


@dataclass(frozen=True)
class Side:
    """A lab's cheapest total at each quantity.

    Attributes
    ----------
    name
        The lab.
    totals
        From 1 piece on, in whole minor units; NaN where unknown. None where nothing is known.
    products
        The cheapest product at each quantity.
    pairs
        The (price_kind, tax) of its prices.
    note
        Why nothing is known.
    rates
        Notes on the exchange rates used.
    """

    name: str
    totals: Floats | None
    products: list[str]
    pairs: list[tuple[str, str]]
    note: str
    rates: tuple[str, ...] = ()


def side_of(
    name: str, lab: PricedLab, request: PriceRequest, most: int, shipping: Mapping[str, str]
) -> Side:
    """Compute a lab's cheapest total of a size at each quantity from 1 to `most`."""
    method = {lab.name: shipping[lab.name]} if lab.name in shipping else {}
    rows = compare_catalog(Gatherer([lab]), replace(request, quantity=1, shipping=method))
    if rows.empty:
        return Side(name, None, [], [], f"{name}: {rows.attrs['nearest']}")
    sent = rows[rows["shipping_total"].notna()] if request.country else rows
    if sent.empty:
        note = (
            f"{name}: shipping to {request.country} is not known; without country= it is left out"
        )
        return Side(name, None, [], [], note)
    side = _cheapest(name, sent, lab.prices, request, most)
    return replace(side, rates=_rates(sent, lab.prices, request))


def _rates(rows: pd.DataFrame, prices: PriceList | None, request: PriceRequest) -> tuple[str, ...]:
    codes = {*rows["currency"], *(prices.index.currency.categories if prices else ())} - {""}
    days = {rate_of(code, request)[1] for code in codes} | set(rows["fx_date"])
    attrs = {"user_rates": user_rates(codes, request)}
    return tuple(rate_notes(sorted(days - {""}), attrs))


def _cheapest(
    name: str, rows: pd.DataFrame, prices: PriceList | None, request: PriceRequest, most: int
) -> Side:
    best = np.full(most, np.nan)
    winners = np.full(most, -1)
    candidates: list[pd.Series] = []
    for begin, end, offers in _tiers(rows, prices, most):
        for _, offer in _undominated(offers).iterrows():
            totals = _totals(offer, request, begin, end)
            quantities = slice(begin - 1, end)
            less = ~np.isnan(totals) & ~(best[quantities] <= totals)
            best[quantities] = np.where(less, totals, best[quantities])
            winners[quantities] = np.where(less, len(candidates), winners[quantities])
            candidates.append(offer)
    if np.isnan(best).all():
        return Side(name, None, [], [], f"{name}: {price_notes.NO_PRICE}")
    product = ["" if index < 0 else str(candidates[index]["name"]) for index in winners]
    chosen = [candidates[index] for index in np.unique(winners[winners >= 0])]
    return Side(name, best, product, sorted({(o["price_kind"], o["tax"]) for o in chosen}), "")


def _tiers(
    rows: pd.DataFrame, prices: PriceList | None, most: int
) -> Iterator[tuple[int, int, pd.DataFrame]]:
    """Iterate over the ranges of quantities with constant prices: first, last, prices."""
    plain = rows.reset_index(drop=True)
    plain = plain.assign(exact=plain["price"].astype(object))
    if prices is None:
        yield 1, most, plain
        return
    tiers = prices.index
    item_codes = tiers.item_codes(plain)
    steps = np.unique(tiers.min_quantity[np.isin(tiers.item_code, item_codes)])
    begins = [1, *(int(step) for step in steps if 1 < step <= most)]
    for begin, end in zip(begins, [*(later - 1 for later in begins[1:]), most], strict=True):
        reached = tiers.reached(item_codes, begin)
        yield begin, end, _with_tiers(plain, prices, reached)


def _with_tiers(plain: pd.DataFrame, prices: PriceList, reached: Positions) -> pd.DataFrame:
    index, listed = prices.index, reached >= 0
    listed_values = {
        "price": index.price[reached],
        "exact": index.exact[reached],
        "currency": index.currency.take(reached).decode(),
        "tax": index.tax.take(reached).decode(),
        "price_kind": str(PriceKind.USER),
    }
    return plain.assign(
        **{name: plain[name].mask(listed, values) for name, values in listed_values.items()}
    )


def _undominated(offers: pd.DataFrame) -> pd.DataFrame:
    """Drop products that another one undercuts or equals at every quantity."""
    known = offers[offers["price"].notna()]
    known = known.assign(sent=known["shipping_total"].astype("float64").fillna(0.0))
    known = known.sort_values(["price", "sent"], kind="stable")
    least = known.groupby("currency")["sent"].cummin()
    before = least.groupby(known["currency"]).shift(fill_value=np.inf)
    return known[known["sent"] < before]


def _totals(offer: pd.Series, request: PriceRequest, begin: int, end: int) -> Floats:
    """Return one product's total at each quantity, in minor units; NaN where unknown."""
    rate, _, _ = rate_of(str(offer["currency"]), request)
    if rate is None:
        return np.full(end - begin + 1, np.nan)
    price = offer["exact"] if isinstance(offer["exact"], Decimal) else exact(offer["price"])
    pieces = np.arange(begin, end + 1, dtype="float64")
    items = amounts.times(pieces, 1, Fraction(price or 0) * rate, request.currency)
    scale = 10.0 ** minor_digits(request.currency)
    totals: Floats = np.rint(items * scale) + np.rint(float(offer["sent"]) * scale)
    return totals
