"""Refusals of Bay Photo's emulator, in the form it gives them (the documents show none)."""

from __future__ import annotations

from dataclasses import dataclass, field


class RefusedError(Exception):
    """A call is refused as a whole: ``{"error": "…"}``."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class FaultyOrderError(Exception):
    """Fields of an order are at fault: ``{"errors": {field: ["…"]}}``, with status 422."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass
class Faults:
    """What is wrong with an order: field → messages."""

    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, message: str) -> None:
        """Note a fault."""
        self.found.setdefault(place, []).append(message)

    def refuse(self) -> None:
        """Refuse the order if there is any fault.

        Raises
        ------
        FaultyOrderError
            With all of them.
        """
        if self.found:
            raise FaultyOrderError(self.found)
