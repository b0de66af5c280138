"""Messages of an order form about catalog choices and photos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import LabkitError, PhotoError, Problem
from labkit.model.intent import Line
from labkit.ordering.publishing import is_url
from labkit.photos.saved import save_picture
from labkit.widgets import photo_field
from labkit.widgets.catalog_fields import (
    OptionField,
    Options,
    ProductField,
    line_of,
    product_of,
)
from labkit.widgets.field import Field, Node
from labkit.widgets.field_groups import Group, ListGroup, OptionalGroup
from labkit.widgets.form import ModelForm
from labkit.widgets.intent_values import line_values, photo_values, two_line_values
from labkit.widgets.photo_field import PhotoField

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.widgets.catalog_choices import CatalogChoices


# A placeholder URL that is never fetched: it only shows which fields a photo fills.
_ANY_PHOTO = "https://photo.invalid/photo.jpg"


class CatalogMessages(ModelForm):
    """Handles the browser's messages about products, options, lines and photos."""

    lab: Lab
    catalog: CatalogChoices

    # --- products and options ------------------------------------------------------------------

    def _on_search(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        text = str(content.get("text", ""))
        items, note = self.catalog.search(text)
        self.widget.tell("results", key=content["key"], text=text, items=items, note=note)

    def _on_leave(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        # Text that was not chosen from the list stays; an exact product id selects the product.
        field, text = self._node(content), str(content.get("text", "")).strip()
        if not isinstance(field, ProductField):
            return
        row = self.catalog.row(text) if text else None
        if row is not None:
            self._choose_product(field, text, str(row["variant_id"]))
            self._changed(focus="")
            return
        field.enter(text)
        field.variant = ""
        field.error = f"{text!r} is not chosen yet: choose one from the list" if text else ""
        self._changed(focus="")

    def _on_pick(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if isinstance(field, ProductField):
            self._choose_product(field, str(content["product"]), str(content["variant"]))
            self._changed(focus=field.key)

    def _choose_product(self, field: ProductField, product: str, variant: str) -> None:
        line = line_of(field)
        field.enter(product)
        field.variant = variant
        if line is not None:
            self._match_product(line, field)

    def _match_product(self, line: Group, field: ProductField) -> None:
        line_intent = Line(product_id=str(field.typed), variant_id=field.variant)
        values, _ = line_values(self.lab, line.path(), line_intent)
        before = _photos(line)
        needed = self._groups_of(str(field.typed), field.variant, line.path())
        for name, child in line.fields.items():
            # Groups of the previous product are removed; they come back with it.
            if isinstance(child, OptionalGroup) and child.inner is not None and name not in needed:
                child.act("remove")
        for name, child in line.fields.items():
            _match_field(child, values.get(name), field.variant)
        _move_photos(before, _photos(line))
        for node in _photos(line):
            if node.source:
                self._use_photo(node)

    # --- lines ---------------------------------------------------------------------------------

    def _after_action(self, node: Node, action: str, target: Node | None) -> None:
        new = action in {"add", "duplicate"} and target is not None
        if isinstance(node, ListGroup) and new and target is not None and product_of(target):
            self._number(node, target, fresh=action == "add")

    def _number(self, lines: ListGroup, item: Node, *, fresh: bool) -> None:
        """Fill a new line with the lab's defaults and the next free line number."""
        if not isinstance(item, Group):
            return
        first, second = two_line_values(self.lab, lines.path())
        numbered = {name for name, value in first.items() if second.get(name) != value}
        if fresh:
            item.load(first)
        for name in numbered:
            used = [str(one.children()[name].value()) for one in lines.items if one is not item]
            numbers = [int(text) for text in used if text.isdigit()]
            item.fields[name].load(max(numbers, default=0) + 1)

    def _draw(self, *, focus: str = "") -> None:
        for line in {line_of(node) for node in self.root.walk() if isinstance(node, ProductField)}:
            if line is not None:
                self._collapse_groups(line)
        super()._draw(focus=focus)

    def _collapse_groups(self, line: Group) -> None:
        """Collapse the optional groups that belong to other products."""
        parts = {
            name: child for name, child in line.fields.items() if isinstance(child, OptionalGroup)
        }
        if not parts:
            return
        product = product_of(line)
        number, variant = (str(product.typed), product.variant) if product else ("", "")
        needed = self._groups_of(number, variant, line.path())
        for name, child in parts.items():
            child.collapsed_for = "" if name in needed or child.inner is not None else "product"

    def _groups_of(self, number: str, variant: str, path: tuple[str | int, ...]) -> set[str]:
        line_intent = Line(product_id=number, variant_id=variant, photo=_ANY_PHOTO)
        try:
            return set(line_values(self.lab, path, line_intent)[0])
        except LabkitError:
            return set()

    def _on_choose(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        node = self._node(content)
        if isinstance(node, Options):
            node.choose(str(content["group"]), [str(value) for value in content["value"]])
            self._changed(focus="")

    # --- pictures ------------------------------------------------------------------------------

    def _on_photo(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if isinstance(field, PhotoField):
            field.set_source(str(content["source"]))
            self._use_photo(field)
            self._changed(focus="")

    def _on_upload(self, content: dict[str, Any], buffers: list[Any]) -> None:
        field = self._node(content)
        if isinstance(field, PhotoField) and buffers:
            saved = save_picture(str(content.get("name", "")), bytes(buffers[0]))
            field.set_source(str(saved))
            self._use_photo(field)
            self._changed(focus="")

    def _on_crop(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField):
            return
        box = photo_field.read_box(content["crop"])
        field.crop = None if box == photo_field.FULL_FRAME else box
        self._use_photo(field)
        self.widget.tell("facts", key=field.key, text=field.facts)
        self._tell_filled_fields(field)
        self._changed()

    def _tell_filled_fields(self, field: PhotoField) -> None:
        # The sibling fields that the crop filled.
        for node in field.parent.children().values() if field.parent else ():
            if isinstance(node, Field) and node is not field:
                self._tell_typed(node, "")

    def _on_picture(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField) or not field.local:
            return
        small, picture = photo_field.small_preview(field.source)
        first, shape = photo_field.first_crop(picture, self._row(field))
        self.widget.tell("picture", [small], key=field.key, crop=field.crop or first, aspect=shape)

    def _use_photo(self, field: PhotoField) -> None:
        """Fill the lab's photo fields; errors are shown at the field."""
        # What an earlier crop or file filled in is not sent in this one's place.
        field.error, field.facts, field.typed = "", "", ""
        if not field.source:
            return
        if not is_url(field.source) and not Path(field.source).expanduser().is_file():
            field.error = "no such file, and not a URL (https://…)"
            return
        try:
            changes = self._fill_photo(field)
            field.facts = photo_field.resolution_text(field, self._row(field), self.lab, changes)
        except LabkitError as error:
            field.error = f"{error.message}; {error.hint}" if error.hint else error.message

    def _fill_photo(self, field: PhotoField) -> str:
        """Fill the lab's photo fields; return what was changed of the file, in words."""
        line = line_of(field)
        product = product_of(line) if line else None
        if product is None:
            field.typed = field.source
            return ""
        line_intent = Line(product_id=str(product.typed), variant_id=product.variant)
        path = field.path()
        crop = field.chosen_crop
        filled, dropped = photo_values(self.lab, path, line_intent, field.source, crop)
        if crop is not None and any(one.field.endswith(".crop") for one in dropped):
            # A lab's module that takes no crop, of a file neither.
            if not field.local:
                raise PhotoError("only a local file can be cropped; the lab takes no crop")
            copy = photo_field.cropped_copy(field.source, crop)
            filled, _ = photo_values(self.lab, path, line_intent, copy, None)
            dropped = [Problem("photo", "cropped", "warning")]
        _fill_photo_fields(field, filled, field.source)
        return "; ".join(one.message for one in dropped if one.field.endswith("photo"))

    def _row(self, field: PhotoField) -> dict[str, Any] | None:
        line = line_of(field)
        product = product_of(line) if line else None
        return self.catalog.row(str(product.typed), product.variant) if product else None


def _photos(line: Group) -> list[PhotoField]:
    return [node for node in line.walk() if isinstance(node, PhotoField)]


def _move_photos(before: list[PhotoField], after: list[PhotoField]) -> None:
    # Another product has other photo fields; the photos are moved to them.
    gone = [field for field in before if field not in after and field.source]
    free = [field for field in after if not field.source and field.meta.required]
    for old, new in zip(gone, free, strict=False):
        new.set_source(old.source)


def _match_field(child: Node, value: Any, variant: str) -> None:  # noqa: ANN401 - the lab's field
    # Fields that the product needs are filled; existing input stays.
    if isinstance(child, OptionField):
        if variant in child.choices():
            child.load(variant)
    elif isinstance(child, Options):
        child.load(value)
    elif isinstance(child, OptionalGroup):
        if value is not None:
            child.load(value)
    elif isinstance(child, ListGroup) and value and not child.items:
        child.load(value)


def _fill_photo_fields(field: PhotoField, filled: dict[str, Any], source: str) -> None:
    parent = field.parent
    field_name = field.meta.name
    if field_name not in filled or parent is None:
        field.typed = source
        return
    for name, value in filled.items():
        child = parent.children().get(name)
        if isinstance(child, Field):
            child.load(value)
