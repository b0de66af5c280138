"""What the labs ask for one size, ranked, in one currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit import frames, marks, sizes
from labkit.errors import CurrencyError
from labkit.marks import Coded
from labkit.pricing import amounts
from labkit.pricing.currency import BASE, Day, Exact, currencies, ratio
from labkit.pricing.own import own_prices
from labkit.styling import style
from labkit.values import Size, parse_country, parse_currency, parse_quantity

if TYPE_CHECKING:
    from labkit.pricing.price_list import PriceList

__all__ = ["Ask", "Extras", "ask", "compare_products", "style"]

Floats = NDArray[np.float64]

WITHOUT_SHIPPING = "without shipping"
WITHOUT_OPTIONS = "without options"
STALE = "read past its life: the lab did not answer"
_LOOKED_AT = ["price", "currency", "price_kind", "tax", "stale"]


@dataclass(frozen=True)
class Ask:
    """What was asked for; `ask` reads it.

    Attributes
    ----------
    label
        The size as it was written.
    size
        The size.
    quantity
        How many of one product.
    country
        ISO alpha-2; "" where shipping was not asked for.
    currency
        ISO 4217 code of the totals.
    tolerance
        Relative to each side.
    on
        The day of the exchange rates; None for the last known ones.
    rates
        One's own rates: currency → one unit of it in `currency`.
    """

    label: str
    size: Size
    quantity: int = 1
    country: str = ""
    currency: str = BASE
    tolerance: float = 0.03
    on: Day = None
    rates: Mapping[str, Exact] = field(default_factory=dict)


@dataclass(frozen=True)
class Extras:
    """What comes on top of the items, for each row; amounts are rounded to the minor unit.

    Attributes
    ----------
    options_total, shipping_total
        In the asked currency; NaN where unknown or left out.
    complete
        Whether nothing that was asked for is missing.
    notes
        Parts of the notes.
    """

    options_total: Floats
    shipping_total: Floats
    complete: NDArray[np.bool_]
    notes: list[Coded]


Surcharges = Callable[[pd.DataFrame, Ask], Extras]


def ask(  # noqa: PLR0913 - what compare takes, by name
    size: str | Size,
    *,
    quantity: int = 1,
    country: str | None = None,
    currency: str = BASE,
    tolerance: float = 0.03,
    on: Day = None,
    rates: Mapping[str, Exact] | None = None,
) -> Ask:
    """Read what was asked for.

    Raises
    ------
    SizeError, CountryError, CurrencyError, InputError
        If one of them cannot be read.
    """
    return Ask(
        label=str(size).strip(),
        size=Size.parse(size),
        quantity=parse_quantity(quantity),
        country=parse_country(country) if country is not None else "",
        currency=parse_currency(currency),
        tolerance=sizes.parse_tolerance(tolerance),
        on=on,
        rates={parse_currency(code): rate for code, rate in (rates or {}).items()},
    )


def compare_products(
    products: pd.DataFrame,
    wanted: Ask,
    *,
    price_lists: Mapping[str, PriceList] | None = None,
    surcharges: Surcharges | None = None,
) -> pd.DataFrame:
    """Rank the products that match a size.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`.
    wanted
        What was asked for.
    price_lists
        Lab → the user's own price list, whose tier for the quantity goes before the price.
    surcharges
        Gives options and shipping for the matching rows; none are counted without it.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.COMPARE`; complete totals first, by total, unknown ones last.
        ``attrs``: what was asked, "nearest" (a message where nothing matches) and "warning" (where
        prices of different kind or tax stand side by side).

    Raises
    ------
    CurrencyError, RateError
        If there are no rates for the asked currency, or none for the asked day.
    """
    short, long = sizes.sides(products)
    at = sizes.match(short, long, wanted.size, wanted.tolerance)
    # Moving texts about costs most: what nobody looks at is taken once, in its final order.
    looked_at = products if price_lists or surcharges else products[_LOOKED_AT]
    rows, cheaper = own_prices(looked_at.take(at), wanted.quantity, price_lists or {})
    columns = _totals(rows, wanted, surcharges or items_only, cheaper)
    columns["size_error_mm"], columns["size_error"] = sizes.errors(short[at], long[at], wanted.size)
    order = np.lexsort((columns["size_error"], columns["total"], ~columns["complete"]))
    ranked = _in_order(products, at, rows, columns, order)
    result = frames.build(frames.COMPARE, ranked, rows=len(order))
    nearest = "" if len(at) else _nearest(short, long, wanted)
    result.attrs.update(_about(wanted, nearest, _warning(rows, columns["total"])))
    return result


def items_only(rows: pd.DataFrame, wanted: Ask) -> Extras:
    """Count neither options nor shipping, and say so."""
    shipping = WITHOUT_SHIPPING
    if wanted.country:
        shipping = f"shipping to {wanted.country} not included"
    return Extras(
        options_total=np.full(len(rows), np.nan),
        shipping_total=np.full(len(rows), np.nan),
        complete=np.full(len(rows), not wanted.country),
        notes=[Coded.same(f"{shipping}; {WITHOUT_OPTIONS}", len(rows))],
    )


def _totals(
    rows: pd.DataFrame, wanted: Ask, surcharges: Surcharges, cheaper: pd.Series
) -> dict[str, Any]:
    items, fx_date, no_rate = _items(rows, wanted)
    extras = surcharges(rows, wanted)
    # A part that is left out adds nothing; `complete` and the notes say that it is left out.
    parts = [np.nan_to_num(part) for part in (extras.options_total, extras.shipping_total)]
    total = amounts.add([items, *parts], wanted.currency)
    return {
        "items_total": items,
        "options_total": extras.options_total,
        "shipping_total": extras.shipping_total,
        "total": total,
        "quantity": np.full(len(rows), wanted.quantity),
        "complete": extras.complete & np.isfinite(total),
        "fx_date": fx_date,
        "notes": marks.spread([no_rate, *_price_notes(rows), *_larger(cheaper), *extras.notes]),
    }


def _items(rows: pd.DataFrame, wanted: Ask) -> tuple[Floats, Coded, Coded]:
    prices = rows["price"].to_numpy(dtype="float64", na_value=np.nan)
    coded = Coded.of(rows["currency"])
    items = np.full(len(rows), np.nan)
    days, notes = [], []
    for place, code in enumerate(coded.texts):
        rate, day, note = _rate(code, wanted)
        days.append(day)
        notes.append(note)
        if rate is not None:
            here = coded.places == place
            items[here] = amounts.times(prices[here], wanted.quantity, rate, wanted.currency)
    return items, Coded(coded.places, days), Coded(coded.places, notes)


def _rate(code: str, wanted: Ask) -> tuple[Fraction | None, str, str]:
    if not code:
        return None, "", "currency not known"
    try:
        rate, day = ratio(code, wanted.currency, wanted.on, wanted.rates.get(code))
    except CurrencyError:
        if wanted.currency not in currencies():
            raise
        return None, "", f"no exchange rate for {code}"
    return rate, str(day or ""), ""


def _price_notes(rows: pd.DataFrame) -> list[Coded]:
    known = rows["price"].notna().to_numpy()
    kinds, taxes = Coded.of(rows["price_kind"]), Coded.of(rows["tax"])
    # A price that is not known has no kind or tax to speak of.
    kind_notes = [*(marks.kind_mark(word).words for word in kinds.texts), marks.NO_PRICE]
    tax_notes = [*(marks.tax_mark(word).words for word in taxes.texts), ""]
    return [
        Coded(np.where(known, kinds.places, len(kinds.texts)), kind_notes),
        Coded(np.where(known, taxes.places, len(taxes.texts)), tax_notes),
        Coded(rows["stale"].to_numpy(dtype=np.int64), ["", STALE]),
    ]


def _larger(cheaper: pd.Series) -> list[Coded]:
    known = Coded.of(cheaper)
    if not known.texts:
        return []
    texts = [*(f"{quantity} of them cost no more" for quantity in known.texts), ""]
    return [Coded(np.where(known.places < 0, len(known.texts), known.places), texts)]


def _in_order(
    products: pd.DataFrame,
    at: sizes.Positions,
    rows: pd.DataFrame,
    columns: Mapping[str, Any],
    order: sizes.Positions,
) -> dict[str, Any]:
    place = at[order]
    rest = [name for name in frames.PRODUCTS.names if name not in rows]
    taken = {name: products[name].array.take(place) for name in rest}
    taken |= {name: rows[name].array.take(order) for name in frames.PRODUCTS.names if name in rows}
    for name, values in columns.items():
        moved = values.take(order)
        taken[name] = moved.spell() if isinstance(moved, Coded) else moved
    return taken


def _warning(rows: pd.DataFrame, total: Floats) -> str:
    known = rows[["price_kind", "tax"]][np.isfinite(total)].drop_duplicates()
    return marks.warning(list(known.itertuples(index=False, name=None)))


def _nearest(short: Floats, long: Floats, wanted: Ask) -> str:
    off = f"nothing within {wanted.tolerance * 100:g} % of {wanted.label}"
    found = sizes.nearest(short, long, wanted.size)
    near = ", ".join(f"{size.short_mm:g} x {size.long_mm:g} mm" for size in found)
    return f"{off}; the nearest sizes are {near}" if near else f"{off}; no size is known"


def _about(wanted: Ask, nearest: str, warning: str) -> dict[str, Any]:
    # Plain texts and numbers: attrs travel into Parquet as JSON.
    return {
        "size": wanted.label,
        "quantity": wanted.quantity,
        "country": wanted.country,
        "currency": wanted.currency,
        "tolerance": wanted.tolerance,
        "nearest": nearest,
        "warning": warning,
    }
