"""Start a sandbox, share one within the process, or run one until it is interrupted."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING

from labkit.sandbox import discovery
from labkit.sandbox.running_sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path


def start(
    port: int = 0,
    db: str | Path | None = None,
    scale: int | None = None,
    readings: Mapping[str, str] | Iterable[str] | None = None,
) -> Sandbox:
    """Start a sandbox that plays every registered lab; one that cannot be is in `problems`.

    Parameters
    ----------
    port
        Port on 127.0.0.1; 0 takes any free one.
    db
        File to keep its state in; None keeps it in memory.
    scale
        Number of products each lab serves, 1 to 1,000,000; None serves the sample catalogs
        unscaled.
    readings
        Readings of ambiguous passages: ``{"lab:switch": "value"}`` or ``["lab:switch=value"]``;
        a switch without a lab means every lab that has it. Numbers are aliases: ``"q31"``.

    Returns
    -------
    Sandbox
        It runs until ``stop()``, the end of the ``with`` block or of the process.

    Raises
    ------
    SandboxError
        If the port is taken, the file cannot be used, or `scale` or `readings` are wrong.
    """
    emulators, problems = discovery.find_emulators()
    return Sandbox(emulators, port=port, db=db, scale=scale, readings=readings, problems=problems)


def shared() -> Sandbox:
    """Return the sandbox shared within this process, started on first use.

    It stops with the process. A forked child starts another.
    """
    with _shared.lock:
        if _shared.sandbox is None or not _shared.sandbox.running:
            _shared.sandbox = start()
        return _shared.sandbox


def serve(
    port: int = 0,
    db: str | Path | None = None,
    scale: int | None = None,
    readings: Mapping[str, str] | Iterable[str] | None = None,
    *,
    announce: Callable[[Sandbox], None] | None = None,
) -> None:
    """Run a sandbox until Ctrl+C or SIGTERM.

    Parameters
    ----------
    port, db, scale, readings
        As `start` takes them.
    announce
        Called once it is ready.

    Raises
    ------
    SandboxError
        As `start` does.
    """
    with start(port, db, scale, readings) as sandbox, _interrupted_by_term():
        if announce is not None:
            announce(sandbox)
        sandbox.wait()


class _Shared:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sandbox: Sandbox | None = None

    def reset(self) -> None:
        """Start afresh in a forked child, where a held lock would never be released."""
        self.lock = threading.Lock()
        self.sandbox = None


_shared = _Shared()


@contextlib.contextmanager
def _interrupted_by_term() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_shared.reset)


def shared_address(lab: str) -> tuple[str, dict[str, str]]:
    """Return a lab's base URL and credentials at the shared sandbox, which is started for it."""
    sandbox = shared()
    return sandbox.base_url(lab), sandbox.credentials(lab)
