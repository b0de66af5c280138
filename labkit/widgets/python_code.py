"""Python code that creates the order of a form."""

from __future__ import annotations

import pprint
from typing import TYPE_CHECKING, Any

from labkit.lab_api.endpoints import Kind

if TYPE_CHECKING:
    from labkit.api.lab import Lab


class _Name:
    """A variable name: its repr is not quoted."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def order_code(lab: Lab, value: dict[str, Any], photos: dict[str, str]) -> str:
    """Return Python code that creates and submits an order.

    Parameters
    ----------
    lab
        Where it is ordered.
    value
        Field → value.
    photos
        URL in the sandbox's photo storage → local file, which the code publishes again.
    """
    names = {url: _Name(f"photo_{n}") for n, url in enumerate(photos, 1)}
    uploads = [f"{names[url]} = publish({path!r}, lab).url" for url, path in photos.items()]
    publish = ["from labkit.ordering.publishing import publish"] if uploads else []
    fields = [f"    {name}={_text(part, names)}," for name, part in value.items()]
    lines = [
        "import labkit as lk",
        *publish,
        "",
        f"lab = lk.connect({_place(lab)})",
        *uploads,
        "order = lab.new_order(",
        *fields,
        ")",
        "for problem in lab.check(order):",
        "    print(problem.field, problem.message)",
        "receipt = lab.submit(order)",
    ]
    return "\n".join(lines) + "\n"


def _place(lab: Lab) -> str:
    # Credentials are never written into code: the environment or the keyring has them.
    if lab.endpoint.kind is Kind.EMBEDDED:
        return repr(lab.name)
    return f"{lab.name!r}, base_url={lab.endpoint.base_url!r}"


def _text(value: Any, names: dict[str, _Name]) -> str:  # noqa: ANN401 - JSON
    text = pprint.pformat(_named(value, names), width=88, sort_dicts=False)
    return text.replace("\n", "\n    ")


def _named(value: Any, names: dict[str, _Name]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _named(part, names) for name, part in value.items()}
    if isinstance(value, list):
        return [_named(part, names) for part in value]
    return names.get(value, value) if isinstance(value, str) else value
