"""The one place that talks HTTP: cached reads, writes sent once, secrets, deadlines, limits."""

from __future__ import annotations

from labkit.http.client import Client
from labkit.http.messages import Answer, Call, ErrorBody, Outgoing, Page
from labkit.http.probe import read_index

__all__ = ["Answer", "Call", "Client", "ErrorBody", "Outgoing", "Page", "read_index"]
