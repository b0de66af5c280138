"""The costs of a basket, before conversion to one currency and tax basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labkit.pricing.quote_parts import Cost


@dataclass(frozen=True)
class Costs:
    """The costs of a basket, part by part.

    Attributes
    ----------
    lines, options, shipping, starting
        The parts; `starting` is None where nothing is charged once for an order.
    method
        The shipping method; "" for any.
    notes
        Further notes.
    """

    lines: list[Cost]
    options: list[Cost]
    shipping: Cost
    starting: Cost | None
    method: str
    notes: list[str]

    @property
    def all(self) -> list[Cost]:
        """All parts."""
        starting = [self.starting] if self.starting else []
        return [*self.lines, *self.options, self.shipping, *starting]
