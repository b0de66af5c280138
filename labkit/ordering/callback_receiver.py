"""A receiver for labs' status callbacks on loopback, for experiments.

A callback is unsigned, and may come repeatedly, late and in any order. Its content is not trusted:
the lab is asked for the state, and its answer goes into the journal.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from labkit.errors import InputError, LabkitError

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        If a lab's API sends none.
    """

    def __init__(self, labs: Sequence[OrderingLab], *, port: int = 0) -> None:
        for lab in labs:
            if not hasattr(lab.order_service.module, "read_callback"):
                raise InputError("its API sends no callbacks", lab=lab.name, call="callbacks")
        self._labs = {lab.name: lab for lab in labs}
        self._lock = threading.Lock()
        self.received: list[Callback] = []
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def url(self, lab: str, *, test: bool = False) -> str:
        """Return the address to name in an order; test orders get one of their own."""
        port = self._server.server_address[1]
        return f"http://127.0.0.1:{port}/{lab}{_TEST if test else ''}"

    def receive(self, path: str, body: bytes) -> tuple[int, Callback | None]:
        """Handle a posted callback; return the HTTP status to answer, and the callback."""
        name, test = path.strip("/").removesuffix(_TEST), path.rstrip("/").endswith(_TEST)
        lab = self._labs.get(name)
        if lab is None:
            return 404, None
        try:
            data = json.loads(body)
            reference = lab.order_service.module.read_callback(data)
        except (ValueError, LabkitError):
            return 400, None
        # One at a time: the lab's answers are recorded in the order of the requests.
        with self._lock:
            found = _confirmed(lab, reference, test=test, raw=data)
            self.received.append(found)
        return 200, found

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _confirmed(lab: OrderingLab, reference: str, *, test: bool, raw: dict[str, Any]) -> Callback:
    found = Callback(lab.name, reference, test=test, raw=raw)
    if test:
        return Callback(**{**vars(found), "outcome": "test"})
    try:
        state = lab.status(reference).lab_state
    except LabkitError as error:
        return Callback(**{**vars(found), "problem": error.message})
    return Callback(**{**vars(found), "outcome": "confirmed", "lab_state": state})


def _handler(receiver: Receiver) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_POST(self) -> None:
            try:
                length = int(self.headers.get("content-length") or 0)
            except ValueError:
                length = -1
            if not 0 <= length <= _LONGEST:
                self._answer(413)
                self.close_connection = True
                return
            status, _ = receiver.receive(self.path, self.rfile.read(length))
            self._answer(status)

        def _answer(self, status: int) -> None:
            # A sender that does not wait for the answer will repeat the callback.
            with contextlib.suppress(OSError):
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Write nothing: what comes may carry personal data."""

    return Handler
