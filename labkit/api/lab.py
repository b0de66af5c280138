"""A connected lab: what every lab can do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from labkit.display.reprs import Rich, lab_html
from labkit.errors import InputError, did_you_mean
from labkit.lab_api.spec import LabSpec, discover, find, labs
from labkit.model.values import parse_currency
from labkit.ordering.methods import OrderMethods
from labkit.pricing.methods import QuoteMethods

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import pandas as pd

    from labkit.catalogs.reader import Reader
    from labkit.http import Client, Page
    from labkit.lab_api.endpoints import Endpoint
    from labkit.pricing.price_list import PriceList

__all__ = ["Lab", "LabSpec", "connect", "discover", "find", "labs"]


def connect(  # noqa: PLR0913 - each has a name and a default
    lab: str,
    *,
    endpoint: str | None = None,
    base_url: str | None = None,
    prices: str | Path | pd.DataFrame | PriceList | None = None,
    price_currency: str | None = None,
    allow_plain_http: bool = False,
    **credentials: str,
) -> Lab:
    """Connect to a lab.

    Parameters
    ----------
    lab
        Its name; `labs` lists them.
    endpoint
        ``"embedded"`` (the default), ``"sandbox"`` (the lab's own, where documented) or ``"live"``
        (catalog reads only).
    base_url
        Any server that speaks the lab's API. On loopback it counts as a sandbox, elsewhere as live.
    prices
        Your own price list (CSV or DataFrame: product_id, variant_id, min_quantity, price,
        currency, tax); fills or overrides the lab's prices.
    price_currency
        The currency of the lab's catalog prices, where your account has another than assumed.
    allow_plain_http
        Accept plain http off loopback, where the credentials travel in clear.
    **credentials
        The lab's own: ``key=``, ``token=``, … as its spec names them; else environment or keyring.
        Also its settings, where it has some: else environment or their default.

    Raises
    ------
    UnknownLabError, LabModuleError, EndpointError, CredentialsError, PriceListError
        Before anything is sent.
    """
    spec = find(lab)
    _refuse_unknown(spec, credentials)
    from labkit.lab_api.endpoints import read_settings, resolve

    settings, secrets = read_settings(spec, credentials)

    def place() -> Endpoint:
        found = resolve(
            spec,
            endpoint=endpoint,
            base_url=base_url,
            credentials=secrets,
            allow_plain_http=allow_plain_http,
        )
        _check_credentials(spec, found)
        return found

    # The embedded sandbox is started when something is first asked of it: a catalog that was
    # kept needs no server. Anything else is checked now.
    embedded = base_url is None and endpoint in {None, "embedded"} and not secrets
    where = place if embedded else place()
    currency = parse_currency(price_currency) if price_currency else spec.currency
    return Lab(spec, where, prices=_price_list(prices), currency=currency, settings=settings)


def _refuse_unknown(spec: LabSpec, credentials: Mapping[str, str]) -> None:
    for name in credentials:
        if name not in {*spec.credentials, *spec.settings}:
            hint = did_you_mean(name, {*spec.credentials, *spec.settings})
            raise InputError(f"connect takes no {name!r}", lab=spec.name, hint=hint)


def _check_credentials(spec: LabSpec, place: Endpoint) -> None:
    # A lab whose credentials stand inside a header's text refuses some characters.
    check = getattr(spec.module("wire"), "check_credentials", None)
    if check is not None:
        check({name: secret.reveal() for name, secret in place.credentials.items()})


def _price_list(prices: Any) -> PriceList | None:  # noqa: ANN401 - what connect takes
    if prices is None:
        return None
    from labkit.pricing.price_list import PriceList

    return PriceList.read(prices)


class Lab(OrderMethods, QuoteMethods, Rich):
    """A connected lab.

    Parameters
    ----------
    spec
        What labkit knows of it.
    endpoint
        Where it is reached; a function that finds it is called when it is first needed.
    prices
        The user's own price list.
    currency
        The currency of the lab's catalog prices.
    settings
        The lab's settings that differ from the spec's defaults.
    """

    def __init__(
        self,
        spec: LabSpec,
        endpoint: Endpoint | Callable[[], Endpoint],
        *,
        prices: PriceList | None = None,
        currency: str = "",
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.spec = spec
        self._place = endpoint
        self.prices = prices
        self.currency = currency or spec.currency
        self.settings = {**spec.settings, **(settings or {})}

    @cached_property
    def endpoint(self) -> Endpoint:
        """Where it is reached."""
        return self._place() if callable(self._place) else self._place

    @property
    def name(self) -> str:
        """The lab's name."""
        return self.spec.name

    @property
    def title(self) -> str:
        """The lab's own name."""
        return self.spec.title

    @cached_property
    def client(self) -> Client:
        """The HTTP client of this endpoint."""
        from labkit.http import Client

        return Client(self.spec, self.endpoint, settings=self.settings)

    @property
    def is_sample(self) -> bool:
        """Whether its data are samples, since labkit's own sandbox plays it."""
        # An embedded sandbox that nobody asked for anything yet is not started by the question.
        if callable(self._place):
            return True
        place = self.endpoint
        return place.kind == "embedded" or place.embedded_like or bool(self.client.health)

    def as_of(self, table: str, day: str | dt.date) -> pd.DataFrame:
        """Return a table as it was kept on a day, or last before it; no lab is asked.

        Raises
        ------
        InputError, StoreError
            If it is no day, or nothing was kept by then.
        """
        from labkit.model.dates import parse_day

        frame = self.reader.as_of(table, parse_day(day))
        own = self.prices if table == "products" else None
        return own.apply(frame, self.spec) if own else frame

    @cached_property
    def reader(self) -> Reader:
        """Reads the lab's tables, from the lab only where nothing kept is good."""
        from labkit.catalogs.reader import Reader

        return Reader(self, embedded=callable(self._place))

    def products(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what the lab sells: one row for each thing an order line can name.

        Parameters
        ----------
        refresh
            Read it again from the lab.

        Returns
        -------
        DataFrame
            The columns of `labkit.frames.PRODUCTS`; sizes in mm, prices in major units.

        Raises
        ------
        HttpError, CatalogError
            If the lab does not answer, or not as its document says, and nothing was kept.
        """
        frame = self.reader.frame("products", refresh=refresh)
        return self.prices.apply(frame, self.spec) if self.prices else frame

    def options(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what can be chosen with the products; columns of `labkit.frames.OPTIONS`.

        Prices are in major units; parameters and errors as `products`.
        """
        return self.reader.frame("options", refresh=refresh)

    def shipping(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return how it is sent and for how much; columns of `labkit.frames.SHIPPING`.

        Prices are in major units; parameters and errors as `products`.
        """
        return self.reader.frame("shipping", refresh=refresh)

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table: one answer as it is, several as a dict by path.

        Raises
        ------
        InputError, HttpError
            If there is no such table, or the lab does not answer and nothing was kept.
        """
        pages = self.pages(table, refresh=refresh)
        if len(pages) == 1:
            return pages[0].data
        return {page.path: page.data for page in pages}

    def sources(self) -> pd.DataFrame:
        """Return where and when each table was read; columns of `labkit.frames.SOURCES`."""
        from labkit import frames

        pages = [(table, page) for table in frames.TABLES for page in self.pages(table)]
        return frames.build(
            frames.SOURCES,
            {
                "lab": [self.name] * len(pages),
                "table": [table for table, _ in pages],
                "source_url": [page.url for _, page in pages],
                "fetched_at": [page.fetched_at for _, page in pages],
                "stale": [page.stale for _, page in pages],
            },
        )

    def pages(self, table: str, *, refresh: bool = False) -> list[Page]:
        """Return the answers a table is made from, as `labkit.http.Page`."""
        return self.reader.pages(table, refresh=refresh)

    def __repr__(self) -> str:
        # An embedded sandbox that nobody asked for anything yet is not started by being shown.
        started = "endpoint" in self.__dict__ or not callable(self._place)
        where = self.endpoint.label if started else "EMBEDDED SANDBOX"
        return f"<Lab {self.name}: {self.title} · {where}>"

    def _html(self) -> str:
        return lab_html(self)
