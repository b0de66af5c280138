"""What the catalog and the document's own rules say against a Profotonet order (document 003)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from labkit.errors import Problem
from labkit.ordering.photo_check import check_photo, row_place
from labkit.ordering.product_rows import ProductRows, nearest_product
from labkit.providers.profotonet import LAB
from labkit.providers.profotonet.orders.model import NO_FILE, PDF

if TYPE_CHECKING:
    import pandas as pd

    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.providers.profotonet.orders.model import Entry, Order

_JPEG = ".jpg"


def check(order: Order, lab: OrderingLab) -> list[Problem]:
    """Return what is wrong with an order, entry by entry."""
    products = ProductRows(lab.products())
    options = lab.options()
    found = list(_repeated(order))
    for n, entry in enumerate(order.entries):
        path = f"entries[{n}]"
        row = products.find(entry.productId)
        if row is None:
            found.append(Problem(f"{path}.productId", nearest_product(entry.productId, LAB.title)))
            continue
        found += _file(entry, path)
        found += _options(entry, path, options)
        if entry.file is not None:
            # The name says which of the two it is, and the bytes have to agree.
            formats = ("PDF",) if entry.file.name.lower().endswith(".pdf") else ("JPEG",)
            place = row_place(row)
            found += check_photo(f"{path}.file.url", entry.file.url, place, lab, formats=formats)
    return found


def _repeated(order: Order) -> Iterator[Problem]:
    numbers = Counter(entry.referenceId for entry in order.entries)
    for n, entry in enumerate(order.entries):
        if entry.referenceId is not None and numbers[entry.referenceId] > 1:
            yield Problem(f"entries[{n}].referenceId", "stands twice; a reprint could not tell")


def _file(entry: Entry, path: str) -> Iterator[Problem]:
    # The rules go by how the number begins, as text.
    if not entry.productId.startswith(NO_FILE):
        if entry.referenceId is None:
            yield Problem(f"{path}.referenceId", "is required for this product")
        if entry.file is None:
            yield Problem(f"{path}.file", "is required for this product")
    if entry.file is None:
        return
    yield from _file_name(entry.file.name.lower(), f"{path}.file.name", entry.productId)
    if not entry.file.md5:
        yield Problem(
            f"{path}.file.md5", "is not known: the lab cannot check its download", "warning"
        )
    if entry.note:
        yield Problem(f"{path}.note", "is meant for products without a file", "warning")


def _file_name(name: str, path: str, product_id: str) -> Iterator[Problem]:
    # "jpg or pdf if productId starts with 11000": whether jpg, too, is for these is not said.
    if name in {_JPEG, ".pdf"}:
        yield Problem(path, f"is an ending without a name before it: {name!r}")
    elif not product_id.startswith(PDF):
        if not name.endswith(_JPEG):
            yield Problem(path, f"has to end in {_JPEG} here")
    elif name.endswith(_JPEG):
        yield Problem(
            path, f"may have to end in .pdf: ask the lab whether {PDF}… take jpg", "warning"
        )
    elif not name.endswith(".pdf"):
        yield Problem(path, f"has to end in .pdf or {_JPEG} here")


def _options(entry: Entry, path: str, options: pd.DataFrame) -> Iterator[Problem]:
    offered = options[options["product_id"] == entry.productId]
    known: dict[str, set[str]] = {}
    for code, value in zip(offered["group_id"], offered["option_id"], strict=True):
        known.setdefault(code, set()).add(value)
    seen: set[str] = set()
    for n, option in enumerate(entry.options):
        here = f"{path}.options[{n}]"
        if option.code not in known:
            yield Problem(f"{here}.code", f"this product has: {', '.join(sorted(known)) or 'none'}")
        elif option.value not in known[option.code]:
            listed = ", ".join(sorted(known[option.code]))
            yield Problem(f"{here}.value", f"{option.code} takes: {listed}")
        if option.code in seen:
            yield Problem(f"{here}.code", "takes one value; it stands here twice")
        seen.add(option.code)
