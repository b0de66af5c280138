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
from labkit.stock import Rows, Stock
from labkit.styling import style
from labkit.values import Size, parse_country, parse_currency, parse_quantity

if TYPE_CHECKING:
    from labkit.pricing.price_list import PriceList

__all__ = ["Ask", "Extras", "ask", "compare_products", "style"]

Floats = NDArray[np.float64]

WITHOUT_SHIPPING = "without shipping"
WITHOUT_OPTIONS = "without options"
STALE = "read past its life: the lab did not answer"


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
    products: pd.DataFrame | Stock,
    wanted: Ask,
    *,
    price_lists: Mapping[str, PriceList] | None = None,
    surcharges: Surcharges | None = None,
) -> pd.DataFrame:
    """Rank the products that match a size.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`, or a stock of them.
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
    ColumnError
        If a column is missing.
    CurrencyError, RateError
        If there are no rates for the asked currency, or none for the asked day.
    """
    stock = products if isinstance(products, Stock) else Stock(products)
    rows = stock.match(wanted.size, wanted.tolerance)
    larger: list[Coded] = []
    if price_lists:
        changed, cheaper = own_prices(rows.frame(), wanted.quantity, price_lists)
        rows, larger = Rows(stock, rows.at, changed), _larger(cheaper)
    extras = surcharges(rows.frame(), wanted) if surcharges else items_only(len(rows), wanted)
    columns = _totals(rows, wanted, extras, larger)
    columns["size_error_mm"], columns["size_error"] = sizes.errors(*rows.sides, wanted.size)
    order = np.lexsort((columns["size_error"], columns["total"], ~columns["complete"]))
    ranked = {name: rows.in_order(name, order) for name in frames.PRODUCTS.names}
    ranked |= {name: _in_order(values, order) for name, values in columns.items()}
    result = frames.build(frames.COMPARE, ranked, rows=len(order))
    nearest = "" if len(rows) else _nearest(stock, wanted)
    result.attrs.update(_about(wanted, nearest, _warning(rows, columns["total"])))
    return result


def items_only(rows: int, wanted: Ask) -> Extras:
    """Count neither options nor shipping for so many rows, and say so."""
    shipping = WITHOUT_SHIPPING
    if wanted.country:
        shipping = f"shipping to {wanted.country} not included"
    return Extras(
        options_total=np.full(rows, np.nan),
        shipping_total=np.full(rows, np.nan),
        complete=np.full(rows, not wanted.country),
        notes=[Coded.same(f"{shipping}; {WITHOUT_OPTIONS}", rows)],
    )


def _totals(rows: Rows, wanted: Ask, extras: Extras, larger: list[Coded]) -> dict[str, Any]:
    items, fx_date, no_rate = _items(rows, wanted)
    # A part that is left out adds nothing; `complete` and the notes say that it is left out.
    parts = [np.nan_to_num(part) for part in (extras.options_total, extras.shipping_total)]
    total = amounts.add([items, *parts], wanted.currency)
    notes = [no_rate, *_price_notes(rows), *larger, *extras.notes]
    return {
        "items_total": items,
        "options_total": extras.options_total,
        "shipping_total": extras.shipping_total,
        "total": total,
        "quantity": np.full(len(rows), wanted.quantity),
        "complete": extras.complete & np.isfinite(total),
        "fx_date": fx_date,
        "notes": marks.spread(notes),
    }


def _items(rows: Rows, wanted: Ask) -> tuple[Floats, Coded, Coded]:
    prices, coded = rows.floats("price"), rows.coded("currency")
    items = np.full(len(rows), np.nan)
    days, notes = [""] * len(coded.texts), [""] * len(coded.texts)
    # A stock may know currencies that none of these rows have.
    for place in np.unique(coded.places):
        rate, days[place], notes[place] = _rate(coded.texts[place], wanted)
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


def _price_notes(rows: Rows) -> list[Coded]:
    known = np.isfinite(rows.floats("price"))
    kinds, taxes = rows.coded("price_kind"), rows.coded("tax")
    # A price that is not known has no kind or tax to speak of.
    kind_notes = [*(marks.kind_mark(word).words for word in kinds.texts), marks.NO_PRICE]
    tax_notes = [*(marks.tax_mark(word).words for word in taxes.texts), ""]
    return [
        Coded(np.where(known, kinds.places, len(kinds.texts)), kind_notes),
        Coded(np.where(known, taxes.places, len(taxes.texts)), tax_notes),
        Coded(rows.array("stale").to_numpy(dtype=np.int64), ["", STALE]),
    ]


def _larger(cheaper: pd.Series) -> list[Coded]:
    known = Coded.of(cheaper)
    texts = [*(f"{quantity} of them cost no more" for quantity in known.texts), ""]
    return [Coded(np.where(known.places < 0, len(known.texts), known.places), texts)]


def _in_order(values: Any, order: sizes.Positions) -> Any:  # noqa: ANN401 - an array of any kind
    moved = values.take(order)
    return moved.spell() if isinstance(moved, Coded) else moved


def _warning(rows: Rows, total: Floats) -> str:
    kinds, taxes = rows.coded("price_kind"), rows.coded("tax")
    known = np.isfinite(total)
    both = kinds.places[known].astype(np.int64) * len(taxes.texts) + taxes.places[known]
    places = [divmod(int(place), len(taxes.texts)) for place in np.unique(both)]
    return marks.warning([(kinds.texts[kind], taxes.texts[tax]) for kind, tax in places])


def _nearest(stock: Stock, wanted: Ask) -> str:
    off = f"nothing within {wanted.tolerance * 100:g} % of {wanted.label}"
    found = stock.nearest(wanted.size)
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
