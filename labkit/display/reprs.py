"""How labkit's objects look in a notebook: static HTML that reads well wherever it is shown.

All text is escaped. No secret, no raw answer and no body of a call is in it: those hold names and
addresses, and a notebook is passed on.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from labkit.api.lab import Lab
    from labkit.api.merged_catalog import Catalog
    from labkit.errors import LabkitError
    from labkit.model.values import Problem
    from labkit.ordering.results import OrderStatus, PlannedCall, Receipt

_DASH = "–"
_MEANINGS = {
    "prepared": "nothing that places it has left",
    "unknown": "not a failure: the lab may have it; lab.resolve(reference) settles it",
    "confirmed": "the lab took it",
    "rejected": "the lab refused it",
    "abandoned": "given up",
}
_SHOWN = ("lab", "name", "variant", "width_mm", "height_mm", "price", "currency")


class Rich:
    """Shows itself by its ``_html`` in a notebook, by its repr elsewhere."""

    def _html(self) -> str:
        raise NotImplementedError

    def _repr_mimebundle_(
        self,
        include: object = None,  # noqa: ARG002 - IPython's signature
        exclude: object = None,  # noqa: ARG002 - IPython's signature
    ) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._html()}


def text(value: object) -> str:
    """Return anything as text that is safe in HTML; "–" for nothing."""
    return html.escape(_DASH if value is None or value == "" else str(value), quote=True)


def facts(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """Return names and values as a small table."""
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{text(name)}</th>'
        f'<td style="text-align:left">{text(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table><caption>{text(title)}</caption><tbody>{body}</tbody></table>"


def grid(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as a table."""
    left = 'style="text-align:left"'
    head = "".join(f'<th scope="col" {left}>{text(name)}</th>' for name in heads)
    body = "".join(
        "<tr>" + "".join(f"<td {left}>{text(value)}</td>" for value in row) + "</tr>"
        for row in rows
    )
    caption = f"<caption>{text(title)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def lab_html(lab: Lab) -> str:
    """Return a lab: who it is, and where it is reached."""
    # An embedded sandbox that nobody asked for anything yet is not started by being shown.
    asked = "endpoint" in vars(lab) or not callable(lab._place)  # noqa: SLF001 - asking for the endpoint would start it
    where = lab.endpoint.label if asked else "EMBEDDED SANDBOX, started when it is first asked"
    rows: list[tuple[str, object]] = [
        ("name", lab.name),
        ("endpoint", where),
        ("currency of its prices", lab.currency),
        ("what its prices are", _words(str(lab.spec.price_kind), str(lab.spec.tax))),
        ("data", "SAMPLES of labkit's own sandbox" if lab.is_sample else "the lab's own"),
    ]
    if lab.prices is not None:
        rows.append(("your own price list", "used"))
    return facts(lab.title, rows)


def _words(kind: str, tax: str) -> str:
    from labkit.display import marks

    return marks.words(kind, tax) or "what you pay"


def catalog_html(catalog: Catalog) -> str:
    """Return a catalog: how much of what each lab sells, and which could not be read."""
    from labkit.errors import LabkitError

    try:
        products = catalog.products
    except LabkitError as error:
        return facts("Catalog", [("problem", error)])
    counts: Mapping[str, int] = products.groupby("lab").size().to_dict()
    problems: Mapping[str, object] = catalog.problems
    rows = [
        (
            lab,
            f"{counts.get(lab, 0):,}",
            "sample" if lab in catalog.samples else "the lab's own",
            problems.get(lab, ""),
        )
        for lab in sorted({*catalog.labs, *problems})
    ]
    return grid(
        f"Catalog: {len(products):,} products", ("lab", "products", "data", "problem"), rows
    )


def receipt_html(receipt: Receipt) -> str:
    """Return a receipt without the lab's raw answer."""
    state = str(receipt.state)
    meaning = _MEANINGS.get(state, "")
    total = None if receipt.total is None else f"{receipt.total} {receipt.currency}"
    return facts(
        f"Receipt of {receipt.reference}",
        [
            ("lab", receipt.lab),
            ("state", f"{state}: {meaning}" if meaning else state),
            ("the lab's word", receipt.lab_state),
            ("the lab's number", receipt.lab_order_id),
            ("total", total or "not known"),
            ("to be known", receipt.problem),
            ("the lab's answer", "in .raw; it may hold names and addresses"),
        ],
    )


def status_html(status: OrderStatus) -> str:
    """Return where an order is, without the lab's raw answer."""
    return facts(
        "Order status",
        [
            ("the lab's word", status.lab_state or "the lab cannot tell"),
            ("final", "yes: nothing more will happen" if status.final else "no, or not known"),
            ("tracking", ", ".join(status.tracking)),
        ],
    )


def problems_html(problems: Sequence[Problem]) -> str:
    """Return what is wrong with an order."""
    if not problems:
        return "<p>No problems: it may be sent.</p>"
    rows = [(problem.severity, problem.field, problem.message) for problem in problems]
    many = f"{len(rows)} problem{'s' * (len(rows) != 1)}"
    return grid(many, ("severity", "field", "what is wrong"), rows)


def calls_html(calls: Sequence[PlannedCall]) -> str:
    """Return the calls an order would make; their bodies are counted, not shown."""
    rows = [
        (number, call.method, call.url, body_words(call), "places the order" * call.commits)
        for number, call in enumerate(calls, start=1)
    ]
    heads = ("", "method", "address", "body (shown by .body)", "")
    return grid("What would be sent; secrets are hidden", heads, rows)


def body_words(call: PlannedCall) -> str:
    """Say how much a call's body is; it holds names and addresses."""
    if call.body is None:
        return "none"
    if isinstance(call.body, Mapping):
        return f"{len(call.body)} fields"
    return f"{len(call.body)} items" if isinstance(call.body, Sequence) else "some"


def failures_html(failures: Mapping[str, LabkitError]) -> str:
    """Return the labs that failed, and why."""
    if not failures:
        return "<p>No problems: every lab answered.</p>"
    many = f"{len(failures)} lab{'s' * (len(failures) != 1)} failed"
    return grid(many, ("lab", "problem"), failures.items())


def products_html(products: pd.DataFrame, title: str) -> str:
    """Return products as a table."""
    rows: list[Any] = products[list(_SHOWN)].astype(object).to_numpy().tolist()
    plain = [[_DASH if str(value) in {"<NA>", "nan"} else value for value in row] for row in rows]
    return grid(title, _SHOWN, plain)
