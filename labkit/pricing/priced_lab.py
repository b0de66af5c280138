"""A connected lab with the user's own price list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from labkit.catalogs.connected import ConnectedLab

if TYPE_CHECKING:
    from labkit.pricing.price_list import PriceList


class PricedLab(ConnectedLab, Protocol):
    """A connected lab that prices can be computed for; `labkit.Lab` is one."""

    @property
    def prices(self) -> PriceList | None:
        """The user's own price list."""
