"""Amounts of many rows brought to one tax basis, where the lab's own basis is known."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from labkit.marks import Coded
from labkit.pricing import amounts
from labkit.pricing.tax import rate_or_none
from labkit.values import Tax

if TYPE_CHECKING:
    from labkit.asking import Ask, Floats

Vat = Callable[[str], Fraction | None]


def no_vat(_lab: str) -> None:
    """Know no rate of any lab."""


def on_footing(
    values: Floats, labs: pd.Series, taxes: pd.Series, wanted: Ask, vat: Vat
) -> tuple[Floats, pd.Series, list[Coded]]:
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
    taxes : Series
        The basis each is on now.
    notes : list of Coded
        One, whose first text is "" for the rows that are on the asked basis; none where none was
        asked for.
    """
    if not wanted.tax:
        return values, taxes, []
    there = rate_or_none(wanted.country)
    result, basis = values.copy(), taxes.to_numpy(dtype=object, copy=True)
    off = np.zeros(len(values), dtype=np.int64)
    pairs = pd.DataFrame({"lab": labs.to_numpy(), "tax": taxes.to_numpy()})
    for (lab, tax), here in pairs.groupby(["lab", "tax"], sort=False).indices.items():
        if tax == wanted.tax:
            continue
        share = _share(str(tax), vat(str(lab)), there)
        if share is None:
            # What is not known at all is not off the basis: it is noted as unknown already.
            off[here] = np.isfinite(values[here])
            continue
        shift = amounts.times(values[here], 1, share, wanted.currency)
        result[here] = amounts.add([values[here], shift], wanted.currency)
        basis[here] = wanted.tax
    said = f"not brought to tax {wanted.tax}: the lab's basis or the rate is not known"
    stated = pd.Series(basis, index=taxes.index, dtype=taxes.dtype)
    return result, stated, [Coded(off, ["", said])]


def _share(tax: str, lab: Fraction | None, there: Fraction | None) -> Fraction | None:
    if tax == Tax.INCLUDED and lab is not None:
        return -lab / (1 + lab)
    return there if tax == Tax.EXCLUDED else None
