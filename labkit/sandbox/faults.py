"""Fault switches: which fault is injected, for which requests, how many times."""

from __future__ import annotations

import dataclasses
import fnmatch
import itertools
import math
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labkit.errors import SandboxError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

KINDS = {
    "status": "answers an error status; the request is not processed",
    "html": "answers an HTML page with status 200; the request is not processed",
    "slow": "waits, then processes the request",
    "drip": "processes the request, then sends the answer byte by byte",
    "drip_headers": "processes the request, then sends the answer byte by byte, headers too",
    "drop_before": "closes the connection; the request is not processed",
    "drop_during": "closes the connection amid the request, which is not processed",
    "drop_after": "processes the request, then closes the connection without an answer",
    "truncate": "processes the request, then sends half of the answer",
    "truncate_open": "processes the request, then sends half of an answer that states no length",
    "garbage": "processes the request, then sends bytes that are no HTTP",
    "wrong_type": "processes the request, then answers it as text/plain",
    "status_after": "processes the request, then answers an error status",
    "redirect": "redirects to another server; the request is not processed",
    "oversize": "answers an oversized body; the request is not processed",
    "gzip_bomb": "answers a small body that decompresses to an oversized one; not processed",
    "download": "a photo in the photo store cannot be downloaded",
}
_MAX_DELAY = 3600.0
_STATUSES = range(200, 600)


@dataclass(frozen=True)
class Fault:
    """One fault switch.

    Attributes
    ----------
    kind
        One of `KINDS`.
    lab, method, path
        Which requests it applies to; None is any. `path` is a shell pattern on the path below the
        lab's base URL: ``"/order*"``.
    times
        How many requests it applies to; None is all of them.
    status
        Of ``status`` and ``status_after`` (default 503) and of ``redirect`` (default 307).
    body
        Of ``status`` and ``status_after``: text verbatim, anything else as JSON. Without it, the
        lab's own error form where its emulator has one, else plain text.
    headers
        Added to the answer of ``status`` and ``status_after``: ``{"Retry-After": "2"}``.
    delay
        Of ``slow``, before processing; of ``drip`` and ``drip_headers``, between two bytes [s].
    size
        Of ``oversize`` and ``gzip_bomb`` [bytes].
    location
        Of ``redirect``.
    """

    kind: str
    lab: str | None = None
    method: str | None = None
    path: str = "*"
    times: int | None = 1
    status: int | None = None
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 1.0
    size: int = 2**28
    location: str = "http://elsewhere.invalid/"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            hint = did_you_mean(str(self.kind), KINDS)
            raise SandboxError(f"there is no fault {self.kind!r}", hint=hint)
        for name, good, rule in self._rules():
            if not good:
                raise SandboxError(f"a fault's {name} is {rule}, not {getattr(self, name)!r}")

    def _rules(self) -> list[tuple[str, bool, str]]:
        whole = (self.times, self.status, self.size)
        numbers = all(value is None or type(value) is int for value in whole)
        return [
            (
                "times",
                numbers and (self.times is None or self.times > 0),
                "a number from 1, or None",
            ),
            (
                "status",
                numbers and (self.status is None or self.status in _STATUSES),
                "from 200 to 599",
            ),
            ("size", numbers and self.size >= 0, "a number of bytes"),
            ("delay", _is_delay(self.delay), f"0 to {_MAX_DELAY:g} seconds"),
            ("path", isinstance(self.path, str), 'a pattern as "/order*"'),
            ("location", _is_header(self.location), "one line of plain text"),
            ("headers", all(map(_is_header, _flat(self.headers))), "names and values, as text"),
        ]

    def applies_to(self, lab: str, method: str, path: str) -> bool:
        """Tell whether it applies to such a request."""
        return (
            self.lab in {None, lab}
            and (self.method is None or self.method.upper() == method)
            and fnmatch.fnmatchcase(path, self.path)
        )


class Faults:
    """The active fault switches; thread-safe.

    Parameters
    ----------
    labs
        The names of the sandbox's labs.
    """

    def __init__(self, labs: Collection[str]) -> None:
        self._labs = labs
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._active: dict[int, Fault] = {}

    def add(self, kind: str, **settings: Any) -> int:  # noqa: ANN401 - the fields of `Fault`
        """Switch a fault on and return its number; the first one added that applies is used.

        Parameters
        ----------
        kind
            One of `KINDS`, which says what each does.
        **settings
            ``lab``, ``method``, ``path``, ``times``, ``status``, ``body``, ``headers``, ``delay``,
            ``size``, ``location``: see `Fault`.

        Raises
        ------
        SandboxError
            If there is no such kind, lab or setting, or a setting is out of bounds.
        """
        names = [each.name for each in dataclasses.fields(Fault)]
        for name in settings:
            if name not in names:
                hint = did_you_mean(name, names)
                raise SandboxError(f"a fault has no setting {name!r}", hint=hint)
        fault = Fault(kind, **settings)
        if fault.lab is not None and fault.lab not in self._labs:
            hint = did_you_mean(str(fault.lab), self._labs)
            raise SandboxError(f"the sandbox has no lab {fault.lab!r}", hint=hint)
        with self._lock:
            number = next(self._numbers)
            self._active[number] = fault
        return number

    def remove(self, number: int) -> None:
        """Switch one fault off.

        Raises
        ------
        SandboxError
            If it is not on.
        """
        with self._lock:
            if self._active.pop(number, None) is None:
                raise SandboxError(f"there is no fault {number}")

    def clear(self) -> None:
        """Switch all faults off."""
        with self._lock:
            self._active.clear()

    def list(self) -> list[dict[str, Any]]:
        """Return the active faults with their ``number``; ``times`` is what is left."""
        with self._lock:
            return [
                {"number": number, **dataclasses.asdict(fault)}
                for number, fault in self._active.items()
            ]

    def take(self, lab: str, method: str, path: str) -> Fault | None:
        """Return the fault that applies to a request, and count it."""
        return self._take(lab, method, path, download=False)

    def take_download(self, lab: str) -> bool:
        """Tell whether a lab's download fails, and count it."""
        return self._take(lab, "GET", "/", download=True) is not None

    def _take(self, lab: str, method: str, path: str, *, download: bool) -> Fault | None:
        with self._lock:
            for number, fault in self._active.items():
                if (fault.kind == "download") is not download:
                    continue
                if fault.applies_to(lab, method, path):
                    self._count(number, fault)
                    return fault
        return None

    def _count(self, number: int, fault: Fault) -> None:
        if fault.times == 1:
            del self._active[number]
        elif fault.times is not None:
            self._active[number] = dataclasses.replace(fault, times=fault.times - 1)


def _is_delay(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value <= _MAX_DELAY


def _is_header(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _flat(headers: object) -> list[object]:
    if not isinstance(headers, dict):
        return [None]
    return [part for pair in headers.items() for part in pair]
