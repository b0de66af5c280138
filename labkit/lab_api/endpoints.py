"""Endpoints: a lab's address, its credentials, and what may be sent there.

Three kinds of endpoint: the embedded sandbox (the default), a sandbox (the lab's own where its
document names one, or any server on loopback), and live (catalog reads only). Whatever is not
certainly a sandbox counts as live.
"""

from __future__ import annotations

import enum
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from labkit.errors import CredentialsError, EndpointError, InputError, did_you_mean
from labkit.model.secret import HiddenText, Secret

if TYPE_CHECKING:
    from labkit.lab_api.spec import LabSpec


EmbeddedSandbox: TypeAlias = Callable[[str], tuple[str, Mapping[str, str]]]
SandboxIndex: TypeAlias = Callable[[str], Mapping[str, Mapping[str, Any]]]


# A host and perhaps a port: of "[::1].lab.example" the address alone would be taken for the host.
_NETLOC = re.compile(r"(\[[^][]+\]|[^][:@]+)(:[0-9]*)?")


class Kind(enum.StrEnum):
    """The kind of an endpoint."""

    EMBEDDED = "embedded"
    SANDBOX = "sandbox"
    LIVE = "live"


@dataclass(frozen=True)
class Endpoint:
    """One address of one lab.

    Attributes
    ----------
    lab
        The lab's name.
    kind
        Embedded, sandbox or live.
    base_url
        Without a slash at its end.
    credentials
        Name → secret; shown nowhere.
    embedded_like
        Whether it is labkit's own sandbox, here or in another process.
    """

    lab: str
    kind: Kind
    base_url: str
    credentials: Mapping[str, Secret] = field(repr=False)
    embedded_like: bool = False

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def label(self) -> str:
        """What a person has to see before anything is sent: kind and host."""
        names = {Kind.EMBEDDED: "EMBEDDED SANDBOX", Kind.SANDBOX: "SANDBOX", Kind.LIVE: "LIVE"}
        return f"{names[self.kind]} · {urlsplit(self.base_url).netloc}"


def resolve(  # noqa: PLR0913 - each has a name and a default
    spec: LabSpec,
    *,
    endpoint: str | None = None,
    base_url: str | None = None,
    credentials: Mapping[str, str] | None = None,
    allow_plain_http: bool = False,
    embedded: EmbeddedSandbox | None = None,
    index: SandboxIndex | None = None,
) -> Endpoint:
    """Find a lab's address and credentials.

    Credentials come from the arguments, else the environment, else the keyring, else (for labkit's
    own sandbox alone) the sandbox itself. The embedded sandbox never gets those of another
    endpoint, and no other endpoint gets the sandbox's.

    Parameters
    ----------
    spec
        The lab.
    endpoint, base_url, credentials, allow_plain_http
        As ``labkit.connect`` takes them.
    embedded
        Starts the embedded sandbox: lab → its base URL and credentials there.
    index
        Asks a server on loopback which labs it plays: URL → lab → base_url and credentials.

    Raises
    ------
    EndpointError
        If the endpoint is unknown, the lab's document names none, `base_url` is no address, or it
        is plain http elsewhere than on loopback and that was not allowed by name.
    CredentialsError
        If credentials are missing, unknown or cannot be sent.
    """
    given = _given(spec, credentials or {})
    if base_url is None and _kind(spec, endpoint) is Kind.EMBEDDED:
        return _embedded(spec, given, embedded)
    kind, url = _address_of(spec, endpoint, base_url)
    _check_private(spec, url, allow_plain_http=allow_plain_http)
    found = given or _from_environment(spec) or _from_keyring(spec, url)
    if not found and is_loopback(url) and index is not None:
        found = _sandbox_credentials(index(url).get(spec.name, {}), url)
    return Endpoint(spec.name, kind, url, _complete(spec, found))


def _embedded(
    spec: LabSpec, given: Mapping[str, Secret], embedded: EmbeddedSandbox | None
) -> Endpoint:
    if embedded is None:
        raise EndpointError("there is no embedded sandbox here", lab=spec.name)
    url, sandbox_credentials = embedded(spec.name)
    secrets = given or {name: Secret(value) for name, value in sandbox_credentials.items()}
    return Endpoint(spec.name, Kind.EMBEDDED, url, secrets, embedded_like=True)


