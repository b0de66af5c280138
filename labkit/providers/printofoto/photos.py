"""What Printofoto's document says of the pixels of its pictures (document 001, field tables)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.catalog import document

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]

# Pages, covers and polaroids have text or a binding: a picture turned by 90° is sideways there.
UPRIGHT = frozenset({"calendar", "calendarevent", "notebook", "photobookpage", "polaroidbox"})


def upright(products: pd.DataFrame) -> list[bool]:
    """Return for each product whether its pictures may not be turned.

    Parameters
    ----------
    products
        Rows of this lab, columns of `labkit.frames.PRODUCTS`.
    """
    fixed = {
        str(product["id_product"])
        for product in document()["products"]
        if UPRIGHT & {image["resource"] for image in product.get("images", ())}
    }
    return [number in fixed for number in products["product_id"]]


def photo_notes(products: pd.DataFrame) -> list[str]:
    """Return for each product what the document asks of its picture; "" where it asks nothing.

    Parameters
    ----------
    products
        Rows of this lab, columns of `labkit.frames.PRODUCTS`.
    """
    known = dict(_notes())
    keys = zip(products["product_id"], products["variant_id"], strict=True)
    return [known.get(key, "") for key in keys]


def _notes() -> Iterator[tuple[Key, str]]:
    for product in document()["products"]:
        for form in product["formats"]:
            note = _note(_picture(product["images"], form))
            yield (str(product["id_product"]), form["format"]), note


def _picture(images: list[dict[str, Any]], form: dict[str, Any]) -> dict[str, Any]:
    """Return the picture of a format's own size; {} where the document shows none."""
    size = form["width_mm"], form["height_mm"]
    found = [each for each in images if (each["width_mm"], each["height_mm"]) == size]
    return found[0] if found else {}


def _note(picture: dict[str, Any]) -> str:
    asked, computed = picture.get("documented_px"), picture.get("px")
    if not asked:
        return ""
    message = f"the document asks for {asked[0]}x{asked[1]}"
    # Two of its pairs contradict the size they stand beside.
    if asked == computed or not computed:
        return f"{message} pixels"
    return f"{message}, computed {computed[0]}x{computed[1]}: either is accepted"
