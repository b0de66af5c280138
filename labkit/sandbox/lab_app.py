"""The application of a lab's emulator: its context, strictly parsed bodies, its error form.

An emulator's ``app`` module names its routes and calls `lab_app`; a route takes what it needs as
parameters of the types here::

    @router.post("/orders", openapi_extra=json_body(NewOrder), responses=says(Order, 422))
    def create(context: Context, body: JsonBody) -> Response:
        order = body.read(NewOrder)
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, FastAPI
from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request

from labkit.sandbox import schemas
from labkit.sandbox.emulator import EmulatorContext
from labkit.sandbox.json_response import MEDIA_TYPE
from labkit.sandbox.json_wire import explain, parse_body, read_body
from labkit.sandbox.links import Links
from labkit.sandbox.refusals import ErrorForm, Refusal, answer_errors

_Model = TypeVar("_Model")
_LONGEST_NUMBER = 18


def lab_app(  # noqa: PLR0913 - one call describes a whole application
    context: EmulatorContext,
    *,
    title: str,
    form: ErrorForm,
    routers: Sequence[APIRouter] = (),
    models: Sequence[Any] = (),
    examples: Mapping[str, Mapping[str, Any]] | None = None,
    links: Links | None = None,
    **errors: Any,  # noqa: ANN401 - see answer_errors
) -> FastAPI:
    """Make a lab's application, with its OpenAPI document.

    Parameters
    ----------
    context
        What the sandbox provides to the emulator; routes take it as `Context`.
    title
        The lab's name.
    form
        The lab's form of error.
    routers
        Its routes.
    models
        The models of `JsonBody` bodies, for the document.
    examples
        Example bodies, as `add_examples` takes them.
    links
        Which calls can follow which, as `add_links` takes them.
    **errors
        ``missing=``, ``bad_parameter=`` of `labkit.sandbox.refusals.answer_errors`.
    """
    app = FastAPI(
        title=f"{title} (labkit's sandbox)",
        description=f"Made from {title}'s API document; the lab has not seen it. The schemas show "
        "the sandbox's default readings.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.context = context
    for router in routers:
        app.include_router(router)
    answer_errors(app, context, form, **errors)
    schemas.complete(app, models, examples or {}, links or {})
    return app


def _context(request: Request) -> EmulatorContext:
    context: EmulatorContext = request.app.state.context
    return context


Context = Annotated[EmulatorContext, Depends(_context)]


class Body:
    """A request's JSON body, not parsed yet."""

    def __init__(self, raw: bytes, content_type: str) -> None:
        self._raw = raw
        self._content_type = content_type

    def as_json(self) -> "Body":
        """Return it as if its content type were that of JSON."""
        return Body(self._raw, MEDIA_TYPE)

    def json(self, *, empty: dict[str, Any] | None = None) -> object:
        """Parse it as strict JSON; `empty` is what an empty body is read as.

        Raises
        ------
        BodyError
            If it is not JSON, or has another content type.
        """
        return parse_body(self._raw, self._content_type, empty=empty)

    def read(
        self,
        model: type[_Model],
        *,
        empty: dict[str, Any] | None = None,
        context: Any = None,  # noqa: ANN401 - as pydantic has it
        status: int = 422,
    ) -> _Model:
        """Validate it by a model.

        Raises
        ------
        Refusal
            If it is not JSON, or with this status for invalid fields, each named.
        """
        given = self.json(empty=empty)
        try:
            return TypeAdapter(model).validate_python(given, context=context)
        except ValidationError as error:
            raise Refusal(status, explain(error)) from None


async def _body(request: Request) -> Body:
    return Body(await read_body(request), request.headers.get("content-type", ""))


JsonBody = Annotated[Body, Depends(_body)]


def wrong_headers(request: Request, right: Mapping[str, str]) -> list[str]:
    """Return the headers that are missing or wrong.

    Names are looked up in the raw headers: an underscore in one is legal. Values are compared
    in constant time.
    """
    sent = {name.lower(): value for name, value in request.headers.raw}
    return [
        name
        for name, value in right.items()
        if not secrets.compare_digest(sent.get(name.lower().encode(), b""), value.encode())
    ]


def whole_number(field: str, status: int) -> Callable[[object], int]:
    """Return a reader of a whole number in a path or query, for pydantic's ``BeforeValidator``.

    It refuses anything else with `status`, and with 404 what is longer than any id.
    """

    def read(value: object) -> int:
        digits = str(value)
        if not (digits.isascii() and digits.isdecimal()):
            raise Refusal(status, {field: "must be a whole number"})
        if len(digits) > _LONGEST_NUMBER:
            raise Refusal(404, {field: "there is no id as long as this"})
        return int(digits)

    return read
