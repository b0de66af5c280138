"""A connected lab (`Lab`): what every lab can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from labkit.display.reprs import Rich
from labkit.http.lab_connection import LabConnection

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd
    from pydantic import BaseModel

    from labkit.catalogs.reader import Reader
    from labkit.errors import Problem
    from labkit.http import Client, Page
    from labkit.lab_api.endpoints import Endpoint
    from labkit.lab_api.spec import LabSpec
    from labkit.model.intent import OrderIntent
    from labkit.ordering.results import OrderStatus, PlannedCall, Receipt
    from labkit.ordering.service import OrderService
    from labkit.pricing.basket import LineLike
    from labkit.pricing.price_list import PriceList
    from labkit.pricing.quote import Quote


class Lab(Rich):
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
        self.connection = LabConnection(spec, endpoint, currency=currency, settings=settings)
        self.prices = prices

    @property
    def spec(self) -> LabSpec:
        """What labkit knows of it."""
        return self.connection.spec

    @property
    def name(self) -> str:
        """The lab's name."""
        return self.spec.name

    @property
    def title(self) -> str:
        """The lab's full name."""
        return self.spec.title

    @property
    def endpoint(self) -> Endpoint:
        """Where it is reached."""
        return self.connection.endpoint

    @property
    def client(self) -> Client:
        """The HTTP client of this endpoint."""
        return self.connection.client

    @property
    def currency(self) -> str:
        """The currency of the lab's catalog prices (ISO 4217)."""
        return self.connection.currency

    @property
    def settings(self) -> dict[str, str]:
        """Its settings, as given or by default."""
        return self.connection.settings

    @property
    def is_sample(self) -> bool:
        """Whether its data are samples, since labkit's own sandbox plays it."""
        return self.connection.is_sample

    # --- catalog -----------------------------------------------------------------------------

    def as_of(self, table: str, day: str | dt.date) -> pd.DataFrame:
        """Return a table as it was kept on a day or last before it, else raise `StoreError`."""
        from labkit.model.dates import parse_day

        return self._priced(table, self.reader.as_of(table, parse_day(day)))

    @cached_property
    def reader(self) -> Reader:
        """Reads the lab's tables, from the lab only where nothing kept is good."""
        from labkit.catalogs.reader import Reader

        return Reader(self.connection)

    def _priced(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        prices = self.prices if table == "products" else None
        return prices.apply(frame, self.spec) if prices else frame

    def products(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what the lab sells: one row for each thing an order line can name.

        Parameters
        ----------
        refresh
            Read it anew from the lab.

        Returns
        -------
        DataFrame
            The columns of `labkit.frames.PRODUCTS`; sizes in mm, prices in major units.

        Raises
        ------
        HttpError, CatalogError
            If the lab does not answer, or not as its document says, and nothing was kept.
        """
        return self._priced("products", self.reader.frame("products", refresh=refresh))

    def options(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return what can be chosen with the products, as `products`; `labkit.frames.OPTIONS`."""
        return self.reader.frame("options", refresh=refresh)

    def shipping(self, *, refresh: bool = False) -> pd.DataFrame:
        """Return the shipping methods and prices, as `products`; `labkit.frames.SHIPPING`."""
        return self.reader.frame("shipping", refresh=refresh)

    @property
    def notes(self) -> pd.DataFrame:
        """What was not understood in the tables read so far; columns of `labkit.frames.NOTES`."""
        return self.reader.notes()

    def price_tiers(self) -> pd.DataFrame:
        """Return the lab's own quantity tiers, where it has any; `labkit.frames.PRICE_TIERS`."""
        return self.reader.price_tiers()

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table: one answer as it is, several as a dict by path.

        Raises `InputError` or `HttpError` if there is no such table, or the lab does not answer.
        """
        return self.reader.raw(table, refresh=refresh)

    def sources(self) -> pd.DataFrame:
        """Return where and when each table was read; columns of `labkit.frames.SOURCES`."""
        return self.reader.sources()

    @property
    def account(self) -> str:
        """The name its snapshots are kept under: endpoint and account, without any secret."""
        return self.reader.account

    def pages(self, table: str, *, refresh: bool = False) -> list[Page]:
        """Return the answers a table is made from, as `labkit.http.Page`."""
        return self.reader.pages(table, refresh=refresh)

    # --- prices ------------------------------------------------------------------------------

    def quote(
        self,
        lines: Iterable[LineLike],
        country: str,
        shipping: str | None = None,
        *,
        currency: str | None = None,
        tax: str | None = None,
        **rates: Any,  # noqa: ANN401 - on= and rates=, as make_quote
    ) -> Quote:
        """Return what a basket costs, delivered.

        Parameters
        ----------
        lines, country, shipping, currency, tax, **rates
            As `labkit.pricing.quote_builder.make_quote`.

        Returns
        -------
        Quote
            Its parts, each known, estimated or unknown, and why; the total is None where one is
            unknown.

        Raises
        ------
        InputError, RateError
            As `labkit.pricing.quote_builder.make_quote`.
        """
        from labkit.pricing.quote_builder import make_quote

        terms = {"currency": currency, "tax": tax, **rates}
        return make_quote(self, lines, country, shipping, **terms)

    # --- orders ------------------------------------------------------------------------------

    @cached_property
    def order_service(self) -> OrderService:
        """Builds, checks and looks up this lab's orders."""
        from labkit.ordering.service import OrderService

        return OrderService(self)

    def new_order(self, **fields: Any) -> BaseModel:  # noqa: ANN401 - the lab's own fields
        """Make an order in the lab's own terms; wrong values are kept, for `check` to name.

        Raises `InputError` if the lab's order has no field of that name.
        """
        return self.order_service.new_order(**fields)

    def check(self, order: BaseModel | Mapping[str, Any]) -> list[Problem]:
        """Return what is wrong with an order; empty when it may be sent."""
        return self.order_service.check(order)

    def from_intent(self, intent: OrderIntent) -> tuple[BaseModel, list[Problem]]:
        """Return this lab's order for an intent, and what the lab cannot carry."""
        return self.order_service.from_intent(intent)

    def preview(self, order: BaseModel) -> list[PlannedCall]:
        """Return the calls that submitting would make, secrets hidden.

        Raises `InvalidOrderError` if a value is missing or wrong, so that there are none.
        """
        return self.order_service.preview(order)

    def submit(self, order: BaseModel) -> Receipt:
        """Submit an order to a sandbox, once; submitting its reference anew returns its receipt.

        Returns
        -------
        Receipt
            Its state is ``unknown`` where the answer was lost: `resolve` settles it.

        Raises
        ------
        LiveOrderError
            If the endpoint is live; nothing is sent.
        InvalidOrderError
            If `check` finds errors; nothing is sent.
        JournalError
            If the reference was used for another order, or is being submitted right now.
        RefusedError
            If the lab refuses it.
        """
        from labkit.ordering.submission import submit

        return submit(self.order_service, order)

    def status(self, reference: str) -> OrderStatus:
        """Ask the lab for an order's status.

        Raises `JournalError`, `UnsupportedError` or `HttpError` if no such order was placed here,
        or the lab's API cannot tell or does not answer.
        """
        from labkit.ordering.tracking import status

        return status(self.order_service, reference)

    def resolve(self, reference: str, *, resend: bool = False, decide: str = "") -> Receipt:
        """Settle an order whose outcome is unknown; see `labkit.ordering.tracking.resolve`."""
        from labkit.ordering.tracking import resolve

        return resolve(self.order_service, reference, resend=resend, decide=decide)

    def cancel(self, reference: str) -> Receipt:
        """Cancel an order, where the lab's API can."""
        from labkit.ordering.tracking import cancel

        return cancel(self.order_service, reference)

    def reprint(self, reference: str, **fields: Any) -> Receipt:  # noqa: ANN401 - the lab's own fields
        """Ask for a reprint, where the lab's API can."""
        from labkit.ordering.tracking import reprint

        return reprint(self.order_service, reference, **fields)

    def __repr__(self) -> str:
        return f"<Lab {self.name}: {self.title} · {self.connection.label}>"

    def _html(self) -> str:
        from labkit.api.reprs import lab_html

        return lab_html(self.connection, self.prices)
