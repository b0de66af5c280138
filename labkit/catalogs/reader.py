"""Reading a lab's tables: from memory, from a fresh snapshot, or from the lab."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import folders, frames, resources
from labkit.catalogs import snapshots
from labkit.catalogs.table_builder import notes_frame, read_pages
from labkit.errors import (
    AnswerError,
    CatalogError,
    ColumnError,
    DeadlineError,
    InputError,
    LabkitError,
    RefusedError,
    ServerError,
    StoreError,
    TooLargeError,
    UnreachableError,
    did_you_mean,
)
from labkit.lab_api import notes
from labkit.version import __version__

if TYPE_CHECKING:
    from labkit.catalogs.snapshots import Snapshot
    from labkit.http import Page
    from labkit.http.lab_connection import LabConnection

# Errors after which a stale table is served: no answer, or an invalid one. A refusal is an answer.
_STALE_IF = (
    UnreachableError,
    DeadlineError,
    ServerError,
    AnswerError,
    TooLargeError,
    CatalogError,
)
_EMPTY = "an empty list is not kept: check that the address is the lab's API and your account"
_SHRUNK = "it is not kept: read it once more with refresh=True if that is what the lab sells now"


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
        self._notes: dict[str, list[list[Any]]] = {}
        self._doubted: dict[str, int] = {}
        self._kept: dict[str, tuple[pd.DataFrame, dt.datetime]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def frame(self, table: str, *, refresh: bool = False) -> pd.DataFrame:
        """Return a table; ``attrs["notes"]`` says what of it was not understood.

        Raises
        ------
        HttpError, CatalogError
            If it has to be read from the lab and cannot be.
        """
        # One reads, the others wait for what it found.
        with self._locks[table]:
            frame = self._read(table, refresh=refresh)
            self._notes[table] = frame.attrs.get("notes", [])
            return frame

    def _read(self, table: str, *, refresh: bool) -> pd.DataFrame:
        if not refresh and (found := self._good(table)) is not None:
            return found
        try:
            frame, read = self._from_lab(table, refresh=refresh)
        except _STALE_IF as error:
            return self._stale(table, error)
        if not (frame.attrs.get("stale") or frame.attrs.pop("incomplete", False)):
            self._kept[table] = (frame, read)
            self._save(table, frame)
        return frames.shallow_copy(frame)

    def notes(self) -> pd.DataFrame:
        """Return what was not understood in the tables read so far, products at least."""
        if frames.PRODUCTS.name not in self._notes:
            with contextlib.suppress(LabkitError):
                self.frame(frames.PRODUCTS.name)
        return notes_frame({(self._lab.name, table): each for table, each in self._notes.items()})

    def price_tiers(self) -> pd.DataFrame:
        """Return the lab's own quantity tiers; columns of `labkit.frames.PRICE_TIERS`."""
        lab = self._lab
        parse = getattr(lab.spec.module("catalog"), "parse_price_tiers", None)
        columns: dict[str, Any] = {"price": []}
        if parse is not None:
            with lab.client.keeping():
                pages = self.pages(frames.PRODUCTS.name)
                with notes.collected():
                    columns = dict(parse(pages))
        constants = {"lab": lab.name, "currency": lab.currency, "tax": str(lab.spec.tax)}
        rows = len(columns["price"])
        return frames.build(frames.PRICE_TIERS, constants | columns, rows=rows)

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
        if fetch is None:
            return []
        with notes.collected():  # what is set aside is reported where the pages are parsed
            pages: list[Page] = fetch(lab.client, refresh=refresh)
        return pages

    def raw(self, table: str, *, refresh: bool = False) -> Any:  # noqa: ANN401 - the lab's JSON
        """Return the wire JSON of a table: one answer as it is, several as a dict by path.

        What cannot be parsed is returned all the same, and not kept.
        """
        pages: list[Page] = []
        try:
            with self._lab.client.keeping():
                pages = self.pages(table, refresh=refresh)
                self._check_rows(table, read_pages(table, pages, self._lab), pages, refresh=False)
        except Exception:  # whatever a lab's parser raises: what came is what was asked for
            if not pages:
                raise
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
        reason = f"what was kept on {snapshot.date} is shown: {error.message}"
        kept = [*frame.attrs.get("notes", []), ["", len(frame), snapshot.date, reason]]
        frame.attrs |= {"stale": True, "problem": str(error), "notes": kept}
        return frame

    def _good(self, table: str) -> pd.DataFrame | None:
        if table not in self._kept and not self._restore(table):
            return None
        frame, read = self._kept[table]
        age = dt.datetime.now(dt.UTC) - read
        # What was read in the future was read under another clock: its age is not known.
        good = dt.timedelta() <= age < self._lab.spec.cache_life
        return frames.shallow_copy(frame) if good else None

    def _restore(self, table: str) -> bool:
        try:
            snapshot = self._last(table)
            if snapshot is None:
                return False
            read = dt.datetime.fromisoformat(snapshot.facts()["fetched_at"])
            self._kept[table] = (snapshot.frame(), read)
        except (StoreError, ColumnError, KeyError, ValueError):
            return False  # it is read from the lab, and saved anew
        return True

    def _last(self, table: str) -> Snapshot | None:
        """Return the last snapshot up to today, if this version made it."""
        today = dt.datetime.now(dt.UTC).date()
        found = snapshots.latest(table, self._lab.name, self.account, as_of=today)
        return found if found is not None and self._of_this_version(found) else None

    def _of_this_version(self, snapshot: Snapshot) -> bool:
        # What another version made of the lab's answers may be wrong, or mean something else.
        facts = snapshot.facts()
        made_by = (facts.get("labkit"), facts.get("package"))
        return made_by == (__version__, self._lab.spec.fingerprint)

    def _save(self, table: str, frame: pd.DataFrame) -> None:
        lab = self._lab
        if not lab.client.identified:  # whose catalog it is is not known now
            return
        kind, package = str(lab.endpoint.kind), lab.spec.fingerprint
        try:
            snapshots.save(frame, table, self.account, endpoint=kind, package=package)
        except StoreError as error:
            # What was read is good, and stays in memory.
            folders.warn_not_kept(error)

    def _from_lab(self, table: str, *, refresh: bool) -> tuple[pd.DataFrame, dt.datetime]:
        lab = self._lab
        if not hasattr(lab.spec.module("catalog"), f"parse_{table}"):
            frame, pages = frames.build(frames.TABLES[table], {}, rows=0), []
        else:
            with lab.client.keeping():
                pages = self.pages(table, refresh=refresh)
                frame = read_pages(table, pages, self._lab)
                self._check_rows(table, frame, pages, refresh=refresh)
        read = min((page.fetched_at for page in pages), default=dt.datetime.now(dt.UTC))
        frame.attrs |= {
            "lab": lab.name,
            "fetched_at": read.isoformat(),
            "stale": any(page.stale for page in pages),
            "incomplete": any(_is_missing(page) for page in pages),
        }
        return frame, read

    def _check_rows(
        self, table: str, frame: pd.DataFrame, pages: list[Page], *, refresh: bool
    ) -> None:
        """Refuse an empty catalog, and one that lost more than half of its rows."""
        rows = len(frame)
        if table == frames.PRODUCTS.name and not rows and pages:
            raise self._doubt(table, "there is no product in the catalog", _EMPTY)
        before = self._rows_before(table)
        if rows * 2 >= before or any(page.stale for page in pages):
            return
        lost = f"{rows:,} rows of {table} where the last catalog had {before:,}"
        if not (refresh and self._doubted.get(table) == rows):
            self._doubted[table] = rows
            raise self._doubt(table, lost, _SHRUNK)
        frame.attrs["notes"].append(["", before - rows, str(rows), lost])

    def _doubt(self, table: str, message: str, hint: str) -> AnswerError:
        return AnswerError(message, lab=self._lab.name, call=f"lab.{table}", hint=hint)

    def _rows_before(self, table: str) -> int:
        if table in self._kept:
            return len(self._kept[table][0])
        try:
            snapshot = self._last(table)
            return 0 if snapshot is None else int(snapshot.facts()["rows"])
        except (StoreError, KeyError, ValueError):
            return 0


def _is_missing(page: Page) -> bool:
    # What the lab refuses is not there; what it fails at may be there the next time.
    return page.error is not None and not isinstance(page.error, RefusedError)
