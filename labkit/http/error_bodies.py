"""Reading the error bodies of labs' answers, in the common shapes.

Documents are silent about most errors, so whatever comes is read as far as it goes: text, a list
of texts, ``{field: text}``, or objects that name field and message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labkit.errors import Problem
from labkit.http.messages import ErrorBody

if TYPE_CHECKING:
    from labkit.http.messages import Answer

_SUCCESS = range(200, 300)
_UNAUTHORIZED = 401
# Error bodies are short; a catalog is not decoded a second time to look for errors in it.
_LONGEST_ERROR = 100_000
_LONGEST_TEXT = 300
_DEEPEST = 20


@dataclass(frozen=True)
class ErrorReader:
    """The members of a lab's answers that hold errors; the first that is present is used.

    Attributes
    ----------
    errors
        The members that hold errors. A 2xx with one of them is no success.
    fields, messages
        The members of one error, or of the answer itself, that name its field and say why.
    refusals
        The statuses with which the lab's document refuses, each with one of ``errors``; None
        where it does not say.
    """

    errors: tuple[str, ...] = ("errors", "error")
    fields: tuple[str, ...] = ("field", "parameter", "param", "name")
    messages: tuple[str, ...] = ("message", "error", "description", "detail", "msg")
    refusals: frozenset[int] | None = None

    def __call__(self, answer: Answer) -> ErrorBody | None:
        """Return what the lab says is wrong; None where the answer is a success."""
        success = answer.status in _SUCCESS
        if success and (len(answer.body) > _LONGEST_ERROR or answer.body[:1] == b"["):
            return None
        data = answer.json_or_none()
        errors = self._listed(data)
        if success and not errors:
            return None
        problems = tuple(map(self._problem, errors))
        message = self._message(answer, data, problems)
        documented = None
        if self.refusals is not None:
            documented = bool(errors) and answer.status in self.refusals
        return ErrorBody(message, problems, answer.status == _UNAUTHORIZED, documented)

    def _listed(self, data: object) -> list[Any]:
        if not isinstance(data, dict):
            return []
        errors: Any = next((data[name] for name in self.errors if data.get(name)), [])
        if isinstance(errors, list):
            return errors
        if isinstance(errors, dict) and not any(name in errors for name in self.messages):
            return [
                {self.fields[0]: field, self.messages[0]: message}
                for field, message in errors.items()
            ]
        return [errors]

    def _problem(self, error: object) -> Problem:
        if not isinstance(error, dict):
            return Problem("", _text(error))
        return Problem(_first(error, self.fields), _first(error, self.messages) or "refused")

    def _message(self, answer: Answer, data: object, problems: tuple[Problem, ...]) -> str:
        if problems:
            return "; ".join(f"{p.field}: {p.message}" if p.field else p.message for p in problems)
        if isinstance(data, dict) and _first(data, self.messages):
            return _first(data, self.messages)
        # Not the shape of an error: the beginning of what came is better than nothing.
        return " ".join(answer.body[:_LONGEST_TEXT].decode("utf-8", "replace").split())


def _first(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return _text(next((body[name] for name in names if body.get(name)), ""))


def _text(message: object, depth: int = 0) -> str:
    if depth > _DEEPEST:
        return "…"
    if isinstance(message, list):
        return ", ".join(_text(item, depth + 1) for item in message)[:_LONGEST_TEXT]
    if isinstance(message, dict):
        parts = (f"{name}: {_text(item, depth + 1)}" for name, item in message.items())
        return "; ".join(parts)[:_LONGEST_TEXT]
    return str(message)[:_LONGEST_TEXT]
