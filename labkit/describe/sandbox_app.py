"""The application of a described emulator: FastAPI's routes from `Route`, with whole examples."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import APIKeyHeader
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from labkit.describe.described import Described
from labkit.describe.document import model_of
from labkit.describe.routes import Given, Route
from labkit.sandbox.emulator import EmulatorContext
from labkit.sandbox.json_response import answer
from labkit.sandbox.lab_app import JsonBody, lab_app, wrong_headers
from labkit.sandbox.readings import Readings
from labkit.sandbox.refusals import Refusal
from labkit.sandbox.schemas import MEDIA_TYPE, Schema, json_body

_MEANING: dict[int | str, str] = {
    400: "The request cannot be read",
    401: "The credentials are missing or wrong",
    404: "There is nothing of this id",
    409: "It cannot be done as things are",
    415: "The body is not said to be JSON",
    422: "Fields are at fault",
    "4XX": "Anything else that is wrong with the call",
}


def build_app(described: Described, context: EmulatorContext) -> FastAPI:
    """Make a described lab's application for one sandbox."""
    admit = [Depends(_admit(described, context))]
    keys = [Depends(APIKeyHeader(name=name, auto_error=False)) for name in described.headers]
    router = APIRouter(dependencies=[*keys, *admit])
    models: list[type[BaseModel]] = []
    for route in described.routes:
        _add(router, described, route, models)
    return lab_app(
        context, title=described.title, form=described.form, routers=[router], models=models
    )


def _admit(described: Described, context: EmulatorContext) -> Callable[[Request], None]:
    right = {name: text.format_map(context.credentials) for name, text in described.headers.items()}

    def admit(request: Request) -> None:
        wrong = wrong_headers(request, right)
        if wrong:
            raise Refusal(401, dict.fromkeys(wrong, "is missing or not valid"))

    return admit


def _add(
    router: APIRouter, described: Described, route: Route, models: list[type[BaseModel]]
) -> None:
    method, path = route.call.split()
    name = re.sub(r"\W+", "_", f"{method}_{path}").strip("_")
    model = model_of(name, route.body, strict=True) if route.body else None
    if model is not None:
        models.append(model)
    extra = json_body(model) if model else {}
    extra["parameters"] = [
        *(_parameter(each, "path") for each in re.findall(r"{(\w+)}", path)),
        *(_parameter(each, "query") for each in route.query),
    ]
    router.add_api_route(
        path,
        _endpoint(route, model),
        methods=[method],
        summary=route.summary or route.call,
        status_code=route.status,
        responses=_responses(described, route),
        openapi_extra=extra,
        operation_id=name,
    )


def _endpoint(
    route: Route, model: type[BaseModel] | None
) -> Callable[[Request, JsonBody], Awaitable[Response]]:
    async def endpoint(request: Request, body: JsonBody) -> Response:
        context: EmulatorContext = request.app.state.context
        read = None
        if model is not None:
            read = body.read(model).model_dump(mode="json", exclude_unset=True)
        given = Given(request.path_params, dict(request.query_params), read)
        return answer(await run_in_threadpool(route.answer, context, given), route.status)

    return endpoint


def _parameter(name: str, place: str) -> dict[str, Any]:
    required = place == "path"
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


def _responses(described: Described, route: Route) -> dict[int | str, Any]:
    defaults = Readings(described.readings)
    found: dict[int | str, Any] = {route.status: _body("Success.", route.shows)}
    statuses: list[int | str] = [401, *route.errors, "4XX"]
    for status in statuses:
        refusal = Refusal(int(str(status)[0]) * 100, {"field": "is wrong"})
        found[status] = _body(_MEANING[status], described.form(refusal, defaults)[1])
    return found


def _body(meaning: str, shown: object) -> Schema:
    return {
        "description": meaning,
        "content": {MEDIA_TYPE: {"schema": schema_like([shown]), "example": shown}},
    }


def schema_like(values: Sequence[Any]) -> Schema:
    """Return the schema of some values, as far as they tell.

    An object's members are required where all of them have it; where kinds differ, nothing is
    said.
    """
    kinds = {_KINDS.get(type(value), "") for value in values}
    if kinds == {"object"}:
        names = list(dict.fromkeys(name for value in values for name in value))
        parts = {name: [value[name] for value in values if name in value] for name in names}
        return {
            "type": "object",
            "properties": {name: schema_like(part) for name, part in parts.items()},
            "required": [name for name, part in parts.items() if len(part) == len(values)],
        }
    if kinds == {"array"}:
        inside = [item for value in values for item in value]
        return {"type": "array", "items": schema_like(inside) if inside else {}}
    return {"type": kinds.pop()} if len(kinds) == 1 and kinds != {""} else {}


_KINDS = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
}
