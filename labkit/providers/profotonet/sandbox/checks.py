"""The emulator's checks of a request: each field, then the catalog and the fields together.

An invalid field (missing, of another type, too long, not in a closed list) is refused with 400;
valid fields that do not fit the catalog or each other, with 422. The document does not draw that
line: see switch error_codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from labkit.providers.profotonet.sandbox.request_models import (
    FILE_NAME,
    MD5,
    NOT_EMPTY,
    ORDER,
    PDF,
    REPRINT,
    URL,
    OrderBody,
    ReprintBody,
)
from labkit.providers.profotonet.sandbox.totals import shipping_price
from labkit.sandbox.json_wire import field_path
from labkit.sandbox.refusals import Fault, Refusal

if TYPE_CHECKING:
    from labkit.providers.profotonet.sandbox.catalog import Catalog

_Body = TypeVar("_Body")

_WORDS = {
    "missing": "is mandatory",
    "string_type": "must be a String",
    "int_type": "must be an Integer",
    "bool_type": "must be a Boolean",
    "list_type": "must be an Array",
    "dict_type": "must be an Object",
    "too_short": "must hold at least one entry",
    "string_too_long": "must have at most {max_length} characters",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
}
_PATTERNS = {
    NOT_EMPTY: "must not be empty",
    MD5: "must be 32 hexadecimal digits",
    URL: "must be an absolute http or https URL",
    FILE_NAME: "must be a file name that ends in .jpg or .pdf",
}


def read_order(body: object, country_reading: str) -> OrderBody:
    """Return a new order with valid fields.

    Parameters
    ----------
    body
        The decoded JSON.
    country_reading
        Switch country_case: ``"upper"`` takes ``NL`` alone, ``"fold"`` takes ``nl`` for it.

    Raises
    ------
    Refusal
        400, with every invalid field.
    """
    return _read(ORDER, _prepared(body, fold=country_reading == "fold"))


def read_reprint(body: object) -> ReprintBody:
    """Return a reprint request with valid fields.

    Raises
    ------
    Refusal
        400, with every invalid field.
    """
    return _read(REPRINT, body)


def check_against_catalog(
    order: OrderBody, catalog: Catalog, booklet_files: str
) -> dict[int, dict[str, Any]]:
    """Return the products of an order, if its fields fit the catalog and each other.

    Parameters
    ----------
    booklet_files
        The switch: 11000 products take a ``"pdf"``, or ``"jpg_too"``.

    Raises
    ------
    Refusal
        422: an unknown product, option or value, a wrong file type, a duplicate id or code, a
        product that is not sent to that country by that method.
    """
    products = {
        entry["productId"]: product
        for entry in order["entries"]
        if (product := catalog.find(entry["productId"])) is not None
    }
    endings = (".pdf",) if booklet_files == "pdf" else (".pdf", ".jpg")
    faults = [*_order_faults(order, products, endings), *_shipping_faults(order, products)]
    if faults:
        raise Refusal(422, faults)
    return products


def duplicate_indexes(values: list[Any]) -> Iterator[int]:
    """Yield the indexes of values that occurred before."""
    seen = set()
    for place, value in enumerate(values):
        if value in seen:
            yield place
        seen.add(value)


def _prepared(body: object, *, fold: bool) -> object:
    if not isinstance(body, dict):
        return body
    kept = {
        name: value
        for name, value in body.items()
        if not (name in ("notificationUrl", "testNotificationUrl") and value is False)
    }
    if fold and isinstance(kept.get("country"), str):
        kept["country"] = kept["country"].upper()
    return kept


def _read(adapter: TypeAdapter[_Body], body: object) -> _Body:
    try:
        return adapter.validate_python(body, strict=True)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise Refusal(400, [each for one in found for each in _faults(one)]) from None


def _faults(error: Mapping[str, Any]) -> Iterator[Fault]:
    context = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        words = _PATTERNS[context["pattern"]]
    else:
        words = _WORDS.get(error["type"], error["msg"]).format(**context)
    for name in context.get("fields", [None]):
        place = error["loc"] if name is None else (*error["loc"], name)
        yield Fault(field_path(place), f"Invalid parameter: {words}")


def _order_faults(
    order: OrderBody, products: Mapping[int, Any], booklet: tuple[str, ...]
) -> Iterator[Fault]:
    for place, entry in enumerate(order["entries"]):
        where = f"entries[{place}]"
        product = products.get(entry["productId"])
        if product is None:
            yield _mismatch(f"{where}.productId", "is not in the catalog")
        else:
            yield from _option_faults(f"{where}.options", entry.get("options", []), product)
        if "file" in entry:
            endings = booklet if str(entry["productId"]).startswith(PDF) else (".jpg",)
            if not entry["file"]["name"].lower().endswith(endings):
                words = f"must end in {' or '.join(endings)} for this product"
                yield _mismatch(f"{where}.file.name", words)
    with_id = [place for place, entry in enumerate(order["entries"]) if "referenceId" in entry]
    for index in duplicate_indexes([order["entries"][place]["referenceId"] for place in with_id]):
        yield _mismatch(f"entries[{with_id[index]}].referenceId", "is used twice in this order")


def _option_faults(where: str, chosen: list[Any], product: Mapping[str, Any]) -> Iterator[Fault]:
    known = {
        option["code"]: {attribute["code"] for attribute in option["attributes"]}
        for option in product["options"]
    }
    for place, choice in enumerate(chosen):
        if choice["code"] not in known:
            yield _mismatch(f"{where}[{place}].code", "is not an option of this product")
        elif choice["value"] not in known[choice["code"]]:
            yield _mismatch(f"{where}[{place}].value", "is not an attribute of this option")
    for place in duplicate_indexes([choice["code"] for choice in chosen]):
        yield _mismatch(f"{where}[{place}].code", "has a value already: one for each option")


def _shipping_faults(order: OrderBody, products: Mapping[int, Any]) -> Iterator[Fault]:
    method, country = order["shippingMethod"], order["country"]
    for product_id, product in products.items():
        methods = product["shippingMethods"]
        if shipping_price(methods, method, country) is not None:
            continue
        if shipping_price(methods, "send", country) is None:
            yield _mismatch("country", f"product {product_id} is not sent to {country}")
        else:
            yield _mismatch("shippingMethod", f"product {product_id} has no parcel to {country}")


def _mismatch(field: str, words: str) -> Fault:
    return Fault(field, f"Incorrect parameter: {words}")
