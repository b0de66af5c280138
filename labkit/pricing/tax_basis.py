"""Amounts of many rows brought to one tax basis, where the lab's own basis is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from labkit.display.marks import Coded
from labkit.model.values import Tax
from labkit.pricing import amounts
from labkit.pricing.tax import rate_or_none

if TYPE_CHECKING:
    from labkit.pricing.request import Ask, Floats

Vat = Callable[[str], Fraction | None]


def no_vat(_lab: str) -> None:
    """Know no rate of any lab."""


def on_footing(
    values: Floats, labs: Coded, taxes: Coded, wanted: Ask, vat: Vat
) -> tuple[Floats, Coded, list[Coded]]:
    """Bring amounts to the tax basis that was asked for.

    Parameters
    ----------
    values
        Rounded to the minor unit of the asked currency; NaN where unknown.
    labs, taxes
        The lab and the tax basis of each.
    wanted
        What was asked for.
    vat
        Lab → the rate of the tax in its prices.

    Returns
    -------
    values : ndarray
        Tax of the lab's rate taken out, or that of the country it is sent to put on, each rounded
        to the minor unit. Where that cannot be done they are as they were.
    taxes : Coded
        The basis each is on now.
    notes : list of Coded
        One, whose first text is "" for the rows that are on the asked basis; none where none was
        asked for.
    """
    if not wanted.tax:
        return values, taxes, []
    there = rate_or_none(wanted.country)
    result = values.copy()
    moved, off = np.zeros((2, len(values)), dtype=bool)
    for tax, on_it in taxes.present():
        if tax == wanted.tax:
            continue
        for lab, its in labs.present():
            here = on_it & its
            share = _share(tax, vat(lab), there)
            if share is None:
                # What is not known at all is not off the basis: it is noted as unknown already.
                off |= here & np.isfinite(values)
                continue
            shift = amounts.times(values[here], 1, share, wanted.currency)
            result[here] = amounts.add([values[here], shift], wanted.currency)
            moved |= here
    said = f"not brought to tax {wanted.tax}: the lab's basis or the rate is not known"
    stated = taxes.put(moved, Coded.same(wanted.tax, int(moved.sum())))
    return result, stated, [Coded(off.astype(np.int64), ["", said])]


def _share(tax: str, lab: Fraction | None, there: Fraction | None) -> Fraction | None:
    if tax == Tax.INCLUDED and lab is not None:
        return -lab / (1 + lab)
    return there if tax == Tax.EXCLUDED else None
