"""Protocol of a connected lab, for the packages below `labkit.Lab`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from labkit.http import Client, Page
    from labkit.lab_api.endpoints import Endpoint
    from labkit.lab_api.spec import LabSpec


class ConnectedLab(Protocol):
    """The catalog of a connected lab; `labkit.Lab` is one."""

    @property
    def name(self) -> str:
        """The lab's name."""

    @property
    def spec(self) -> LabSpec:
        """What labkit knows of it."""

    @property
    def endpoint(self) -> Endpoint:
        """Where it is reached."""

    @property
    def client(self) -> Client:
        """The HTTP client of this endpoint."""

    @property
    def currency(self) -> str:
        """The currency of the lab's catalog prices."""

    @property
    def account(self) -> str:
        """The name its snapshots are kept under: endpoint and account, without any secret."""

    @property
    def is_sample(self) -> bool:
        """Whether its data are samples of labkit's own sandbox."""

    def as_of(self, table: str, day: str | dt.date) -> pd.DataFrame:
        """Return a table as it was kept on a day, or last before it."""

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table."""

    def pages(self, table: str, *, refresh: bool = False) -> list[Page]:
        """Return the answers a table is made from."""

    def products(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what the lab sells; columns of `labkit.frames.PRODUCTS`."""

    def options(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what can be chosen with the products; columns of `labkit.frames.OPTIONS`."""

    def shipping(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return the shipping methods and prices; columns of `labkit.frames.SHIPPING`."""
