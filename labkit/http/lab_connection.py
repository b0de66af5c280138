"""A lab at one endpoint: where it is reached, and the client that talks to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from labkit.lab_api.endpoints import Endpoint, Kind

if TYPE_CHECKING:
    from labkit.http.client import Client
    from labkit.lab_api.spec import LabSpec


class LabConnection:
    """A lab at one endpoint.

    Parameters
    ----------
    spec
        What labkit knows of the lab.
    endpoint
        Where it is reached; a function that finds it (the embedded sandbox) is called when the
        endpoint is first needed.
    currency
        The currency of the lab's catalog prices; as its spec says by default.
    settings
        Those that differ from the spec's defaults.
    """

    def __init__(
        self,
        spec: LabSpec,
        endpoint: Endpoint | Callable[[], Endpoint],
        *,
        currency: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.spec = spec
        self.currency = currency or spec.currency
        self.settings = {**spec.settings, **(settings or {})}
        self._endpoint = endpoint

    @property
    def name(self) -> str:
        """The lab's name."""
        return self.spec.name

    @cached_property
    def endpoint(self) -> Endpoint:
        """Where it is reached."""
        return self._endpoint() if callable(self._endpoint) else self._endpoint

    @cached_property
    def client(self) -> Client:
        """The HTTP client of this endpoint."""
        from labkit.http.client import Client

        return Client(self.spec, self.endpoint, settings=self.settings)

    @property
    def embedded(self) -> bool:
        """Whether it is the embedded sandbox under its own credentials."""
        return callable(self._endpoint)

    @property
    def is_sample(self) -> bool:
        """Whether its data are samples of labkit's own sandbox."""
        # This does not start the embedded sandbox.
        if self.embedded:
            return True
        endpoint = self.endpoint
        return endpoint.kind is Kind.EMBEDDED or endpoint.embedded_like or bool(self.client.sample)

    @property
    def started(self) -> bool:
        """Whether the endpoint is known: an embedded sandbox is started by the first call."""
        return "endpoint" in self.__dict__ or not self.embedded

    @property
    def label(self) -> str:
        """Kind and host of the endpoint; reading it starts no sandbox."""
        return self.endpoint.label if self.started else "EMBEDDED SANDBOX"
