"""Turning failed calls into labkit's errors, with the lab, the call and a hint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import requests
import urllib3

from labkit.errors import (
    DeadlineError,
    HttpError,
    LabkitError,
    RedirectError,
    RefusedError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
    UnreachableError,
)
from labkit.http.exchange import OverdueError
from labkit.http.messages import redacted
from labkit.http.retry_after import BUSY, in_words, retry_after
from labkit.http.transport import OversizeError

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.http.messages import Answer, Call, ErrorBody
    from labkit.lab_api.spec import LabSpec

_LONGEST = 300
_CONFLICT = 409
# What may be answered after the work is done refuses nothing; who is busy neither.
_REFUSALS = frozenset(range(400, 500)) - BUSY - {_CONFLICT}


def raised(error: requests.RequestException, spec: LabSpec, call: Call, address: str) -> HttpError:
    """Return labkit's error for what requests raised."""
    context: dict[str, Any] = {"lab": spec.name, "call": f"{call.method} {call.path}"}
    if isinstance(error, OverdueError):
        return DeadlineError(str(error), hint=f"{address} is slow or stuck", **context)
    if isinstance(error, OversizeError):
        return TooLargeError(str(error), hint=f"check what {address} serves", **context)
    if isinstance(error, requests.Timeout):
        hint = f"is {address} reachable from here?"
        late = DeadlineError("no connection in time", hint=hint, **context)
        late.sent = not isinstance(error, requests.ConnectTimeout)
        return late
    unreachable = UnreachableError(
        f"the connection failed ({_reason(error)})",
        hint=f"is {address} the right address, and is it running?",
        **context,
    )
    unreachable.sent = not _never_connected(error)
    return unreachable


def check(answer: Answer, spec: LabSpec, wire: ModuleType) -> None:
    """Raise what an answer says is wrong, in the lab's own words; pass a success.

    A server may repeat the key it was sent: its secrets are redacted from its messages.

    Raises
    ------
    RedirectError, UnauthorizedError, ServerError, RefusedError
    """
    status = answer.status
    context: dict[str, Any] = {
        "lab": spec.name,
        "call": f"{answer.call.method} {answer.call.path}",
        "status": status,
    }
    if 300 <= status < 400:  # noqa: PLR2004 - the redirects of HTTP
        hint = "labkit follows none: credentials stay at one address; check base_url"
        raise RedirectError(f"the answer is a redirect ({status})", hint=hint, **context)
    error = wire.read_error(answer)
    if error is None:
        return
    error = _without(error, answer.secrets)
    failure = _failure(error, answer, spec, context)
    failure.documented = _refuses(error, status)
    failure.answer = answer.kept
    raise failure


def without_answer(error: LabkitError) -> LabkitError:
    """Return the error of a log-in without its answer, which may hold a token."""
    error.answer = error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _refuses(error: ErrorBody, status: int) -> bool:
    if error.documented is not None:
        return error.documented
    # A conflict may mean that it is there already; one that names a field means the field.
    named = any(problem.field for problem in error.problems)
    return status in _REFUSALS or (status == _CONFLICT and named)


def _failure(
    error: ErrorBody, answer: Answer, spec: LabSpec, context: Mapping[str, Any]
) -> HttpError:
    status = answer.status
    if error.unauthorized:
        hint = f"check {', '.join(spec.credentials)}"
        return UnauthorizedError("the lab does not accept the credentials", hint=hint, **context)
    if status in BUSY and error.documented is not True:
        return _busy(error, answer, context)
    if status >= 500:  # noqa: PLR2004 - the failures of HTTP
        message = f"the lab failed ({status}{_detail(error.message)})"
        return ServerError(message, hint="try again later", **context)
    message = error.message or "; ".join(f"{p.field}: {p.message}" for p in error.problems)
    message = f"the lab refuses this ({status}{_detail(message)})"
    hint = "correct what it names, then send it anew; nothing was placed"
    if answer.call.method == "GET":
        hint = "check what was asked for, and that the address is the lab's API"
    return RefusedError(message, problems=error.problems, hint=hint, **context)


def _busy(error: ErrorBody, answer: Answer, context: Mapping[str, Any]) -> ServerError:
    wait = retry_after(answer.headers)
    asks = f", asks to come again in {in_words(wait)}" if wait else ""
    message = f"the lab is busy{asks} ({answer.status}{_detail(error.message)})"
    return ServerError(message, hint="try again later", **context)


def _without(error: ErrorBody, secrets: Collection[str]) -> ErrorBody:
    problems = (
        replace(
            problem,
            field=redacted(problem.field, secrets),
            message=redacted(problem.message, secrets),
        )
        for problem in error.problems
    )
    return replace(error, message=redacted(error.message, secrets), problems=tuple(problems))


def _detail(message: str) -> str:
    return f": {message[:_LONGEST]}" if message else ""


def _never_connected(error: BaseException) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _reason(error: BaseException) -> str:
    # The text of requests' errors repeats the URL and objects' addresses; the innermost cause says
    # what happened.
    inner: BaseException = error
    for _ in range(5):
        following = inner.__cause__ or inner.__context__ or getattr(inner, "reason", None)
        if not isinstance(following, BaseException):
            break
        inner = following
    return f"{type(inner).__name__}: {inner}"[:200] if inner is not error else type(error).__name__
