"""A connected lab: what every lab can do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from labkit.errors import InputError, did_you_mean
from labkit.orders.methods import OrderMethods
from labkit.spec import LabSpec, discover, find, labs
from labkit.values import PriceKind, parse_currency

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from labkit.endpoints import Endpoint
    from labkit.http import Client, Page
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

    Raises
    ------
    UnknownLabError, EndpointError, CredentialsError, PriceListError
        Before anything is sent.
    """
    spec = find(lab)
    unknown = [name for name in credentials if name not in spec.credentials]
    if unknown:
        hint = did_you_mean(unknown[0], spec.credentials)
        raise InputError(f"connect takes no {unknown[0]!r}", lab=spec.name, hint=hint)
    from labkit.endpoints import resolve

    currency = parse_currency(price_currency) if price_currency else spec.currency
    place = resolve(
        spec,
        endpoint=endpoint,
        base_url=base_url,
        credentials=credentials,
        allow_plain_http=allow_plain_http,
    )
    _check_credentials(spec, place)
    return Lab(spec, place, prices=_price_list(prices), currency=currency)


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


class Lab(OrderMethods):
    """A connected lab.

    Parameters
    ----------
    spec
        What labkit knows of it.
    endpoint
        Where it is reached.
    prices
        The user's own price list.
    currency
        The currency of the lab's catalog prices.
    """

    def __init__(
        self,
        spec: LabSpec,
        endpoint: Endpoint,
        *,
        prices: PriceList | None = None,
        currency: str = "",
    ) -> None:
        self.spec = spec
        self.endpoint = endpoint
        self.prices = prices
        self.currency = currency or spec.currency

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

        return Client(self.spec, self.endpoint)

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
        frame = self._frame("products", refresh=refresh)
        return self.prices.apply(frame, self.spec) if self.prices else frame

    def options(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what can be chosen with the products; columns of `labkit.frames.OPTIONS`."""
        return self._frame("options", refresh=refresh)

    def shipping(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return how it is sent and for how much; columns of `labkit.frames.SHIPPING`."""
        return self._frame("shipping", refresh=refresh)

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table: one answer as it is, several as a dict by path."""
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

    def _frame(self, table: str, *, refresh: bool) -> pd.DataFrame:
        from labkit import frames

        catalog = self.spec.module("catalog")
        parse = getattr(catalog, f"parse_{table}", None)
        if parse is None:
            return frames.build(frames.TABLES[table], {}, rows=0)
        pages = self.pages(table, refresh=refresh)
        columns = dict(parse(pages))
        page_of_row = columns.pop("_page", 0)
        columns |= self._constants(table) | columns
        if table == "products":
            columns |= _source_columns(pages, page_of_row)
        frame = frames.build(frames.TABLES[table], columns)
        if table == "products":
            # Where there is no price, it is of no kind.
            unknown = frame["price"].isna()
            frame["price_kind"] = frame["price_kind"].mask(unknown, str(PriceKind.UNKNOWN))
        frame.attrs["lab"] = self.name
        return frame

    def _constants(self, table: str) -> dict[str, str]:
        # What holds for every row of a lab; a parser may say otherwise for its own rows.
        constants = {"lab": self.name, "currency": self.currency}
        if table != "options":
            constants["tax"] = str(self.spec.tax)
        if table == "products":
            constants["price_kind"] = str(self.spec.price_kind)
        return constants

    def pages(self, table: str, *, refresh: bool = False) -> list[Page]:
        """Return the answers a table is made from, as `labkit.http.Page`."""
        catalog = self.spec.module("catalog")
        if table not in {"products", "options", "shipping"}:
            hint = did_you_mean(table, ["products", "options", "shipping"])
            raise InputError(f"there is no table {table!r}", lab=self.name, call="raw", hint=hint)
        fetch = getattr(catalog, f"fetch_{table}", None)
        if fetch is None:
            return []
        pages: list[Page] = fetch(self.client, refresh=refresh)
        return pages

    def __repr__(self) -> str:
        return f"<Lab {self.name}: {self.title} · {self.endpoint.label}>"


def _source_columns(pages: list[Page], page_of_row: Any) -> dict[str, Any]:  # noqa: ANN401 - int or array
    if len(pages) == 1:
        page = pages[0]
        return {"source_url": page.url, "fetched_at": page.fetched_at, "stale": page.stale}
    return {
        "source_url": [pages[index].url for index in page_of_row],
        "fetched_at": [pages[index].fetched_at for index in page_of_row],
        "stale": [pages[index].stale for index in page_of_row],
    }
