"""The products the emulator serves: the sample catalog, or any number of copies of it.

Beyond the sample, each further series copies the sample's products: the same group (so the rules by
prefix hold), options and shipping, the series in the name, a slightly higher price. A copy's id has
a 9 where the sample's ids have a width's thousands, then series and index, so any id is looked up
by arithmetic and no list of a million products is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from labkit.resources import data_dir

_PRICE_STEPS = 97
_CHUNK = 1 << 20
_ID = "{prefix}9{series:06d}{place:04d}"
_ID_DIGITS = 16


class _Template(NamedTuple):
    """One product of the sample as JSON, split where its series differ."""

    before: bytes
    place: bytes
    price: int
    after: bytes


class Catalog:
    """The products of one sandbox.

    Parameters
    ----------
    scale
        How many; None serves the sample catalog.
    """

    def __init__(self, scale: int | None = None) -> None:
        self._scale = scale

    def __len__(self) -> int:
        return len(self._sample) if self._scale is None else self._scale

    def find(self, product_id: int) -> dict[str, Any] | None:
        """Return a product as the document shows it, or None if it is not in the catalog."""
        place = self._places.get(product_id)
        if place is not None:
            return self._sample[place] if place < len(self) else None
        return self._find_in_series(str(product_id))

    def stream(self) -> Iterator[bytes]:
        """Yield the products as JSON objects with commas between them, in chunks of about 1 MB.

        The first chunk is the sample only, so that the answer begins early.
        """
        size = len(self._sample)
        yield b",".join(self._sample_json[: len(self)])
        chunk: list[bytes] = []
        length = 0
        for series in range(1, -(-len(self) // size)):
            chunk.append(self._series_json(series, len(self) - series * size))
            length += len(chunk[-1])
            if length > _CHUNK:
                yield b"," + b",".join(chunk)
                chunk, length = [], 0
        if chunk:
            yield b"," + b",".join(chunk)

    @cached_property
    def _sample(self) -> list[dict[str, Any]]:
        path = data_dir() / "profotonet" / "sample_products.json"
        products: list[dict[str, Any]] = orjson.loads(path.read_bytes())
        return products

    @cached_property
    def _places(self) -> dict[int, int]:
        return {product["productId"]: place for place, product in enumerate(self._sample)}

    @cached_property
    def _sample_json(self) -> list[bytes]:
        return [orjson.dumps(product) for product in self._sample]

    @cached_property
    def _templates(self) -> list[_Template]:
        return [_template(product, place) for place, product in enumerate(self._sample)]

    def _series_json(self, series: int, most: int) -> bytes:
        number, name = b"%06d" % series, b"%d" % series
        surcharge = series % _PRICE_STEPS
        return b",".join(
            [
                b'%b%b%b%b","price":%d%b'
                % (each.before, number, each.place, name, each.price + surcharge, each.after)
                for each in self._templates[:most]
            ]
        )

    def _find_in_series(self, text: str) -> dict[str, Any] | None:
        if len(text) != _ID_DIGITS:
            return None
        series, place = int(text[6:12]), int(text[12:])
        if (
            series < 1
            or place >= len(self._sample)
            or series * len(self._sample) + place >= len(self)
        ):
            return None
        product = _in_series(self._sample[place], series, place)
        return product if str(product["productId"]) == text else None


def _in_series(product: dict[str, Any], series: int, place: int) -> dict[str, Any]:
    prefix = str(product["productId"])[:5]
    return product | {
        "productId": int(_ID.format(prefix=prefix, series=series, place=place)),
        "name": f"{product['name']} - Serie: {series}",
        "price": product["price"] + series % _PRICE_STEPS,
    }


def _template(product: dict[str, Any], place: int) -> _Template:
    rest = {
        key: value for key, value in product.items() if key not in ("productId", "name", "price")
    }
    name = orjson.dumps(f"{product['name']} - Serie: ")[:-1]
    return _Template(
        before=b'{"productId":%b9' % str(product["productId"])[:5].encode(),
        place=b'%04d,"name":%b' % (place, name),
        price=product["price"],
        after=b"," + orjson.dumps(rest)[1:],
    )
