"""A lab's order as a form: `order_form`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

from labkit.lab_api.endpoints import Kind
from labkit.ordering.publishing import is_stored, stored_content
from labkit.photos.picture import read_content
from labkit.photos.saved import save_picture
from labkit.widgets.catalog_choices import CatalogChoices
from labkit.widgets.catalog_fields import (
    OptionField,
    Options,
    ProductField,
    ShippingField,
    line_of,
    product_of,
)
from labkit.widgets.field import MISSING, FieldMeta, Node
from labkit.widgets.order_drafts import OrderDrafts, draft_name
from labkit.widgets.photo_field import PhotoField
from labkit.widgets.python_code import order_code

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.errors import Problem
    from labkit.model.intent import Crop, Line, OrderIntent
    from labkit.ordering.results import Receipt
    from labkit.widgets.field_groups import Group


def order_form(lab: str | Lab, intent: OrderIntent | None = None) -> OrderForm:
    """Show a lab's order as a form.

    Parameters
    ----------
    lab
        A lab's name (then its embedded sandbox is meant) or a connected lab.
    intent
        An order to begin with; without one, the draft that was left here, or an empty order.

    Returns
    -------
    OrderForm
        Shown when it is a cell's last line. `order`, `intent` and `to_code` give what was filled
        in; `load` fills it in.

    Examples
    --------
    >>> form = lk.order_form(lk.labs()[0])  # doctest: +SKIP
    >>> form.order  # doctest: +SKIP
    """
    from labkit.api.connection import connect
    from labkit.api.lab import Lab

    return OrderForm(lab if isinstance(lab, Lab) else connect(lab), intent)


class OrderForm(OrderDrafts):
    """A form for one lab's orders.

    Attributes
    ----------
    lab
        The connected lab.
    receipt
        The last receipt; None before one was submitted.
    """

    def __init__(self, lab: Lab, intent: OrderIntent | None = None) -> None:
        self.lab = lab
        self.catalog = CatalogChoices(lab)
        self.notices: list[str] = []
        self.revision = 1
        self.receipt: Receipt | None = None
        self._intent = intent
        self._draft_name = draft_name(lab, intent)
        super().__init__(lab.order_service.module.Order)
        self.on_change(self._save_draft)
        self._open()

    # --- what was filled in --------------------------------------------------------------------

    @property
    def order(self) -> BaseModel:
        """The lab's order model with the form's values, not validated; see `Lab.check`."""
        return self.lab.new_order(**self.value)

    @property
    def intent(self) -> OrderIntent:
        """The order as a lab-independent intent.

        Raises
        ------
        InputError
            If what is filled in is not yet an order.
        """
        order = self.lab.order_service.validated(self.value)
        found: OrderIntent = self.lab.order_service.module.to_intent(order)
        lines = [
            self._with_sources(line, group)
            for line, group in zip(found.lines, self._lines(), strict=False)
        ]
        return found.model_copy(update={"lines": tuple(lines)})

    def to_code(self) -> str:
        """Return Python code that creates this order."""
        return order_code(self.lab, self.value, self._photos())

    def load(self, intent: OrderIntent) -> list[Problem]:
        """Fill the form from an intent; return what the lab cannot carry."""
        order, dropped = self.lab.from_intent(intent)
        self._fill(order.model_dump(warnings=False, exclude_unset=True))
        for n, (line, group) in enumerate(zip(intent.lines, self._lines(), strict=False)):
            if self._load_line(line, group):
                # The form crops the photo itself, and says below it what is changed.
                settled = {f"lines[{n}].crop", f"lines[{n}].photo"}
                dropped = [
                    one for one in dropped if one.field not in settled or one.severity == "error"
                ]
        self.notices = [f"Not carried over: {one.field}: {one.message}" for one in dropped]
        self._draw()
        return dropped

    def _load_line(self, line: Line, group: Group) -> bool:
        # Returns whether the crop is in the order, one way or the other.
        product = product_of(group)
        if product is not None:
            product.variant = line.variant_id
        fields = [node for node in group.walk() if isinstance(node, PhotoField) and node.typed]
        for field, photo in zip(fields, line.photos, strict=False):
            field.source, field.crop = str(photo), _box(line.crop)
            self._use_photo(field)
        return bool(fields) and all(not field.error for field in fields)

    def _with_sources(self, line: Line, group: Group) -> Line:
        fields = [node for node in group.walk() if isinstance(node, PhotoField) and node.source]
        sources = {str(field.typed): field.source for field in fields}
        photos = tuple(sources.get(str(photo), photo) for photo in line.photos)
        chosen = next((field.chosen_crop for field in fields if field.crop), None)
        # The order's crop is of what was published: that may have been cropped or turned.
        crop = chosen if any(field.local for field in fields) else line.crop or chosen
        photo = photos[0] if len(photos) == 1 else photos
        return line.model_copy(update={"photo": photo, "crop": crop})

    def _photos(self) -> dict[str, str]:
        # URL in the sandbox's photo storage → local file with these bytes.
        fields = [node for node in self.root.walk() if isinstance(node, PhotoField) and node.local]
        return {
            str(field.typed): _local_file(field)
            for field in fields
            if is_stored(str(field.typed), self.lab)
        }

    def _lines(self) -> list[Group]:
        groups = [line_of(node) for node in self.root.walk() if isinstance(node, ProductField)]
        return [group for group in groups if group is not None]

    # --- building ------------------------------------------------------------------------------

    def _make_field(self, meta: FieldMeta, kind: Any) -> Node | None:  # noqa: ANN401 - a type
        widget = meta.hint.get("widget", "")
        if widget == "product":
            return ProductField(meta, self.catalog)
        if widget == "option":
            return OptionField(meta, self.catalog)
        if widget == "shipping":
            return ShippingField(meta, self.catalog, MISSING if meta.required else "")
        if widget == "photo":
            return PhotoField(meta, MISSING if meta.required else "")
        found = _option_names(kind)
        return Options(meta, self.catalog, *found) if found else None

    # --- the frame -----------------------------------------------------------------------------

    def _header(self) -> dict[str, Any]:
        place = self.lab.endpoint
        host = place.label.rsplit(" · ", 1)[-1]
        live = place.kind is Kind.LIVE
        notes = {
            Kind.EMBEDDED: "Nothing is printed or charged. Sample data.",
            Kind.SANDBOX: "Test server: check the address before you submit.",
            Kind.LIVE: "Live endpoint: labkit reads the catalog and submits no orders.",
        }
        return {
            "title": f"Order at {self.lab.title}",
            "place": place.label,
            "place_kind": str(place.kind),
            "place_note": notes[place.kind],
            "notices": self.notices,
            "down": self._catalog_error,
            "tabs": [["form", "Form"], ["calls", "Request preview"], ["answer", "Response"]],
            "submit": "" if live else f"Submit to {host}",
            "no_submit": "Orders are not submitted to a live endpoint.",
            "revision": self.revision,
        }

    @property
    def problems(self) -> list[Problem]:
        """The problems: of the model first, then of `Lab.check`."""
        found = self._form_problems()
        if not found:
            found = list(self.lab.check(self.value))
        known = {(one.field, one.message) for one in found}
        return [*found, *(p for p in self._external_problems if (p.field, p.message) not in known)]


def _option_names(kind: Any) -> tuple[str, str] | None:  # noqa: ANN401 - a type
    # A list whose items only name the chosen option.
    inner = (get_args(kind) or (None,))[0] if get_origin(kind) is list else None
    if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
        return None
    for name, info in inner.model_fields.items():
        extra = info.json_schema_extra
        hint: Any = extra.get("labkit", {}) if isinstance(extra, dict) else {}
        group = str(hint.get("group", ""))
        if hint.get("widget") == "option" and set(inner.model_fields) <= {name, group}:
            return name, group
    return None


def _local_file(field: PhotoField) -> str:
    content = stored_content(str(field.typed))
    if content is None or content == read_content(Path(field.source)):
        return field.source
    return str(save_picture(f"{Path(field.source).stem}.jpg", content))


def _box(crop: Crop | None) -> tuple[float, float, float, float] | None:
    return (crop.x, crop.y, crop.width, crop.height) if crop else None
