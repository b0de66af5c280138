"""Ranking products of one size by total, in one currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from labkit import frames
from labkit.display import price_notes
from labkit.frames.dictionary import DictionaryColumn
from labkit.frames.selection import EncodedProducts, Selection
from labkit.model import size_matching
from labkit.pricing import amounts
from labkit.pricing.conversion import convert_prices
from labkit.pricing.request import (
    AddedCosts,
    Floats,
    PriceRequest,
    Surcharges,
    rate_of,
    user_rate_note,
    user_rates,
)
from labkit.pricing.tax_basis import Vat, no_vat, to_tax_basis
from labkit.pricing.user_prices import user_prices

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from labkit.pricing.price_list import PriceList

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
        Columns of `labkit.frames.PRODUCTS`, or the same encoded.
    request
        The request.
    price_lists
        Lab → the user's price list, whose tier for the quantity replaces the lab's price.
    surcharges
        Computes options and shipping of the matching rows; without it neither is counted.
    vat
        Lab → the tax rate included in its prices; None where it is not known.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.COMPARE`; complete totals first, by total, unknown ones last.
        ``attrs``: the request, "nearest" (a message where nothing matches) and "warning" (where
        prices of different kind or tax stand side by side).

    Raises
    ------
    ColumnError
        If a column is missing.
    CurrencyError, RateError
        If there are no rates for the requested currency, or none for the requested day.
    """
    encoded = products if isinstance(products, EncodedProducts) else EncodedProducts(products)
    selection = encoded.match(request.size, request.tolerance)
    larger_notes: list[DictionaryColumn] = []
    if price_lists:
        selection, cheaper = user_prices(selection, request.quantity, price_lists)
        larger_notes = _larger_notes(cheaper)
    extras = surcharges(selection, request) if surcharges else items_only(len(selection), request)
    selection, columns = _totals(selection, request, extras, larger_notes, vat)
    columns["size_error_mm"], columns["size_error"] = size_matching.errors(
        *selection.sides, request.size
    )
    order = np.lexsort((columns["size_error"], columns["total"], ~columns["complete"]))
    ranked = {name: selection.in_order(name, order) for name in frames.PRODUCTS.names}
    ranked |= {name: _in_order(values, order) for name, values in columns.items()}
    result = frames.build(frames.COMPARE, ranked, rows=len(order))
    nearest = "" if len(selection) else _nearest(encoded, request)
    result.attrs.update(_about(request, nearest, _warning(selection, columns["total"])))
    known = np.isfinite(columns["total"])
    codes = [code for code, mask in selection.encoded("currency").groups() if known[mask].any()]
    result.attrs["user_rates"] = user_rates(codes, request)
    return result


def items_only(rows: int, request: PriceRequest) -> AddedCosts:
    """Return added costs without options and shipping for a number of rows, noted as such."""
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
    selection: Selection,
    request: PriceRequest,
    extras: AddedCosts,
    larger_notes: list[DictionaryColumn],
    vat: Vat,
) -> tuple[Selection, dict[str, Any]]:
    items, day, no_rate = _items(selection, request)
    basis_notes: list[DictionaryColumn] = []
    if request.tax:
        items, tax, basis_notes = to_tax_basis(
            items, selection.encoded("lab"), selection.encoded("tax"), request, vat
        )
        selection = selection.with_columns({"tax": tax})
    # A part that is left out adds nothing; `complete` and the notes tell.
    parts = [np.nan_to_num(part) for part in (extras.options_total, extras.shipping_total)]
    total = amounts.add([items, *parts], request.currency)
    notes = [no_rate, *_price_notes(selection), *larger_notes, *basis_notes, *extras.notes]
    on_basis = [note.codes == 0 for note in basis_notes]
    columns = {
        "items_total": items,
        "options_total": extras.options_total,
        "shipping_total": extras.shipping_total,
        "total": total,
        "quantity": np.full(len(selection), request.quantity),
        "complete": np.logical_and.reduce([extras.complete, np.isfinite(total), *on_basis]),
        "fx_date": price_notes.join_columns([day, *extras.days]),
        "notes": price_notes.join_columns(notes),
    }
    return selection, columns


def _items(
    selection: Selection, request: PriceRequest
) -> tuple[Floats, DictionaryColumn, DictionaryColumn]:
    prices, currencies = selection.floats("price"), selection.encoded("currency")
    items, days, _ = convert_prices(prices, currencies, request, request.quantity)
    # A missing or user-supplied rate is noted on rows without a price, too.
    notes = [""] * len(currencies.categories)
    for code in np.unique(currencies.codes):
        currency = currencies.categories[code]
        _, _, problem = rate_of(currency, request)
        notes[code] = problem or user_rate_note(currency, request.currency, request.rates)
    return items, days, DictionaryColumn(currencies.codes, notes)


def _price_notes(selection: Selection) -> list[DictionaryColumn]:
    known = np.isfinite(selection.floats("price"))
    kinds, taxes = selection.encoded("price_kind"), selection.encoded("tax")
    # An unknown price has neither kind nor tax basis.
    kind_notes = [
        *(price_notes.kind_note(text).words for text in kinds.categories),
        price_notes.NO_PRICE,
    ]
    tax_notes = [*(price_notes.tax_note(text).words for text in taxes.categories), ""]
    return [
        DictionaryColumn(np.where(known, kinds.codes, len(kinds.categories)), kind_notes),
        DictionaryColumn(np.where(known, taxes.codes, len(taxes.categories)), tax_notes),
        DictionaryColumn(selection.array("stale").to_numpy(dtype=np.int64), ["", STALE]),
    ]


def _larger_notes(cheaper: NDArray[np.int64]) -> list[DictionaryColumn]:
    quantities, codes = np.unique(cheaper, return_inverse=True)
    texts = [f"{quantity} of them cost no more" if quantity else "" for quantity in quantities]
    return [DictionaryColumn(codes, texts)]


def _in_order(values: Any, order: size_matching.Positions) -> Any:  # noqa: ANN401 - an array of any kind
    ordered = values.take(order)
    return ordered.decode() if isinstance(ordered, DictionaryColumn) else ordered


def _warning(selection: Selection, total: Floats) -> str:
    kinds, taxes = selection.encoded("price_kind"), selection.encoded("tax")
    known = np.isfinite(total)
    combined = kinds.codes[known].astype(np.int64) * len(taxes.categories) + taxes.codes[known]
    pairs = [divmod(int(code), len(taxes.categories)) for code in np.unique(combined)]
    return price_notes.warning(
        [(kinds.categories[kind], taxes.categories[tax]) for kind, tax in pairs]
    )


def _nearest(encoded: EncodedProducts, request: PriceRequest) -> str:
    nothing = f"nothing within {request.tolerance * 100:g} % of {request.label}"
    found = encoded.nearest(request.size)
    near = ", ".join(f"{size.short_mm:g} x {size.long_mm:g} mm" for size in found)
    return f"{nothing}; the nearest sizes are {near}" if near else f"{nothing}; no size is known"


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
