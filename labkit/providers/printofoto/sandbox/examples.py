"""Example bodies of the 103 operations: values of the document's own samples, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox.model import Field, Kind, Need, Resource, Write
from labkit.providers.printofoto.sandbox.resource_table import RESOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PICTURE = "http://api.printofoto.com/images/113/373/145/b36d0.jpg"
_STORED = "b36d0.jpg"
_CREATED = "2015-01-05 14:01:40"
BY_KIND = {
    Kind.URL: PICTURE,
    Kind.PICTURE: PICTURE,
    Kind.COLOUR: "#ff00ff",
    Kind.MONTH: "2015-01",
    Kind.DATE: "2015-01-01",
    Kind.ASPECT: "fit",
    Kind.BOOLEAN: "1",
    Kind.REFERENCE: "1",
    Kind.PRICE: "8.5",
}
_BY_NAME = {
    "backcover_message": "Just for you!",
    "cover_message": "Just for you!",
    "custom": "christmas",
    "id_custom": "1",
    "id_order_partner": "ORDER99421",
    "id_product": "4",
    "message": "Happy birthday",
    "name": "My cat",
    "order_state": "0",
    "position": "1",
    "preview_url": PICTURE,
    "public": "0",
    "shipping_address_1": "12 rue du stade",
    "shipping_address_2": "Bat A1",
    "shipping_city": "Paris",
    "shipping_company": "My worldwide company",
    "shipping_country": "France",
    "shipping_email": "jean.dupond@example.com",
    "shipping_firstname": "Jean",
    "shipping_name": "Dupond",
    "shipping_zipcode": "75001",
    "tag": "cat,animal",
    "template": "1",
    "text": "Anna's birthday",
    "title": "My first album",
}
_FORBIDDEN = {"errors": {"api_key": "this HTTP header is missing or not valid"}}


def examples(errors_401_or_403: str) -> dict[str, Mapping[str, Any]]:
    """Return the bodies of all operations, as `add_examples` takes them.

    Parameters
    ----------
    errors_401_or_403
        The status that bad credentials are answered with.
    """
    refused = {errors_401_or_403: _FORBIDDEN}
    return {
        call: {**refused, **bodies}
        for resource in RESOURCES.values()
        for call, bodies in _calls(resource)
    }


def _calls(resource: Resource) -> Iterator[tuple[str, dict[str, Any]]]:
    one, many = f"/{resource.name}/{{id}}", f"/{resource.name}"
    shown = answer(resource)
    bad = {"errors": _fault(resource)}
    gone = {"errors": {"id": f"{resource.name} '1' was not found"}}
    yield (
        f"GET {many}",
        {"200": [shown], "400": {"errors": {"limit": "must be a whole number, not 'x'"}}},
    )
    yield f"POST {many}", {"request": request(resource, "post"), "201": shown, "400": bad}
    yield f"GET {one}", {"200": shown, "404": gone}
    changed = {"request": request(resource, "put"), "200": shown, "400": bad, "404": gone}
    yield f"PUT {one}", changed
    if resource.deletable:
        yield f"DELETE {one}", {"404": gone}


def request(resource: Resource, write: Write) -> dict[str, str]:
    """Return an example of the body of a POST or PUT."""
    return {
        field.name: _value(field)
        for field in resource.fields
        if field.need(write) is not Need.UNDOCUMENTED and not _is_the_other(field)
    }


def answer(resource: Resource) -> dict[str, str]:
    """Return an example of an answer: all fields, all of them text."""
    sent = request(resource, "post") | request(resource, "put")
    shown = {field.name: sent.get(field.name, field.default) for field in resource.fields}
    if "preview_url" in shown:
        shown |= {"image": _STORED, "preview_url": PICTURE}
    return {resource.id_field: "1", **shown, "date_creation": _CREATED}


def _fault(resource: Resource) -> dict[str, str]:
    for field in resource.fields:
        if Need.MANDATORY in field.needs:
            return {field.name: "is mandatory"}
    return {"logo_url": "must be an http or https URL, not 'y'"}


def _is_the_other(field: Field) -> bool:
    # Of a picture given as image_url_n or as pic_url_n, the example has the first.
    return field.name.startswith("pic_url")


def _value(field: Field) -> str:
    if field.kind is Kind.CHOICE:
        return field.choices[0]
    name = field.name.rstrip("0123456789").rstrip("_")
    return _BY_NAME.get(field.name) or _BY_NAME.get(name) or BY_KIND[field.kind]
