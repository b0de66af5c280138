"""What changed between two catalogs: new, gone, dearer, cheaper, resized."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from labkit import frames, store

_KEY = ["lab", "product_id", "variant_id"]
_KEPT = ["name", "variant", "price", "currency", "width_mm", "height_mm"]
# Sides are compared to a tenth of a millimetre: less is how a size was written, not its size.
_SAME_MM = 0.05


def diff(
    before: str | store.Snapshot | pd.DataFrame, after: str | store.Snapshot | pd.DataFrame
) -> pd.DataFrame:
    """Return what changed from one catalog to another.

    Parameters
    ----------
    before, after
        Products frames, snapshots, or the names `history` lists.

    Returns
    -------
    DataFrame
        One row for each product that changed: lab, product_id, variant_id, name, variant, change
        (new, gone, dearer, cheaper, resized, repriced), price_before, price_after, currency,
        price_change (relative: 0.1 = 10 % dearer), size_before, size_after. A price in another
        currency, or known on one side only, is ``repriced``: it is neither dearer nor cheaper. A
        product that changed in price and size has two rows.

    Raises
    ------
    StoreError, ColumnError
        If a snapshot is not there, or a frame has no products' columns.
    """
    old, new = _products(before), _products(after)
    both = old.merge(new, on=_KEY, how="outer", suffixes=("_before", "_after"), indicator=True)
    priced = _price_change(both)
    resized = np.where(_resized(both), "resized", "")
    parts = [both.assign(change=kinds)[kinds != ""] for kinds in (priced, resized)]
    return _shape(pd.concat(parts, ignore_index=True))


def _products(source: str | store.Snapshot | pd.DataFrame) -> pd.DataFrame:
    frame = source if isinstance(source, pd.DataFrame) else store.load(source)
    for name in (*_KEY, *_KEPT):
        frames.column(frame, name)
    # The same product twice in one catalog would multiply rows.
    return frame[[*_KEY, *_KEPT]].drop_duplicates(_KEY)


def _price_change(both: pd.DataFrame) -> np.ndarray[Any, Any]:
    was = both["price_before"].to_numpy("float64", na_value=np.nan)
    now = both["price_after"].to_numpy("float64", na_value=np.nan)
    one_currency = (both["currency_before"] == both["currency_after"]).fillna(value=False)
    comparable = one_currency.to_numpy(bool) & ~np.isnan(was) & ~np.isnan(now)
    unlike = ~comparable & ~(np.isnan(was) & np.isnan(now))
    side = both["_merge"].astype(str).to_numpy()
    cases = [side == "right_only", side == "left_only", comparable & (now > was)]
    cases += [comparable & (now < was), unlike]
    kinds: np.ndarray[Any, Any] = np.select(
        cases, ["new", "gone", "dearer", "cheaper", "repriced"], ""
    )
    return kinds


def _resized(both: pd.DataFrame) -> np.ndarray[Any, Any]:
    changed = np.zeros(len(both), dtype=bool)
    for side in ("width_mm", "height_mm"):
        was = both[f"{side}_before"].to_numpy("float64", na_value=np.nan)
        now = both[f"{side}_after"].to_numpy("float64", na_value=np.nan)
        changed |= np.abs(now - was) > _SAME_MM
        changed |= np.isnan(now) != np.isnan(was)
    changed &= (both["_merge"] == "both").to_numpy()
    return changed


def _shape(rows: pd.DataFrame) -> pd.DataFrame:
    was, now = rows["price_before"], rows["price_after"]
    comparable = rows["change"].isin(["dearer", "cheaper"])
    known = {
        name: rows[f"{name}_after"].fillna(rows[f"{name}_before"])
        for name in ("name", "variant", "currency")
    }
    columns = {
        **{name: rows[name] for name in _KEY},
        **known,
        "change": rows["change"].to_list(),
        "price_before": was,
        "price_after": now,
        "price_change": ((now - was) / was).where(comparable),
        "size_before": _size(rows, "before"),
        "size_after": _size(rows, "after"),
    }
    frame = frames.build(frames.CHANGES, columns, rows=len(rows))
    return frame.sort_values([*_KEY, "change"], ignore_index=True)


def _size(rows: pd.DataFrame, when: str) -> list[str]:
    sides = zip(rows[f"width_mm_{when}"], rows[f"height_mm_{when}"], strict=True)
    return ["" if pd.isna(w) or pd.isna(h) else f"{w:g}x{h:g} mm" for w, h in sides]
