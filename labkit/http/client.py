"""A lab's HTTP client: reads are cached and may be tried again, writes are sent once."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import orjson
import requests

from labkit.display.progress import bar
from labkit.errors import (
    AnswerError,
    DeadlineError,
    LiveOrderError,
    ServerError,
    TooLargeError,
    UnauthorizedError,
    UnreachableError,
)
from labkit.http import failures
from labkit.http.cache import ResponseCache, namespace
from labkit.http.messages import Answer, Call, Page, decode
from labkit.http.probe import read_health
from labkit.http.transport import (
    CONNECTIONS,
    DEADLINE_SECONDS,
    LabAdapter,
    make_session,
)
from labkit.lab_api.endpoints import Endpoint, Kind, is_loopback

if TYPE_CHECKING:
    from types import ModuleType

    from labkit.lab_api.spec import LabSpec

_GET_RETRIES = 2
# What an old answer may stand in for: the lab does not answer, or answers nonsense. A refusal is
# an answer and is shown.
_STALE_IF = (UnreachableError, DeadlineError, ServerError, AnswerError, TooLargeError)
# Fewer pages than this are there at once.
_WORTH_A_BAR = 8


class Client:
    """Talks to one lab at one endpoint.

    Parameters
    ----------
    spec
        The lab; its ``wire`` module says which headers carry the credentials
        (``headers(credentials, token)``), what an error looks like (``read_error(answer)``) and,
        where a log-in comes first, how (``login(credentials)``, ``read_token(answer)``).
    endpoint
        Where.
    deadline
        For one call as a whole [s].
    """

    def __init__(
        self, spec: LabSpec, endpoint: Endpoint, *, deadline: float = DEADLINE_SECONDS
    ) -> None:
        self.spec = spec
        self.endpoint = endpoint
        self._token = ""
        self._log_in_lock = threading.Lock()
        secrets = self._secret_headers
        self._reads = make_session(
            endpoint.origin, LabAdapter(secrets, retries=_GET_RETRIES, deadline=deadline)
        )
        self._writes = make_session(endpoint.origin, LabAdapter(secrets, deadline=deadline))
        self._bare = make_session(endpoint.origin, LabAdapter(dict, deadline=deadline))

    @cached_property
    def wire(self) -> ModuleType:
        """The lab's own words: headers, log-in, errors."""
        return self.spec.module("wire")

    @cached_property
    def health(self) -> Mapping[str, Any]:
        """What labkit's own sandbox says of itself; {} where the endpoint is another server."""
        if not is_loopback(self.endpoint.base_url):
            return {}
        return read_health(self.endpoint.base_url)

    @cached_property
    def cache(self) -> ResponseCache:
        """The kept answers of this lab, endpoint and account."""
        # Sandboxes come and go on the same port: what they serve names them, not the port.
        sample = self.health.get("sample")
        place = f"sandbox:{sample}" if sample else self.endpoint.base_url
        name = namespace(self.spec.name, place, self.endpoint.credentials)
        return ResponseCache(name, self.spec.cache_life)

    def get(
        self, path: str, params: Mapping[str, str] | None = None, *, refresh: bool = False
    ) -> Page:
        """Read one page of the catalog, from the cache while it is good.

        Raises
        ------
        HttpError
            If it cannot be read and none was kept; one kept past its life is returned, marked
            stale, where the lab does not answer or answers nonsense.
        """
        call = Call("GET", path, params or {})
        with self.cache.flight(call.target):
            kept = self.cache.get(call.target)
            if kept is not None and not refresh and not kept.is_expired:
                return self._page(call, kept, kept.created_at)
            try:
                return self._fetch(call)
            except _STALE_IF:
                if kept is None:
                    raise
                return self._page(call, kept, kept.created_at, stale=True)

    def get_many(
        self,
        calls: Iterable[tuple[str, Mapping[str, str]]],
        *,
        refresh: bool = False,
        label: str = "",
    ) -> list[Page]:
        """Read many pages side by side, in the order asked for, with a progress bar.

        Raises
        ------
        HttpError
            The first failure; what has not begun by then is left.
        """
        wanted = list(calls)
        # Nobody waits for a few pages, and their bars would pile up above a form.
        few = len(wanted) < _WORTH_A_BAR
        shown = bar(total=len(wanted), desc=label or self.spec.name, unit="page", off=few)
        with shown, ThreadPoolExecutor(CONNECTIONS, thread_name_prefix=self.spec.name) as pool:
            futures = [
                pool.submit(self.get, path, query, refresh=refresh) for path, query in wanted
            ]
            pages = []
            try:
                for future in futures:
                    pages.append(future.result())
                    shown.update()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return pages

    def forget(self, page: Page) -> None:
        """Keep a page no longer: it turned out not to be what the document shows."""
        self.cache.forget(page.path)

    def read(self, call: Call) -> Answer:
        """Read something that is never cached (the state of an order)."""
        return self._authorized(self._reads, call)

    def send(self, call: Call) -> Answer:
        """Send a write, once.

        Raises
        ------
        LiveOrderError
            If the endpoint is live; nothing is sent.
        UnreachableError, DeadlineError, ServerError
            If the outcome is not known, or the lab failed.
        RefusedError
            If the lab says no.
        """
        if self.endpoint.kind is Kind.LIVE:
            raise LiveOrderError(
                "labkit sends nothing but catalog reads to a live endpoint",
                lab=self.spec.name,
                call=str(call),
                hint="use the embedded sandbox (leave endpoint and base_url away)",
            )
        return self._authorized(self._writes, call)

    def close(self) -> None:
        """Close connections and cache."""
        for session in (self._reads, self._writes, self._bare):
            session.close()
        if "cache" in self.__dict__:
            self.cache.close()

    def _fetch(self, call: Call) -> Page:
        answer, response = self._checked(self._reads, call)
        data = answer.json()
        now = dt.datetime.now(dt.UTC)
        self.cache.put(call.target, response)
        return Page(answer.url, call.target, data, now)

    def _page(
        self, call: Call, kept: requests.Response, created: dt.datetime, *, stale: bool = False
    ) -> Page:
        moment = created if created.tzinfo else created.replace(tzinfo=dt.UTC)
        url = self.endpoint.base_url + call.target
        return Page(url, call.target, decode(kept.content), moment, stale)

    def _authorized(self, session: requests.Session, call: Call) -> Answer:
        return self._checked(session, call)[0]

    def _checked(self, session: requests.Session, call: Call) -> tuple[Answer, requests.Response]:
        self._log_in()
        token = self._token
        try:
            return self._exchange(session, call)
        except UnauthorizedError:
            if not token:
                raise
        # The token may have run out: log in again once. What the lab refused as unauthorized it
        # has not done, so sending it again cannot do it twice.
        self._log_in(instead_of=token)
        return self._exchange(session, call)

    def _log_in(self, instead_of: str = "") -> None:
        if not hasattr(self.wire, "login"):
            return
        with self._log_in_lock:
            if self._token != instead_of:
                return
            answer, _ = self._exchange(self._bare, self.wire.login(self._revealed()))
            self._token = self.wire.read_token(answer)

    def _exchange(self, session: requests.Session, call: Call) -> tuple[Answer, requests.Response]:
        response = self._transfer(session, call)
        answer = Answer(
            call=call,
            status=response.status_code,
            headers=response.headers,
            body=response.content,
            url=self.endpoint.base_url + call.target,
            lab=self.spec.name,
        )
        failures.check(answer, self.spec, self.wire, secrets=self._all_secrets())
        return answer, response

    def _transfer(self, session: requests.Session, call: Call) -> requests.Response:
        try:
            if call.file is None:
                return self._request(session, call, None)
            field, path = call.file
            with path.open("rb") as file:
                return self._request(session, call, {field: (path.name, file)})
        except requests.RequestException as error:
            raise failures.raised(error, self.spec, call, self.endpoint.base_url) from None

    def _request(
        self, session: requests.Session, call: Call, files: Mapping[str, Any] | None
    ) -> requests.Response:
        body = None if call.json is None else orjson.dumps(call.json)
        headers = dict(call.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        return session.request(
            call.method,
            self.endpoint.base_url + call.target,
            data=body if body is not None else call.form,
            files=files,
            headers=headers,
            allow_redirects=False,
        )

    def _secret_headers(self) -> Mapping[str, str]:
        headers: Mapping[str, str] = self.wire.headers(self._revealed(), self._token)
        return headers

    def _all_secrets(self) -> set[str]:
        return {*self._revealed().values(), self._token}

    def _revealed(self) -> dict[str, str]:
        return {name: secret.reveal() for name, secret in self.endpoint.credentials.items()}

    def __repr__(self) -> str:
        return f"<Client {self.spec.name} · {self.endpoint.label}>"
