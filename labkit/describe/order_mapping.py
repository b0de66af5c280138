"""An intent becomes a described lab's order, and the other way round.

Which field of the body is what is said once, in `Mapped`; both directions follow from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from labkit.describe.document import Fields, model_of, paths, put, take
from labkit.errors import Problem
from labkit.model.intent import Address, Line, OrderIntent
from labkit.ordering.not_carried import known_fields, not_carried
from labkit.ordering.publishing import Published, publish

if TYPE_CHECKING:
    import pandas as pd

    from labkit.ordering.ordering_lab import OrderingLab


@dataclass(frozen=True)
class Mapped:
    """Which field of an order's body is what; paths as ``recipient.city``, in a line ``sku``.

    Attributes
    ----------
    fields
        The body as the document prints it.
    reference
        The field with your own reference: the journal files the order under it.
    lines
        The list of lines.
    product, variant, quantity
        In a line: the ids and the copies.
    photo
        In a line: the picture's address; ``assets[].url`` where it takes several.
    photo_facts
        In a line: further fields of the picture → ``name``, ``size`` [bytes] or ``md5``.
    options
        In a line: the option_ids, ``extras[]`` or ``extras[].code``.
    option_group
        In a line: what each option's group goes into, ``extras[].group``.
    address
        Field → the part of `labkit.Address` that goes into it; several are joined by a blank.
    shipping
        The field with the shipping method.
    same
        Fields that repeat another: ``{"idempotencyKey": "reference"}``.
    fixed
        Fields that are always the same; those of a line begin with the list's name and a dot.
    """

    fields: Fields
    reference: str
    lines: str
    product: str
    quantity: str
    photo: str
    variant: str = ""
    photo_facts: Mapping[str, str] = field(default_factory=dict)
    options: str = ""
    option_group: str = ""
    address: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    shipping: str = ""
    same: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


class OrderMapper:
    """Maps the orders of one lab.

    Parameters
    ----------
    mapped
        Which field is what.
    """

    def __init__(self, mapped: Mapped) -> None:
        self.mapped = mapped
        self.model = model_of("Order", mapped.fields, strict=False, hints=_hints(mapped))

    def reference(self, order: BaseModel) -> str:
        """Return labkit's reference of an order."""
        return str(take(order.model_dump(), self.mapped.reference))

    def wire(self, order: BaseModel) -> dict[str, Any]:
        """Return an order's body: what was never given is left out."""
        return order.model_dump(mode="json", exclude_none=True)

    def from_intent(self, intent: OrderIntent, lab: OrderingLab) -> tuple[BaseModel, list[Problem]]:
        """Return the order of an intent, and what the lab cannot carry.

        Raises
        ------
        PhotoError
            If a picture is not there, or cannot be given an address.
        """
        mapped, dropped = self.mapped, list(_not_carried(intent, self.mapped))
        values: dict[str, Any] = {}
        put(values, mapped.reference, intent.reference)
        for path, names in mapped.address.items():
            text = " ".join(filter(None, (getattr(intent.recipient, n) for n in _names(names))))
            if text:
                put(values, path, text)
        if mapped.shipping:
            method = intent.shipping or _first_method(intent.recipient.country, lab, dropped)
            if method:
                put(values, mapped.shipping, method)
        lines = [self._line(line, n, lab, dropped) for n, line in enumerate(intent.lines)]
        put(values, mapped.lines, lines)
        for path, fixed in mapped.fixed.items():
            if not path.startswith(f"{mapped.lines}."):
                put(values, path, fixed)
        for path, other in mapped.same.items():
            put(values, path, take(values, other))
        return _construct(self.model, values), dropped

    def _line(self, line: Line, n: int, lab: OrderingLab, dropped: list[Problem]) -> dict[str, Any]:
        mapped, place = self.mapped, f"lines[{n}]"
        dropped += _line_not_carried(line, place, mapped, lab)
        values: dict[str, Any] = {}
        start = f"{mapped.lines}."
        for path, fixed in mapped.fixed.items():
            if path.startswith(start):
                put(values, path.removeprefix(start), fixed)
        put(values, mapped.product, line.product_id)
        put(values, mapped.quantity, line.quantity)
        if mapped.variant and line.variant_id:
            put(values, mapped.variant, line.variant_id)
        for photo in _put_photos(values, line, mapped, lab):
            dropped += photo.notes(f"{place}.photo")
        if mapped.options and line.options:
            put(values, mapped.options, list(line.options))
        if mapped.option_group and line.options:
            near, groups = _groups(line, lab.options())
            put(values, mapped.option_group, [groups.get(option) for option in line.options])
            dropped += [
                Problem(f"{place}.options", f"{line.product_id} has no option {option!r}")
                for option in line.options
                if option not in near
            ]
        known = {path.split(".")[0].removesuffix("[]") for path, _ in paths(self._line_fields())}
        return values | known_fields(line, place, known, dropped)

    def _line_fields(self) -> Fields:
        return dict(paths(self.mapped.fields))[f"{self.mapped.lines}[]"].parts

    def to_intent(self, order: BaseModel) -> OrderIntent:
        """Return an order as any lab's; of a joined name the last word is its last part."""
        data, mapped = order.model_dump(), self.mapped
        recipient: dict[str, str] = {}
        for path, names in mapped.address.items():
            recipient |= _parts(str(take(data, path) or ""), _names(names))
        return OrderIntent(
            reference=take(data, mapped.reference),
            recipient=Address(**recipient),
            lines=tuple(map(self._intent_line, take(data, mapped.lines))),
            shipping=take(data, mapped.shipping) or "" if mapped.shipping else "",
        )

    def _intent_line(self, line: dict[str, Any]) -> Line:
        mapped = self.mapped
        photos = take(line, mapped.photo) or ""
        if isinstance(photos, list):
            photos = photos[0] if len(photos) == 1 else tuple(photos)
        return Line(
            product_id=take(line, mapped.product),
            variant_id=(take(line, mapped.variant) or "") if mapped.variant else "",
            quantity=take(line, mapped.quantity),
            photo=photos,
            options=codes(line, mapped.options),
        )


