"""Connecting to a lab: `connect`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.api.lab import Lab
from labkit.errors import CredentialsError, InputError, UnreachableError, did_you_mean
from labkit.lab_api.spec import LabSpec, find
from labkit.model.currencies import parse_currency
from labkit.model.secret import hidden

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
    columns: Mapping[str, str | None] | None = None,
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
        ``"embedded"`` (the default), ``"sandbox"`` (the lab's own) or ``"live"`` (reads only).
    base_url
        Any server that speaks the lab's API: a sandbox on loopback, elsewhere live.
    prices
        Your own price list (CSV, XLSX, ODS or DataFrame); fills or overrides the lab's prices.
    columns
        The headings of that list, where they cannot be told: ``{"Artikel": "product_id"}``.
    price_currency
        Of the lab's catalog prices, where your account has another than assumed.
    allow_plain_http
        Accept plain http off loopback: the credentials travel in clear.
    **credentials
        The lab's own, as its spec names them, and its settings; else environment or keyring.

    Raises
    ------
    UnknownLabError, LabModuleError, EndpointError, CredentialsError, PriceListError
    """
    # No frame of a traceback shows them from here on; an address may have a password in it.
    credentials = {name: hidden(value) for name, value in credentials.items()}  # type: ignore[misc]
    base_url = None if base_url is None else hidden(base_url)  # type: ignore[assignment]
    spec = find(lab)
    _refuse_unknown(spec, credentials)
    from labkit.lab_api.endpoints import read_settings, resolve

    settings, secrets = read_settings(spec, credentials)
    given: dict[str, Any] = {"endpoint": endpoint, "base_url": base_url, "credentials": secrets}

    def find_endpoint() -> Endpoint:
        found = resolve(spec, allow_plain_http=allow_plain_http, **given, **_SANDBOX)
        _check_credentials(spec, found)
        return found

    # The embedded sandbox is started by the first call: a kept catalog needs no server.
    embedded = base_url is None and endpoint in {None, "embedded"} and not secrets
    return Lab(
        spec,
        find_endpoint if embedded else find_endpoint(),
        prices=_price_list(prices, columns),
        currency=parse_currency(price_currency) if price_currency else spec.currency,
        settings=settings,
    )


def _embedded(lab: str) -> tuple[str, Mapping[str, str]]:
    from labkit.sandbox.server import shared_address

    return shared_address(lab)


def _sandbox_index(url: str) -> Mapping[str, Mapping[str, Any]]:
    from labkit.http.probe import read_index

    try:
        return read_index(url)
    except UnreachableError as error:
        raise CredentialsError(
            f"no credentials were given, and {error.message}, which could name its own",
            hint="start it, or pass the lab's credentials",
        ) from None


_SANDBOX: dict[str, Any] = {"embedded": _embedded, "index": _sandbox_index}


def _refuse_unknown(spec: LabSpec, credentials: Mapping[str, str]) -> None:
    for name in credentials:
        if name not in {*spec.credentials, *spec.settings}:
            hint = did_you_mean(name, {*spec.credentials, *spec.settings})
            raise InputError(f"connect takes no {name!r}", lab=spec.name, hint=hint)


def _check_credentials(spec: LabSpec, endpoint: Endpoint) -> None:
    # A lab whose credentials stand inside a header's text refuses some characters.
    check = getattr(spec.module("wire"), "check_credentials", None)
    if check is not None:
        check({name: secret.reveal() for name, secret in endpoint.credentials.items()})


def _price_list(prices: Any, columns: Mapping[str, str | None] | None) -> PriceList | None:  # noqa: ANN401 - what connect takes
    if prices is None:
        if columns is not None:
            raise InputError("columns= names headings of a price list", hint="give prices= too")
        return None
    from labkit.pricing.price_list import PriceList

    return PriceList.read(prices, columns)
