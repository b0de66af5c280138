"""Chart data: offers from comparisons or products, in one currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from labkit import frames
from labkit.display import price_notes
from labkit.display.sources import rate_notes, short_name, sources
from labkit.display.styles import explanations, sample_note
from labkit.errors import CurrencyError, InputError
from labkit.model.currencies import parse_currency
from labkit.model.money import PriceKind
from labkit.pricing.exchange import BASE, ratio

Frames: TypeAlias = pd.DataFrame | Sequence[pd.DataFrame]
# Lab, price_kind, tax.
Group: TypeAlias = tuple[str, str, str]

_MM2_PER_M2 = 1e6
_COLUMNS = ["lab", "price_kind", "tax", "width_mm", "height_mm", "source_url", "fetched_at"]


@dataclass(frozen=True)
class Offers:
    """Offers with a known price and size.

    Attributes
    ----------
    rows
        lab, price_kind, tax, source_url, fetched_at, size (as asked, else the trade's name in cm),
        area [m²], total and unit (of one piece) [currency], fx_date, complete.
    labs
        All labs, sorted, also those without such an offer: their places give the colours.
    currency
        Of total and unit.
    quantity
        How many the totals are of.
    left_out
        How many offers have no known price or size.
    remarks
        What further has to stand below a picture.
    """

    rows: pd.DataFrame
    labs: tuple[str, ...]
    currency: str
    quantity: int
    left_out: int
    remarks: tuple[str, ...]

    @property
    def groups(self) -> list[Group]:
        """The distinct (lab, price_kind, tax), sorted by lab."""
        distinct = self.rows[["lab", "price_kind", "tax"]].drop_duplicates()
        return sorted(distinct.itertuples(index=False, name=None))


def offers(given: Frames, currency: str | None = None) -> Offers:
    """Read offers from what ``compare`` gave, once or for several sizes, or from products.

    Parameters
    ----------
    given
        Frames with the columns of `labkit.frames.COMPARE`, or one with those of PRODUCTS.
    currency
        Of the totals, where a comparison no longer says it; what products are converted to.

    Raises
    ------
    ColumnError
        If a column is missing.
    InputError
        If comparisons differ in currency or quantity, or the currency is not known.
    """
    tables = [given] if isinstance(given, pd.DataFrame) else list(given)
    if not tables:
        raise InputError(
            "there is nothing to draw", hint="pass what compare() or products() returns"
        )
    compared = ["total" in table for table in tables]
    code = _currency(tables, currency) if any(compared) else parse_currency(currency or BASE)
    if any(compared):
        rows = pd.concat([_from_comparison(table) for table in tables], ignore_index=True)
    else:
        rows = pd.concat([_from_products(table, code) for table in tables], ignore_index=True)
    known = rows["total"].notna() & rows["area"].notna()
    quantity = _single(
        [str(table["quantity"].iloc[0]) for table in tables if _has_quantity(table)], "1"
    )
    return Offers(
        rows=rows[known].reset_index(drop=True),
        labs=tuple(sorted(rows["lab"].unique())),
        currency=code,
        quantity=int(quantity),
        left_out=int((~known).sum()),
        remarks=_remarks(tables, compared=any(compared)),
    )


def footnotes(found: Offers) -> list[str]:
    """Return a chart's footnotes: legend, missing offers, exchange rates, sources, samples."""
    pairs = list(
        found.rows[["price_kind", "tax"]].drop_duplicates().itertuples(index=False, name=None)
    )
    other = any(kind != str(PriceKind.LAB) for kind, _ in pairs)
    unpriced = sorted(set(found.labs) - {lab for lab, _, _ in found.groups})
    partial = not found.rows["complete"].all()
    more = [f"{price_notes.PARTIAL.symbol} {price_notes.PARTIAL.words}"] if partial else []
    days = sorted(day for day in found.rows["fx_date"].unique() if day)
    return [
        *found.remarks,
        "Hollow: not the price the lab charges" if other else "",
        "; ".join([*more, *explanations(pairs)]),
        price_notes.UNLIKE.capitalize() if price_notes.warning(pairs) else "",
        *rate_notes(days),
        f"Not shown, without a known price or size: {found.left_out:,}" if found.left_out else "",
        f"Without any known price: {', '.join(short_name(lab) for lab in unpriced)}"
        if unpriced
        else "",
        sources(found.rows),
    ]


def _has_quantity(table: pd.DataFrame) -> bool:
    return "quantity" in table and len(table) > 0


def _currency(tables: Sequence[pd.DataFrame], given: str | None) -> str:
    if given is not None:
        return parse_currency(given)
    codes = [str(table.attrs["currency"]) for table in tables if table.attrs.get("currency")]
    if not codes:
        raise InputError("these comparisons do not say their currency", hint="pass currency=")
    return _single(codes, "")


def _single(values: Sequence[str], default: str) -> str:
    distinct = sorted(set(values))
    if len(distinct) > 1:
        raise InputError(
            f"these comparisons differ: {', '.join(distinct)}",
            hint="compare all sizes with one quantity and currency",
        )
    return distinct[0] if distinct else default


def _from_comparison(table: pd.DataFrame) -> pd.DataFrame:
    frames.check(table, frames.COMPARE)
    rows = _with_area_and_size(table)
    rows["total"] = table["total"].to_numpy("float64", na_value=np.nan)
    rows["unit"] = rows["total"] / table["quantity"].to_numpy("float64", na_value=np.nan)
    rows["fx_date"] = table["fx_date"].to_numpy(object)
    rows["complete"] = table["complete"].to_numpy(bool)
    if table.attrs.get("size"):
        rows["size"] = table.attrs["size"]
    return rows


def _from_products(table: pd.DataFrame, code: str) -> pd.DataFrame:
    frames.check(table, frames.PRODUCTS)
    rows = _with_area_and_size(table)
    prices = table["price"].to_numpy("float64", na_value=np.nan)
    rows["total"], rows["fx_date"] = np.nan, ""
    for row_currency in table["currency"].unique():
        here = (table["currency"] == row_currency).to_numpy(bool)
        try:
            rate, day = ratio(row_currency, code)
        except CurrencyError:
            continue
        # Only drawn, never added up: a float is exact enough.
        rows.loc[here, "total"] = prices[here] * float(rate)
        rows.loc[here, "fx_date"] = str(day or "")
    rows["unit"] = rows["total"]
    rows["complete"] = True
    return rows


def _with_area_and_size(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[_COLUMNS].reset_index(drop=True)
    sides = rows[["width_mm", "height_mm"]].to_numpy("float64", na_value=np.nan)
    rows["area"] = sides[:, 0] * sides[:, 1] / _MM2_PER_M2
    # The trade names sizes in whole centimetres: 102 x 152 mm is 10x15, 203 x 254 mm is 20x25.
    centimetres = np.round(np.nan_to_num(sides) / 10).astype(np.int64)
    # Both sides as one number: that is far quicker to tell apart than pairs.
    (short, shorts), (long, longs) = map(
        pd.factorize, (centimetres.min(axis=1), centimetres.max(axis=1))
    )
    at, both = pd.factorize(short * len(longs) + long)
    pairs = (divmod(int(each), len(longs)) for each in both)
    names = np.array([f"{shorts[one]}x{longs[two]} cm" for one, two in pairs], dtype=object)
    rows["size"] = names[at]
    return rows


def _remarks(tables: Sequence[pd.DataFrame], *, compared: bool) -> tuple[str, ...]:
    samples = sorted({lab for table in tables for lab in table.attrs.get("sample", [])})
    notes = [sample_note([short_name(lab) for lab in samples])]
    notes += rate_notes([], *(table.attrs for table in tables))
    if not compared:
        return tuple(notes)
    without = [
        name
        for name in ("shipping", "options")
        if all(table[f"{name}_total"].isna().all() for table in tables)
    ]
    if without:
        notes.append(f"Totals are without {' and '.join(without)}")
    return tuple(notes)