def _hints(mapped: Mapped) -> dict[str, dict[str, str]]:
    inside = {mapped.product: "product", mapped.photo: "photo"}
    inside |= {mapped.options: "option"} if mapped.options else {}
    hints = {
        f"{mapped.lines}.{path}".replace("[]", ""): {"widget": widget}
        for path, widget in inside.items()
    }
    facts = {
        f"{mapped.lines}.{path}".replace("[]", ""): {"of": "photo"} for path in mapped.photo_facts
    }
    return hints | facts


def _names(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _parts(text: str, names: tuple[str, ...]) -> dict[str, str]:
    if len(names) == 1:
        return {names[0]: text}
    first, _, last = text.rpartition(" ")
    return {names[0]: first, names[-1]: last}


def _not_carried(intent: OrderIntent, mapped: Mapped) -> Iterator[Problem]:
    carried = {name for names in mapped.address.values() for name in _names(names)}
    for name, value in intent.recipient.model_dump().items():
        if value and name not in carried:
            yield Problem(f"recipient.{name}", "the API has no field for it", "warning")
    if intent.shipping and not mapped.shipping:
        yield Problem("shipping", "the API takes no shipping method", "warning")


def _first_method(country: str, lab: OrderingLab, dropped: list[Problem]) -> str:
    # No document names a default; the lab's own list begins with its usual one.
    methods = lab.shipping()
    methods = methods[methods["country"].isin([country, "*"])]
    if methods.empty:
        return ""
    first = methods.iloc[0]
    message = f"none was chosen: {first['method']} ({first['method_id']}) is taken, the lab's first"
    dropped.append(Problem("shipping", message, "warning"))
    return str(first["method_id"])


def _line_not_carried(
    line: Line, place: str, mapped: Mapped, lab: OrderingLab
) -> Iterator[Problem]:
    yield from not_carried(line, place, lab, photos=None if "[]" in mapped.photo else 1)
    if line.options and not mapped.options:
        yield Problem(f"{place}.options", "the API takes no options", "warning")


def _put_photos(
    values: dict[str, Any], line: Line, mapped: Mapped, lab: OrderingLab
) -> list[Published]:
    several = "[]" in mapped.photo
    photos = line.photos if several else line.photos[:1]
    published = [publish(photo, lab, crop=line.crop) for photo in photos]
    facts = {mapped.photo: "url", **mapped.photo_facts} if published else {}
    for path, name in facts.items():
        given = [getattr(photo, name) for photo in published]
        if all(value not in {None, ""} for value in given):
            put(values, path, given if several else given[0])
    return published


def _groups(line: Line, options: pd.DataFrame) -> tuple[set[str], dict[str, str]]:
    """Return the product's options, and the group of each option of any product."""
    near = options[options["product_id"].isin([line.product_id, ""])]
    groups = dict(zip(options["option_id"], options["group_id"], strict=True))
    return set(near["option_id"]), groups | dict(
        zip(near["option_id"], near["group_id"], strict=True)
    )


def codes(line: dict[str, Any], path: str) -> tuple[str, ...]:
    """Return the option_ids of a line, of a list of texts or of objects."""
    found = take(line, path.removesuffix("[]")) if path else None
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _construct(model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    # As the model would be, without its checks: what is wrong, `check` names.
    made = {
        name: _constructed(model.model_fields[name].annotation, v) for name, v in values.items()
    }
    return model.model_construct(**made)


def _constructed(kind: Any, value: Any) -> Any:  # noqa: ANN401 - any field
    if isinstance(value, list):
        (inner,) = get_args(kind)[:1] or (None,)
        return [_constructed(inner, each) for each in value]
    models = [each for each in (kind, *get_args(kind)) if _is_model(each)]
    return _construct(models[0], value) if models and isinstance(value, dict) else value


def _is_model(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return isinstance(kind, type) and issubclass(kind, BaseModel)
