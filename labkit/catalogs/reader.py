"""Reading a lab's tables: from memory, from a fresh snapshot, or from the lab."""

from __future__ import annotations

import datetime as dt
import hashlib
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import folders, frames, resources
from labkit.catalogs import snapshots
from labkit.errors import (
    AnswerError,
    CatalogError,
    ColumnError,
    DeadlineError,
    InputError,
    LabkitError,
    ServerError,
    StoreError,
    TooLargeError,
    UnreachableError,
    did_you_mean,
)
from labkit.model.money import PriceKind
from labkit.version import __version__

if TYPE_CHECKING:
    from labkit.catalogs.snapshots import Snapshot
    from labkit.http import Page
    from labkit.http.lab_connection import LabConnection
    from labkit.lab_api.spec import LabSpec

# Errors after which a stale table is served: no answer, or an invalid one. A refusal is an answer.
_STALE_IF = (
    UnreachableError,
    DeadlineError,
    ServerError,
    AnswerError,
    TooLargeError,
    CatalogError,
)


class Reader:
    """One connected lab's tables; thread-safe.

    Parameters
    ----------
    lab
        The lab at its endpoint. What was kept of the embedded sandbox's samples is good without
        the sandbox running.
    """

    def __init__(self, lab: LabConnection) -> None:
        self._lab = lab
        self._kept: dict[str, tuple[pd.DataFrame, dt.datetime]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def frame(self, table: str, *, refresh: bool = False) -> pd.DataFrame:
        """Return a table.

        Raises
        ------
        HttpError, CatalogError
            If it has to be read from the lab and cannot be.
        """
        # One reads, the others wait for what it found.
        with self._locks[table]:
            if not refresh and (found := self._good(table)) is not None:
                return found
            try:
                frame, read = self._from_lab(table, refresh=refresh)
            except _STALE_IF as error:
                return self._stale(table, error)
            if not frame.attrs.get("stale"):
                self._remember(table, frame, read)
                self._save(table, frame)
            return frames.shallow_copy(frame)

    def as_of(self, table: str, day: dt.date) -> pd.DataFrame:
        """Return a table as it was kept on a day, or on the last day before it.

        Raises
        ------
        StoreError
            If nothing was kept by then.
        """
        lab = self._lab
        found = snapshots.latest(table, lab.name, self.account, as_of=day)
        if found is None:
            raise StoreError(
                f"no snapshot of {table} of {day.isoformat()} or before",
                lab=lab.name,
                call="as_of",
                hint="lk.history(lab) lists what was kept",
            )
        return found.frame()

    def pages(self, table: str, *, refresh: bool = False) -> list[Page]:
        """Return the answers a table is made from."""
        lab = self._lab
        if table not in frames.TABLES:
            hint = did_you_mean(table, frames.TABLES)
            raise InputError(f"there is no table {table!r}", lab=lab.name, call="raw", hint=hint)
        fetch = getattr(lab.spec.module("catalog"), f"fetch_{table}", None)
        pages: list[Page] = [] if fetch is None else fetch(lab.client, refresh=refresh)
        return pages

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table: one answer as it is, several as a dict by path."""
        pages = self.pages(table, refresh=refresh)
        if len(pages) == 1:
            return pages[0].data
        return {page.path: page.data for page in pages}

    def sources(self) -> pd.DataFrame:
        """Return where and when each table was read; columns of `labkit.frames.SOURCES`."""
        pages = [(table, page) for table in frames.TABLES for page in self.pages(table)]
        return frames.build(
            frames.SOURCES,
            {
                "lab": [self._lab.name] * len(pages),
                "table": [table for table, _ in pages],
                "source_url": [page.url for _, page in pages],
                "fetched_at": [page.fetched_at for _, page in pages],
                "stale": [page.stale for _, page in pages],
            },
        )

    @property
    def account(self) -> str:
        """The name snapshots are kept under: endpoint and account, without any secret."""
        lab = self._lab
        name = self._embedded_account() if lab.embedded else lab.client.cache.namespace
        return name if lab.currency == lab.spec.currency else f"{name}-{lab.currency}"

    def _embedded_account(self) -> str:
        settings = self._lab.settings
        digest = hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:8]
        return "-".join(["embedded", resources.sample_hash(), *([digest] if settings else [])])

    def _stale(self, table: str, error: LabkitError) -> pd.DataFrame:
        # The last snapshot, marked as stale, is better than nothing.
        try:
            snapshot = snapshots.latest(table, self._lab.name, self.account)
            if snapshot is None or not self._of_this_version(snapshot):
                raise error
            frame = snapshot.frame()
        except StoreError:
            raise error from None
        if "stale" in frame:
            frame["stale"] = pd.array([True] * len(frame), dtype="boolean")
        frame.attrs |= {"stale": True, "problem": str(error)}
        return frame

    def _good(self, table: str) -> pd.DataFrame | None:
        if table not in self._kept and not self._restore(table):
            return None
        frame, until = self._kept[table]
        return frames.shallow_copy(frame) if until > dt.datetime.now(dt.UTC) else None

    def _restore(self, table: str) -> bool:
        try:
            snapshot = snapshots.latest(table, self._lab.name, self.account)
            if snapshot is None:
                return False
            facts = snapshot.facts()
            if not self._of_this_version(snapshot):
                return False
            self._remember(table, snapshot.frame(), dt.datetime.fromisoformat(facts["fetched_at"]))
        except (StoreError, ColumnError, KeyError, ValueError):
            return False  # it is read from the lab, and saved anew
        return True

    def _of_this_version(self, snapshot: Snapshot) -> bool:
        # What another version made of the lab's answers may be wrong, or mean something else.
        facts = snapshot.facts()
        made_by = (facts.get("labkit"), facts.get("package"))
        return made_by == (__version__, self._lab.spec.fingerprint)

    def _remember(self, table: str, frame: pd.DataFrame, read: dt.datetime) -> None:
        self._kept[table] = (frame, read + self._lab.spec.cache_life)

    def _save(self, table: str, frame: pd.DataFrame) -> None:
        lab = self._lab
        if not lab.client.identified:
            return  # whose catalog it is is not known now
        kind, package = str(lab.endpoint.kind), lab.spec.fingerprint
        try:
            snapshots.save(frame, table, self.account, endpoint=kind, package=package)
        except StoreError as error:
            # What was read is good, and stays in memory.
            folders.warn_not_kept(error)

    def _from_lab(self, table: str, *, refresh: bool) -> tuple[pd.DataFrame, dt.datetime]:
        lab = self._lab
        parse = getattr(lab.spec.module("catalog"), f"parse_{table}", None)
        if parse is None:
            frame = frames.build(frames.TABLES[table], {}, rows=0)
            pages: list[Page] = []
        else:
            pages = self.pages(table, refresh=refresh)
            try:
                frame = _build(table, dict(parse(pages)), pages, lab)
            except LabkitError:
                # An answer that cannot be parsed is not cached.
                for page in pages:
                    lab.client.forget(page)
                raise
        read = min((page.fetched_at for page in pages), default=dt.datetime.now(dt.UTC))
        frame.attrs |= {
            "lab": lab.name,
            "fetched_at": read.isoformat(),
            "stale": any(page.stale for page in pages),
        }
        return frame, read


def _build(
    table: str, columns: dict[str, Any], pages: list[Page], lab: LabConnection
) -> pd.DataFrame:
    page_of_row = columns.pop("_page", 0)
    columns = _constants(table, lab.spec, lab.currency) | columns
    if table != frames.PRODUCTS.name:
        return frames.build(frames.TABLES[table], columns)
    columns |= _source_columns(pages, page_of_row)
    frame = frames.build(frames.PRODUCTS, columns)
    # A missing price has no kind.
    unknown = frame["price"].isna()
    frame["price_kind"] = frame["price_kind"].mask(unknown, str(PriceKind.UNKNOWN))
    return frame


def _constants(table: str, spec: LabSpec, currency: str) -> dict[str, Any]:
    # What holds for every row of a lab; a parser may say otherwise for its own rows.
    constants = {"lab": spec.name, "currency": currency}
    if table != frames.OPTIONS.name:
        constants["tax"] = str(spec.tax)
    if table == frames.PRODUCTS.name:
        constants["price_kind"] = str(spec.price_kind)
    return constants


def _source_columns(pages: list[Page], page_of_row: Any) -> dict[str, Any]:  # noqa: ANN401 - int or array
    if len(pages) == 1:
        page = pages[0]
        return {"source_url": page.url, "fetched_at": page.fetched_at, "stale": page.stale}
    return {
        "source_url": [pages[index].url for index in page_of_row],
        "fetched_at": [pages[index].fetched_at for index in page_of_row],
        "stale": [pages[index].stale for index in page_of_row],
    }
