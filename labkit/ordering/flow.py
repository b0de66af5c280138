"""Flows: an order's calls as a generator that yields steps and receives answers.

A lab's ``orders`` module writes its flow without any I/O::

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
    RedirectError,
    RefusedError,
    ServerError,
    TooLargeError,
    UnknownOutcomeError,
    UnreachableError,
)
from labkit.http.messages import Answer, Call

if TYPE_CHECKING:
    from decimal import Decimal

    from labkit.http import Client

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
        Whether this call places the order: from the moment it leaves, the outcome is unknown
        until the answer is there.
    remember
        What to write down beside the order before the call leaves (a draft's number, say).
    part
        Which part of the order the call's body is, where it is not the whole: ``"lines[1]"``.
        What the lab refuses of it is then named with its whole path.
    """

    call: Call
    commits: bool = False
    remember: dict[str, Any] = field(default_factory=dict)
    part: str = ""

    @property
    def writes(self) -> bool:
        """Whether it changes anything at the lab."""
        return self.call.method != "GET"


@dataclass(frozen=True)
class Outcome:
    """How a flow ended: the lab has the order.

    Attributes
    ----------
    lab_order_id, lab_state
        As the lab says; "" where it does not.
    total, currency
        What it charges [major units]; None where it did not say.
    raw
        Its last answer.
    problem
        Something to be known about it.
    """

    lab_order_id: str = ""
    lab_state: str = ""
    total: Decimal | None = None
    currency: str = ""
    raw: Any = None
    problem: str = ""


class LostAnswerError(UnknownOutcomeError):
    """Thrown into a flow where the answer to a write was lost: it may have been carried out."""


# What leaves open whether a write was carried out.
_LOST = (UnreachableError, DeadlineError, ServerError, AnswerError, TooLargeError, RedirectError)


def run(flow: Flow[T], client: Client, before: Callable[[Step], None]) -> T:
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
    try:
        step = next(flow)
        while True:
            before(step)
            try:
                answer = client.send(step.call) if step.writes else client.read(step.call)
            except _LOST as error:
                step = flow.throw(_lost(step, error))
            except RefusedError as error:
                step = flow.throw(_placed(step, error))
            except Exception as error:  # noqa: BLE001 - a lab's broken module must not take the others with it
                step = flow.throw(error)
            else:
                step = flow.send(answer)
    except StopIteration as end:
        result: T = end.value
        return result


def _placed(step: Step, error: RefusedError) -> RefusedError:
    # The lab names a field of the body it was sent; a person looks for it in the whole order.
    if step.part:
        error.problems = tuple(
            replace(one, field=".".join(filter(None, (step.part, one.field))))
            for one in error.problems
        )
    return error


def _lost(step: Step, error: Exception) -> Exception:
    if not step.writes or not getattr(error, "sent", True):
        return error
    lost = LostAnswerError(
        f"the answer to {step.call.method} {step.call.path} was lost",
        lab=getattr(error, "lab", ""),
        call=f"{step.call.method} {step.call.path}",
        hint=str(error),
    )
    lost.__cause__ = error
    return lost
