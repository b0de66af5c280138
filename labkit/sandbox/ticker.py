"""Runs due events of a sandbox's clock in real time, independent of requests."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from labkit.errors import SandboxError

if TYPE_CHECKING:
    from labkit.sandbox.clock import Clock

_PAUSE = 0.2  # seconds; how late a callback may go out
_LOG = logging.getLogger("labkit.sandbox")


class Ticker(threading.Thread):
    """A daemon thread that checks the clock a few times a second.

    Parameters
    ----------
    clock
        The sandbox's clock.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(name="labkit-sandbox-ticker", daemon=True)
        self._clock = clock
        self._stopping = threading.Event()

    def run(self) -> None:
        """Run until `stop`."""
        while not self._stopping.wait(self._pause()):
            try:
                self._clock.run_due()
            except SandboxError:
                _LOG.exception("an event of the sandbox failed")

    def stop(self) -> None:
        """Stop after the current event."""
        self._stopping.set()
        if self.is_alive():
            self.join()

    def _pause(self) -> float:
        seconds = self._clock.seconds_to_next()
        return _PAUSE if seconds is None else min(seconds, _PAUSE)
