"""How a photo fits each product: ppi, crop loss, orientation and verdict."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from labkit import frames
from labkit.display.price_notes import join_columns
from labkit.errors import InputError
from labkit.frames.dictionary import DictionaryColumn
from labkit.lab_api import modules
from labkit.photos.picture import GOOD_PPI, Photo, Pixels, measure_photo
from labkit.photos.placement import fill

if TYPE_CHECKING:
    import pandas as pd

    from labkit.lab_api.spec import LabSpec

Floats = NDArray[np.float64]

VERDICTS = ("good", "soft", "too small", "unknown")
ORIENTATIONS = ("as it is", "turned", "")
NO_SIZE = "size not known"
SOFT = 0.75
_PRODUCT_COLUMNS = (
    *("lab", "product_id", "variant_id", "name", "variant", "width_mm", "height_mm"),
    *("source_url", "fetched_at"),
)


def parse_ppi(value: Any) -> float:  # noqa: ANN401 - whatever was passed in
    """Parse a resolution in pixels per inch.

    Raises
    ------
    InputError
        If it is no number over 0.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if isinstance(value, bool) or not math.isfinite(number) or number <= 0:
        raise InputError(f"{value!r} is no ppi", hint=f"use pixels per inch, as {GOOD_PPI}")
    return number


def fit_photo(
    products: pd.DataFrame, photo: Photo, min_ppi: float, specs: Iterable[LabSpec]
) -> pd.DataFrame:
    """Compute how a photo, given as a file or its pixels, fits each product: see `fit_products`."""
    return fit_products(products, measure_photo(photo), parse_ppi(min_ppi), specs)


def fit_products(
    products: pd.DataFrame, pixels: Pixels, min_ppi: float, specs: Iterable[LabSpec] = ()
) -> pd.DataFrame:
    """Compute how a picture fits each product.

    Parameters
    ----------
    products
        Columns of `labkit.frames.PRODUCTS`.
    pixels
        The picture's upright width and height.
    min_ppi
        The resolution that counts as good [pixels per inch].
    specs
        The labs, for the notes on pixels from their documents.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.FIT`: in the products' order,
        but those whose size is not known last.

    Raises
    ------
    ColumnError
        If a column is missing.
    """
    frames.check(products, frames.PRODUCTS)
    width, height = (_floats(products[side]) for side in ("width_mm", "height_mm"))
    columns = {name: products[name].array for name in _PRODUCT_COLUMNS}
    specs = list(specs)
    turn = _may_turn(products, specs)
    columns |= _fits(width, height, pixels, turn, min_ppi)
    notes_columns = [_without_size(columns["ppi"]), _lab_notes(products, specs)]
    columns["notes"] = join_columns(notes_columns)
    known = np.isfinite(columns["ppi"])
    # A stable partition: sorting a million rows would take longer than all the rest.
    order = None if known.all() else np.concatenate([known.nonzero()[0], (~known).nonzero()[0]])
    ordered = {name: _in_order(values, order) for name, values in columns.items()}
    result = frames.build(frames.FIT, ordered, rows=len(known))
    result.attrs.update(pixels=list(pixels), min_ppi=min_ppi)
    if "sample" in products.attrs:
        result.attrs["sample"] = products.attrs["sample"]
    return result


def _fits(
    width: Floats, height: Floats, pixels: Pixels, turn: NDArray[np.bool_], min_ppi: float
) -> dict[str, Any]:
    # The fraction that filling crops off the picture is the one that fitting leaves bare.
    ppi, loss, turned = fill(width, height, pixels, turn)
    known = np.isfinite(ppi)
    ppi[~known], loss[~known] = np.nan, np.nan
    return {
        "ppi": ppi,
        "crop_loss": loss,
        "border": loss,
        "orientation": DictionaryColumn(np.where(known, turned.astype(int), 2), ORIENTATIONS),
        "verdict": DictionaryColumn(_verdict(ppi, min_ppi), VERDICTS),
    }


def _verdict(ppi: Floats, min_ppi: float) -> NDArray[np.int64]:
    cases = [ppi >= min_ppi, ppi >= SOFT * min_ppi, np.isfinite(ppi)]
    return np.select(cases, [0, 1, 2], 3)


def _without_size(ppi: Floats) -> DictionaryColumn:
    return DictionaryColumn(np.isnan(ppi).astype(np.int64), ["", NO_SIZE])


def _lab_notes(products: pd.DataFrame, specs: Iterable[LabSpec]) -> DictionaryColumn:
    codes = np.zeros(len(products), dtype=np.int64)
    texts = [""]
    for spec in specs:
        photo_notes = _of_lab(spec, "photo_notes")
        if photo_notes is None:
            continue
        mine = (products["lab"] == spec.name).to_numpy(bool)
        notes = DictionaryColumn.of(np.array(photo_notes(products[mine]), dtype=object))
        codes[mine] = notes.codes + len(texts)
        texts += notes.categories
    return DictionaryColumn(codes, texts)


def _may_turn(products: pd.DataFrame, specs: Iterable[LabSpec]) -> NDArray[np.bool_]:
    """Return where a picture may be turned: on a page of a calendar it would be sideways."""
    may = np.ones(len(products), dtype=bool)
    for spec in specs:
        upright = _of_lab(spec, "upright")
        if upright is not None:
            mine = (products["lab"] == spec.name).to_numpy(bool)
            may[mine] = ~np.array(upright(products[mine]), dtype=bool)
    return may


def _of_lab(spec: LabSpec, function: str) -> Any:  # noqa: ANN401 - a function of the lab's, or None
    # A lab without a word about pictures leaves the module out; a broken one raises by name.
    if not modules.has(spec.package, "photos"):
        return None
    return getattr(spec.module("photos"), function, None)


def _floats(column: pd.Series) -> Floats:
    values: Floats = column.to_numpy(dtype="float64", na_value=np.nan)
    # A side of 0 or less is no side.
    return np.where(values > 0, values, np.nan)


def _in_order(values: Any, order: NDArray[np.intp] | None) -> Any:  # noqa: ANN401 - an array of any kind
    moved = values if order is None else values.take(order)
    return moved.decode() if isinstance(moved, DictionaryColumn) else moved
