"""What the labs ask for one size, ranked, in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import frames
from labkit.display import marks
from labkit.display.marks import Coded
from labkit.display.styles import style
from labkit.frames.selection import Rows, Stock
from labkit.model import size_matching
from labkit.pricing import amounts
from labkit.pricing.conversion import converted
from labkit.pricing.request import (
    Ask,
    Extras,
    Floats,
    Surcharges,
    ask,
    own_rate,
    own_rates,
    rate_of,
)
from labkit.pricing.tax_basis import Vat, no_vat, on_footing
from labkit.pricing.user_prices import own_prices

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from labkit.pricing.price_list import PriceList

__all__ = ["Ask", "Extras", "ask", "compare_products", "style"]

WITHOUT_SHIPPING = "without shipping"
WITHOUT_OPTIONS = "without options"
STALE = "read past its life: the lab did not answer"


def compare_products(
    products: pd.DataFrame | Stock,
    wanted: Ask,
    *,
    price_lists: Mapping[str, PriceList] | None = None,
    surcharges: Surcharges | None = None,
    vat: Vat = no_vat,
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
    vat
        Lab → the rate of the tax that is in its prices; None where it is not known.

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
        rows, cheaper = own_prices(rows, wanted.quantity, price_lists)
        larger = _larger(cheaper)
    extras = surcharges(rows, wanted) if surcharges else items_only(len(rows), wanted)
    rows, columns = _totals(rows, wanted, extras, larger, vat)
    columns["size_error_mm"], columns["size_error"] = size_matching.errors(*rows.sides, wanted.size)
    order = np.lexsort((columns["size_error"], columns["total"], ~columns["complete"]))
    ranked = {name: rows.in_order(name, order) for name in frames.PRODUCTS.names}
    ranked |= {name: _in_order(values, order) for name, values in columns.items()}
    result = frames.build(frames.COMPARE, ranked, rows=len(order))
    nearest = "" if len(rows) else _nearest(stock, wanted)
    result.attrs.update(_about(wanted, nearest, _warning(rows, columns["total"])))
    known = np.isfinite(columns["total"])
    codes = [code for code, its in rows.coded("currency").present() if known[its].any()]
    result.attrs["own_rates"] = own_rates(codes, wanted)
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


def _totals(
    rows: Rows, wanted: Ask, extras: Extras, larger: list[Coded], vat: Vat
) -> tuple[Rows, dict[str, Any]]:
    items, day, no_rate = _items(rows, wanted)
    off: list[Coded] = []
    if wanted.tax:
        items, tax, off = on_footing(items, rows.coded("lab"), rows.coded("tax"), wanted, vat)
        rows = rows.with_columns({"tax": tax})
    # A part that is left out adds nothing; `complete` and the notes say that it is left out.
    parts = [np.nan_to_num(part) for part in (extras.options_total, extras.shipping_total)]
    total = amounts.add([items, *parts], wanted.currency)
    notes = [no_rate, *_price_notes(rows), *larger, *off, *extras.notes]
    on_basis = [note.places == 0 for note in off]
    columns = {
        "items_total": items,
        "options_total": extras.options_total,
        "shipping_total": extras.shipping_total,
        "total": total,
        "quantity": np.full(len(rows), wanted.quantity),
        "complete": np.logical_and.reduce([extras.complete, np.isfinite(total), *on_basis]),
        "fx_date": marks.spread([day, *extras.days]),
        "notes": marks.spread(notes),
    }
    return rows, columns


def _items(rows: Rows, wanted: Ask) -> tuple[Floats, Coded, Coded]:
    prices, currencies = rows.floats("price"), rows.coded("currency")
    items, days, _ = converted(prices, currencies, wanted, wanted.quantity)
    # A currency without a rate, or with one's own, is said where there is no price, too.
    notes = [""] * len(currencies.texts)
    for place in np.unique(currencies.places):
        code = currencies.texts[place]
        _, _, wrong = rate_of(code, wanted)
        notes[place] = wrong or own_rate(code, wanted.currency, wanted.rates)
    return items, days, Coded(currencies.places, notes)


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


def _larger(cheaper: NDArray[np.int64]) -> list[Coded]:
    known, places = np.unique(cheaper, return_inverse=True)
    texts = [f"{quantity} of them cost no more" if quantity else "" for quantity in known]
    return [Coded(places, texts)]


def _in_order(values: Any, order: size_matching.Positions) -> Any:  # noqa: ANN401 - an array of any kind
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
        "tax": wanted.tax,
        "nearest": nearest,
        "warning": warning,
    }
