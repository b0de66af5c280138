"""Worker threads whose exchanges end with whoever waits for them.

Ctrl-C reaches the main thread alone: what its workers are at, connections that wait for a silent
server and pauses before another try, is ended from there.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import ContextVar, copy_context
from typing import Any

from labkit.errors import UnreachableError

Submit = Callable[..., Future[Any]]

_END_SECONDS = 0.5


class CancelledError(UnreachableError):
    """Whoever waited for this exchange was interrupted, or has no more use for it."""


class _Group:
    """The exchanges of one pool of workers, and of the pools these start."""

    def __init__(self) -> None:
        self.cancelled = threading.Event()
        self._lock = threading.Lock()
        self._aborts: set[Callable[[], object]] = set()

    def cancel(self) -> None:
        """End every exchange now in progress, and each that begins later."""
        with self._lock:
            self.cancelled.set()
            aborts = list(self._aborts)
        for abort in aborts:
            abort()

    @contextlib.contextmanager
    def register(self, abort: Callable[[], object]) -> Iterator[None]:
        """Call `abort` if the group is cancelled meanwhile."""
        with self._lock:
            if self.cancelled.is_set():
                raise CancelledError("interrupted")
            self._aborts.add(abort)
        try:
            yield
        finally:
            with self._lock:
                self._aborts.discard(abort)

    def run(self, work: Callable[..., Any], *args: Any, **options: Any) -> Any:  # noqa: ANN401 - the work's own
        """Do a worker's work as one of this group."""
        token = _GROUP.set(self)
        try:
            return work(*args, **options)
        finally:
            _GROUP.reset(token)


_GROUP: ContextVar[_Group | None] = ContextVar("labkit_workers", default=None)


@contextlib.contextmanager
def workers(threads: int, name: str) -> Iterator[Submit]:
    """Start worker threads; their exchanges end where the block is left by an exception.

    Yields
    ------
    callable
        As the `submit` of `concurrent.futures.ThreadPoolExecutor`.
    """
    group, pool = _Group(), ThreadPoolExecutor(threads, thread_name_prefix=name)
    started: list[Future[Any]] = []

    def submit(work: Callable[..., Any], *args: Any, **options: Any) -> Future[Any]:  # noqa: ANN401 - the work's own
        started.append(pool.submit(copy_context().run, group.run, work, *args, **options))
        return started[-1]

    with aborted_by(group.cancel):
        try:
            yield submit
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            group.cancel()
            wait(started, timeout=_END_SECONDS)
            raise
    pool.shutdown()


def aborted_by(abort: Callable[[], object]) -> contextlib.AbstractContextManager[None]:
    """Call `abort` if this worker's pool is cancelled meanwhile.

    Raises
    ------
    CancelledError
        If it was cancelled before.
    """
    group = _GROUP.get()
    return contextlib.nullcontext() if group is None else group.register(abort)


def sleep(seconds: float) -> None:
    """Wait, unless this worker's pool is cancelled.

    Raises
    ------
    CancelledError
        If it is.
    """
    group = _GROUP.get()
    if group is None:
        time.sleep(seconds)
    elif group.cancelled.wait(seconds):
        raise CancelledError("interrupted")
