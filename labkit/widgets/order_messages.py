"""What the browser asks of an order form, and what is answered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from labkit.endpoints import Kind
from labkit.errors import InvalidOrderError, LabkitError, PhotoError, RefusedError
from labkit.orders.intent import Crop, Line
from labkit.orders.publish import is_url
from labkit.values import Problem
from labkit.widgets import drafts, photo
from labkit.widgets.catalog_fields import OptionField, Options, ProductField, line_of, product_of
from labkit.widgets.field import Field, Node
from labkit.widgets.guard import shown
from labkit.widgets.lists import Group, Many, Part
from labkit.widgets.mapping import line_part, photo_part
from labkit.widgets.photo import PhotoField

if TYPE_CHECKING:
    from labkit.lab import Lab
    from labkit.orders.results import Receipt
    from labkit.widgets.choosing import Shelf
    from labkit.widgets.view import FormView

_SETTLE = "Do not send it again: it may exist. lab.resolve(reference) settles it."


class OrderMessages:
    """The messages of an `OrderForm`, which mixes this in."""

    lab: Lab
    shelf: Shelf
    widget: FormView
    root: Group
    revision: int
    receipt: Receipt | None
    notices: list[str]
    _asked: bool
    _tab: str = "form"

    if TYPE_CHECKING:  # the other half, `ModelForm`, has these

        @property
        def value(self) -> dict[str, Any]: ...
        @property
        def problems(self) -> list[Problem]: ...
        def show(self, problems: Any) -> None: ...  # noqa: ANN401
        def _node(self, content: Any) -> Node | None: ...  # noqa: ANN401
        def _changed(self, *, focus: str | None = None) -> None: ...
        def _draw(self, *, focus: str = "") -> None: ...
        def _fail(self, text: str) -> None: ...
        def _begin(self) -> None: ...
        @property
        def _draft_name(self) -> str: ...

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

    # --- what will be sent, what it costs ------------------------------------------------------

    def _on_tab(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        self._tab = str(content.get("name", "form"))
        self._tell_calls()

    def _tell_problems(self) -> None:
        super()._tell_problems()  # type: ignore[misc] # ModelForm's
        with shown(self._fail):
            self._tell_calls()
            self._tell_quote()

    def _tell_calls(self) -> None:
        if self._tab != "calls":
            return
        try:
            calls = self.lab.preview(self.lab.new_order(**self.value))
        except ValidationError as error:
            said = f"Not an order yet: {error.error_count()} fields are empty or wrong."
            self.widget.tell("calls", calls=[], note=f"{said} See the form.")
            return
        shown_calls = [
            {"title": str(call), "text": _json(call), "commits": call.commits} for call in calls
        ]
        note = "Secrets are hidden; {…} stands for what an earlier answer brings. Nothing was sent."
        self.widget.tell("calls", calls=shown_calls, note=note)

    def _tell_quote(self) -> None:
        try:
            order = self.lab.desk.validated(self.value)
        except ValidationError:
            note = "What it costs stands here once the required fields are filled in."
            self.widget.tell("quote", lines=[], note=note)
            return
        try:
            intent = self.lab.desk.module.to_intent(order)
            country = intent.recipient.country or self.lab.spec.country
            quote = self.lab.quote(intent.lines, country, intent.shipping or None)
        except LabkitError as error:
            self.widget.tell("quote", lines=[], note=f"No price: {error.message}")
            return
        self.widget.tell("quote", **_quote(quote))

    # --- submitting ----------------------------------------------------------------------------

    def _on_submit(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        # A second click was made on the same revision: it was meant for the same order.
        if content.get("revision") != self.revision or self.lab.endpoint.kind is Kind.LIVE:
            return
        self.revision += 1
        self.widget.tell("busy", busy=True)
        try:
            self._submit()
        finally:
            self.widget.tell("busy", busy=False, revision=self.revision)

    def _submit(self) -> None:
        self._asked = True
        found = self.problems
        errors = [problem for problem in found if problem.severity == "error"]
        if errors:
            self._refused(found, f"{len(errors)} to mend; nothing was sent.")
            return
        try:
            self.receipt = self.lab.submit(self.lab.new_order(**self.value))
        except (RefusedError, InvalidOrderError) as error:
            own = [Problem("", error.message)] if not error.problems else []
            self._refused([*error.problems, *own], str(error), show=not error.problems)
            return
        except LabkitError as error:
            self._refused([Problem("", error.message)], str(error), show=True)
            return
        self._answered(self.receipt)

    def _refused(self, problems: list[Problem], text: str, *, show: bool = False) -> None:
        self.show(problems)
        self.widget.tell("answer", title="Not submitted", text=text, ok=False, show=show)

    def _answered(self, receipt: Receipt) -> None:
        sure = receipt.state == "confirmed"
        if sure:
            drafts.remove(self._draft_name)
        total = "not known" if receipt.total is None else f"{receipt.total} {receipt.currency}"
        facts = [
            ("Reference", receipt.reference),
            ("The lab's number", receipt.lab_order_id or "none yet"),
            ("State", receipt.state),
            ("The lab's word for it", receipt.lab_state or "none"),
            ("Total", total),
        ]
        title = "The lab took the order" if sure else f"The outcome is {receipt.state}"
        text = receipt.problem if sure else f"{receipt.problem}\n{_SETTLE}"
        raw = json.dumps(receipt.raw, indent=2, ensure_ascii=False, default=str)
        self.show([])
        self.widget.tell("answer", title=title, text=text, ok=sure, facts=facts, raw=raw, show=True)

    def _on_anew(self, _content: dict[str, Any], _buffers: list[Any]) -> None:
        drafts.remove(self._draft_name)
        self.notices, self._asked = [], False
        self.root = self._fresh()
        self._begin()
        self.widget.tell("tab", name="form")

    def _fresh(self) -> Group:
        from labkit.widgets.building import build_model
        from labkit.widgets.field import About

        return build_model(self.lab.desk.module.Order, About("", ""), self._special)  # type: ignore[attr-defined]


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


def _json(call: Any) -> str:  # noqa: ANN401 - a PlannedCall
    shown_parts = {"headers": call.headers, "body": call.body}
    parts = {name: part for name, part in shown_parts.items() if part}
    return json.dumps(parts, indent=2, ensure_ascii=False, default=str)


def _quote(quote: Any) -> dict[str, Any]:  # noqa: ANN401 - a Quote
    lines = [
        [part.name, "not known" if part.amount is None else f"{part.amount:.2f}", False]
        for part in quote.parts
    ]
    total = "not known" if quote.total is None else f"{quote.total:.2f} {quote.currency}"
    named = "Total (estimate)" if quote.estimated else "Total"
    note = "; ".join(filter(None, (quote.marks, *quote.notes)))
    return {"lines": [*lines, [named, total, True]], "note": note}
