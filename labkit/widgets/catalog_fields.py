"""The fields of an order that are chosen from the lab's catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit.widgets.field import MISSING, Field, FieldMeta, Node
from labkit.widgets.field_groups import Group

if TYPE_CHECKING:
    from labkit.widgets.catalog_choices import CatalogChoices


class ProductField(Field):
    """A product, searched by size and name."""

    def __init__(self, meta: FieldMeta, catalog: CatalogChoices) -> None:
        super().__init__(meta, "product")
        self.catalog = catalog
        self.variant = ""

    def draft_state(self) -> dict[str, Any]:
        """Return the state a draft stores in addition to the value."""
        return {"variant": self.variant} if self.variant else {}

    def restore_state(self, kept: dict[str, Any]) -> None:
        """Restore the state that a draft stored in addition to the value."""
        self.variant = str(kept.get("variant", ""))

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        row = self.catalog.row(str(self.typed), self.variant) if self.typed else None
        named = {"shown": self.catalog.name(row) if row else self.typed}
        chosen = self.catalog.describe(str(self.typed), self.variant) if row else ""
        return super().spec() | {"chosen": chosen, **named}


def line_of(node: Node) -> Group | None:
    """Return the line a field belongs to: the nearest group that names a product."""
    here = node.parent
    while here is not None:
        if product_of(here) is not None:
            return here if isinstance(here, Group) else None
        here = here.parent
    return None


def product_of(group: Node) -> ProductField | None:
    """Return the field of a group that names its product."""
    children = group.children().values()
    return next((child for child in children if isinstance(child, ProductField)), None)


class ShippingField(Field):
    """The shipping method."""

    def __init__(self, meta: FieldMeta, catalog: CatalogChoices, default: Any) -> None:  # noqa: ANN401 - any default
        super().__init__(meta, "select", default)
        self.catalog = catalog

    def choices(self) -> dict[str, str]:
        """Return method_id → label."""
        return self.catalog.methods()


class OptionField(Field):
    """One option of a line's product."""

    def __init__(self, meta: FieldMeta, catalog: CatalogChoices) -> None:
        super().__init__(meta, "select")
        self.catalog = catalog

    def choices(self) -> dict[str, str]:
        """Return option_id → label, of the line's product."""
        line = line_of(self)
        product = product_of(line) if line else None
        if product is None or not product.typed:
            return {}
        frame = self.catalog.product_options([str(product.typed)], {"print", "order", "image"})
        return {row["option_id"]: option_label(row) for row in frame.to_dict("records")}


class Options(Node):
    """The options of a line, or of the order: one choice for each group.

    Parameters
    ----------
    meta
        What is known of it; the hint names nothing more.
    catalog
        The catalog.
    option, group
        The item's fields for the option_id and, where it has one, for the group_id.
    """

    kind = "options"

    def __init__(self, meta: FieldMeta, catalog: CatalogChoices, option: str, group: str) -> None:
        super().__init__(meta)
        self.catalog = catalog
        self._option, self._group = option, group
        self.chosen: dict[str, list[str]] = {}

    def frame(self) -> pd.DataFrame:
        """Return the available options: of the line's product, or of the whole order."""
        line = line_of(self)
        if line is not None:
            product = product_of(line)
            typed = [str(product.typed)] if product and product.typed else []
            return (
                self.catalog.product_options(typed, {"print"})
                if typed
                else self.catalog.options.iloc[:0]
            )
        root: Node = self
        while root.parent is not None:
            root = root.parent
        ids = [str(one.typed) for one in root.walk() if isinstance(one, ProductField)]
        return self.catalog.product_options([number for number in ids if number], {"order"})

    def choose(self, group: str, chosen: list[str]) -> None:
        """Choose options of a group; options they exclude are deselected."""
        frame = self.frame()
        ruled = {
            other for ids in frame[frame["option_id"].isin(chosen)]["excludes"] for other in ids
        }
        kept = {g: [o for o in ids if o not in ruled] for g, ids in self.chosen.items()}
        self.chosen = {g: ids for g, ids in {**kept, group: chosen}.items() if ids}

    def value(self) -> Any:  # noqa: ANN401 - a list of items
        """Return one item for each chosen option."""
        return [
            {self._option: option, **({self._group: group} if self._group else {})}
            for group, ids in self.chosen.items()
            for option in ids
        ] or MISSING

    def load(self, value: Any) -> None:  # noqa: ANN401 - a list of items
        """Choose the options of a list of items."""
        frame = self.frame()
        groups = dict(zip(frame["option_id"], frame["group_id"], strict=True))
        self.chosen = {}
        for item in value or ():
            part = item if isinstance(item, dict) else item.model_dump()
            option = str(part.get(self._option, ""))
            group = str(part.get(self._group) or groups.get(option, ""))
            self.chosen.setdefault(group, []).append(option)

    def find(self, loc: tuple[str | int, ...]) -> tuple[Node, bool]:
        """Return this node: problems of items are shown at the option group."""
        return self, True if loc else not loc

    def spec(self) -> dict[str, Any]:
        """Return the specification that the browser renders."""
        frame = self.frame()
        names = dict(zip(frame["option_id"], frame["option"], strict=True))
        ruled = {
            other: names[row["option_id"]]
            for row in frame.to_dict("records")
            if row["option_id"] in self.chosen.get(row["group_id"], [])
            for other in row["excludes"]
        }
        groups = [
            self._spec(str(number), rows, ruled)
            for number, rows in frame.groupby("group_id", sort=False)
        ]
        line = line_of(self)
        product = product_of(line) if line else None
        chosen = product is None or self.catalog.row(str(product.typed)) is not None
        empty = "No options." if chosen else "Choose a product first."
        known = {group["id"] for group in groups}
        strangers = [
            {
                "id": g,
                "label": f"Not in the catalog: {', '.join(ids)}",
                "required": False,
                "multiple": False,
                "chosen": ids,
                "choices": [{"value": o, "label": o} for o in ids],
            }
            for g, ids in self.chosen.items()
            if g not in known
        ]
        return super().spec() | {"groups": [*groups, *strangers], "empty": empty}

    def _spec(self, number: str, rows: pd.DataFrame, ruled: dict[str, str]) -> dict[str, Any]:
        first = rows.iloc[0]
        choices = [
            {
                "value": row["option_id"],
                "label": _ruled_label(row, ruled),
                "disabled": row["option_id"] in ruled,
            }
            for row in rows.to_dict("records")
        ]
        return {
            "id": number,
            "label": str(first["group"]) or number or "Options",
            "required": bool(first["required"]),
            "multiple": bool(first["multiple"]),
            "chosen": self.chosen.get(number, []),
            "choices": choices,
        }


def _ruled_label(row: dict[str, Any], ruled: dict[str, str]) -> str:
    label = option_label(row)
    other = ruled.get(row["option_id"])
    return f"{label} (excluded by {other})" if other else label


def option_label(row: dict[str, Any]) -> str:
    """Return an option's name with its surcharge, where known."""
    price = row["price"]
    if pd.isna(price):
        return str(row["option"])
    return f"{row['option']} (+{price:.2f} {row['currency']})" if price else str(row["option"])
