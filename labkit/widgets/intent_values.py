"""Values of a lab's order for a product or a photo, taken from the lab's `from_intent`.

So the form need not know which fields a picture's name, bytes, digest or crop go into: it maps a
line with the picture and one without, and what differs is the picture's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.model.intent import Crop, Line, OrderIntent

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.errors import Problem

Path = tuple[str | int, ...]


def empty_order(lab: Lab, reference: str) -> dict[str, Any]:
    """Return an order with a reference and one empty line, by field."""
    values, _ = _order_values(lab, reference, Line(product_id=""))
    return values


def line_values(lab: Lab, path: Path, line: Line) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a lab's order at a path, for one line.

    Parameters
    ----------
    lab
        The connected lab.
    path
        The path in the form; its first place is the line's, which is the only one here.
    line
        The line.
    """
    values, dropped = _order_values(lab, "labkit-form", line)
    return _at(values, path), dropped


def two_line_values(lab: Lab, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the first and second of two empty lines; they differ in the line number.

    Parameters
    ----------
    lab
        The connected lab.
    path
        The list of lines in the form.
    """
    lines = (Line(product_id=""), Line(product_id=""))
    order, _ = lab.from_intent(OrderIntent(reference="labkit-form", lines=lines))
    values = order.model_dump(warnings=False, exclude_unset=True)
    first, second = (_step(values, (*path, n)) for n in (0, 1))
    return first, second


def photo_values(
    lab: Lab, path: Path, line: Line, photo: str, crop: Crop | None
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields that a photo fills: the one at `path` and its siblings.

    Parameters
    ----------
    lab, line
        Where it is ordered, and the line without pictures.
    path
        The picture's own field.
    photo, crop
        The picture.
    """
    place = _place(path)
    before = line.model_copy(update={"photo": (photo,) * place, "crop": None})
    after = line.model_copy(update={"photo": (photo,) * (place + 1), "crop": crop})
    without, _ = line_values(lab, path[:-1], before)
    filled, dropped = line_values(lab, path[:-1], after)
    return {name: value for name, value in filled.items() if without.get(name) != value}, dropped


def _place(path: Path) -> int:
    # products[2].photos[1].address: the second picture of its line.
    places = [step for step in path if isinstance(step, int)]
    return places[1] if len(places) > 1 else 0


def _order_values(lab: Lab, reference: str, line: Line) -> tuple[dict[str, Any], list[Problem]]:
    order, dropped = lab.from_intent(OrderIntent(reference=reference, lines=(line,)))
    return order.model_dump(warnings=False, exclude_unset=True), dropped


def _at(values: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401 - a tree of dicts and lists
    # There is one line here, wherever it stands in the form.
    place = next((n for n, step in enumerate(path) if isinstance(step, int)), None)
    steps = path if place is None else (*path[:place], 0, *path[place + 1 :])
    return _step(values, steps)


def _step(values: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401 - a tree of dicts and lists
    for step in path:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return values if isinstance(values, dict) else {}
