"""Connecting to a lab: `connect`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.api.lab import Lab
from labkit.lab_api.spec import LabSpec, find
from labkit.model.values import parse_currency

if TYPE_CHECKING:
    import pandas as pd

    from labkit.lab_api.endpoints import Endpoint
    from labkit.pricing.price_list import PriceList


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
        The lab's own, as its spec names them, and its settings; else environment, keyring, default.

    Raises
    ------
    UnknownLabError, LabModuleError, EndpointError, CredentialsError, PriceListError
        Before anything is sent.
    """
    spec = find(lab)
    from labkit.lab_api.endpoints import read_settings, resolve

    settings, secrets = read_settings(spec, credentials)

    def place() -> Endpoint:
        found = resolve(
            spec,
            endpoint=endpoint,
            base_url=base_url,
            credentials=secrets,
            allow_plain_http=allow_plain_http,
            embedded=_embedded,
            index=_sandbox_index,
        )
        _check_credentials(spec, found)
        return found

    # The embedded sandbox is started when something is first asked of it: a catalog that was
    # kept needs no server. Anything else is checked now.
    embedded = base_url is None and endpoint in {None, "embedded"} and not secrets
    where = place if embedded else place()
    currency = parse_currency(price_currency) if price_currency else spec.currency
    return Lab(spec, where, prices=_price_list(prices), currency=currency, settings=settings)


def _embedded(lab: str) -> tuple[str, Mapping[str, str]]:
    # Starts the sandbox that is shared within the process.
    from labkit import sandbox

    shared = sandbox.shared()
    return shared.base_url(lab), shared.credentials(lab)


def _sandbox_index(url: str) -> Mapping[str, Mapping[str, Any]]:
    from labkit.http.probe import read_index

    return read_index(url)


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
