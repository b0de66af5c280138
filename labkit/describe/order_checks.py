"""What the catalog says against a described lab's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkit.describe.document import take
from labkit.describe.order_mapping import Mapped, codes
from labkit.errors import Problem, did_you_mean
from labkit.ordering.photo_check import check_photo, row_place
from labkit.ordering.product_rows import ProductRows, nearest_product

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import BaseModel

    from labkit.ordering.ordering_lab import OrderingLab


def check(mapped: Mapped, title: str, order: BaseModel, lab: OrderingLab) -> list[Problem]:
    """Return what the catalog says against an order."""
    data, products = order.model_dump(), ProductRows(lab.products())
    options = lab.options() if mapped.options else None
    found: list[Problem] = []
    for n, line in enumerate(take(data, mapped.lines)):
        place = f"{mapped.lines}[{n}]"
        found += _check_product(line, place, mapped, title, products, lab)
        if options is not None:
            found += _check_options(line, place, mapped, options)
    if mapped.shipping and take(data, mapped.shipping):
        known = set(lab.shipping()["method_id"])
        method = str(take(data, mapped.shipping))
        if known and method not in known:
            found.append(Problem(mapped.shipping, did_you_mean(method, known)))
    return found


def _check_product(  # noqa: PLR0913, PLR0917 - handed on as they are
    line: dict[str, Any],
    place: str,
    mapped: Mapped,
    title: str,
    products: ProductRows,
    lab: OrderingLab,
) -> list[Problem]:
    product = str(take(line, mapped.product))
    variant = str((take(line, mapped.variant) if mapped.variant else "") or "")
    row = products.find(product, variant)
    if row is None and products.has(product) and mapped.variant:
        message = f"product {product} comes as {', '.join(products.variants(product))}"
        return [Problem(f"{place}.{mapped.variant}", message)]
    if row is None:
        return [Problem(f"{place}.{mapped.product}", nearest_product(product, title))]
    photos = take(line, mapped.photo)
    listed = photos if isinstance(photos, list) else [photos]
    field = f"{place}.{mapped.photo.replace('[]', '[0]')}"
    place_of = row_place(row)
    return [each for photo in listed if photo for each in check_photo(field, photo, place_of, lab)]


def _check_options(
    line: dict[str, Any], place: str, mapped: Mapped, options: pd.DataFrame
) -> Iterator[Problem]:
    product = str(take(line, mapped.product))
    near = options[options["product_id"].isin([product, ""])]
    chosen = set(codes(line, mapped.options))
    place = f"{place}.{mapped.options.split('[]')[0]}"
    for option in sorted(chosen - set(near["option_id"])):
        yield Problem(place, f"{product} has no option {option!r}")
    for group, rows in near[near["required"]].groupby("group_id", sort=False):
        if chosen.isdisjoint(rows["option_id"]):
            yield Problem(place, f"choose a {group}: {', '.join(rows['option_id'])}")
