"""Differences between two catalogs: new, gone, dearer, cheaper, resized."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit import frames
from labkit.catalogs import snapshots
from labkit.frames.dictionary import DictionaryColumn

Positions = NDArray[np.int64]
Floats = NDArray[np.float64]

_KEY = ["lab", "product_id", "variant_id"]
_COMPARED = ["name", "variant", "price", "currency", "width_mm", "height_mm"]
# Sides are compared to a tenth of a millimetre: less is how a size was written, not its size.
_SAME_MM = 0.05


class _Pair(NamedTuple):
    """Two catalogs, and the row of each product in both; -1 where it is missing."""

    old: pd.DataFrame
    new: pd.DataFrame
    was: Positions
    now: Positions

    def take(self, positions: NDArray[Any]) -> _Pair:
        """Return the products at the given positions."""
        return self._replace(was=self.was[positions], now=self.now[positions])

    def floats(self, name: str) -> tuple[Floats, Floats]:
        """Return a column of numbers before and after; NaN where unknown."""
        before = self.old[name].to_numpy("float64", na_value=np.nan)
        after = self.new[name].to_numpy("float64", na_value=np.nan)
        return np.append(before, np.nan)[self.was], np.append(after, np.nan)[self.now]

    def codes(self, name: str) -> tuple[Positions, Positions]:
        """Return a text column before and after, as codes."""
        both = _codes(self.old[name], self.new[name])
        return both[0][self.was], both[1][self.now]

    def text(self, name: str) -> pd.Series:
        """Return a text column as it is now, or as it was for products that are gone."""
        gone = self.now < 0
        positions = np.where(gone, self.was, self.now + len(self.old))
        both = pd.concat([self.old[name], self.new[name]], ignore_index=True)
        return both.take(positions).reset_index(drop=True)


def diff(
    before: str | snapshots.Snapshot | pd.DataFrame, after: str | snapshots.Snapshot | pd.DataFrame
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
    pair = _paired(_products(before), _products(after))
    priced, resized = _price_change(pair), _resized(pair)
    changed = [(pair.take(priced != ""), priced[priced != ""])]
    changed += [(pair.take(resized), np.full(int(resized.sum()), "resized"))]
    found = pd.concat([_shape(selected, kinds) for selected, kinds in changed], ignore_index=True)
    return found.sort_values([*_KEY, "change"], ignore_index=True)


def _products(source: str | snapshots.Snapshot | pd.DataFrame) -> pd.DataFrame:
    frame = source if isinstance(source, pd.DataFrame) else snapshots.load(source)
    for name in (*_KEY, *_COMPARED):
        frames.column(frame, name)
    return frame


def _codes(old: pd.Series, new: pd.Series) -> tuple[Positions, Positions]:
    codes, _ = pd.factorize(pd.concat([old, new], ignore_index=True))
    # 0 is the code of an unknown text.
    codes = codes.astype(np.int64) + 1
    return codes[: len(old)], codes[len(old) :]


def _paired(old: pd.DataFrame, new: pd.DataFrame) -> _Pair:
    keys = [np.zeros(len(frame), dtype=np.int64) for frame in (old, new)]
    for name in _KEY:
        codes = _codes(old[name], new[name])
        count = max((int(codes_of.max()) + 1 for codes_of in codes if len(codes_of)), default=1)
        keys = [key * count + codes_of for key, codes_of in zip(keys, codes, strict=True)]
    products, known = pd.factorize(np.concatenate(keys))
    products_of = (products[: len(old)], products[len(old) :])
    return _Pair(old, new, *(_first(codes_in, len(known)) for codes_in in products_of))


def _first(products: Positions, count: int) -> Positions:
    """Return the first row of each product: a catalog may list it twice."""
    found = np.full(count, -1, dtype=np.int64)
    found[products[::-1]] = np.arange(len(products))[::-1]
    return found


def _price_change(pair: _Pair) -> NDArray[np.str_]:
    was, now = pair.floats("price")
    before, after = pair.codes("currency")
    comparable = (before == after) & ~np.isnan(was) & ~np.isnan(now)
    unlike = ~comparable & ~(np.isnan(was) & np.isnan(now))
    cases = [pair.was < 0, pair.now < 0, comparable & (now > was)]
    cases += [comparable & (now < was), unlike]
    return np.select(cases, ["new", "gone", "dearer", "cheaper", "repriced"], "")


def _resized(pair: _Pair) -> NDArray[np.bool_]:
    changed = np.zeros(len(pair.was), dtype=bool)
    for side in ("width_mm", "height_mm"):
        was, now = pair.floats(side)
        changed |= np.abs(now - was) > _SAME_MM
        changed |= np.isnan(now) != np.isnan(was)
    return changed & (pair.was >= 0) & (pair.now >= 0)


def _shape(pair: _Pair, kinds: NDArray[np.str_]) -> pd.DataFrame:
    was, now = pair.floats("price")
    with np.errstate(divide="ignore", invalid="ignore"):
        # There is no relative change from a price of 0.
        shared = np.isin(kinds, ["dearer", "cheaper"]) & (was != 0)
        change = np.where(shared, (now - was) / was, np.nan)
    widths, heights = pair.floats("width_mm"), pair.floats("height_mm")
    columns = {
        **{name: pair.text(name) for name in (*_KEY, "name", "variant", "currency")},
        "change": DictionaryColumn.of(kinds.astype(object)).decode(),
        "price_before": was,
        "price_after": now,
        "price_change": change,
        "size_before": _sizes(widths[0], heights[0]),
        "size_after": _sizes(widths[1], heights[1]),
    }
    return frames.build(frames.CHANGES, columns, rows=len(kinds))


def _sizes(width: Floats, height: Floats) -> Any:  # noqa: ANN401 - an array of texts
    # A catalog has few sizes: each is formatted once.
    width_codes, widths = pd.factorize(width)
    height_codes, heights = pd.factorize(height)
    combined = np.where(
        (width_codes < 0) | (height_codes < 0), -1, width_codes * len(heights) + height_codes
    )
    codes, known = pd.factorize(combined)
    texts = ["" if n < 0 else _size(n, widths, heights) for n in known.tolist()]
    return DictionaryColumn(codes, texts).decode()


def _size(code: int, widths: Floats, heights: Floats) -> str:
    wide, high = divmod(code, len(heights))
    return f"{widths[wide]:g}x{heights[high]:g} mm"
