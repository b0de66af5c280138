"""Comparison reports as one file: HTML, PDF or XLSX, by suffix."""

from __future__ import annotations

from labkit.report.writer import SUFFIXES, write

__all__ = ["SUFFIXES", "write"]
