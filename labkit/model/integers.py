"""Whole numbers of order models, within what a lab's integers hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Count = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""A quantity, an id or a number of bytes: 32 bits."""

Whole = Annotated[int, Field(ge=-(2**63), le=2**63 - 1)]
"""Any whole number: 64 bits, as JSON's."""
