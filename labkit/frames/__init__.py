"""The columns of labkit's public DataFrames as data, and the frames made of them."""

from __future__ import annotations

from labkit.frames.builder import Columns, build, check, column, own
from labkit.frames.columns import (
    CHANGES,
    COMPARE,
    CONVERTED,
    FIT,
    HISTORY,
    OPTIONS,
    ORDERS,
    PRICE_HISTORY,
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
    "OPTIONS",
    "ORDERS",
    "PRICE_HISTORY",
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
    "own",
]
