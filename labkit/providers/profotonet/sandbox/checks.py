"""The emulator's checks of a request: first each field by itself, then whether they fit.

A field that is wrong by itself (absent, of another type, too long, not in a closed list) is refused
with 400; fields that are well formed but do not fit the catalog or each other, with 422. The
document does not draw that line: switch error_codes moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from labkit.providers.profotonet.sandbox.errors import Problem, RefusalError
from labkit.providers.profotonet.sandbox.shapes import (
    MD5,
    ORDER,
    PDF,
    PICTURE_NAME,
    REPRINT,
    SOME,
    URL,
    OrderBody,
    ReprintBody,
)
from labkit.providers.profotonet.sandbox.totals import shipping_price

if TYPE_CHECKING:
    from labkit.providers.profotonet.sandbox.catalog import Catalog

__all__ = ["check_fits", "read_order", "read_reprint", "repeated"]

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
    SOME: "must not be empty",
    MD5: "must be 32 hexadecimal digits",
    URL: "must be an absolute http or https URL",
    PICTURE_NAME: "must be a file name that ends in .jpg or .pdf",
}


def read_order(body: object, country_reading: str) -> OrderBody:
    """Return a new order whose every field is well formed by itself.

    Parameters
    ----------
    body
        The decoded JSON.
    country_reading
        Switch country_case: ``"upper"`` takes ``NL`` alone, ``"fold"`` takes ``nl`` for it.

    Raises
    ------
    RefusalError
        400, with every field that is wrong.
    """
    return _read(ORDER, _prepared(body, fold=country_reading == "fold"))


def read_reprint(body: object) -> ReprintBody:
    """Return a reprint request whose every field is well formed by itself.

    Raises
    ------
    RefusalError
        400, with every field that is wrong.
    """
    return _read(REPRINT, body)


def check_fits(order: OrderBody, catalog: Catalog) -> dict[int, dict[str, Any]]:
    """Return the products an order names, if its fields fit the catalog and each other.

    Raises
    ------
    RefusalError
        422: an unknown product, option or value, a file of the wrong kind, an id or a code given
        twice, a product that is not sent to that country in that way.
    """
    products = {
        entry["productId"]: product
        for entry in order["entries"]
        if (product := catalog.find(entry["productId"])) is not None
    }
    problems = [*_order_problems(order, products), *_shipping_problems(order, products)]
    if problems:
        raise RefusalError(422, problems)
    return products


def repeated(values: list[Any]) -> Iterator[int]:
    """Yield the places of values that stood before."""
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
        raise RefusalError(400, [each for one in found for each in _problems(one)]) from None


def _problems(error: Mapping[str, Any]) -> Iterator[Problem]:
    context = error.get("ctx", {})
    if error["type"] == "string_pattern_mismatch":
        words = _PATTERNS[context["pattern"]]
    else:
        words = _WORDS.get(error["type"], error["msg"]).format(**context)
    for name in context.get("fields", [None]):
        place = error["loc"] if name is None else (*error["loc"], name)
        yield Problem(_field(place), f"Invalid parameter: {words}")


def _field(place: tuple[int | str, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "body"


def _order_problems(order: OrderBody, products: Mapping[int, Any]) -> Iterator[Problem]:
    for place, entry in enumerate(order["entries"]):
        where = f"entries[{place}]"
        product = products.get(entry["productId"])
        if product is None:
            yield _unfit(f"{where}.productId", "is not in the catalog")
        else:
            yield from _option_problems(f"{where}.options", entry.get("options", []), product)
        if "file" in entry:
            yield from _file_problems(f"{where}.file.name", entry)
    with_id = [place for place, entry in enumerate(order["entries"]) if "referenceId" in entry]
    for index in repeated([order["entries"][place]["referenceId"] for place in with_id]):
        yield _unfit(f"entries[{with_id[index]}].referenceId", "is used twice in this order")


def _option_problems(
    where: str, chosen: list[Any], product: Mapping[str, Any]
) -> Iterator[Problem]:
    known = {
        option["code"]: {attribute["code"] for attribute in option["attributes"]}
        for option in product["options"]
    }
    for place, choice in enumerate(chosen):
        if choice["code"] not in known:
            yield _unfit(f"{where}[{place}].code", "is not an option of this product")
        elif choice["value"] not in known[choice["code"]]:
            yield _unfit(f"{where}[{place}].value", "is not an attribute of this option")
    for place in repeated([choice["code"] for choice in chosen]):
        yield _unfit(f"{where}[{place}].code", "has a value already: one for each option")


def _file_problems(where: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    wanted = ".pdf" if str(entry["productId"]).startswith(PDF) else ".jpg"
    if not entry["file"]["name"].lower().endswith(wanted):
        yield _unfit(where, f"must end in {wanted} for this product")


def _shipping_problems(order: OrderBody, products: Mapping[int, Any]) -> Iterator[Problem]:
    method, country = order["shippingMethod"], order["country"]
    for product_id, product in products.items():
        methods = product["shippingMethods"]
        if shipping_price(methods, method, country) is not None:
            continue
        if shipping_price(methods, "send", country) is None:
            yield _unfit("country", f"product {product_id} is not sent to {country}")
        else:
            yield _unfit("shippingMethod", f"product {product_id} has no parcel to {country}")


def _unfit(field: str, words: str) -> Problem:
    return Problem(field, f"Incorrect parameter: {words}")
