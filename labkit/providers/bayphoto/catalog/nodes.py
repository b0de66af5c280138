"""The nodes of templates and options: the places photos go to (document 002, ``nodes[]``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from labkit.errors import AnswerError
from labkit.lab_api import lenient
from labkit.providers.bayphoto import LAB
from labkit.providers.bayphoto.catalog.choices import OPTIONS

if TYPE_CHECKING:
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Record
    from labkit.providers.bayphoto.catalog.choices import Choices

_KINDS = {"1": "image", "2": "mask"}
_SIDES = 4
# "In most single node products, this is "1"" (Placing Orders, node_uid).
ONLY_PLACE = "1"
_Bounds = tuple[float | None, float | None, float | None, float | None]


@dataclass(frozen=True)
class Node:
    """One place on a template.

    Attributes
    ----------
    uid
        What a photo of an order names as its `node_uid`; text.
    kind
        ``image``, ``mask`` or "" where it is another.
    x_in, y_in, width_in, height_in
        Its bounds [in]; None where they are not four numbers.
    sort_order
        Higher is closer to the front; None where unknown.
    mask_image
        A mask's picture; "" else.
    option_id
        The option it belongs to (its own id, not its service's); "" for none.
    """

    uid: str
    kind: str
    x_in: float | None
    y_in: float | None
    width_in: float | None
    height_in: float | None
    sort_order: float | None
    mask_image: str
    option_id: str = ""

    @property
    def aspect(self) -> float | None:
        """Width by height; None where unknown. A photo is cropped to it."""
        if self.width_in and self.height_in:
            return self.width_in / self.height_in
        return None


def fetch_template(client: Client, template_id: str, *, refresh: bool = False) -> Page:
    """Read one template: lists leave its nodes out.

    Raises
    ------
    HttpError
        If it cannot be read; `RefusedError` where the lab does not have it, `AnswerError` where it
        is no template: that is not kept.
    """
    with client.keeping():
        page = client.get(f"/api/v1/templates/{quote(template_id, safe='')}.json", refresh=refresh)
        nodes(page)
    return page


def nodes(page: Page) -> list[Node]:
    """Return the nodes of a template, in the lab's order.

    Parameters
    ----------
    page
        The page of `fetch_template`.

    Raises
    ------
    AnswerError
        If it is no template, or a node has no `uid`.
    """
    where: dict[str, Any] = {"lab": LAB.name, "call": f"GET {page.path}"}
    found = lenient.records(page.data, **where, what="template")
    if len(found) != 1:
        raise AnswerError(
            f"{len(found)} templates where one was asked for",
            **where,
            hint="check that the address is the lab's API",
        )
    listed = lenient.records(found[0].get("nodes"), **where, what="nodes")
    return [_node(record, where) for record in listed]


def nodes_of_options(choices: Choices) -> list[Node]:
    """Return the nodes that the options themselves list.

    Raises
    ------
    AnswerError
        If one has no `uid`.
    """
    found = [(key, _node(record, OPTIONS.where)) for key, record in choices.nodes]
    return [replace(node, option_id=node.option_id or key) for key, node in found]


def _node(record: Record, where: dict[str, Any]) -> Node:
    (uid,) = lenient.ids([record.get("uid")], **where, what="uid")
    return Node(
        uid,
        _KINDS.get(lenient.text(record.get("node_type")), ""),
        *_bounds(record.get("bounds")),
        _known(lenient.number(record.get("sort_order"))),
        lenient.text(record.get("node_image")),
        lenient.identifier(record.get("option_id")),
    )


def _bounds(value: object) -> _Bounds:
    # "Node position x,y,width,height. These values are in inches"; shown as "0,0,5,4".
    parts = value.split(",") if isinstance(value, str) else value
    found = lenient.numbers(parts) if isinstance(parts, list) else np.array([])
    if len(found) != _SIDES or np.isnan(found).any():
        return (None, None, None, None)
    x, y, width, height = found.tolist()
    return (x, y, width, height)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else number
