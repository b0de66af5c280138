"""The OpenAPI document the emulator serves.

Paths and examples are those of ``openapi.json``; the schemas are made from the declarations that
requests are checked with. The examples are document 003's samples, corrected to valid JSON. Two
things differ: the sample order's shipping is 575 cents, a price that is in no catalog, and the
answer to a test has zeros for all totals, so the answer to an order that is not a test is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from labkit.providers.profotonet.sandbox import response_models
from labkit.providers.profotonet.sandbox.request_models import ORDER, REPRINT
from labkit.sandbox.links import add_links

_LINKS = {"POST /order": {"GET /order": {"referenceId": "$request.body#/referenceId"}}}
_DOCUMENT = Path(__file__).with_name("openapi.json")


class _Untitled(GenerateJsonSchema):
    """Schemas without the titles pydantic makes of names ("Productid")."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - as pydantic has it
        return False


def document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API under the default readings."""
    described: dict[str, Any] = orjson.loads(_DOCUMENT.read_bytes())
    described["components"]["schemas"] = _schemas()
    add_links(described, _LINKS)
    return described


def _schemas() -> dict[str, Any]:
    answers = {
        name: TypeAdapter(getattr(response_models, name)) for name in response_models.__all__
    }
    adapters: dict[str, TypeAdapter[Any]] = {"OrderBody": ORDER, "ReprintBody": REPRINT, **answers}
    _, schema = TypeAdapter.json_schemas(
        [(name, "validation", adapter) for name, adapter in adapters.items()],
        ref_template="#/components/schemas/{model}",
        schema_generator=_Untitled,
    )
    definitions: dict[str, Any] = schema["$defs"]
    return definitions
