"""A running sandbox, and what Python can do with it."""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from labkit.errors import SandboxError
from labkit.sandbox import app
from labkit.sandbox.state import World, check_scale
from labkit.sandbox.ticker import Ticker
from labkit.sandbox.uvicorn_thread import ServerThread, listen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from labkit.errors import LabModuleError
    from labkit.sandbox.clock import Clock
    from labkit.sandbox.emulator import Emulator
    from labkit.sandbox.faults import Faults
    from labkit.sandbox.photo_store import ShelfEntry

_live: set[Sandbox] = set()
_left: list[Sandbox] = []  # a forked child's copies of its parent's, kept so that nothing ends them


class Sandbox:
    """A running sandbox; also a context manager that stops it. `labkit.sandbox.start` makes one.

    Parameters
    ----------
    emulators
        The labs it plays.
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
            listener = listen(port)
            undo.callback(listener.close)
            self.url = "http://{}:{}".format(*listener.getsockname())
            world = World(
                emulators,
                origin=self.url,
                db=db,
                scale=scale,
                readings=readings,
                problems=problems,
            )
            undo.callback(world.store.close)
            self._server = ServerThread(listener, app.build(world), world.closing)
            self._server.start()
            undo.pop_all()
        self._world = world
        self._ticker = Ticker(world.clock)
        self._ticker.start()
        self.readings = SandboxReadings(world)
        self.photos = SandboxPhotos(world)
        _live.add(self)

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return not self._stopped.is_set()

    @property
    def labs(self) -> list[str]:
        """The names of the labs it plays, sorted."""
        return list(self._world.boxes)

    @property
    def problems(self) -> dict[str, LabModuleError]:
        """The labs it cannot play, by name, and why."""
        return dict(self._world.problems)

    @property
    def clock(self) -> Clock:
        """Its clock: ``clock.now()``; ``clock.advance(days=2)`` lets happen what is due by then."""
        return self._alive().clock

    @property
    def faults(self) -> Faults:
        """Its fault switches: ``faults.add("drop_after", method="POST")``, ``faults.clear()``."""
        return self._alive().faults

    def base_url(self, lab: str) -> str:
        """Return a lab's base URL; the documented paths follow unchanged.

        Raises
        ------
        UnknownLabError, LabModuleError
            If it does not play this lab, or the lab's package is broken.
        """
        return self._world.box(lab).base_url

    def credentials(self, lab: str) -> dict[str, str]:
        """Return the credentials it accepts for a lab, under the names `labkit.connect` takes.

        Raises
        ------
        UnknownLabError
            If it does not play this lab.
        """
        return dict(self._world.box(lab).credentials)

    def orders(self, lab: str | None = None) -> list[dict[str, Any]]:
        """Return the orders placed with one lab, or with all.

        Returns
        -------
        list of dict
            ``lab``, ``id``, ``reference``, ``state``, ``created_at``, ``lines``, ``total``
            (text, as the lab writes it; "" if unknown) and ``raw``.
        """
        return self._alive().orders(lab)

    def log(self) -> list[dict[str, Any]]:
        """Return the latest 1000 requests to the labs, secrets hidden; see `RequestLog.list`."""
        return self._world.log.list()

    def callbacks(self) -> list[dict[str, Any]]:
        """Return what was sent out by itself; see `Outbox.log`."""
        return self._alive().outbox.log()

    def reset(self) -> None:
        """Forget orders, photos, log and faults; clock and readings go back to the start."""
        self._alive().reset()

    def wait(self) -> None:
        """Wait until it is stopped, here or by Ctrl+C."""
        with contextlib.suppress(KeyboardInterrupt):
            self._stopped.wait()

    def stop(self) -> None:
        """Stop it; a second time does nothing."""
        with self._lock:
            if self._stopped.is_set():
                return
            self._ticker.stop()
            self._server.stop()
            self._world.store.close()
            self._stopped.set()
            _live.discard(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "" if self.running else " (stopped)"
        return f"<Sandbox {self.url}: {', '.join(self.labs)}{state}>"

    def _alive(self) -> World:
        if not self.running:
            raise SandboxError("the sandbox has been stopped", hint="start another one")
        return self._world

    def _leave(self) -> None:
        # In a forked child: its threads are the parent's, and so are its connections.
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._stopped.set()
        self._server.leave()
        self._world.store.leave()


class SandboxReadings:
    """The switches of one sandbox that choose how a lab's document is read."""

    def __init__(self, world: World) -> None:
        self._world = world

    def set(self, lab: str, name: str, value: str) -> None:
        """Choose a reading.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab, switch or value; the message names those there are.
        """
        self._world.set_reading(lab, name, value)

    def get(self, lab: str, name: str) -> str:
        """Return the reading that is chosen.

        Raises
        ------
        SandboxError, UnknownLabError
            If there is no such lab or switch.
        """
        readings = self._world.box(lab).readings
        if name not in readings:
            known = ", ".join(sorted(readings)) or "none"
            raise SandboxError(f"no switch {name!r}; there are: {known}", lab=lab)
        return readings[name]

    def all(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Return lab → switch → its ``value`` and its ``choices``."""
        return self._world.readings()


class SandboxPhotos:
    """The photo shelf of one sandbox: pictures it serves, for orders to point to."""

    def __init__(self, world: World) -> None:
        self._world = world

    def put(self, photo: str | Path | bytes, name: str | None = None) -> str:
        """Lay a picture on the shelf and return its URL.

        Parameters
        ----------
        photo
            A file's path, or its bytes: JPEG, PNG, GIF, TIFF or PDF.
        name
            Its file name; by default the path's.

        Raises
        ------
        SandboxError
            If it cannot be read, is none of these, or is too large.
        """
        if isinstance(photo, bytes):
            return self._world.shelf.put(name or "", photo)
        path = Path(photo).expanduser()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise SandboxError(f"cannot read the photo {path}: {error.strerror}") from error
        return self._world.shelf.put(name or path.name, content)

    def list(self) -> list[ShelfEntry]:
        """Return what lies on the shelf."""
        return self._world.shelf.list()


@atexit.register
def _stop_all() -> None:
    for sandbox in list(_live):
        sandbox.stop()


def _after_fork() -> None:
    for sandbox in list(_live):
        sandbox._leave()  # noqa: SLF001 - the two belong together
        _left.append(sandbox)
    _live.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
