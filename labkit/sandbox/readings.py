"""The switches that choose a reading where a lab's document is ambiguous."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

from labkit.errors import SandboxError, did_you_mean


class Readings(Mapping[str, str]):
    """One lab's switches; the first value of each is its default.

    Parameters
    ----------
    choices
        Switch → its values: ``{"date_filters": ("reversed", "straight")}``.
    aliases
        Other names of the switches: ``{"q31": "date_filters"}``.
    lab
        The lab's name, for error messages.
    """

    def __init__(
        self,
        choices: Mapping[str, tuple[str, ...]],
        aliases: Mapping[str, str] | None = None,
        lab: str = "",
    ) -> None:
        self.choices = dict(choices)
        self.aliases = dict(aliases or {})
        self._lab = lab
        self._lock = threading.Lock()
        self.reset()

    def __getitem__(self, name: str) -> str:
        return self._values[self.aliases.get(name, name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def switch(self, name: str) -> str:
        """Return the name of a switch that is given by its name, ``lab:name`` or an alias.

        Raises
        ------
        SandboxError
            If there is no such switch; the message names those there are.
        """
        bare = name.removeprefix(f"{self._lab}:")
        found = self.aliases.get(bare, bare)
        if found not in self.choices:
            hint = did_you_mean(bare, self.choices)
            raise SandboxError(f"no switch {name!r}", lab=self._lab, hint=hint)
        return found

    def set(self, name: str, value: str) -> None:
        """Choose a reading.

        Raises
        ------
        SandboxError
            If there is no such switch or it has no such value.
        """
        switch = self.switch(name)
        if value not in self.choices[switch]:
            known = " or ".join(self.choices[switch])
            raise SandboxError(f"{switch} reads {known}, not {value!r}", lab=self._lab)
        with self._lock:
            self._values[switch] = value

    def reset(self) -> None:
        """Restore the defaults."""
        with self._lock:
            self._values = {name: values[0] for name, values in self.choices.items()}

    def table(self) -> dict[str, dict[str, object]]:
        """Return switch → its ``value``, its ``choices`` and its ``alias`` if it has one."""
        aliases = {switch: {"alias": alias} for alias, switch in self.aliases.items()}
        return {
            name: {"value": value, "choices": list(self.choices[name]), **aliases.get(name, {})}
            for name, value in self.items()
        }
