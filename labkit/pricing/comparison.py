"""What the labs ask for one size, ranked, in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import frames
from labkit.display import marks
from labkit.display.styles import style
from labkit.frames.dictionary import DictionaryColumn
from labkit.frames.selection import EncodedProducts, Selection
from labkit.model import size_matching
from labkit.pricing import amounts
from labkit.pricing.conversion import converted
from labkit.pricing.request import (
    AddedCosts,
    Floats,
    PriceRequest,
    Surcharges,
    rate_of,
    read_request,
    user_rate_note,
    user_rates,
)
from labkit.pricing.tax_basis import Vat, no_vat, to_tax_basis
from labkit.pricing.user_prices import user_prices

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from labkit.pricing.price_list import PriceList

__all__ = ["AddedCosts", "PriceRequest", "compare_products", "read_request", "style"]

WITHOUT_SHIPPING = "without shipping"
WITHOUT_OPTIONS = "without options"
STALE = "read past its life: the lab did not answer"


def compare_products(
    products: pd.DataFrame | EncodedProducts,
    request: PriceRequest,
    *,
    price_lists: Mapping[str, PriceList] | None = None,
    surcharges: Surcharges | None = None,
    vat: Vat = no_vat,
) -> pd.DataFrame:
    """Rank the products that match a size.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`, or a source of them.
    request
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
    source = products if isinstance(products, EncodedProducts) else EncodedProducts(products)
    rows = source.match(request.size, request.tolerance)
    larger: list[DictionaryColumn] = []
    if price_lists:
        rows, cheaper = user_prices(rows, request.quantity, price_lists)
        larger = _larger(cheaper)
    extras = surcharges(rows, request) if surcharges else items_only(len(rows), request)
    rows, columns = _totals(rows, request, extras, larger, vat)
    columns["size_error_mm"], columns["size_error"] = size_matching.errors(
        *rows.sides, request.size
    )
    order = np.lexsort((columns["size_error"], columns["total"], ~columns["complete"]))
    ranked = {name: rows.in_order(name, order) for name in frames.PRODUCTS.names}
    ranked |= {name: _in_order(values, order) for name, values in columns.items()}
    result = frames.build(frames.COMPARE, ranked, rows=len(order))
    nearest = "" if len(rows) else _nearest(source, request)
    result.attrs.update(_about(request, nearest, _warning(rows, columns["total"])))
    known = np.isfinite(columns["total"])
    codes = [code for code, its in rows.encoded("currency").groups() if known[its].any()]
    result.attrs["user_rates"] = user_rates(codes, request)
    return result


def items_only(rows: int, request: PriceRequest) -> AddedCosts:
    """Count neither options nor shipping for so many rows, and say so."""
    shipping = WITHOUT_SHIPPING
    if request.country:
        shipping = f"shipping to {request.country} not included"
    return AddedCosts(
        options_total=np.full(rows, np.nan),
        shipping_total=np.full(rows, np.nan),
        complete=np.full(rows, not request.country),
        notes=[DictionaryColumn.constant(f"{shipping}; {WITHOUT_OPTIONS}", rows)],
    )


def _totals(
    rows: Selection,
    request: PriceRequest,
    extras: AddedCosts,
    larger: list[DictionaryColumn],
    vat: Vat,
) -> tuple[Selection, dict[str, Any]]:
    items, day, no_rate = _items(rows, request)
    off: list[DictionaryColumn] = []
    if request.tax:
        items, tax, off = to_tax_basis(
            items, rows.encoded("lab"), rows.encoded("tax"), request, vat
        )
        rows = rows.with_columns({"tax": tax})
    # A part that is left out adds nothing; `complete` and the notes say that it is left out.
    parts = [np.nan_to_num(part) for part in (extras.options_total, extras.shipping_total)]
    total = amounts.add([items, *parts], request.currency)
    notes = [no_rate, *_price_notes(rows), *larger, *off, *extras.notes]
    on_basis = [note.codes == 0 for note in off]
    columns = {
        "items_total": items,
        "options_total": extras.options_total,
        "shipping_total": extras.shipping_total,
        "total": total,
        "quantity": np.full(len(rows), request.quantity),
        "complete": np.logical_and.reduce([extras.complete, np.isfinite(total), *on_basis]),
        "fx_date": marks.join_columns([day, *extras.days]),
        "notes": marks.join_columns(notes),
    }
    return rows, columns


def _items(
    rows: Selection, request: PriceRequest
) -> tuple[Floats, DictionaryColumn, DictionaryColumn]:
    prices, currencies = rows.floats("price"), rows.encoded("currency")
    items, days, _ = converted(prices, currencies, request, request.quantity)
    # A currency without a rate, or with one's own, is said where there is no price, too.
    notes = [""] * len(currencies.categories)
    for place in np.unique(currencies.codes):
        code = currencies.categories[place]
        _, _, wrong = rate_of(code, request)
        notes[place] = wrong or user_rate_note(code, request.currency, request.rates)
    return items, days, DictionaryColumn(currencies.codes, notes)


def _price_notes(rows: Selection) -> list[DictionaryColumn]:
    known = np.isfinite(rows.floats("price"))
    kinds, taxes = rows.encoded("price_kind"), rows.encoded("tax")
    # A price that is not known has no kind or tax to speak of.
    kind_notes = [*(marks.kind_mark(word).words for word in kinds.categories), marks.NO_PRICE]
    tax_notes = [*(marks.tax_mark(word).words for word in taxes.categories), ""]
    return [
        DictionaryColumn(np.where(known, kinds.codes, len(kinds.categories)), kind_notes),
        DictionaryColumn(np.where(known, taxes.codes, len(taxes.categories)), tax_notes),
        DictionaryColumn(rows.array("stale").to_numpy(dtype=np.int64), ["", STALE]),
    ]


def _larger(cheaper: NDArray[np.int64]) -> list[DictionaryColumn]:
    known, places = np.unique(cheaper, return_inverse=True)
    texts = [f"{quantity} of them cost no more" if quantity else "" for quantity in known]
    return [DictionaryColumn(places, texts)]


def _in_order(values: Any, order: size_matching.Positions) -> Any:  # noqa: ANN401 - an array of any kind
    moved = values.take(order)
    return moved.decode() if isinstance(moved, DictionaryColumn) else moved


def _warning(rows: Selection, total: Floats) -> str:
    kinds, taxes = rows.encoded("price_kind"), rows.encoded("tax")
    known = np.isfinite(total)
    both = kinds.codes[known].astype(np.int64) * len(taxes.categories) + taxes.codes[known]
    places = [divmod(int(place), len(taxes.categories)) for place in np.unique(both)]
    return marks.warning([(kinds.categories[kind], taxes.categories[tax]) for kind, tax in places])


def _nearest(source: EncodedProducts, request: PriceRequest) -> str:
    off = f"nothing within {request.tolerance * 100:g} % of {request.label}"
    found = source.nearest(request.size)
    near = ", ".join(f"{size.short_mm:g} x {size.long_mm:g} mm" for size in found)
    return f"{off}; the nearest sizes are {near}" if near else f"{off}; no size is known"


def _about(request: PriceRequest, nearest: str, warning: str) -> dict[str, Any]:
    # Plain texts and numbers: attrs travel into Parquet as JSON.
    return {
        "size": request.label,
        "quantity": request.quantity,
        "country": request.country,
        "currency": request.currency,
        "tolerance": request.tolerance,
        "tax": request.tax,
        "nearest": nearest,
        "warning": warning,
    }
