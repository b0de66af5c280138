"""The pictures of a report, and in words what they show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labkit import marks, plots
from labkit.styling import amount_text
from labkit.values import minor_digits

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from labkit.report.content import Content


@dataclass(frozen=True)
class Drawn:
    """A picture.

    Attributes
    ----------
    title
        Its name.
    figure
        The picture.
    words
        What it shows, for who cannot see it.
    """

    title: str
    figure: Figure
    words: str


def draw(content: Content) -> list[Drawn]:
    """Draw the pictures of a report."""
    compared = list(content.comparisons.values())
    currency = content.currency
    return [
        Drawn(
            "Labs against sizes",
            plots.matrix_heatmap(content.matrix),
            "Heat map of the table above: the darker a cell, the dearer beside its column's best.",
        ),
        Drawn(
            "Price by size",
            plots.price_by_size(compared, currency=currency),
            f"Each lab's offers for each size. {_cheapest(content)}",
        ),
        Drawn(
            "Price per area",
            plots.price_per_area(compared, currency=currency),
            f"What one square metre costs at each lab, by size, in {currency}.",
        ),
    ]


def _cheapest(content: Content) -> str:
    digits = minor_digits(content.currency)
    found = []
    for size, frame in content.comparisons.items():
        known = frame[frame["total"].notna()]
        if len(known):
            first = known.iloc[0]
            symbol = marks.symbol(first["price_kind"], first["tax"])
            amount = f"{amount_text(first['total'], digits)} {symbol}".strip()
            found.append(f"{size}: {amount} ({first['lab']})")
    return f"First in rank, in {content.currency}: {'; '.join(found)}." if found else ""
