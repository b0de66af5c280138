"""The switches that choose a reading where a lab's document can be read two ways."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping


class Readings(Mapping[str, str]):
    """One lab's switches; the first value of each is its default.

    Parameters
    ----------
    choices
        Switch → its values: ``{"q31": ("reversed", "straight")}``.
    """

    def __init__(self, choices: Mapping[str, tuple[str, ...]]) -> None:
        self.choices = dict(choices)
        self._lock = threading.Lock()
        self._values = {name: values[0] for name, values in choices.items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def set(self, name: str, value: str) -> None:
        """Choose a reading.

        Raises
        ------
        ValueError
            If there is no such switch or it has no such value.
        """
        if name not in self.choices:
            known = ", ".join(sorted(self.choices)) or "none"
            raise ValueError(f"no switch {name!r}; there are: {known}")
        if value not in self.choices[name]:
            raise ValueError(f"{name} reads {' or '.join(self.choices[name])}, not {value!r}")
        with self._lock:
            self._values[name] = value

    def reset(self) -> None:
        """Go back to the defaults."""
        with self._lock:
            self._values = {name: values[0] for name, values in self.choices.items()}
