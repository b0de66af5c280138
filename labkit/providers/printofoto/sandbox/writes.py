"""Validation of all fields of a POST or PUT, so that a refusal names each invalid one.

Source: the document, "Parameters" of each POST and PUT, and their "400 - One of the input
parameters was invalid or missing, error message should indicate which one and why".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit.providers.printofoto.sandbox import pictures
from labkit.providers.printofoto.sandbox.country_names import check_country
from labkit.providers.printofoto.sandbox.model import Field, Kind, Need, Resource
from labkit.providers.printofoto.sandbox.values import is_missing, read
from labkit.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.state_store import Document

LOGO_WIDTH, LOGO_HEIGHT = 800, 400


def read_fields(
    context: EmulatorContext,
    resource: Resource,
    sent: Mapping[str, Any],
    *,
    before: Document | None = None,
) -> dict[str, str]:
    """Return the fields of a resource after a write.

    Parameters
    ----------
    sent
        The request's parameters.
    before
        The resource as it is, for PUT; None for POST.

    Raises
    ------
    Refusal
        400, naming each missing or invalid field.
    """
    errors = _unknown(resource, sent, before)
    values: dict[str, str] = {}
    for field in resource.fields:
        try:
            values[field.name] = _value(context, field, sent, before)
        except ValueError as error:
            errors[field.name] = str(error)
    errors.update(_check_alternatives(context, resource, sent))
    if errors:
        raise Refusal(400, errors)
    return values


def _unknown(
    resource: Resource, sent: Mapping[str, Any], before: Document | None
) -> dict[str, str]:
    known = resource.readable
    errors = {
        name[:60]: f"is not a parameter of {resource.name}" for name in sent if name not in known
    }
    given = sent.get(resource.id_field)
    if before is not None and not is_missing(given) and str(given) != str(before.id):
        errors[resource.id_field] = f"is not the {before.id} of the URL"
    return errors


def _value(
    context: EmulatorContext, field: Field, sent: Mapping[str, Any], before: Document | None
) -> str:
    need = field.need("post" if before is None else "put")
    taken = need is not Need.UNDOCUMENTED or (
        field.single_write and context.readings["undocumented_fields"] == "accept"
    )
    if not taken or field.name not in sent:
        if need is Need.MANDATORY:
            raise ValueError("is mandatory")
        return _unsent(context, field, before)
    raw = sent[field.name]
    if is_missing(raw):
        if need is Need.MANDATORY:
            raise ValueError("is mandatory and must not be empty")
        return _unsent(context, field, before) if field.kept_if_empty else field.default
    return _read(context, field, raw, before)


def _unsent(context: EmulatorContext, field: Field, before: Document | None) -> str:
    """Return the value of a field that is not sent, or ignored."""
    # A polaroid's two pictures are one value: setting one clears the other.
    clears = field.kind is not Kind.SET_BY_LAB and context.readings["unsent_fields"] == "clear"
    if before is None or field.alternative or (clears and not field.kept_if_empty):
        return field.default
    return str(before.body[field.name])


def _read(context: EmulatorContext, field: Field, raw: object, before: Document | None) -> str:
    if field.kind is Kind.PICTURE:
        # The URL of its present picture changes nothing.
        held = (
            pictures.stored_name(context, raw)
            if isinstance(raw, str) and before is not None
            else None
        )
        same = before is not None and held == before.body[field.name]
        return held if held is not None and same else pictures.store(context, raw)
    value = read(field, raw)
    if field.name == "shipping_country":
        check_country(value, context.readings["country_name"])
    if value in field.lab_only:
        raise ValueError(f"{value} is set by the lab itself")
    if field.kind is Kind.URL:
        _check_picture(context, field, value)
    is_month = field.kind is Kind.MONTH and len(value) == len("YYYY-MM")
    if is_month and context.readings["start_date"] == "full":
        return f"{value}-01"
    return value


def _check_picture(context: EmulatorContext, field: Field, url: str) -> None:
    name = pictures.stored_name(context, url)
    if name is None:
        if context.readings["picture_urls"] == "own":
            raise ValueError("must be the preview_url of an image resource")
        return
    if not pictures.exists(context, name):
        raise ValueError("there is no picture at this URL")
    size = pictures.size_of(context, name) if field.logo else None
    if size and (size[0] > LOGO_WIDTH or size[1] > LOGO_HEIGHT):
        limit = f"{LOGO_WIDTH}x{LOGO_HEIGHT}"
        raise ValueError(f"is {size[0]}x{size[1]} px, a logo may have at most {limit} px")


def _check_alternatives(
    context: EmulatorContext, resource: Resource, sent: Mapping[str, Any]
) -> dict[str, str]:
    """Check the pairs of fields of which exactly one has to be given."""
    errors: dict[str, str] = {}
    for field in resource.fields:
        if not field.alternative:
            continue
        given, other = (not is_missing(sent.get(name)) for name in (field.name, field.alternative))
        if not given and not other:
            errors[field.name] = f"is mandatory if there is no {field.alternative}"
        if given and other and context.readings["polaroid_pictures"] == "refuse":
            errors[field.name] = f"must not be given together with {field.alternative}"
    return errors
