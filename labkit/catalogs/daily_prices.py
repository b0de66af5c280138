"""What products cost on the days their catalogs were kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd

from labkit import frames
from labkit.catalogs import snapshots
from labkit.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from labkit.lab_api.spec import Named

_KEY = ["product_id", "variant_id"]
_SAID = ["name", "variant", "currency", "price_kind", "tax"]
_CALL = "price_history"


def price_history(lab: str | Named, product_id: str, variant_id: str | None = None) -> pd.DataFrame:
    """Return a product's price on each day its lab's catalog was kept, oldest first.

    Parameters
    ----------
    lab
        A lab's name, or a connected lab.
    product_id
        The product.
    variant_id
        Its paper or format; all that were ever kept by default.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.PRICE_HISTORY`: one row for each day, account and variant;
        price is <NA> on days it was not sold or had no price. Where no catalog of the lab was kept
        it is empty. `labkit.plots.price_over_time` draws it.

    Raises
    ------
    UnknownLabError
        If there is no such lab.
    InputError
        If catalogs were kept and none has the product or the variant.

    Examples
    --------
    >>> lk.price_history(lab, "106", "1")  # doctest: +SKIP
    """
    from labkit.lab_api.spec import find

    name = find(lab).name
    days, rows = _kept(snapshots.snapshots(name), [str(product_id)])
    if len(days):
        rows = _chosen(rows, name, str(product_id), variant_id)
    return _over_time(name, days, rows, rows[_KEY].drop_duplicates())


def shown_history(
    products: pd.DataFrame, account: str, *, until: dt.date | None = None
) -> pd.DataFrame:
    """Return what some products of one lab cost on each day its catalog was kept for an account.

    Parameters
    ----------
    products
        Rows with lab, product_id and variant_id.
    account
        As `labkit.catalogs.snapshots.Snapshot.account`.
    until
        The last day that counts.

    Returns
    -------
    DataFrame
        As `price_history`.
    """
    lab = str(products["lab"].iloc[0])
    kept = [each for each in snapshots.snapshots(lab) if each.account == account]
    if until is not None:
        kept = [each for each in kept if each.date <= until.isoformat()]
    wanted = products[_KEY].drop_duplicates()
    days, rows = _kept(kept, wanted["product_id"].unique().tolist())
    return _over_time(lab, days, rows, wanted)


def _kept(
    snapshots: Collection[snapshots.Snapshot], product_ids: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the snapshots, numbered, and their rows of some products."""
    rows = [
        each.frame(product_ids=product_ids)[[*_KEY, "price", *_SAID]].assign(place=place)
        for place, each in enumerate(snapshots)
    ]
    days = pd.DataFrame(
        {
            "place": range(len(rows)),
            "date": [each.date for each in snapshots],
            "endpoint": [each.facts().get("endpoint", "") for each in snapshots],
        }
    )
    empty = frames.build(frames.PRODUCTS, {}, rows=0)[[*_KEY, "price", *_SAID]]
    every = pd.concat(rows, ignore_index=True) if rows else empty.assign(place=0)
    # The same product twice in one catalog would multiply rows.
    return days, every.drop_duplicates(["place", *_KEY])


def _chosen(rows: pd.DataFrame, lab: str, product: str, variant: str | None) -> pd.DataFrame:
    if rows.empty:
        raise InputError(
            f"no catalog that was kept has a product {product!r}",
            lab=lab,
            call=_CALL,
            hint="ids are text, as in the column product_id of products()",
        )
    own = rows if variant is None else rows[rows["variant_id"] == str(variant)]
    if own.empty:
        known = [str(each) for each in rows["variant_id"].unique()]
        raise InputError(
            f"product {product!r} was never kept with a variant {variant!r}",
            lab=lab,
            call=_CALL,
            hint=f"{did_you_mean(str(variant), known)}; leave it away for all of them",
        )
    return own


def _over_time(
    lab: str, days: pd.DataFrame, rows: pd.DataFrame, wanted: pd.DataFrame
) -> pd.DataFrame:
    grid = wanted.merge(days, how="cross").merge(rows, how="left", on=["place", *_KEY])
    # What it is called, and in what it is paid, is known on days without it too.
    for name in _SAID:
        told = grid[name].where(grid[name] != "")
        by_product = told.groupby([grid[key] for key in _KEY])
        grid[name] = by_product.ffill().fillna(by_product.bfill()).fillna("")
    columns = {name: grid[name] for name in frames.PRICE_HISTORY.names if name != "lab"}
    frame = frames.build(frames.PRICE_HISTORY, {**columns, "lab": lab}, rows=len(grid))
    return frame.sort_values(["date", *_KEY, "endpoint"], ignore_index=True)
