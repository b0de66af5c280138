"""How the emulator refuses: the problems of a request, and the documented form of an error.

Source: document 003, "Response error" and "Resultcodes".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Problem", "RefusalError", "any_error", "error_answer", "error_body", "status_code"]

# Notes, 12: "400 Invalid parameters" and "422 Incorrect parameters" overlap. Read apart, 400 is a
# field that is wrong by itself and 422 one that does not fit the catalog or the other fields.
_CODES: dict[str, dict[int, int]] = {
    "split": {},
    "always-400": {422: 400},
    "always-422": {400: 422},
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field of a request: ``Problem("entries[1].file.md5", "…")``."""

    field: str
    message: str


class RefusalError(Exception):
    """A request the lab refuses.

    Parameters
    ----------
    status
        The documented status code: 400, 401, 403, 404, 409 or 422.
    problems
        At least one; each names its field.
    order
        ``orderId`` and ``status`` of the order it is about, as far as there are any.
    """

    def __init__(
        self, status: int, problems: Sequence[Problem], order: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status}: {', '.join(problem.field for problem in problems)}")
        self.status = status
        self.problems = tuple(problems)
        self.order = dict(order or {})


def error_body(refusal: RefusalError, reading: str) -> dict[str, Any]:
    """Return the body of an error.

    Parameters
    ----------
    refusal
        What is refused.
    reading
        Switch error_body. The document's table names ``errors`` twice, the second time as "the
        orderid assigned to the order", and then ``status``; its sample has the list alone.
        ``"list"`` is the sample; ``"with-order"`` adds both if there is an order.
    """
    errors = [{"field": each.field, "message": each.message} for each in refusal.problems]
    return {"errors": errors} | (refusal.order if reading == "with-order" else {})


def status_code(refusal: RefusalError, reading: str) -> int:
    """Return the HTTP status of an error under switch error_codes."""
    return _CODES[reading].get(refusal.status, refusal.status)


def error_answer(field: str, message: str) -> dict[str, Any]:
    """Return the body of an error with one field."""
    return {"errors": [{"field": field, "message": message}]}


def any_error(status: int) -> dict[str, Any]:
    """Return the body of an error that only has a status code."""
    words = "Internal server error" if status == 500 else f"Error {status}"  # noqa: PLR2004 - the document's code
    return error_answer("request", words)
