"""What the browser asks of an order form, and what is answered: products, options, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import LabkitError, PhotoError
from labkit.orders.intent import Crop, Line
from labkit.orders.publish import is_url
from labkit.widgets import photo
from labkit.widgets.catalog_fields import (
    OptionField,
    Options,
    ProductField,
    line_of,
    product_of,
)
from labkit.widgets.field import Field, Node
from labkit.widgets.form import ModelForm
from labkit.widgets.lists import Group, Many, Part
from labkit.widgets.mapping import line_part, photo_part
from labkit.widgets.photo import PhotoField

if TYPE_CHECKING:
    from labkit.lab import Lab
    from labkit.widgets.choosing import Shelf


class ChoiceMessages(ModelForm):
    """The messages of an order form about what is chosen from the catalog, and pictures."""

    lab: Lab
    shelf: Shelf

    # --- products and options ------------------------------------------------------------------

    def _on_search(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        items, note = self.shelf.search(str(content.get("text", "")))
        self.widget.tell("results", key=content["key"], items=items, note=note)

    def _on_pick(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        line = line_of(field) if isinstance(field, ProductField) else None
        if not isinstance(field, ProductField) or line is None:
            return
        field.type(str(content["product"]))
        field.variant = str(content["variant"])
        self._fit_line(line, field)
        self._changed(focus=field.key)

    def _fit_line(self, line: Group, field: ProductField) -> None:
        asked = Line(product_id=str(field.typed), variant_id=field.variant)
        values, _ = line_part(self.lab, line.path(), asked)
        for name, child in line.fields.items():
            _fit(child, values.get(name), field.variant)
        for node in line.walk():
            if isinstance(node, PhotoField) and node.source:
                self._use_photo(node)

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
            field.give(photo.keep(str(content.get("name", "")), bytes(buffers[0])))
            self._use_photo(field)
            self._changed(focus="")

    def _on_crop(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField):
            return
        box = photo.read_box(content["crop"])
        field.crop = None if box == photo.WHOLE else box
        self._use_photo(field)
        self.widget.tell("facts", key=field.key, text=field.facts)
        self._changed()

    def _on_picture(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        field = self._node(content)
        if not isinstance(field, PhotoField) or not field.local:
            return
        small, pixels = photo.preview(field.source)
        shape = photo.aspect(field, self._row(field), pixels)
        self.widget.tell(
            "picture", [small], key=field.key, crop=field.crop, aspect=shape, can_crop=True
        )

    def _use_photo(self, field: PhotoField) -> None:
        """Put a picture into the lab's fields for it; what goes wrong stands at the field."""
        field.trouble, field.facts = "", ""
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
        crop = field.crop or photo.WHOLE
        probe = Crop(x=crop[0], y=crop[1], width=crop[2], height=crop[3])
        filled, dropped = photo_part(self.lab, path, asked, field.source, probe)
        field.can_crop = not any(one.field.endswith(".crop") for one in dropped)
        source = field.source
        if field.crop and not field.can_crop:
            if not field.local:
                raise PhotoError("only a file here can be cut; the lab takes no crop")
            source = photo.cut(field.source, field.crop)
        used = probe if field.crop and field.can_crop else None
        filled, _ = photo_part(self.lab, path, asked, source, used)
        _take(field, filled, source)

    def _describe(self, field: PhotoField) -> None:
        field.facts = photo.describe(field, self._row(field), self.lab)

    def _row(self, field: PhotoField) -> dict[str, Any] | None:
        line = line_of(field)
        product = product_of(line) if line else None
        return self.shelf.row(str(product.typed), product.variant) if product else None


def _fit(child: Node, value: Any, variant: str) -> None:  # noqa: ANN401 - the lab's field
    # What another product needs comes in; what was typed for this one stays.
    if isinstance(child, OptionField):
        if variant in child.choices():
            child.load(variant)
    elif isinstance(child, Options):
        child.load(value)
    elif isinstance(child, Part):
        if value is None and child.inner is not None and not child.inner.value():
            child.load(None)
        elif value is not None:
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
