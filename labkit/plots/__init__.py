"""Charts of prices and resolution: from a frame to a matplotlib figure, without pyplot state.

Colours can be told apart by anybody and shapes without colours. Prices that the lab does
not charge are hollow points, pale bars or hatched cells, and carry the symbols that the notes below
explain.
"""

from __future__ import annotations

from labkit.plots.costs import landed_cost
from labkit.plots.heat_map import matrix_heatmap
from labkit.plots.over_time import price_over_time
from labkit.plots.prices import price_by_area, price_by_size, price_per_area
from labkit.plots.resolution import ppi_by_size
from labkit.plots.style import to_bytes

__all__ = [
    "landed_cost",
    "matrix_heatmap",
    "ppi_by_size",
    "price_by_area",
    "price_by_size",
    "price_over_time",
    "price_per_area",
    "to_bytes",
]
