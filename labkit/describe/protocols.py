"""What each part of a lab has to have, as protocols: a type checker says what is missing.

A part is a module, so the functions stand in it plainly, without ``self``::

    import mylab.wire
    from labkit.describe.protocols import Wire

    _: Wire = mylab.wire

What is optional stands in a protocol of its own, named after what the lab can then do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd
    from pydantic import BaseModel

    from labkit.errors import Problem
    from labkit.frames import Columns
    from labkit.http import Client
    from labkit.http.flow import Flow, Step
    from labkit.http.messages import Answer, Call, ErrorBody, Page
    from labkit.model.intent import OrderIntent
    from labkit.ordering.journal import Entry
    from labkit.ordering.ordering_lab import OrderingLab
    from labkit.ordering.results import OrderStatus, Outcome
    from labkit.ordering.service import OrderService
    from labkit.pricing.rules import Rules
    from labkit.sandbox.emulator import Emulator


class Wire(Protocol):
    """``wire``: the lab's headers and errors."""

    def headers(self, credentials: Mapping[str, str], token: str) -> dict[str, str]:
        """Return the headers that carry the secrets, just before a request leaves.

        A third parameter by the name of ``call`` is given the `Call` itself (signatures).
        """

    def read_error(self, answer: Answer) -> ErrorBody | None:
        """Return what the lab says is wrong; None where the answer is a success. Never raises."""


class LogsIn(Protocol):
    """A ``wire`` of a lab where a log-in comes first; it is done anew when the token runs out."""

    def login(self, credentials: Mapping[str, str]) -> Call:
        """Return the call that brings a token."""

    def read_token(self, answer: Answer) -> str:
        """Return the token; raises `AnswerError` where there is none."""


class ChecksCredentials(Protocol):
    """A ``wire`` that knows which credentials cannot stand in its headers."""

    def check_credentials(self, credentials: Mapping[str, str]) -> None:
        """Raise `CredentialsError` for what cannot be sent."""


class CatalogModule(Protocol):
    """``catalog``: what the lab sells.

    ``fetch_options``, ``parse_options``, ``fetch_shipping`` and ``parse_shipping`` have the same
    form, and are left out where the lab has none.
    """

    def fetch_products(self, client: Client, *, refresh: bool = False) -> list[Page]:
        """Read the pages: ``client.get`` for one, ``client.get_many`` for many at once."""

    def parse_products(self, pages: list[Page]) -> Columns:
        """Return column → values; pure. ``_page`` is the index of each row's page, of several."""


class HasOptions(Protocol):
    """A ``catalog`` with options."""

    def fetch_options(self, client: Client, *, refresh: bool = False) -> list[Page]:
        """Read the pages."""

    def parse_options(self, pages: list[Page]) -> Columns:
        """Return column → values."""


class HasShipping(Protocol):
    """A ``catalog`` with shipping methods and their prices."""

    def fetch_shipping(self, client: Client, *, refresh: bool = False) -> list[Page]:
        """Read the pages."""

    def parse_shipping(self, pages: list[Page]) -> Columns:
        """Return column → values."""


class OrdersModule(Protocol):
    """``orders``: the lab's orders, in its own terms."""

    Order: type[BaseModel]

    def reference(self, order: Any) -> str:  # noqa: ANN401 - the lab's own Order
        """Return the key the journal files an order under."""

    def from_intent(self, intent: OrderIntent, lab: OrderingLab) -> tuple[Any, list[Problem]]:
        """Return the order an intent becomes, and what the lab cannot carry."""

    def to_intent(self, order: Any) -> OrderIntent:  # noqa: ANN401 - the lab's own Order
        """Return an order as any lab's."""

    def check(self, order: Any, lab: OrderingLab) -> list[Problem]:  # noqa: ANN401 - as above
        """Return what the catalog says against an order."""

    def plan(self, order: Any, service: OrderService) -> list[Step]:  # noqa: ANN401 - as above
        """Return the calls, for a preview; nothing is sent."""

    def submit(self, order: Any, service: OrderService) -> Flow[Outcome]:  # noqa: ANN401 - as above
        """Place an order; the step that does it has ``commits=True``."""


class Resolves(Protocol):
    """``orders`` of a lab where a lost answer can be settled."""

    def resolve(
        self,
        entry: Entry,
        order: Any,  # noqa: ANN401 - the lab's own Order
        service: OrderService,
        *,
        resend: bool,
    ) -> Flow[Outcome | None]:
        """Look the order up; send it again only with `resend`. None: it stays unknown."""


class TellsStatus(Protocol):
    """``orders`` of a lab that tells where an order is."""

    def status(self, entry: Entry, service: OrderService) -> Flow[OrderStatus]:
        """Ask where an order is."""


class Cancels(Protocol):
    """``orders`` of a lab that cancels."""

    def cancel(self, entry: Entry, order: Any, service: OrderService) -> Flow[Outcome]:  # noqa: ANN401 - the lab's own Order
        """Cancel an order."""


class Reprints(Protocol):
    """``orders`` of a lab that prints again; its own words for the reasons are ``REASONS``."""

    REASONS: Sequence[str]

    def reprint(
        self,
        entry: Entry,
        order: Any,  # noqa: ANN401 - the lab's own model
        service: OrderService,
        **what: Any,  # noqa: ANN401 - the lab's own fields
    ) -> Flow[Outcome]:
        """Ask for a reprint."""


class Explains(Protocol):
    """``orders`` that say more of themselves.

    ``CANNOT``: of status, look_up, resend, cancel and reprint what its flows cannot do.
    ``STATES``: the lab's word for a state → what it means. ``VOLATILE``: the fields of an order
    that are another each time it is made.
    """

    CANNOT: frozenset[str]
    STATES: Mapping[str, str]
    VOLATILE: frozenset[str]


class ReadsCallbacks(Protocol):
    """``orders`` of a lab that calls back."""

    def read_callback(self, data: Any) -> str:  # noqa: ANN401 - whatever was posted
        """Return the reference a callback names; raises `InputError` where it names none."""

    def tracking_url(self, code: str, country: str, postcode: str) -> str:
        """Return the page that follows a parcel; "" where there is none."""


class PricingModule(Protocol):
    """``pricing``: how the lab charges what its catalog alone does not say."""

    RULES: Rules


class Quotes(Protocol):
    """``pricing`` of a lab that quotes by itself."""

    def quote(self, lines: Sequence[Any], country: str, method: str) -> Flow[Any]:
        """Ask the lab what some lines cost, sent to a country."""


class PhotosModule(Protocol):
    """``photos``: what the lab's document says of pixels."""

    def photo_notes(self, products: pd.DataFrame) -> list[str]:
        """Return one note for each row; "" where there is nothing to say."""


class SandboxModule(Protocol):
    """``sandbox``: the lab's emulator."""

    EMULATOR: Emulator


# Part → what it has to have, and what it may have.
PARTS: dict[str, tuple[tuple[type, ...], tuple[type, ...]]] = {
    "wire": ((Wire,), (LogsIn, ChecksCredentials)),
    "catalog": ((CatalogModule,), (HasOptions, HasShipping)),
    "orders": (
        (OrdersModule,),
        (Resolves, TellsStatus, Cancels, Reprints, Explains, ReadsCallbacks),
    ),
    "pricing": ((), (PricingModule, Quotes)),
    "photos": ((PhotosModule,), ()),
    "sandbox": ((SandboxModule,), ()),
}
# Parts a lab need not have.
OPTIONAL = frozenset({"orders", "pricing", "photos", "sandbox"})
