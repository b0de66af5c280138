"""Copies of an orderable template of the sample, for catalogs of any size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# Larger than the sample's ids, so that an id gives the sample's template and the copy.
ID_STRIDE = 100_000
_STEPS = 16
_STEP = 0.25
_CENTS = 5
_PRICES = 40
_NAME = re.compile(r"([\d.]+)x[\d.]+ (.+)")

Record = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """What can be copied of a template: its record and nodes, taken apart once.

    Copies differ in price and, where one image fills the product, in size; their ids are the
    sample's plus `ID_STRIDE` for each copy.
    """

    record: Record
    nodes: list[Record]
    noun: str
    sides: tuple[float, float]
    upright: bool
    cents: int

    @classmethod
    def of(cls, record: Record, nodes: list[Record]) -> Leaf:
        """Take a template of the sample apart."""
        product = record["product"]
        sides = float(product["print_size_x"]), float(product["print_size_y"])
        named = _NAME.fullmatch(record["name"])
        dollars, _, cents = product["price"].partition(".")
        return cls(
            record=record,
            nodes=nodes,
            noun=named[2] if named and len(nodes) == 1 else "",
            sides=sides,
            upright=named is not None and float(named[1]) == sides[0],
            cents=int(dollars) * 100 + int(cents),
        )

    def copy_record(self, copy: int) -> Record:
        """Return a copy's fields; copy 0 is the template of the sample."""
        if not copy:
            return self.record
        wide, high = self._size(copy)
        first, second = (wide, high) if self.upright else (high, wide)
        name = f"{first:g}x{second:g} {self.noun}" if self.noun else self.record["name"]
        name = f"{name}, series {copy}"
        cents = self.cents + copy % _PRICES * _CENTS
        product = self.record["product"]
        return self.record | {
            "id": self.record["id"] + copy * ID_STRIDE,
            "name": name,
            "name_long": name,
            "slug": f"{self.record['slug']}_{copy}",
            "product": product
            | {
                "billing_code": f"{product['billing_code']}-{copy}",
                "id": product["id"] + copy * ID_STRIDE,
                "name": name,
                "price": f"{cents // 100}.{cents % 100:02d}",
                "print_size_x": str(wide),
                "print_size_y": str(high),
            },
        }

    def copy_nodes(self, copy: int) -> list[Record]:
        """Return a copy's nodes."""
        return [self._node(node, copy) for node in self.nodes]

    def _size(self, copy: int) -> tuple[float, float]:
        if not self.noun:
            return self.sides
        wide, high = self.sides
        return wide + copy % _STEPS * _STEP, high + copy // _STEPS % _STEPS * _STEP

    def _node(self, node: Record, copy: int) -> Record:
        if not copy:
            return node
        moved = {
            "id": node["id"] + copy * ID_STRIDE,
            "template_id": node["template_id"] + copy * ID_STRIDE,
        }
        if self.noun:
            wide, high = self._size(copy)
            moved["bounds"] = f"0,0,{wide:g},{high:g}"
        return node | moved
