"""Amounts of many rows brought to one tax basis, where the lab's own basis is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from labkit.frames.dictionary import DictionaryColumn
from labkit.model.money import Tax
from labkit.pricing import amounts
from labkit.pricing.tax import rate_or_none

if TYPE_CHECKING:
    from labkit.pricing.request import Floats, PriceRequest

Vat = Callable[[str], Fraction | None]


def no_vat(_lab: str) -> None:
    """Know no rate of any lab."""


def to_tax_basis(
    values: Floats, labs: DictionaryColumn, taxes: DictionaryColumn, request: PriceRequest, vat: Vat
) -> tuple[Floats, DictionaryColumn, list[DictionaryColumn]]:
    """Bring amounts to the tax basis that was asked for.

    Parameters
    ----------
    values
        Rounded to the minor unit of the asked currency; NaN where unknown.
    labs, taxes
        The lab and the tax basis of each.
    request
        What was asked for.
    vat
        Lab → the rate of the tax in its prices.

    Returns
    -------
    values : ndarray
        Tax of the lab's rate taken out, or that of the country it is sent to put on, each rounded
        to the minor unit. Where that cannot be done they are as they were.
    taxes : DictionaryColumn
        The basis each is on now.
    notes : list of DictionaryColumn
        One, whose first text is "" for the rows that are on the asked basis; none where none was
        asked for.
    """
    if not request.tax:
        return values, taxes, []
    there = rate_or_none(request.country)
    result = values.copy()
    moved, off = np.zeros((2, len(values)), dtype=bool)
    for tax, on_it in taxes.groups():
        if tax == request.tax:
            continue
        for lab, its in labs.groups():
            here = on_it & its
            share = _share(tax, vat(lab), there)
            if share is None:
                # What is not known at all is not off the basis: it is noted as unknown already.
                off |= here & np.isfinite(values)
                continue
            shift = amounts.times(values[here], 1, share, request.currency)
            result[here] = amounts.add([values[here], shift], request.currency)
            moved |= here
    said = f"not brought to tax {request.tax}: the lab's basis or the rate is not known"
    stated = taxes.put(moved, DictionaryColumn.constant(request.tax, int(moved.sum())))
    return result, stated, [DictionaryColumn(off.astype(np.int64), ["", said])]


def _share(tax: str, lab: Fraction | None, there: Fraction | None) -> Fraction | None:
    if tax == Tax.INCLUDED and lab is not None:
        return -lab / (1 + lab)
    return there if tax == Tax.EXCLUDED else None
