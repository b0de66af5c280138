"""Quotes: the delivered cost of a basket in parts, each known, estimated or unknown."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from labkit.display import price_notes
from labkit.model.money import Money

if TYPE_CHECKING:
    import pandas as pd

KNOWN, ESTIMATED, UNKNOWN = "known", "estimated", "unknown"
_DASH = "–"


@dataclass(frozen=True)
class Part:
    """One part of a quote.

    Attributes
    ----------
    name
        What it is, as ``"100 x Print 10x15"`` or ``"shipping"``.
    amount
        In major units of the quote's currency, exact; None where it is not known.
    kind
        ``known``, ``estimated`` or ``unknown``.
    why
        How it is known, or why it is not.
    price_kind, tax
        As in `labkit.frames.PRODUCTS`; "" where it does not apply.
    most
        The upper end of an estimated range.
    fx_date
        The day of the exchange rate, ISO; "" where nothing was converted.
    """

    name: str
    amount: Decimal | None
    kind: str
    why: str = ""
    price_kind: str = ""
    tax: str = ""
    most: Decimal | None = None
    fx_date: str = ""


@dataclass(frozen=True)
class Quote:
    """The delivered cost of a basket at one lab.

    Attributes
    ----------
    lab
        The lab's name.
    country, method
        The destination, and the shipping method; "" for any.
    currency
        Of all amounts.
    lines, options
        One part each.
    shipping
        The shipping.
    starting
        Charged once for an order; None where the lab's document names no such charge.
    tax
        The tax in the total where prices include it, and what comes on top where they do not.
    tax_basis
        The requested tax basis; "" where none was requested.
    on_tax_basis
        Whether every part could be converted to it.
    fx_date
        The day of the exchange rate, ISO; "" where nothing was converted.
    notes
        Further notes, such as a larger quantity that costs no more.
    """

    lab: str
    country: str
    method: str
    currency: str
    lines: tuple[Part, ...]
    options: tuple[Part, ...]
    shipping: Part
    starting: Part | None
    tax: Part
    tax_basis: str = ""
    on_tax_basis: bool = True
    fx_date: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that add up to the total; tax is not one of them."""
        starting = (self.starting,) if self.starting else ()
        return (*self.lines, *self.options, self.shipping, *starting)

    @property
    def known_total(self) -> Decimal | None:
        """The sum of the parts that are known or estimated; None where none is."""
        return total_of(self.parts)

    @property
    def total(self) -> Decimal | None:
        """The sum of all parts [major units]; None where one is unknown."""
        return self.known_total if self.complete else None

    @property
    def complete(self) -> bool:
        """Whether no part is unknown, and every part is on the requested tax basis."""
        return self.on_tax_basis and all(part.amount is not None for part in self.parts)

    @property
    def estimated(self) -> bool:
        """Whether a part of the total is an estimate."""
        return any(part.kind == ESTIMATED for part in self.parts)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The distinct (price_kind, tax) of the lines."""
        return sorted({(p.price_kind, p.tax) for p in self.lines if p.amount is not None})

    @property
    def price_notes(self) -> str:
        """The notes on the prices: their kind and tax basis."""
        return price_notes.join(price_notes.words(kind, tax) for kind, tax in self.pairs)

    def frame(self) -> pd.DataFrame:
        """Return the parts as a table.

        Returns
        -------
        DataFrame
            part, amount (Decimal [major units of currency]; None where unknown), currency, kind
            (known, estimated, unknown), price_kind, tax, why, fx_date. Tax and total stand last.
        """
        import pandas as pd

        rows = [
            {
                "part": part.name,
                "amount": part.amount,
                "currency": self.currency,
                "kind": part.kind,
                "price_kind": part.price_kind,
                "tax": part.tax,
                "why": part.why,
                "fx_date": part.fx_date,
            }
            for part in (*self.parts, self.tax, self._sum())
        ]
        return pd.DataFrame(rows)

    def _sum(self) -> Part:
        kind = ESTIMATED if self.estimated else KNOWN
        why = self.price_notes
        if not self.complete:
            kind, why = (
                UNKNOWN,
                price_notes.join([f"{_known_text(self._text(self.known_total))} is known", why]),
            )
        return Part("total", self.total, kind, why, fx_date=self.fx_date)

    def _text(self, amount: Decimal | None) -> str:
        return _DASH if amount is None else str(Money(amount, self.currency))

    def _rows(self) -> list[tuple[str, str, str, str]]:
        parts = (*self.parts, self.tax, self._sum())
        return [(part.name, self._text(part.amount), part.kind, part.why) for part in parts]

    @property
    def _notes(self) -> list[str]:
        days = sorted({part.fx_date for part in self.parts} - {""})
        return [*self.notes, *([f"exchange rates (ECB) of {', '.join(days)}"] if days else [])]

    def _title(self) -> str:
        method = f" by {self.method}" if self.method else ""
        return f"{self.lab}: quote to {self.country}{method}"

    def __repr__(self) -> str:
        rows = [row[:3] for row in self._rows()]
        widths = [max(len(row[n]) for row in rows) for n in range(2)]
        lines = [
            f"  {name:<{widths[0]}}  {amount:>{widths[1]}}  {kind}{f' ({why})' if why else ''}"
            for name, amount, kind, why in self._rows()
        ]
        return "\n".join([self._title(), *lines, *(f"  · {note}" for note in self._notes)])

    def _repr_mimebundle_(self, **_formats: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}

    def _repr_html_(self) -> str:
        # Jupyter and its exports align cells right by default.
        left, right = (f' style="text-align:{side}"' for side in ("left", "right"))
        sides = (left, right, left, left)
        rows = "".join(
            "<tr>"
            + "".join(
                f"<td{side}>{html.escape(cell)}</td>" for cell, side in zip(row, sides, strict=True)
            )
            + "</tr>"
            for row in self._rows()
        )
        names = ("part", "amount", "kind", "why")
        head = "".join(f"<th{side}>{name}</th>" for name, side in zip(names, sides, strict=True))
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in self._notes)
        listed = f"<ul>{notes}</ul>" if notes else ""
        caption = html.escape(self._title())
        return f"<table><caption>{caption}</caption><tr>{head}</tr>{rows}</table>{listed}"


def _known_text(text: str) -> str:
    return "nothing of it" if text == _DASH else text


def total_of(parts: tuple[Part, ...]) -> Decimal | None:
    """Return the sum of the known amounts; None where there are no parts or none is known."""
    known = [part.amount for part in parts if part.amount is not None]
    return sum(known, Decimal(0)) if known else None


def full_total(parts: tuple[Part, ...]) -> Decimal | None:
    """Return the sum of parts; None where there are none or one is unknown."""
    known = all(part.amount is not None for part in parts)
    return total_of(parts) if known else None
