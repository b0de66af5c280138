"""The charts of a report, with alternative texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit import plots
from labkit.display import price_notes
from labkit.display.styles import amount_text
from labkit.model.currencies import minor_digits
from labkit.photos.fit import VERDICTS
from labkit.report.tables import quote_amount

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from labkit.report.content import Content


@dataclass(frozen=True)
class Chart:
    """A chart.

    Attributes
    ----------
    section
        Where it belongs: matrix, quotes, prices, history or sharpness.
    title
        Its name.
    figure
        The picture.
    alt_text
        What it shows, for who cannot see it.
    """

    section: str
    title: str
    figure: Figure
    alt_text: str


def draw_charts(content: Content) -> list[Chart]:
    """Draw the charts of a report in the order of its sections."""
    heat_map = Chart(
        "matrix",
        "Prices by lab and size",
        plots.matrix_heatmap(content.matrix),
        "Heat map of the table above: the darker a cell, the higher above its column's lowest.",
    )
    return [
        heat_map,
        *_quotes(content),
        *_prices(content),
        *_history(content),
        *_sharpness(content),
    ]


def _quotes(content: Content) -> list[Chart]:
    quotes = content.quotes
    if quotes is None:
        return []
    parts = [f"{row.lab}: {quote_amount(row)}" for row in quotes.itertuples()]
    words = f"Landed cost of the order at each lab, by cost component [{content.currency}]."
    figure = plots.landed_cost(quotes)
    return [Chart("quotes", "Landed cost", figure, f"{words} {'; '.join(parts)}.")]


def _prices(content: Content) -> list[Chart]:
    compared, currency = list(content.comparisons.values()), content.currency
    cheapest = _cheapest(content)
    return [
        Chart(
            "prices",
            "Price by size",
            plots.price_by_size(compared, currency=currency),
            f"Each lab's offers for each size. {cheapest}",
        ),
        Chart(
            "prices",
            "Price by area",
            plots.price_by_area(compared, currency=currency),
            f"Unit price against area, one point per offer [{currency}]. {cheapest}",
        ),
        Chart(
            "prices",
            "Price per area",
            plots.price_per_area(compared, currency=currency),
            f"Price per square metre at each lab, by size, in {currency}.",
        ),
    ]


def _history(content: Content) -> list[Chart]:
    return [
        Chart(
            "history",
            f"Price history: {size}",
            plots.price_over_time(frame, size),
            f"Price of each lab's first product of {size} on the days it was read. {_span(frame)}",
        )
        for size, frame in content.history.items()
    ]


def _sharpness(content: Content) -> list[Chart]:
    found = content.photo_fit
    if found is None:
        return []
    counts = found.fit["verdict"].value_counts()
    parts = ", ".join(f"{int(counts.get(verdict, 0)):,} {verdict}" for verdict in VERDICTS)
    words = f"Resolution (ppi) of the photo on every product, against its size. Products: {parts}."
    figure = plots.ppi_by_size(found.fit)
    return [Chart("sharpness", "Print resolution by size", figure, words)]


def _cheapest(content: Content) -> str:
    digits = minor_digits(content.currency)
    found = []
    for size, frame in content.comparisons.items():
        known = frame[frame["total"].notna()]
        if len(known):
            first = known.iloc[0]
            symbol = price_notes.symbol(first["price_kind"], first["tax"])
            amount = f"{amount_text(first['total'], digits)} {symbol}".strip()
            found.append(f"{size}: {amount} ({first['lab']})")
    return f"First in rank, in {content.currency}: {'; '.join(found)}." if found else ""


def _span(frame: pd.DataFrame) -> str:
    known = frame[frame["price"].notna()]
    parts = []
    for lab, lab_rows in known.groupby("lab"):
        ends = [
            f"{amount_text(row.price, None)} {row.currency} on {row.date}"
            for row in lab_rows.iloc[[0, -1]].itertuples()
        ]
        parts.append(f"{lab}: {' and '.join(dict.fromkeys(ends))}")
    return f"{'; '.join(parts)}."
