"""A running sandbox and its Python API."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from labkit.errors import SandboxError
from labkit.http.uvicorn_thread import ServerThread, listen
from labkit.sandbox import app
from labkit.sandbox.state import SandboxState, check_scale
from labkit.sandbox.ticker import Ticker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from labkit.errors import LabModuleError
    from labkit.sandbox.clock import Clock
    from labkit.sandbox.emulator import Emulator
    from labkit.sandbox.faults import Faults
    from labkit.sandbox.photo_store import StoredPhoto

_live: set[Sandbox] = set()
_detached: list[Sandbox] = []  # a forked child's copies, kept so that they are never closed


class Sandbox:
    """A running sandbox; also a context manager that stops it. `labkit.sandbox.start` makes one.

    Parameters
    ----------
    emulators
        The labs it emulates.
    port, db, scale, readings
        As `labkit.sandbox.start` takes them.
    problems
        The labs it cannot play, and why.

    Attributes
    ----------
    url
        Scheme, host and port: ``"http://127.0.0.1:40123"``.
    readings, photos
        A `SandboxReadings` and a `SandboxPhotos`.
    """

    def __init__(  # noqa: PLR0913 - all but one by name
        self,
        emulators: Sequence[Emulator],
        *,
        port: int = 0,
        db: str | Path | None = None,
        scale: int | None = None,
        readings: Mapping[str, str] | Iterable[str] | None = None,
        problems: Mapping[str, LabModuleError] | None = None,
    ) -> None:
        check_scale(scale)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        with contextlib.ExitStack() as undo:
            listener = listen(port, SandboxError)
            undo.callback(listener.close)
            self.url = "http://{}:{}".format(*listener.getsockname())
            state = SandboxState(
                emulators,
                origin=self.url,
                db=db,
                scale=scale,
                readings=readings,
                problems=problems,
            )
            undo.callback(state.store.close)
            self._server = ServerThread(listener, app.build(state), state.closing, "labkit-sandbox")
            self._server.start()
            undo.pop_all()
        self._state = state
        self._ticker = Ticker(state.clock)
        self._ticker.start()
        self.readings = SandboxReadings(state)
        self.photos = SandboxPhotos(state)
        _live.add(self)

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return not self._stopped.is_set()

    @property
    def labs(self) -> list[str]:
        """The names of the emulated labs, sorted."""
        return list(self._state.contexts)

    @property
    def problems(self) -> dict[str, LabModuleError]:
        """The labs it cannot play, by name, and why."""
        return dict(self._state.problems)

    @property
    def clock(self) -> Clock:
        """Its clock: ``clock.now()``; ``clock.advance(days=2)`` runs the events due by then."""
        return self._running_state().clock

    @property
    def faults(self) -> Faults:
        """Its fault switches: ``faults.add("drop_after", method="POST")``, ``faults.clear()``."""
        return self._running_state().faults

    def base_url(self, lab: str) -> str:
        """Return a lab's base URL; the documented paths follow unchanged.

        Raises
        ------
        UnknownLabError, LabModuleError
            If it does not play this lab, or the lab's package is broken.
        """
        return self._state.context(lab).base_url

    def credentials(self, lab: str) -> dict[str, str]:
        """Return the credentials it accepts for a lab, under the names `labkit.connect` takes.

        Raises
        ------
        UnknownLabError
            If it does not emulate this lab.
        """
        return dict(self._state.context(lab).credentials)

    def orders(self, lab: str | None = None) -> list[dict[str, Any]]:
        """Return the orders placed with one lab, or with all.

        Returns
        -------
        list of dict
            ``lab``, ``id``, ``reference``, ``state``, ``created_at``, ``lines``, ``total``
            (text, as the lab writes it; "" if unknown) and ``raw``.
        """
        return self._running_state().orders(lab)

    def log(self) -> list[dict[str, Any]]:
        """Return the latest 1000 requests to the labs, secrets hidden; see `RequestLog.list`."""
        return self._state.log.list()

    def callbacks(self) -> list[dict[str, Any]]:
        """Return the callbacks; see `Outbox.log`."""
        return self._running_state().outbox.log()

    def reset(self) -> None:
        """Delete orders, photos, log and faults; reset clock and readings."""
        self._running_state().reset()

    def wait(self) -> None:
        """Wait until it is stopped, by `stop` or Ctrl+C."""
        with contextlib.suppress(KeyboardInterrupt):
            self._stopped.wait()

    def stop(self) -> None:
        """Stop it; a second time does nothing."""
        with self._lock:
            if self._stopped.is_set():
                return
            self._ticker.stop()
            self._server.stop()
            self._state.store.close()
            self._stopped.set()
            _live.discard(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "" if self.running else " (stopped)"
        return f"<Sandbox {self.url}: {', '.join(self.labs)}{state}>"

    def _running_state(self) -> SandboxState:
        if not self.running:
            raise SandboxError("the sandbox has been stopped", hint="start another one")
        return self._state

    def _detach(self) -> None:
        # In a forked child: the threads and connections are the parent's.
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._stopped.set()
        self._server.detach()
        self._state.store.detach()


class SandboxReadings:
    """The switches of one sandbox for ambiguous passages of the labs' documents."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state

    def set(self, lab: str, name: str, value: str) -> None:
        """Choose a reading.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab, switch or value; the message names those there are.
        """
        self._state.set_reading(lab, name, value)

    def get(self, lab: str, name: str) -> str:
        """Return the chosen reading.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab or switch.
        """
        readings = self._state.context(lab).readings
        return readings[readings.switch(name)]

    def all(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return lab → switch → its ``value``, its ``choices`` and its ``alias``."""
        return self._state.readings()


class SandboxPhotos:
    """The photo store of one sandbox: photos it serves, for orders to point to."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state

    def put(self, photo: str | Path | bytes, name: str | None = None) -> str:
        """Store a photo and return its URL.

        Parameters
        ----------
        photo
            A file's path, or its bytes: JPEG, PNG, GIF, TIFF or PDF.
        name
            Its file name; by default the path's.

        Raises
        ------
        SandboxError
            If it cannot be read, is of another type, or is too large.
        """
        if isinstance(photo, bytes):
            return self._state.photos.put(name or "", photo)
        path = Path(photo).expanduser()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SandboxError(f"cannot read the photo {path}: {error.strerror}") from error
        return self._state.photos.put(name or path.name, content)

    def list(self) -> list[StoredPhoto]:
        """Return the stored photos."""
        return self._state.photos.list()


@atexit.register
def _stop_all() -> None:
    for sandbox in list(_live):
        sandbox.stop()


def _after_fork() -> None:
    for sandbox in list(_live):
        sandbox._detach()  # noqa: SLF001 - the two belong together
        _detached.append(sandbox)
    _live.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
