"""A lab's HTTP client: reads are cached and retried, writes are sent once."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from labkit.display.progress import bar
from labkit.errors import (
    AnswerError,
    DeadlineError,
    HttpError,
    LabModuleError,
    LiveOrderError,
    RefusedError,
    ServerError,
    TooLargeError,
    UnreachableError,
)
from labkit.http.cache import ResponseCache, namespace
from labkit.http.cancellation import workers
from labkit.http.connection import Connection
from labkit.http.messages import Answer, Call, Page, decode
from labkit.lab_api.endpoints import Kind

if TYPE_CHECKING:
    from requests_cache.models.response import CachedResponse

    from labkit.lab_api.endpoints import Endpoint
    from labkit.lab_api.spec import LabSpec

# What an old answer may stand in for: the lab does not answer, or answers nonsense. A refusal is
# an answer and is shown.
_STALE_IF = (UnreachableError, DeadlineError, ServerError, AnswerError, TooLargeError)
# What concerns one page alone: the lab has others.
_OF_ONE_PAGE = (RefusedError, ServerError, AnswerError, TooLargeError)
_HANDED_OUT: ContextVar[list[Page] | None] = ContextVar("labkit_pages", default=None)
# Fewer pages than this are there at once.
_WORTH_A_BAR = 8
_NOT_FOUND = 404


class Client(Connection):
    """Talks to one lab at one endpoint: what is read of its catalog is kept.

    Parameters
    ----------
    spec, endpoint, settings, deadline
        As `labkit.http.connection.Connection`.
    """

    def __init__(self, spec: LabSpec, endpoint: Endpoint, **options: Any) -> None:  # noqa: ANN401 - a connection's
        super().__init__(spec, endpoint, **options)
        self._caches: dict[str, ResponseCache] = {}
        self._caches_lock = threading.Lock()

    @property
    def cache(self) -> ResponseCache:
        """The kept answers of this lab, endpoint and account.

        Where nobody answers now, those of the server that was here last.
        """
        sample = self.sample
        with self._caches_lock:
            if sample not in self._caches:
                self._caches[sample] = self._open_cache(sample)
            return self._caches[sample]

    def _open_cache(self, sample: str) -> ResponseCache:
        # Sandboxes come and go on the same port: what they serve names them, not the port.
        address = f"sandbox:{sample}" if sample else self.endpoint.base_url
        kept_for = (self.spec.fingerprint, *map("=".join, sorted(self.settings.items())))
        name = namespace(self.spec.name, address, self.endpoint.credentials, *kept_for)
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
        return self.fetch(Call("GET", path, params or {}), refresh=refresh)

    def fetch(self, call: Call, *, refresh: bool = False) -> Page:
        """Read what a call brings, as `get`: a GET, or a POST to one of ``spec.read_by_post``.

        Raises
        ------
        HttpError
            As `get`.
        LabModuleError
            If the call is a write.
        """
        if not self.is_read(call):
            raise LabModuleError(
                f"{call} is no read",
                lab=self.spec.name,
                call=str(call),
                hint="name its path in read_by_post of the LabSpec, if it changes nothing",
            )
        cache = self.cache
        with cache.flight(call.cache_key):
            page = self._kept_or_fetched(cache, call, refresh=refresh)
        handed_out = _HANDED_OUT.get()
        if handed_out is not None:
            handed_out.append(page)
        return page

    def _kept_or_fetched(self, cache: ResponseCache, call: Call, *, refresh: bool) -> Page:
        kept = cache.get(call.cache_key)
        if kept is not None and not refresh and cache.is_fresh(kept):
            page = self._page(cache, call, kept)
            if page is not None:
                return page
        try:
            return self._fetch(call, kept)
        except _STALE_IF:
            page = None if kept is None else self._page(cache, call, kept, stale=True)
            if page is None:
                raise
            return page

    def get_many(
        self,
        calls: Iterable[tuple[str, Mapping[str, str]] | Call],
        *,
        refresh: bool = False,
        label: str = "",
        absent: Any = None,  # noqa: ANN401 - any JSON
        aside: bool = False,
    ) -> list[Page]:
        """Read many pages concurrently, in the given order, with a progress bar.

        Parameters
        ----------
        absent
            The data of a page that the lab does not have (404); None raises.
        aside
            Return a page with its `error` in place of one that the lab refuses or spoils; more
            than half of them are a failure all the same.

        Raises
        ------
        HttpError
            The first failure; what has not begun by then is left.
        """
        to_fetch = [each if isinstance(each, Call) else Call("GET", *each) for each in calls]
        # Nobody waits for a few pages, and their bars would pile up above a form.
        hide_bar = len(to_fetch) < _WORTH_A_BAR
        progress = bar(
            total=len(to_fetch), desc=label or self.spec.name, unit="page", disabled=hide_bar
        )
        fetch = partial(self._fetch_or, absent, aside=aside, refresh=refresh)
        with progress, workers(self.spec.connections, self.spec.name) as submit:
            futures = [submit(fetch, call) for call in to_fetch]
            pages: list[Page] = []
            for future in futures:
                pages.append(future.result())
                progress.update()
        errors = [page.error for page in pages if page.error is not None]
        if len(errors) * 2 > len(pages):
            raise errors[0]
        return pages

    def _fetch_or(self, absent: Any, call: Call, *, aside: bool, refresh: bool) -> Page:  # noqa: ANN401 - JSON
        url = self.endpoint.base_url + call.target
        try:
            return self.fetch(call, refresh=refresh)
        except _OF_ONE_PAGE as error:
            missing = isinstance(error, RefusedError) and error.status == _NOT_FOUND
            if missing and absent is not None:
                return Page(url, call.target, absent, dt.datetime.now(dt.UTC))
            if not aside:
                raise
            return Page(url, call.target, None, dt.datetime.now(dt.UTC), error=error)

    @contextlib.contextmanager
    def keeping(self) -> Iterator[None]:
        """Keep what is read inside only if it can be parsed inside.

        Where an error says that an answer is not what the document shows, the pages that were read
        are forgotten, and what was kept before them is kept again.
        """
        handed_out: list[Page] = []
        token = _HANDED_OUT.set(handed_out)
        try:
            yield
        except Exception as error:
            if not isinstance(error, HttpError) or isinstance(error, AnswerError):
                for page in handed_out:
                    self.forget(page)
            raise
        finally:
            _HANDED_OUT.reset(token)

    def forget(self, page: Page) -> None:
        """Remove a page from the cache; what was kept before it is kept again."""
        self.cache.forget(page.cache_key or page.path, page.previous)

    def read(self, call: Call) -> Answer:
        """Read something that is never cached (the state of an order, a quote).

        Raises
        ------
        LiveOrderError
            If the call is a write and the endpoint is live; nothing is sent.
        """
        return self._checked(self._reads, call)[0] if self.is_read(call) else self.send(call)

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
        return self._checked(self._writes, call)[0]

    def close(self) -> None:
        """Close connections and cache."""
        super().close()
        for cache in self._caches.values():
            cache.close()

    def _fetch(self, call: Call, kept: CachedResponse | None) -> Page:
        answer, response = self._checked(self._reads, call)
        data = answer.json()
        now = dt.datetime.now(dt.UTC)
        if self.identified:
            self.cache.put(call.cache_key, response)
        return Page(answer.url, call.target, data, now, cache_key=call.cache_key, previous=kept)

    def _page(
        self, cache: ResponseCache, call: Call, kept: CachedResponse, *, stale: bool = False
    ) -> Page | None:
        try:
            data = decode(kept.content)
        except ValueError:
            cache.forget(call.cache_key)  # it is damaged
            return None
        created = kept.created_at
        moment = created if created.tzinfo else created.replace(tzinfo=dt.UTC)
        url = self.endpoint.base_url + call.target
        return Page(url, call.target, data, moment, stale, cache_key=call.cache_key)

    def __repr__(self) -> str:
        return f"<Client {self.spec.name} · {self.endpoint.label}>"
