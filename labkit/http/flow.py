"""Flows: several calls as a generator that yields steps and receives answers.

A lab's module writes its flow without any I/O::

    def submit(order, service):
        answer = yield Step(Call("POST", "/orders", json={...}))
        ...
        answer = yield Step(Call("POST", f"/orders/{number}/close"), commits=True)
        return Outcome(lab_order_id=str(number), lab_state="confirmed", raw=answer.json())

The one driver here sends each call once. An answer that is lost, or a refusal, is thrown into the
generator where it stands: the flow decides, by the lab's own rules, what that means.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from labkit.errors import (
    AnswerError,
    DeadlineError,
    HttpError,
    LabkitError,
    LabModuleError,
    RedirectError,
    RefusedError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
    UnknownOutcomeError,
    UnreachableError,
)
from labkit.http.messages import Answer, Call

if TYPE_CHECKING:
    from labkit.http.client import Client

T = TypeVar("T")
Flow = Generator["Step", Answer, T]


@dataclass(frozen=True)
class Step:
    """One call of a flow.

    Attributes
    ----------
    call
        What is sent.
    commits
        Whether this call places the order, or changes one that is placed: from the moment it
        leaves, the outcome is unknown until an answer proves it. A refusal counts only in the
        form that the lab's document shows (``ErrorBody.documented``); of any other the answer is
        as good as lost.
    remember
        What the journal records with the order before the call is sent (a draft's number, say).
    part
        Which part of the order the call's body is, where it is not the whole: ``"lines[1]"``.
        What the lab refuses of it is then named with its whole path.
    """

    call: Call
    commits: bool = False
    remember: dict[str, Any] = field(default_factory=dict)
    part: str = ""


class LostAnswerError(UnknownOutcomeError):
    """Thrown into a flow where the answer to a write was lost: it may have been carried out."""


# What leaves open whether a write was carried out.
_LOST = (UnreachableError, DeadlineError, ServerError, AnswerError, TooLargeError, RedirectError)
# What a flow raises that takes an answer for something it is not.
_MISREAD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def nothing(_step: Step) -> None:
    """Write nothing down before a call leaves."""


def run(flow: Flow[T], client: Client, before: Callable[[Step], None] = nothing) -> T:
    """Run a flow to its end and return what it returns.

    Parameters
    ----------
    flow
        The generator.
    client
        Sends the calls.
    before
        Called before each call leaves: the journal writes down what is about to happen.

    Raises
    ------
    LabkitError
        Whatever the flow does not handle.
    """
    answer: Answer | None = None
    try:
        step = next(flow)
        while True:
            before(step)
            reads = not step.commits and client.is_read(step.call)
            try:
                answer = client.read(step.call) if reads else client.send(step.call)
            except _LOST as error:
                step = flow.throw(error if reads else _lost(step, error))
            except (RefusedError, UnauthorizedError) as error:
                proven = error.documented or not step.commits
                step = flow.throw(_with_full_path(step, error) if proven else _lost(step, error))
            except Exception as error:  # noqa: BLE001 - the flow decides what it means
                step = flow.throw(error)
            else:
                step = flow.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result
    except LabkitError:  # some of them are ValueErrors too
        raise
    except _MISREAD as error:
        raise _misread(answer, client, error) from error


def _misread(answer: Answer | None, client: Client, error: Exception) -> LabkitError:
    words = f"({type(error).__name__}: {str(error)[:200]})"
    if answer is not None:
        return answer.unlike(f"the answer could not be understood {words}")
    return LabModuleError(
        f"its orders cannot be written out {words}",
        lab=client.spec.name,
        hint="please report it: the order was not sent",
    )


def _with_full_path(step: Step, error: HttpError) -> HttpError:
    # The lab names a field of the body it was sent; the order's path includes the part.
    if step.part and isinstance(error, RefusedError):
        error.problems = tuple(
            replace(problem, field=".".join(filter(None, (step.part, problem.field))))
            for problem in error.problems
        )
    return error


def _what(error: HttpError) -> str:
    return "was lost" if error.answer is None else "proves nothing"


def _lost(step: Step, error: HttpError) -> LabkitError:
    if not error.sent:
        return error
    lost = LostAnswerError(
        f"the answer to {step.call.method} {step.call.path} {_what(error)}",
        lab=error.lab,
        call=f"{step.call.method} {step.call.path}",
        hint=str(error),
    )
    lost.answer = error.answer
    lost.__cause__ = error
    return lost
