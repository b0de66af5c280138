"""A comparison as one file to send or to print; the suffix says in which form."""

from __future__ import annotations

from labkit.report.writer import SUFFIXES, write

__all__ = ["SUFFIXES", "write"]
