"""A receiver for labs' status callbacks on loopback, for experiments.

A callback is unsigned, and may come repeatedly, late and in any order. Its content is not trusted:
the lab is asked for the state, and its answer goes into the journal.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from labkit.errors import InputError, LabkitError
from labkit.http.encodings import as_utf8
from labkit.http.loopback_guard import LoopbackGuard
from labkit.http.uvicorn_thread import HOST, ServerThread, listen
from labkit.ordering.results import State
from labkit.ordering.service import journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive, Scope, Send

    from labkit.ordering.ordering_lab import OrderingLab

_LONGEST = 64 * 1024
_TEST = "/test"


@dataclass(frozen=True)
class Callback:
    """One callback that was received.

    Attributes
    ----------
    lab, reference
        The lab, and the order's reference according to the callback.
    test
        Whether it came to the path of test orders, which carry no mark of their own.
    lab_state
        The lab's answer when asked; "" where it was not asked, or could not answer.
    outcome
        ``confirmed`` (the lab was asked), ``test`` (noted only) or ``ignored``.
    problem
        Why it was ignored.
    raw
        The callback's body.
    """

    lab: str
    reference: str
    test: bool
    lab_state: str = ""
    outcome: str = "ignored"
    problem: str = ""
    raw: dict[str, Any] = field(default_factory=dict)


class Receiver:
    """A server on 127.0.0.1 for the callbacks of connected labs.

    Parameters
    ----------
    labs
        Connected labs whose API sends callbacks.
    port
        0 takes any free one.

    Raises
    ------
    InputError
        If a lab's API sends none, or the port cannot be used.
    """

    def __init__(self, labs: Sequence[OrderingLab], *, port: int = 0) -> None:
        for lab in labs:
            if not hasattr(lab.order_service.module, "read_callback"):
                raise InputError("its API sends no callbacks", lab=lab.name, call="callbacks")
        self._labs = {lab.name: lab for lab in labs}
        self._lock = threading.Lock()
        self.received: list[Callback] = []
        listener = listen(port)
        self._port = listener.getsockname()[1]
        # A page of another site may write to no path.
        app = LoopbackGuard(self._app, _LONGEST, lambda _path: True)
        self._server = ServerThread(listener, app, name="labkit-callbacks")
        self._server.start()

    def url(self, lab: str, *, test: bool = False) -> str:
        """Return the address to name in an order; test orders get one of their own."""
        return f"http://{HOST}:{self._port}/{lab}{_TEST if test else ''}"

    def take(self, path: str, body: bytes, content_type: str = "") -> tuple[int, Callback | None]:
        """Take what was posted; return the status to answer and what was made of it.

        Where the lab cannot be asked right now the status is 503: the callback is to come again.
        """
        name, test = path.strip("/").removesuffix(_TEST), path.rstrip("/").endswith(_TEST)
        lab = self._labs.get(name)
        if lab is None:
            return 404, None
        try:
            data = json.loads(as_utf8(body, content_type))
            reference = lab.order_service.module.read_callback(data)
        except (ValueError, RecursionError, LabkitError):  # no JSON, or nested without end
            return 400, None
        # One at a time: the lab's answers are recorded in the order of the requests.
        with self._lock:
            status, found = _asked(lab, reference, test=test, raw=data)
            self.received.append(found)
        return status, found

    def close(self) -> None:
        """Stop listening."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        status = 405
        if request.method == "POST":
            content_type = request.headers.get("content-type", "")
            status, _ = await run_in_threadpool(self.take, scope["path"], body, content_type)
        await Response(status_code=status)(scope, receive, send)


def _asked(
    lab: OrderingLab, named: str, *, test: bool, raw: dict[str, Any]
) -> tuple[int, Callback]:
    found = Callback(lab.name, named, test=test, raw=raw)
    if test:
        return 200, replace(found, outcome="test")
    reference = named
    try:
        reference = _reference(lab.name, named)
        state = lab.status(reference).lab_state
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not taken, and comes again
        status = 200 if _not_placed(lab, reference) else 503
        return status, replace(found, problem=getattr(error, "message", str(error)))
    return 200, replace(found, reference=reference, outcome="confirmed", lab_state=state)


def _not_placed(lab: OrderingLab, reference: str) -> bool:
    """Say whether the order is none of the journal's: then its callbacks need not come again."""
    try:
        # At any endpoint: which one this is cannot be told while it does not answer.
        entry = journal().latest(lab.name, reference)
    except LabkitError:
        return False
    return entry is None or entry.state in {State.PREPARED, State.REJECTED, State.ABANDONED}


def _reference(lab: str, named: str) -> str:
    """Return the reference an order was placed under; a JSON number has lost its zeros."""
    placed = {entry.reference for entry in journal().entries() if entry.lab == lab}
    alike = {each for each in placed if each.isdecimal() and each.lstrip("0") == named.lstrip("0")}
    return alike.pop() if named not in placed and len(alike) == 1 else named
