"""The outbox: callbacks the sandbox sends, to receivers on this machine only."""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import ipaddress
import json
import socket
import threading
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from urllib.parse import SplitResult

    from labkit.sandbox.clock import Clock, Event
    from labkit.sandbox.state_store import Document, Store

_LAB = "_outbox"  # cannot be a lab's name
_KIND = "delivery"
_DEADLINE = 2.0
_MAX_ANSWER = 65536


class Outbox:
    """Callbacks: posted when due on the sandbox's clock, repeated until accepted.

    Parameters
    ----------
    store, clock
        The sandbox's database and its clock.
    deadline
        How long one attempt may take as a whole [s].
    """

    def __init__(self, store: Store, clock: Clock, *, deadline: float = _DEADLINE) -> None:
        self._store = store
        self._documents = store.lab(_LAB)
        self._clock = clock
        self._deadline = deadline
        # Not atomic: a receiver may call the sandbox during the delivery.
        clock.register(_LAB, self._attempt, atomic=False)

    def post(
        self,
        lab: str,
        url: str,
        body: dict[str, Any],
        *,
        every: dt.timedelta,
        give_up_after: dt.timedelta,
    ) -> None:
        """Post a JSON body now, and repeat until a 2xx answer.

        Inside an event handler, now is the event's due time. A receiver that is not on this
        machine is logged as not sent.

        Parameters
        ----------
        lab
            The sending lab.
        url
            The receiver, plain http on a loopback address.
        body
            The JSON body.
        every
            Time between two attempts, on the sandbox's clock.
        give_up_after
            No attempt is made this long after the first, or later.
        """
        now = self._clock.moment()
        reason = _not_sendable(url)
        delivery = {
            "lab": lab,
            "url": url,
            "body": body,
            "state": "not sent" if reason else "waiting",
            "reason": reason,
            "attempts": [],
            "every": every.total_seconds(),
            "until": (now + give_up_after).isoformat(),
        }
        key = uuid.uuid4().hex
        with self._store.transaction():
            self._documents.insert(_KIND, delivery, key=key)
            if not reason:
                self._clock.schedule(_LAB, now, "deliver", {"key": key})

    def log(self) -> list[dict[str, Any]]:
        """Return every delivery, oldest first.

        Returns
        -------
        list of dict
            ``lab``, ``url``, ``body``, ``state`` (``"waiting"``, ``"delivered"``, ``"gave up"``,
            ``"not sent"``), ``reason`` and ``attempts``, each with its time ``at`` on the
            sandbox's clock, its ``status`` (0 without an answer) and ``error``.
        """
        public = ("lab", "url", "body", "state", "reason", "attempts")
        return [
            {name: document.body[name] for name in public}
            for document in self._documents.find(_KIND)
        ]

    def _attempt(self, event: Event) -> None:
        delivery = self._delivery(event)
        if delivery is None:
            return
        status, error = _send(delivery.body["url"], delivery.body["body"], self._deadline)
        attempt = {"at": event.due.isoformat(), "status": status, "error": error}
        with self._store.transaction():
            delivery = self._delivery(event)
            if delivery is not None:
                self._record(delivery, event, attempt)

    def _delivery(self, event: Event) -> Document | None:
        # By key: the sandbox may have been reset since, and numbers start at 1 again then.
        return self._documents.by_key(_KIND, event.payload["key"])

    def _record(self, delivery: Document, event: Event, attempt: dict[str, Any]) -> None:
        body = delivery.body
        body["attempts"].append(attempt)
        following = event.due + dt.timedelta(seconds=body["every"])
        if 200 <= attempt["status"] < 300:  # noqa: PLR2004 - any 2xx
            body["state"] = "delivered"
        elif following >= dt.datetime.fromisoformat(body["until"]):
            body["state"] = "gave up"
        else:
            self._clock.schedule(_LAB, following, "deliver", event.payload)
        self._documents.put(_KIND, delivery.id, body)


def _not_sendable(url: str) -> str:
    """Return why a URL is not a permitted receiver; "" if it is."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "not a URL"
    if parts.scheme != "http" or port == 0:
        return "not an http:// URL"
    if parts.username is not None:
        return "contains a user name"
    if not url.isascii() or not url.isprintable() or " " in url:
        return "contains characters not allowed in a URL"
    return "" if _is_loopback(parts.hostname or "") else "not on this machine"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _send(url: str, body: dict[str, Any], deadline: float) -> tuple[int, str]:
    parts = urlsplit(url)
    content = json.dumps(body).encode()
    # Only the status counts: redirects are not followed, proxies not used.
    try:
        with _connection(parts, deadline) as connection:
            connection.request("POST", _target(parts), content, _headers(parts))
            answer = connection.getresponse()
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer.read(_MAX_ANSWER)
            return answer.status, ""
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error) or type(error).__name__


@contextlib.contextmanager
def _connection(parts: SplitResult, deadline: float) -> Iterator[http.client.HTTPConnection]:
    # "localhost" is not resolved, so that a hosts file cannot lead off this machine.
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    connection = http.client.HTTPConnection(host, parts.port or 80, timeout=deadline)
    connection.connect()
    # A socket timeout applies to each read; a receiver that drips bytes would never end.
    timer = threading.Timer(deadline, _shut_down, [connection.sock])
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _shut_down(connection: socket.socket) -> None:
    # Shut down, not closed, so that the reading thread wakes up.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _headers(parts: SplitResult) -> dict[str, str]:
    return {"Host": parts.netloc, "Content-Type": "application/json", "Connection": "close"}
