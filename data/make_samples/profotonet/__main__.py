"""The sample catalog the sandbox serves for Profotonet: made up, in the form of the document.

``python -m data.make_samples.profotonet`` writes it to ``data/profotonet/``. Two products are the
document's own examples (003, "Get products"), to the letter; all others are invented in their
style, with made-up prices. Nothing in it is the lab's real range.

An id is a group of five digits, width and height in millimetres of four digits each ("0000" where
a product has no size) and a variant of three: so the document's two examples can be read. Nothing
says the lab means it that way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.make_samples.profotonet.parts import Family, Single, Variant
from data.make_samples.profotonet.range import FAMILIES, singles
from labkit.resources import data_dir

__all__ = ["FILE_NAME", "sample_products", "write"]

FILE_NAME = "sample_products.json"
_EXAMPLES = (1002201300190001, 1003705000500003)
_MM2_PER_DM2 = 10_000
_MM_PER_DM = 100


def _centimetres(millimetres: int) -> str:
    return f"{millimetres / 10:g}".replace(".", ",")


def _title(family: Family, size: tuple[int, int], words: str) -> str:
    wide, high = (_centimetres(side) for side in size)
    return family.title.format(
        s=f"{wide}x{high}", b=f"{wide} x {high}", m=f"{size[0]}x{size[1]}", v=words
    )


def _price(family: Family, size: tuple[int, int], variant: Variant) -> int:
    area = family.rate * size[0] * size[1] // _MM2_PER_DM2
    edge = variant.edge * 2 * (size[0] + size[1]) // _MM_PER_DM
    return family.base + area + edge + variant.flat


def _family_products(family: Family) -> Iterator[Single]:
    for size in family.sizes:
        for variant in family.variants:
            yield Single(
                group=family.group,
                name=_title(family, size, variant.words),
                price=_price(family, size, variant),
                options=family.options,
                shipping=family.shipping,
                size=size,
            )


def _all() -> Iterator[Single]:
    for family in FAMILIES:
        yield from _family_products(family)
    yield from singles()


def sample_products() -> list[dict[str, Any]]:
    """Make the sample catalog; the same one each time.

    Returns
    -------
    list of dict
        Products in the form of the document (003, "Get products"): ``productId`` (integer of 16
        digits), ``name``, ``price`` [cents], ``options``, ``shippingMethods`` (prices in cents).
    """
    variants: dict[str, int] = {}
    products = []
    for each in _all():
        stem = f"{each.group}{each.size[0]:04d}{each.size[1]:04d}"
        variants[stem] = variants.get(stem, 0) + 1
        products.append(
            {
                "productId": int(f"{stem}{variants[stem]:03d}"),
                "name": each.name,
                "price": each.price,
                "options": list(each.options),
                "shippingMethods": list(each.shipping),
            }
        )
    return sorted(products, key=_rank)


def _rank(product: dict[str, Any]) -> int:
    # The document's two come first, so that a sandbox of ten products still has them.
    number = product["productId"]
    return _EXAMPLES.index(number) if number in _EXAMPLES else len(_EXAMPLES)


def write(folder: Path | None = None) -> Path:
    """Write the sample catalog and return its path.

    Parameters
    ----------
    folder
        Where to; the project's own ``data/profotonet`` if None.
    """
    target = (folder or data_dir() / "profotonet") / FILE_NAME
    target.parent.mkdir(parents=True, exist_ok=True)
    # One product a line: a change of the generator shows as the lines it changes.
    lines = (json.dumps(product, ensure_ascii=False) for product in sample_products())
    target.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return target


if __name__ == "__main__":
    write()
