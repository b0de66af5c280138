"""Refusals of an emulator: one exception, and the lab's form of error for all of them.

A lab's emulator raises `Refusal` wherever its document refuses something, and names one function
that writes any refusal the way the document does (`ErrorForm`). `answer_errors` applies it,
also for what FastAPI refuses: an unknown path, a parameter of a wrong type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http.client import responses
from typing import TYPE_CHECKING, Any, NamedTuple

from labkit.sandbox.photo_store import DownloadFailedError
from labkit.sandbox.readings import Readings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

    from labkit.sandbox.emulator import EmulatorContext
    from labkit.sandbox.photo_store import Photo

_NOT_ALLOWED = 405


class Fault(NamedTuple):
    """What is wrong with one field of a request; the field is "" where it is the whole call."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class Faults(list[Fault]):
    """Faults collected by checks."""

    def add(self, field: str, message: str) -> None:
        """Add the fault of one field."""
        self.append(Fault(field, message))


class Refusal(Exception):  # noqa: N818 - it is an answer, not a failure of the sandbox
    """A call is refused.

    Parameters
    ----------
    status
        The status code.
    faults
        What is wrong: a sentence, field → what is wrong with it, or pairs of the two.
    **more
        Anything else the lab's form of error needs (the order concerned).
    """

    def __init__(
        self,
        status: int,
        faults: str | Mapping[str, str] | Iterable[tuple[str, str]] = (),
        **more: Any,  # noqa: ANN401 - the lab's own
    ) -> None:
        self.status = status
        self.faults = tuple(_read(faults))
        self.more = more
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """All faults as one text: ``"copies: must be at least 1; sku: is missing"``."""
        return "; ".join(map(str, self.faults))

    @property
    def fields(self) -> dict[str, list[str]]:
        """The faults by field."""
        found: dict[str, list[str]] = {}
        for fault in self.faults:
            found.setdefault(fault.field, []).append(fault.message)
        return found


# A lab's form of error: the status and the JSON body of a refusal, under the switches' readings.
ErrorForm = Callable[[Refusal, Mapping[str, str]], tuple[int, Any]]
# The refusal of an unknown path or method.
NoSuchCall = Callable[["Request", int, str], Refusal]


def status_refusal(status: int) -> Refusal:
    """Return a refusal that only has a status code."""
    return Refusal(status, responses.get(status, f"Status {status}"))


def no_such_call(request: Request, status: int, words: str) -> Refusal:  # noqa: ARG001 - as NoSuchCall
    """Refuse an unknown path or method."""
    field = "method" if status == _NOT_ALLOWED else "path"
    return Refusal(status, {field: f"there is no {request.method} of this path"})


def error_body(
    form: ErrorForm, readings: Mapping[str, tuple[str, ...]] | None = None
) -> Callable[[int], Any]:
    """Return an `Emulator.error`: a function from a status to the lab's error body.

    Parameters
    ----------
    form
        The lab's form of error.
    readings
        The emulator's switches, at their defaults.
    """
    defaults = Readings(readings or {})
    return lambda status: form(status_refusal(status), defaults)[1]


def answer_errors(
    app: FastAPI,
    context: EmulatorContext,
    form: ErrorForm,
    *,
    missing: NoSuchCall = no_such_call,
    bad_parameter: int = 422,
) -> None:
    """Answer every refusal of an application in the lab's form of error.

    Parameters
    ----------
    app, context
        The lab's application and its context.
    form
        The lab's form of error.
    missing
        Returns the refusal of an unknown path or method.
    bad_parameter
        The status of a parameter that is missing or of a wrong type.
    """
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    from labkit.sandbox.json_response import answer

    async def refused(request: Request, error: Exception) -> Response:
        status, body = form(_refusal(request, error, missing, bad_parameter), context.readings)
        response = answer(body, status)
        response.headers.update(getattr(error, "headers", None) or {})
        return response

    for kind in (Refusal, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, refused)


def fetch_photo(
    context: EmulatorContext, url: str, field: str, *, status: int = 422
) -> Photo | None:
    """Return the photo a URL points to; None for a URL outside the photo store.

    Raises
    ------
    Refusal
        If it is missing in the photo store, or a fault switch is on.
    """
    try:
        return context.photos.fetch(url)
    except DownloadFailedError:
        raise Refusal(status, {field: "the file could not be downloaded"}) from None


def _read(faults: str | Mapping[str, str] | Iterable[tuple[str, str]]) -> list[Fault]:
    if isinstance(faults, str):
        return [Fault("", faults)] if faults else []
    pairs = faults.items() if isinstance(faults, Mapping) else faults
    return [Fault(field, message) for field, message in pairs]


def _refusal(request: Request, error: Exception, missing: NoSuchCall, parameter: int) -> Refusal:
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    if isinstance(error, Refusal):
        return error
    if isinstance(error, HTTPException):
        return missing(request, error.status_code, str(error.detail))
    if isinstance(error, RequestValidationError):
        faults = [(str(fault["loc"][-1]), _plain(fault)) for fault in error.errors()]
        return Refusal(parameter, faults)
    return status_refusal(500)


def _plain(fault: Mapping[str, Any]) -> str:
    return "is missing" if fault["type"] == "missing" else str(fault["msg"])