def read_settings(spec: LabSpec, given: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return a lab's settings, and what else was given: its credentials.

    A setting is as given, else from the environment, else its default.

    Raises
    ------
    InputError
        If one is no text of printable characters.
    """
    found: dict[str, str] = {}
    for name, default in spec.settings.items():
        value = given.get(name, os.environ.get(spec.variable(name), default))
        if not isinstance(value, str) or not value.isprintable():
            raise InputError(f"{name} is no printable text", lab=spec.name, call="connect")
        found[name] = str(value)
    return found, {name: value for name, value in given.items() if name not in found}


def is_loopback(url: str) -> bool:
    """Say whether a URL's host is this machine, and certainly so.

    Only ``localhost`` and literal loopback addresses count; another spelling is somebody else.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower() if _NETLOC.fullmatch(parts.netloc) else ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address_of(spec: LabSpec, endpoint: str | None, base_url: str | None) -> tuple[Kind, str]:
    if base_url is not None:
        if endpoint is not None:
            raise EndpointError(
                "endpoint and base_url were both given", lab=spec.name, hint="give one of them"
            )
        url = _address(spec, base_url)
        return (Kind.SANDBOX if is_loopback(url) else Kind.LIVE), url
    kind = _kind(spec, endpoint)
    url = spec.live_url if kind is Kind.LIVE else spec.sandbox_url
    if not url:
        raise EndpointError(
            f"its document names no {kind} address",
            lab=spec.name,
            hint="give base_url=, or leave endpoint away to use the embedded sandbox",
        )
    return kind, _address(spec, url)


def _kind(spec: LabSpec, endpoint: str | None) -> Kind:
    try:
        return Kind(endpoint or Kind.EMBEDDED)
    except ValueError:
        hint = did_you_mean(str(endpoint), [str(kind) for kind in Kind])
        raise EndpointError(f"{endpoint!r} is no endpoint", lab=spec.name, hint=hint) from None


def _address(spec: LabSpec, url: str) -> str:
    # It is not repeated: what does not belong into it may be a secret.
    if not _is_address(url):
        raise EndpointError(
            "base_url is no address",
            lab=spec.name,
            hint="write it as https://host/path, without user, password or query",
        )
    return url.rstrip("/")


def _is_address(url: object) -> bool:
    # Paths are appended to it, and the journal stores it: it is a host and a path alone.
    if not isinstance(url, str) or not url.isprintable() or set(url) & set("@?# "):
        return False
    try:
        parts = urlsplit(url)
        whole = _NETLOC.fullmatch(parts.netloc) and parts.hostname
        return parts.scheme in {"http", "https"} and bool(whole) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port that is none
        return False


def _check_private(spec: LabSpec, url: str, *, allow_plain_http: bool) -> None:
    parts = urlsplit(url)
    if parts.scheme == "http" and not is_loopback(url) and not allow_plain_http:
        raise EndpointError(
            f"{parts.netloc} is plain http: the credentials would travel in clear",
            lab=spec.name,
            hint="use https, or pass allow_plain_http=True if you accept that",
        )


def _given(spec: LabSpec, credentials: Mapping[str, str]) -> dict[str, Secret]:
    for name, value in credentials.items():
        if name not in spec.credentials:
            hint = did_you_mean(name, spec.credentials)
            raise InputError(f"connect takes no {name!r}", lab=spec.name, hint=hint)
        if not isinstance(value, str) or not value or not value.isprintable():
            raise CredentialsError(
                f"{name} is empty, no text, or has a character that cannot be sent",
                lab=spec.name,
                hint="copy it anew, without line breaks",
            )
    found = {name: Secret(value) for name, value in credentials.items()}
    return _complete(spec, found) if found else {}


def _complete(spec: LabSpec, found: Mapping[str, Secret]) -> dict[str, Secret]:
    missing = [name for name in spec.credentials if name not in found]
    if missing:
        variables = ", ".join(spec.variable(name) for name in missing)
        raise CredentialsError(
            f"no {' and no '.join(missing)}",
            lab=spec.name,
            hint=f"pass {', '.join(f'{name}=' for name in missing)} or set {variables}",
        )
    return dict(found)


def _from_environment(spec: LabSpec) -> dict[str, Secret]:
    values = {
        name: HiddenText(os.environ.get(spec.variable(name), "")) for name in spec.credentials
    }
    found = {name: value for name, value in values.items() if value}
    return _given(spec, found) if found else {}


def _from_keyring(spec: LabSpec, url: str) -> dict[str, Secret]:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ModuleNotFoundError:
        return {}
    # One entry for each address, so that no endpoint gets another's credentials.
    service = f"labkit:{spec.name}:{url}"
    try:
        stored = {
            name: Secret(keyring.get_password(service, name) or "") for name in spec.credentials
        }
    except (KeyringError, OSError):
        return {}
    return {name: secret for name, secret in stored.items() if secret}


def _sandbox_credentials(entry: Mapping[str, Any], url: str) -> dict[str, Secret]:
    if entry.get("base_url", "").rstrip("/") != url:
        return {}
    return {name: Secret(value) for name, value in entry.get("credentials", {}).items()}
