"""The content of a report, independent of its format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from labkit import plain_text
from labkit.display import price_notes
from labkit.display.notes import notes_lines
from labkit.display.styles import partial_symbols
from labkit.photos.picture import GOOD_PPI
from labkit.pricing.matrix import make_matrix, size_labels
from labkit.pricing.request import DEFAULT_TOLERANCE, PriceRequest, read_request
from labkit.report.sections import PhotoFit, price_histories, quote_all_sizes, read_photo
from labkit.version import __version__

if TYPE_CHECKING:
    from labkit.model.size import Size
    from labkit.photos.picture import Photo
    from labkit.report.report_catalog import ReportCatalog


@dataclass(frozen=True)
class Source:
    """The source of a lab's products, and its price basis.

    Attributes
    ----------
    lab, title
        Its name in code, and its own name.
    host
        Where it was read; "" where that is not known.
    read
        When (UTC), as text; the oldest page.
    products
        How many rows.
    prices
        Kind, currency and tax, as text.
    sample, stale
        Whether it is sample data; whether it was older than its cache life.
    assumptions
        What labkit assumes of it.
    """

    lab: str
    title: str
    host: str
    read: str
    products: int
    prices: str
    sample: bool
    stale: bool
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class Content:
    """The frames and texts of a report.

    Attributes
    ----------
    comparisons
        Size as requested → what ``Catalog.compare`` gives.
    matrix
        The cheapest of them, as ``Catalog.matrix`` puts them side by side.
    quotes
        All sizes as one order at each lab, as ``Catalog.quote`` gives them; None without a country.
    history
        Size → what the lab's first product of it cost over time; only where several days were kept.
    photo_fit
        How the photo comes out on the lab's first product of each size; None without a photo.
    missing
        What is left out and why: "quotes", "history", "sharpness" → a sentence.
    request
        The request, without its size.
    legend
        The marks that need explaining.
    problems
        Lab → what went wrong.
    notes
        What of the labs' answers was not understood, one line each.
    samples
        The labs whose data are samples.
    sources
        One for each lab that was read.
    rate_days
        The days of the exchange rates.
    created_at
        When, UTC.
    version
        Of labkit.
    """

    comparisons: Mapping[str, pd.DataFrame]
    matrix: pd.DataFrame
    quotes: pd.DataFrame | None
    history: Mapping[str, pd.DataFrame]
    photo_fit: PhotoFit | None
    missing: Mapping[str, str]
    request: PriceRequest
    legend: list[price_notes.PriceNote]
    problems: Mapping[str, str]
    notes: list[str]
    samples: list[str]
    sources: list[Source]
    rate_days: list[str]
    created_at: dt.datetime
    version: str

    @property
    def quantity(self) -> int:
        """The quantity of each size."""
        return self.request.quantity

    @property
    def country(self) -> str:
        """The destination country; "" without shipping."""
        return self.request.country

    @property
    def currency(self) -> str:
        """The currency of all totals."""
        return self.request.currency

    @property
    def terms(self) -> list[str]:
        """The request's terms that differ from the defaults, as texts."""
        request = self.request
        methods = ", ".join(f"{lab}: {method}" for lab, method in request.shipping.items())
        rates = ", ".join(
            f"1 {code} = {rate} {self.currency}" for code, rate in request.rates.items()
        )
        terms = [
            f"all totals converted to tax {request.tax}" if request.tax else "",
            f"with options {', '.join(request.options)}" if request.options else "",
            f"shipping method {methods}" if methods else "",
            f"size tolerance {request.tolerance:.3%}".replace(".000", "")
            if request.tolerance != DEFAULT_TOLERANCE
            else "",
            f"user's exchange rates: {rates}" if rates else "",
        ]
        return [part for part in terms if part]

    @property
    def warning(self) -> str:
        """A warning if prices of different kind or tax are compared; otherwise ""."""
        return price_notes.warning(_pairs(self.comparisons.values()))


def gather(
    catalog: ReportCatalog,
    sizes: Sequence[str | Size],
    *,
    photo: Photo | None = None,
    min_ppi: float = GOOD_PPI,
    **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
) -> Content:
    """Compare every size and collect the report's content.

    Raises
    ------
    InputError
        If an argument or the photo cannot be read; before anything is fetched.
    LabkitError
        If no lab answered.
    """
    labels = size_labels(sizes)
    requests = [read_request(size, **terms) for size in sizes]
    measured = None if photo is None else read_photo(photo, min_ppi)
    comparisons = {
        label: catalog.compare(size, **terms) for label, size in zip(labels, sizes, strict=True)
    }
    quotes, no_quotes = quote_all_sizes(catalog, requests, terms)
    history, no_history = price_histories(catalog, comparisons)
    sharpness = measured.fit_on(catalog, comparisons) if measured else None
    missing = {"quotes": no_quotes, "history": no_history}
    missing["sharpness"] = "" if measured else "No photo was given."
    days = {day for frame in comparisons.values() for day in frame["fx_date"] if day}
    return Content(
        comparisons=comparisons,
        matrix=_matrix(catalog, comparisons),
        quotes=quotes,
        history=history,
        photo_fit=sharpness,
        missing=missing,
        request=requests[0],
        legend=_legend(comparisons.values()),
        problems={lab: str(error) for lab, error in catalog.problems.items()},
        notes=notes_lines(catalog.notes),
        samples=catalog.samples,
        sources=_sources(catalog),
        rate_days=sorted(days),
        created_at=dt.datetime.now(dt.UTC),
        version=__version__,
    )


def _matrix(catalog: ReportCatalog, comparisons: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    labs = list(dict.fromkeys([*catalog.labs, *catalog.problems]))
    result = make_matrix(labs, list(comparisons), lambda label: comparisons[str(label)])
    result.attrs["sample"] = catalog.samples
    return result


def _legend(compared: Collection[pd.DataFrame]) -> list[price_notes.PriceNote]:
    partial = any(any(partial_symbols(frame)) for frame in compared)
    return [*([price_notes.PARTIAL] if partial else []), *price_notes.legend(_pairs(compared))]


def clean(text: object) -> str:
    """Return one line without control characters; escaping is each form's own."""
    return plain_text.clean(str(text))


def _pairs(frames: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any iterable of frames
    return sorted({pair for frame in frames for pair in price_notes.pairs(frame, "price")})


def _sources(catalog: ReportCatalog) -> list[Source]:
    samples = set(catalog.samples)
    labs = catalog.labs
    return [
        _source(labs[str(lab)], lab_rows, sample=lab in samples)
        for lab, lab_rows in catalog.products.groupby("lab", sort=True)
    ]


def _source(lab: Any, lab_rows: pd.DataFrame, *, sample: bool) -> Source:  # noqa: ANN401 - a Lab
    hosts = sorted({urlsplit(url).netloc or url for url in lab_rows["source_url"].unique()} - {""})
    kinds = lab_rows[["price_kind", "currency", "tax"]].drop_duplicates()
    oldest = lab_rows["fetched_at"].min()
    return Source(
        lab=lab.name,
        title=lab.title,
        host=", ".join(hosts),
        read="" if oldest is pd.NaT else f"{oldest:%Y-%m-%d %H:%M} UTC",
        products=len(lab_rows),
        prices=" | ".join(_described(*row) for row in kinds.itertuples(index=False, name=None)),
        sample=sample,
        stale=bool(lab_rows["stale"].any()),
        assumptions=tuple(lab.spec.assumptions),
    )


def _described(kind: str, currency: str, tax: str) -> str:
    return price_notes.join([f"{currency}, {price_notes.words(kind, tax)}".strip(", ")])
