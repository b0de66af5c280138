"""A report's landed cost, price history and photo resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.catalogs.daily_prices import account_price_history
from labkit.errors import LabkitError
from labkit.model.money import PriceKind
from labkit.photos.fit import fit_products, parse_ppi
from labkit.photos.picture import Photo, Pixels, measure_photo

if TYPE_CHECKING:
    from labkit.pricing.request import PriceRequest
    from labkit.report.report_catalog import ReportCatalog

_KEY = ["lab", "product_id", "variant_id"]
_FITS = ["ppi", "crop_loss", "border", "orientation", "verdict", "notes"]
_QUOTE_ARGUMENTS = ("tolerance", "options", "shipping", "tax", "on", "rates")


@dataclass(frozen=True)
class PhotoFit:
    """A photo's print resolution on the catalogs' products.

    Attributes
    ----------
    name
        What it is called: the file's own name, "" where only its size was given.
    pixels
        Its width and height.
    min_ppi
        What counts as good.
    fit
        On every product, as ``Catalog.fit`` says it.
    first
        On each lab's first product of each size: size, lab, name, variant and the fit's columns.
    """

    name: str
    pixels: Pixels
    min_ppi: float
    fit: pd.DataFrame
    first: pd.DataFrame


@dataclass(frozen=True)
class MeasuredPhoto:
    """A photo's name and pixels, and the resolution that counts as good."""

    name: str
    pixels: Pixels
    min_ppi: float

    def fit_on(self, catalog: ReportCatalog, comparisons: Mapping[str, pd.DataFrame]) -> PhotoFit:
        """Return the photo's resolution on the products of a catalog."""
        fit = fit_products(
            catalog.products, self.pixels, self.min_ppi, [lab.spec for lab in catalog.labs.values()]
        )
        columns = [*_KEY, "name", "variant", "width_mm", "height_mm"]
        first = _first_products(comparisons)[["size", *columns]]
        subset = fit.drop_duplicates(_KEY)[[*_KEY, *_FITS]]
        joined = first.merge(subset, how="left", on=_KEY)
        return PhotoFit(self.name, self.pixels, self.min_ppi, fit, joined)


def read_photo(photo: Photo, min_ppi: float) -> MeasuredPhoto:
    """Measure a photo.

    Raises
    ------
    PhotoError, InputError
        If it cannot be read, or `min_ppi` is no number over 0.
    """
    least = parse_ppi(min_ppi)
    # Only the file name: readers of the report must not see its folder.
    name = Path(photo).name if isinstance(photo, str | Path) else ""
    return MeasuredPhoto(name, measure_photo(photo), least)


def quote_all_sizes(
    catalog: ReportCatalog, requests: Sequence[PriceRequest], terms: Mapping[str, Any]
) -> tuple[pd.DataFrame | None, str]:
    """Return the landed cost of all sizes as one order at each lab, or why it is missing."""
    if not requests[0].country:
        return None, "No country was given: totals are without shipping."
    subset = {name: terms[name] for name in _QUOTE_ARGUMENTS if name in terms}
    pairs = [(request.size, request.quantity) for request in requests]
    first = requests[0]
    quotes = catalog.quote(pairs, first.country, first.currency, **subset)
    quotes.attrs["sizes"] = [[request.label, request.quantity] for request in requests]
    return quotes, ""


def price_histories(
    catalog: ReportCatalog, comparisons: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, pd.DataFrame], str]:
    """Return each size's price history of the labs' first products, or why it is missing."""
    first = _first_products(comparisons)
    # Snapshots hold the labs' prices only, no user prices.
    first = first[first["price"].notna() & (first["price_kind"] != str(PriceKind.USER))]
    try:
        kept = [_lab_history(catalog, str(lab), subset) for lab, subset in first.groupby("lab")]
    except LabkitError as error:
        reason = " ".join(str(error).split())
        return {}, f"Snapshots of earlier days cannot be read: {reason}"
    days = sorted({day for frame in kept for day in frame["date"]})
    if len(days) < 2:  # noqa: PLR2004 - one day is no history
        only = days[0] if days else "none"
        stored = f"Price history needs two days, stored: {only}."
        return {}, f"{stored} Each day on which catalogs are read adds one."
    every = pd.concat(kept, ignore_index=True)
    found = {
        str(size): every.merge(subset[_KEY], on=_KEY)
        for size, subset in first.groupby("size", sort=False)
    }
    return {size: frame for size, frame in found.items() if len(frame["date"].unique()) > 1}, ""


def _lab_history(catalog: ReportCatalog, name: str, subset: pd.DataFrame) -> pd.DataFrame:
    account = catalog.labs[name].account
    return account_price_history(subset, account, until=catalog.as_of)


def _first_products(comparisons: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    firsts = [frame.drop_duplicates("lab").assign(size=size) for size, frame in comparisons.items()]
    return pd.concat(firsts, ignore_index=True)
