"""Protocol of a connected lab that orders are placed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from labkit.catalogs.connected import ConnectedLab

if TYPE_CHECKING:
    from labkit.ordering.results import OrderStatus
    from labkit.ordering.service import OrderService


class OrderingLab(ConnectedLab, Protocol):
    """A connected lab that orders are placed with; `labkit.Lab` is one."""

    @property
    def order_service(self) -> OrderService:
        """Builds, checks and finds this lab's orders."""

    def status(self, reference: str) -> OrderStatus:
        """Ask the lab where an order is."""
