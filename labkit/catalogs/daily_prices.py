"""Price history from the kept snapshots."""

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
_DESCRIPTION = ["name", "variant", "currency", "price_kind", "tax"]
_CALL = "price_history"


def price_history(lab: str | Named, product_id: str, variant_id: str | None = None) -> pd.DataFrame:
    """Return a product's price on each day with a snapshot, oldest first.

    Parameters
    ----------
    lab
        A lab's name, or a connected lab.
    product_id
        The product.
    variant_id
        Its paper or format; all in the snapshots by default.

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
    days, rows = _snapshot_rows(snapshots.snapshots(name), [str(product_id)])
    if len(days):
        rows = _chosen(rows, name, str(product_id), variant_id)
    return _over_time(name, days, rows, rows[_KEY].drop_duplicates())


def account_price_history(
    products: pd.DataFrame, account: str, *, until: dt.date | None = None
) -> pd.DataFrame:
    """Return the prices of some products of one lab on each day with a snapshot of an account.

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
    found = [snapshot for snapshot in snapshots.snapshots(lab) if snapshot.account == account]
    if until is not None:
        found = [snapshot for snapshot in found if snapshot.date <= until.isoformat()]
    products = products[_KEY].drop_duplicates()
    days, rows = _snapshot_rows(found, products["product_id"].unique().tolist())
    return _over_time(lab, days, rows, products)


def _snapshot_rows(
    snapshots: Collection[snapshots.Snapshot], product_ids: list[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the snapshots, numbered, and their rows of some products."""
    rows = [
        snapshot.frame(product_ids=product_ids)[[*_KEY, "price", *_DESCRIPTION]].assign(
            snapshot=number
        )
        for number, snapshot in enumerate(snapshots)
    ]
    days = pd.DataFrame(
        {
            "snapshot": range(len(rows)),
            "date": [snapshot.date for snapshot in snapshots],
            "endpoint": [snapshot.facts().get("endpoint", "") for snapshot in snapshots],
        }
    )
    empty = frames.build(frames.PRODUCTS, {}, rows=0)[[*_KEY, "price", *_DESCRIPTION]]
    all_rows = pd.concat(rows, ignore_index=True) if rows else empty.assign(snapshot=0)
    # The same product twice in one catalog would multiply rows.
    return days, all_rows.drop_duplicates(["snapshot", *_KEY])


def _chosen(rows: pd.DataFrame, lab: str, product: str, variant: str | None) -> pd.DataFrame:
    if rows.empty:
        raise InputError(
            f"no catalog that was kept has a product {product!r}",
            lab=lab,
            call=_CALL,
            hint="ids are text, as in the column product_id of products()",
        )
    matching = rows if variant is None else rows[rows["variant_id"] == str(variant)]
    if matching.empty:
        known = [str(snapshot) for snapshot in rows["variant_id"].unique()]
        raise InputError(
            f"product {product!r} was never kept with a variant {variant!r}",
            lab=lab,
            call=_CALL,
            hint=f"{did_you_mean(str(variant), known)}; leave it away for all of them",
        )
    return matching


def _over_time(
    lab: str, days: pd.DataFrame, rows: pd.DataFrame, products: pd.DataFrame
) -> pd.DataFrame:
    grid = products.merge(days, how="cross").merge(rows, how="left", on=["snapshot", *_KEY])
    # Its name and currency are filled in on days without it, too.
    for name in _DESCRIPTION:
        known = grid[name].where(grid[name] != "")
        by_product = known.groupby([grid[key] for key in _KEY])
        grid[name] = by_product.ffill().fillna(by_product.bfill()).fillna("")
    columns = {name: grid[name] for name in frames.PRICE_HISTORY.names if name != "lab"}
    frame = frames.build(frames.PRICE_HISTORY, {**columns, "lab": lab}, rows=len(grid))
    return frame.sort_values(["date", *_KEY, "endpoint"], ignore_index=True)
