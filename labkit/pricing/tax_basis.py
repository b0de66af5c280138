"""Converting columns of amounts to one tax basis."""

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
    """Return None for every lab: no tax rate is known."""


def to_tax_basis(
    values: Floats, labs: DictionaryColumn, taxes: DictionaryColumn, request: PriceRequest, vat: Vat
) -> tuple[Floats, DictionaryColumn, list[DictionaryColumn]]:
    """Convert amounts to the requested tax basis.

    Parameters
    ----------
    values
        Rounded to the minor unit of the requested currency; NaN where unknown.
    labs, taxes
        The lab and the tax basis of each amount.
    request
        The request.
    vat
        Lab → the tax rate included in its prices.

    Returns
    -------
    values : ndarray
        Tax at the lab's rate removed, or at the destination's rate added, each rounded to the minor
        unit. Unchanged where a rate is unknown.
    taxes : DictionaryColumn
        The basis of each afterwards.
    notes : list of DictionaryColumn
        One, whose first text is "" for the rows on the requested basis; none where no basis was
        requested.
    """
    if not request.tax:
        return values, taxes, []
    destination_rate = rate_or_none(request.country)
    result = values.copy()
    converted, off_basis = np.zeros((2, len(values)), dtype=bool)
    for tax, of_basis in taxes.groups():
        if tax == request.tax:
            continue
        for lab, of_lab in labs.groups():
            mask = of_basis & of_lab
            share = _share(tax, vat(lab), destination_rate)
            if share is None:
                # An unknown amount is noted as unknown already.
                off_basis |= mask & np.isfinite(values)
                continue
            tax_amounts = amounts.times(values[mask], 1, share, request.currency)
            result[mask] = amounts.add([values[mask], tax_amounts], request.currency)
            converted |= mask
    note = f"not brought to tax {request.tax}: the lab's basis or the rate is not known"
    stated = taxes.put(converted, DictionaryColumn.constant(request.tax, int(converted.sum())))
    return result, stated, [DictionaryColumn(off_basis.astype(np.int64), ["", note])]


def _share(tax: str, lab: Fraction | None, destination_rate: Fraction | None) -> Fraction | None:
    if tax == Tax.INCLUDED and lab is not None:
        return -lab / (1 + lab)
    return destination_rate if tax == Tax.EXCLUDED else None
