"""The last look at a request before it leaves, below whatever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from labkit.errors import LiveOrderError
from labkit.http.probe import read_health
from labkit.lab_api.endpoints import Kind, is_loopback

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.http.messages import Call, Outgoing
    from labkit.lab_api.endpoints import Endpoint


class _Sender(Protocol):
    endpoint: Endpoint

    @property
    def wire(self) -> ModuleType:
        """The lab's ``wire`` module."""

    def is_read(self, call: Call | Outgoing) -> bool:
        """Say whether a call changes nothing."""


def check_leaving(sender: _Sender, call: Outgoing) -> None:
    """Check that a request, as it leaves, can place no real order.

    To a live endpoint only reads leave. Where the lab's own sandbox is its live host, the lab's
    ``wire.is_test(call)`` says whether the request is marked as a test; one that is not leaves
    for labkit's own sandbox alone, which is asked at this moment whether it is that.

    Raises
    ------
    LiveOrderError
        If it could.
    UnreachableError
        If it is not known which server this is.
    """
    endpoint = sender.endpoint
    if endpoint.kind is Kind.LIVE and not sender.is_read(call):
        raise _refused(endpoint, call, "a live endpoint gets nothing but catalog reads")
    is_test = getattr(sender.wire, "is_test", None)
    if is_test is None or is_test(call):
        return
    if is_loopback(endpoint.base_url) and read_health(endpoint.base_url):
        return
    raise _refused(endpoint, call, "it is not marked as a test, and this is not labkit's sandbox")


def _refused(endpoint: Endpoint, call: Outgoing, why: str) -> LiveOrderError:
    return LiveOrderError(
        f"the call was stopped as it left: {why}",
        lab=endpoint.lab,
        call=f"{call.method} {call.path}",
        hint="use the embedded sandbox (leave endpoint and base_url away)",
    )
