"""What stands in a report, whatever its form."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

import labkit
from labkit import marks
from labkit.compare import ask
from labkit.matrix import make_matrix, size_labels
from labkit.styling import partial_symbols

if TYPE_CHECKING:
    from labkit.catalog import Catalog
    from labkit.values import Size


@dataclass(frozen=True)
class Source:
    """Where a lab's products were read, and what its prices are.

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
        Whether it is sample data, or was past its life.
    assumptions
        What labkit takes for granted about it.
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
    """The frames and words of a report.

    Attributes
    ----------
    comparisons
        Size as it was asked for → what ``Catalog.compare`` gives.
    matrix
        The cheapest of them, as ``Catalog.matrix`` puts them side by side.
    quantity, country, currency
        As they were asked for; country is "" where shipping was not.
    legend
        The marks that need explaining.
    problems
        Lab → what went wrong.
    samples
        The labs whose data are samples.
    sources
        One for each lab that was read.
    rate_days
        The days of the exchange rates.
    made
        When, UTC.
    version
        Of labkit.
    """

    comparisons: Mapping[str, pd.DataFrame]
    matrix: pd.DataFrame
    quantity: int
    country: str
    currency: str
    legend: list[marks.Mark]
    problems: Mapping[str, str]
    samples: list[str]
    sources: list[Source]
    rate_days: list[str]
    made: dt.datetime
    version: str

    @property
    def warning(self) -> str:
        """Says that unlike prices stand side by side; "" where they do not."""
        return marks.warning(_pairs(self.comparisons.values()))


def gather(
    catalog: Catalog,
    sizes: Sequence[str | Size],
    *,
    quantity: int,
    country: str | None,
    currency: str,
) -> Content:
    """Compare every size and put together what has to be said about it.

    Raises
    ------
    InputError
        If something that was asked for cannot be read; before anything is fetched.
    LabkitError
        If no lab answered.
    """
    labels = size_labels(sizes)
    terms: dict[str, Any] = {"quantity": quantity, "country": country, "currency": currency}
    asked = [ask(size, **terms) for size in sizes]
    comparisons = {
        label: catalog.compare(size, **terms) for label, size in zip(labels, sizes, strict=True)
    }
    days = {day for frame in comparisons.values() for day in frame["fx_date"] if day}
    return Content(
        comparisons=comparisons,
        matrix=_matrix(catalog, comparisons),
        quantity=asked[0].quantity,
        country=asked[0].country,
        currency=asked[0].currency,
        legend=_legend(comparisons.values()),
        problems={lab: str(error) for lab, error in catalog.problems.items()},
        samples=catalog.samples,
        sources=_sources(catalog),
        rate_days=sorted(days),
        made=dt.datetime.now(dt.UTC),
        version=labkit.__version__,
    )


def common_notes(frame: pd.DataFrame) -> list[str]:
    """Return the notes that every row of a comparison has, so that they need be said once."""
    each = [note.split("; ") for note in frame["notes"].drop_duplicates()]
    return [note for note in each[0] if all(note in own for own in each)] if each else []


def _matrix(catalog: Catalog, comparisons: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    labs = list(dict.fromkeys([*catalog.labs, *catalog.problems]))
    result = make_matrix(labs, list(comparisons), lambda label: comparisons[str(label)])
    result.attrs["sample"] = catalog.samples
    return result


def _legend(compared: Collection[pd.DataFrame]) -> list[marks.Mark]:
    partial = any(any(partial_symbols(frame)) for frame in compared)
    return [*([marks.PARTIAL] if partial else []), *marks.legend(_pairs(compared))]


def clean(text: object) -> str:
    """Drop control characters, which have no place in a report; escaping is each form's own."""
    return "".join(letter for letter in str(text) if unicodedata.category(letter) != "Cc")


def _pairs(frames: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - any iterable of frames
    return sorted({pair for frame in frames for pair in marks.pairs(frame, "price")})


def _sources(catalog: Catalog) -> list[Source]:
    samples = set(catalog.samples)
    labs = catalog.labs
    return [
        _source(labs[str(lab)], own, sample=lab in samples)
        for lab, own in catalog.products.groupby("lab", sort=True)
    ]


def _source(lab: Any, own: pd.DataFrame, *, sample: bool) -> Source:  # noqa: ANN401 - a Lab
    hosts = sorted({urlsplit(url).netloc or url for url in own["source_url"].unique()} - {""})
    kinds = own[["price_kind", "currency", "tax"]].drop_duplicates()
    oldest = own["fetched_at"].min()
    return Source(
        lab=lab.name,
        title=lab.title,
        host=", ".join(hosts),
        read="" if oldest is pd.NaT else f"{oldest:%Y-%m-%d %H:%M} UTC",
        products=len(own),
        prices=" | ".join(_described(*row) for row in kinds.itertuples(index=False, name=None)),
        sample=sample,
        stale=bool(own["stale"].any()),
        assumptions=tuple(lab.spec.assumptions),
    )


def _described(kind: str, currency: str, tax: str) -> str:
    return marks.join([f"{currency}, {marks.words(kind, tax)}".strip(", ")])
