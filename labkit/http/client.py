"""A lab's HTTP client: reads are cached and retried, writes are sent once."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from functools import cached_property, partial
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
from labkit.http.connection import Connection
from labkit.http.messages import Answer, Call, Page, decode
from labkit.lab_api.endpoints import Kind

if TYPE_CHECKING:
    import requests
    from requests_cache.models.response import CachedResponse

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

    @cached_property
    def cache(self) -> ResponseCache:
        """The kept answers of this lab, endpoint and account."""
        # Sandboxes come and go on the same port: what they serve names them, not the port.
        sample = self.health.get("sample")
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
        with self.cache.flight(call.cache_key):
            page = self._kept_or_fetched(call, refresh=refresh)
        handed_out = _HANDED_OUT.get()
        if handed_out is not None:
            handed_out.append(page)
        return page

    def _kept_or_fetched(self, call: Call, *, refresh: bool) -> Page:
        kept = self.cache.get(call.cache_key)
        if kept is not None and not refresh and self.cache.is_fresh(kept):
            return self._page(call, kept, kept.created_at)
        try:
            return self._fetch(call, kept)
        except _STALE_IF:
            if kept is None:
                raise
            return self._page(call, kept, kept.created_at, stale=True)

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
        threads = self.spec.connections
        with progress, ThreadPoolExecutor(threads, thread_name_prefix=self.spec.name) as pool:
            fetch = partial(self._fetch_or, absent, aside=aside, refresh=refresh)
            futures = [pool.submit(copy_context().run, fetch, call) for call in to_fetch]
            pages = []
            try:
                for future in futures:
                    pages.append(future.result())
                    progress.update()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
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

    def is_read(self, call: Call) -> bool:
        """Say whether a call changes nothing at the lab: a GET, or one of ``spec.read_by_post``."""
        by_post = call.method == "POST" and call.path in self.spec.read_by_post
        return call.method == "GET" or by_post

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
        if "cache" in self.__dict__:
            self.cache.close()

    def _fetch(self, call: Call, kept: CachedResponse | None) -> Page:
        answer, response = self._checked(self._reads, call)
        data = answer.json()
        now = dt.datetime.now(dt.UTC)
        self.cache.put(call.cache_key, response)
        return Page(answer.url, call.target, data, now, cache_key=call.cache_key, previous=kept)

    def _page(
        self, call: Call, kept: requests.Response, created: dt.datetime, *, stale: bool = False
    ) -> Page:
        moment = created if created.tzinfo else created.replace(tzinfo=dt.UTC)
        url = self.endpoint.base_url + call.target
        data = decode(kept.content)
        return Page(url, call.target, data, moment, stale, cache_key=call.cache_key)

    def __repr__(self) -> str:
        return f"<Client {self.spec.name} · {self.endpoint.label}>"
