"""Lets what is due on a sandbox's clock happen in real time, also when nobody asks anything."""

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
    """A daemon thread that looks at the clock a few times a second.

    Parameters
    ----------
    clock
        The sandbox's clock.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(name="labkit-sandbox-ticker", daemon=True)
        self._clock = clock
        self._over = threading.Event()

    def run(self) -> None:
        """Work until `stop`."""
        while not self._over.wait(self._pause()):
            try:
                self._clock.run_due()
            except SandboxError:
                _LOG.exception("an event of the sandbox failed")

    def stop(self) -> None:
        """End it, once what it is at is done."""
        self._over.set()
        if self.is_alive():
            self.join()

    def _pause(self) -> float:
        seconds = self._clock.seconds_to_next()
        return _PAUSE if seconds is None else min(seconds, _PAUSE)
