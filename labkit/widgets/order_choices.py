"""What the browser asks of an order form, and what is answered: products, options, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import LabkitError, PhotoError
from labkit.model.intent import Crop, Line
from labkit.ordering.publishing import is_url
from labkit.widgets import photo_field
from labkit.widgets.catalog_fields import (
    OptionField,
    Options,
    ProductField,
    line_of,
    product_of,
)
from labkit.widgets.field import Field, Node
from labkit.widgets.field_groups import Group, Many, Part
from labkit.widgets.form import ModelForm
from labkit.widgets.intent_mapping import line_part, photo_part, two_lines
from labkit.widgets.photo_field import PhotoField

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.widgets.catalog_choices import Shelf


# An address is taken as it is and fetched by nobody: only which fields it fills is asked.
_ANY_PHOTO = "https://photo.invalid/photo.jpg"


class ChoiceMessages(ModelForm):
    """The messages of an order form about what is chosen from the catalog, and pictures."""

    lab: Lab
    shelf: Shelf

    # --- products and options ------------------------------------------------------------------

    def _on_search(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        text = str(content.get("text", ""))
        items, note = self.shelf.search(text)
        self.widget.tell("results", key=content["key"], text=text, items=items, note=note)

    def _on_leave(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        # What was typed and not chosen from the list stays; a product's own number chooses it.
        field, text = self._node(content), str(content.get("text", "")).strip()
        if not isinstance(field, ProductField):
            return
        row = self.shelf.row(text) if text else None
        if row is not None:
            self._pick(field, text, str(row["variant_id"]))
            self._changed(focus="")
            return
        field.type(text)
        field.variant = ""
        field.trouble = f"{text!r} is not chosen yet: take one of the list" if text else ""
        self._changed(focus="")

    def _on_pick(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if isinstance(field, ProductField):
            self._pick(field, str(content["product"]), str(content["variant"]))
            self._changed(focus=field.key)

    def _pick(self, field: ProductField, product: str, variant: str) -> None:
        line = line_of(field)
        field.type(product)
        field.variant = variant
        if line is not None:
            self._fit_line(line, field)

    def _fit_line(self, line: Group, field: ProductField) -> None:
        asked = Line(product_id=str(field.typed), variant_id=field.variant)
        values, _ = line_part(self.lab, line.path(), asked)
        before = _photos(line)
        wanted = self._parts_of(str(field.typed), field.variant, line.path())
        for name, child in line.fields.items():
            # What only the product before had goes, and comes back with it.
            if isinstance(child, Part) and child.inner is not None and name not in wanted:
                child.act("remove")
        for name, child in line.fields.items():
            _fit(child, values.get(name), field.variant)
        _hand_over(before, _photos(line))
        for node in _photos(line):
            if node.source:
                self._use_photo(node)

    # --- lines ---------------------------------------------------------------------------------

    def _arranged(self, node: Node, action: str, target: Node | None) -> None:
        new = action in {"add", "duplicate"} and target is not None
        if isinstance(node, Many) and new and target is not None and product_of(target):
            self._number(node, target, fresh=action == "add")

    def _number(self, lines: Many, item: Node, *, fresh: bool) -> None:
        """Give a new line what the lab's orders begin with, and a number of its own."""
        if not isinstance(item, Group):
            return
        first, second = two_lines(self.lab, lines.path())
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
                self._fold(line)
        super()._draw(focus=focus)

    def _fold(self, line: Group) -> None:
        """Fold away the parts that belong to other products."""
        parts = {name: child for name, child in line.fields.items() if isinstance(child, Part)}
        if not parts:
            return
        product = product_of(line)
        number, variant = (str(product.typed), product.variant) if product else ("", "")
        wanted = self._parts_of(number, variant, line.path())
        for name, child in parts.items():
            child.aside = "" if name in wanted or child.inner is not None else "product"

    def _parts_of(self, number: str, variant: str, path: tuple[str | int, ...]) -> set[str]:
        asked = Line(product_id=number, variant_id=variant, photo=_ANY_PHOTO)
        try:
            return set(line_part(self.lab, path, asked)[0])
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
            field.give(str(content["source"]))
            self._use_photo(field)
            self._changed(focus="")

    def _on_upload(self, content: dict[str, Any], buffers: list[Any]) -> None:
        field = self._node(content)
        if isinstance(field, PhotoField) and buffers:
            field.give(photo_field.keep(str(content.get("name", "")), bytes(buffers[0])))
            self._use_photo(field)
            self._changed(focus="")

    def _on_crop(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField):
            return
        box = photo_field.read_box(content["crop"])
        field.crop = None if box == photo_field.WHOLE else box
        self._use_photo(field)
        self.widget.tell("facts", key=field.key, text=field.facts)
        self._tell_beside(field)
        self._changed()

    def _tell_beside(self, field: PhotoField) -> None:
        # What a crop put into the fields beside it.
        for node in field.parent.children().values() if field.parent else ():
            if isinstance(node, Field) and node is not field:
                self._tell_typed(node, "")

    def _on_picture(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField) or not field.local:
            return
        small, pixels = photo_field.preview(field.source)
        shape = photo_field.aspect(field, self._row(field), pixels)
        # Where the lab's order has a crop, it has one from the start: the largest that fits.
        first = photo_field.whole_print(shape, pixels) if field.can_crop else None
        self.widget.tell("picture", [small], key=field.key, crop=field.crop or first, aspect=shape)

    def _use_photo(self, field: PhotoField) -> None:
        """Put a picture into the lab's fields for it; what goes wrong stands at the field."""
        field.trouble, field.facts, field.sent = "", "", field.source
        if not field.source:
            field.typed = ""
            return
        if not is_url(field.source) and not Path(field.source).expanduser().is_file():
            field.trouble = "there is no such file here, and it is no web address (https://…)"
            return
        try:
            self._place_photo(field)
            self._describe(field)
        except LabkitError as error:
            field.trouble = f"{error.message}; {error.hint}" if error.hint else error.message

    def _place_photo(self, field: PhotoField) -> None:
        line = line_of(field)
        product = product_of(line) if line else None
        if product is None:
            field.typed = field.source
            return
        asked = Line(product_id=str(product.typed), variant_id=product.variant)
        path = field.path()
        crop = field.crop or photo_field.WHOLE
        probe = Crop(x=crop[0], y=crop[1], width=crop[2], height=crop[3])
        filled, dropped = photo_part(self.lab, path, asked, field.source, probe)
        field.can_crop = not any(one.field.endswith(".crop") for one in dropped)
        source = field.source
        if field.crop and not field.can_crop:
            if not field.local:
                raise PhotoError("only a file here can be cut; the lab takes no crop")
            source = field.sent = photo_field.cut(field.source, field.crop)
        used = probe if field.crop and field.can_crop else None
        filled, _ = photo_part(self.lab, path, asked, source, used)
        _take(field, filled, source)

    def _describe(self, field: PhotoField) -> None:
        field.facts = photo_field.describe(field, self._row(field), self.lab)

    def _row(self, field: PhotoField) -> dict[str, Any] | None:
        line = line_of(field)
        product = product_of(line) if line else None
        return self.shelf.row(str(product.typed), product.variant) if product else None


def _photos(line: Group) -> list[PhotoField]:
    return [node for node in line.walk() if isinstance(node, PhotoField)]


def _hand_over(before: list[PhotoField], after: list[PhotoField]) -> None:
    # Another product has other places for pictures; the pictures stay the same.
    gone = [field for field in before if field not in after and field.source]
    free = [field for field in after if not field.source and field.about.required]
    for old, new in zip(gone, free, strict=False):
        new.give(old.source)


def _fit(child: Node, value: Any, variant: str) -> None:  # noqa: ANN401 - the lab's field
    # What another product needs comes in; what was typed for this one stays.
    if isinstance(child, OptionField):
        if variant in child.choices():
            child.load(variant)
    elif isinstance(child, Options):
        child.load(value)
    elif isinstance(child, Part):
        if value is not None:
            child.load(value)
    elif isinstance(child, Many) and value and not child.items:
        child.load(value)


def _take(field: PhotoField, filled: dict[str, Any], source: str) -> None:
    parent = field.parent
    own = field.about.name
    if own not in filled or parent is None:
        field.typed = source
        return
    for name, value in filled.items():
        child = parent.children().get(name)
        if isinstance(child, Field):
            child.load(value)
