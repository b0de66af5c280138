"""The catalog: the sample, or any number of copies of it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from labkit.resources import data_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE_FILE = "bephoto/sample_products.json"
# Larger than the sample's ids, so that an id gives the sample's product and the copy.
STRIDE = 1000
_SIDES = re.compile(r"(\d+)(\D+)(\d+)(\D*)")


@dataclass(frozen=True)
class _Base:
    number: int
    name: str
    sides: tuple[int, int]
    separators: tuple[str, str]
    cents: dict[int, int]


class Catalog:
    """Products by their number; built on demand.

    Parameters
    ----------
    scale
        How many products there are; None for those of the sample file.
    """

    def __init__(self, scale: int | None) -> None:
        self._scale = scale

    def __len__(self) -> int:
        return len(_sample()) if self._scale is None else self._scale

    def cents(self, idproduct: int) -> dict[int, int] | None:
        """Return a product's price [euro cents] on each paper it is sold on, None if unknown."""
        copy, number = divmod(idproduct, STRIDE)
        bases = _sample()
        place = _places().get(number)
        if place is None or copy * len(bases) + place >= len(self):
            return None
        return {paper: cents + _surcharge(copy) for paper, cents in bases[place].cents.items()}

    def records(self) -> Iterator[dict[str, Any]]:
        """List the products as ``GET /products`` does (document 000, "Fetching Products")."""
        bases = _sample()
        copies, rest = divmod(len(self), len(bases))
        for copy in range(copies):
            for base in bases:
                yield _record(base, copy)
        for base in bases[:rest]:
            yield _record(base, copies)


def _record(base: _Base, copy: int) -> dict[str, Any]:
    first, second = base.sides
    between, after = base.separators
    # The sides of a copy grow apart from each other, so that a large catalog has many sizes.
    dimensions = f"{first + copy % 40}{between}{second + copy // 40 % 40}{after}"
    more = _surcharge(copy)
    return {
        "idproduct": base.number + copy * STRIDE,
        "product": f"{base.name} série {copy}" if copy else base.name,
        "dimensions": dimensions,
        "prices": [
            {"price": (cents + more) / 100, "idpaper": paper} for paper, cents in base.cents.items()
        ],
    }


def _surcharge(copy: int) -> int:
    return copy % 100


@functools.cache
def _sample() -> tuple[_Base, ...]:
    records = orjson.loads((data_dir() / SAMPLE_FILE).read_bytes())["products"]
    return tuple(_base(record) for record in records)


@functools.cache
def _places() -> dict[int, int]:
    return {base.number: place for place, base in enumerate(_sample())}


def _base(record: dict[str, Any]) -> _Base:
    sides = _SIDES.fullmatch(record["dimensions"])
    if sides is None or record["idproduct"] >= STRIDE:
        raise ValueError(f"{SAMPLE_FILE}: product {record['idproduct']} cannot be multiplied")
    return _Base(
        number=record["idproduct"],
        name=record["product"],
        sides=(int(sides[1]), int(sides[3])),
        separators=(sides[2], sides[4]),
        cents={each["idpaper"]: round(each["price"] * 100) for each in record["prices"]},
    )
