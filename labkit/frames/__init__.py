"""Public DataFrames: their columns as data; building, checking, dictionary encoding, export."""

from __future__ import annotations

from labkit.frames.builder import Columns, build, check, column, shallow_copy
from labkit.frames.columns import (
    CHANGES,
    COMPARE,
    CONVERTED,
    FIT,
    HISTORY,
    NOTES,
    OPTIONS,
    ORDERS,
    PRICE_HISTORY,
    PRICE_TIERS,
    PRODUCTS,
    QUOTES,
    SHIPPING,
    SOURCES,
    TABLES,
    Column,
    Table,
)

__all__ = [
    "CHANGES",
    "COMPARE",
    "CONVERTED",
    "FIT",
    "HISTORY",
    "NOTES",
    "OPTIONS",
    "ORDERS",
    "PRICE_HISTORY",
    "PRICE_TIERS",
    "PRODUCTS",
    "QUOTES",
    "SHIPPING",
    "SOURCES",
    "TABLES",
    "Column",
    "Columns",
    "Table",
    "build",
    "check",
    "column",
    "shallow_copy",
]
