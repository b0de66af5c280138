"""Reading the tables of several labs concurrently; one lab's errors do not affect the others."""

from __future__ import annotations

import datetime as dt
import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import RLock
from types import MappingProxyType
from typing import Any, Generic, TypeVar

import pandas as pd

from labkit import frames
from labkit.catalogs.connected import ConnectedLab
from labkit.catalogs.product_lookup import ProductLookup
from labkit.catalogs.table_builder import broken_module, notes_frame
from labkit.display.notes import notes_line
from labkit.display.progress import bar
from labkit.display.reprs import Rich, failures_html
from labkit.errors import CatalogError, InputError, LabkitError
from labkit.frames.selection import EncodedProducts
from labkit.http.cancellation import workers
from labkit.lab_api.spec import LabSpec, discover, find

_MAX_THREADS = 16
T = TypeVar("T")
LabT_co = TypeVar("LabT_co", bound=ConnectedLab, covariant=True)


class Failures(dict[str, LabkitError], Rich):
    """The labs that failed: a dict that a notebook shows as a table.

    Attributes
    ----------
    notes
        What was not understood of the labs that answered: shown in the same place.
    """

    def __init__(
        self,
        failures: Mapping[str, LabkitError] = MappingProxyType({}),
        notes: pd.DataFrame | None = None,
    ) -> None:
        super().__init__(failures)
        self.notes = notes_frame({}) if notes is None else notes

    def __repr__(self) -> str:
        line = notes_line(self.notes)
        return f"{dict(self)!r}\n{line}" if line else repr(dict(self))

    def _html(self) -> str:
        return failures_html(self, self.notes)


class Gatherer(Generic[LabT_co]):
    """The tables of several labs, each read once, on first use.

    Parameters
    ----------
    labs
        Names and connected labs.
    connect
        Connects to a lab by its name; not needed where all are connected.
    refresh
        Read from the labs, not from snapshots.
    as_of
        Take the snapshots of this day, or the last ones before it, and ask no lab.
    progress
        Show a bar while the labs are read.

    Raises
    ------
    UnknownLabError
        If there is no lab of a name.
    InputError
        If something is neither a name nor a lab, a lab was given twice, or there is none.
    """

    def __init__(
        self,
        labs: Sequence[str | LabT_co],
        *,
        connect: Callable[[str], LabT_co] | None = None,
        refresh: bool = False,
        as_of: dt.date | None = None,
        progress: bool = True,
    ) -> None:
        self._requested = {_name(lab): lab for lab in labs}
        if len(self._requested) != len(labs):
            raise InputError("a lab was given twice", hint="its rows could not be told apart")
        if not self._requested:
            raise InputError("a catalog of no labs", hint="name one, or leave labs= away for all")
        self._connector = connect
        self._refresh = refresh
        self._progress = progress
        self.as_of = as_of
        self._labs: dict[str, LabT_co] = {}
        self._tables: dict[str, pd.DataFrame | None] = {}
        self._errors: dict[tuple[str, str], LabkitError] = {}
        self._encoded: EncodedProducts | None = None
        self._lookups: dict[str, ProductLookup] = {}
        self._notes: dict[tuple[str, str], list[list[Any]]] = {}
        self._lab_tables: dict[tuple[str, str], pd.DataFrame] = {}
        self._lock = RLock()

    @property
    def names(self) -> list[str]:
        """The names of all requested labs."""
        return list(self._requested)

    def labs(self) -> Mapping[str, LabT_co]:
        """Return the labs by name, connected; one that cannot be connected is left out."""
        with self._lock:
            self._connect()
            return dict(self._labs)

    def table(self, table: str) -> pd.DataFrame:
        """Return a table of all labs that answered.

        Raises
        ------
        LabkitError
            If none did: the lab's own error where there is one lab, else a `CatalogError`.
        """
        found = self._read(table)
        if found is None:
            raise self._no_answer(table)
        result = frames.shallow_copy(found)
        result.attrs["sample"] = samples(self._labs)
        return result

    def encoded_products(self) -> EncodedProducts:
        """Return the products, encoded for repeated comparisons."""
        with self._lock:
            if self._encoded is None:
                self._encoded = EncodedProducts(self.table("products"), encode=True)
            return self._encoded

    def lookup(self, table: str) -> ProductLookup:
        """Return options or shipping, indexed for lookups by product."""
        with self._lock:
            if table not in self._lookups:
                self._lookups[table] = ProductLookup(self.table(table))
            return self._lookups[table]

    def lab_table(self, lab: str, table: str) -> pd.DataFrame:
        """Return one lab's rows of a table.

        Raises
        ------
        LabkitError
            The lab's own, where it did not answer.
        """
        with self._lock:
            self._read(table)
            if (lab, table) in self._errors:
                raise self._errors[lab, table]
            return self._lab_tables[lab, table]

    def errors(self, table: str) -> dict[str, LabkitError]:
        """Return the first error of each lab in this table and those that were read before."""
        found: dict[str, LabkitError] = {}
        notes = self.notes(table)
        with self._lock:
            for name in frames.TABLES:
                for lab in self._requested:
                    if (lab, name) in self._errors:
                        found.setdefault(lab, self._errors[lab, name])
        return Failures({lab: found[lab] for lab in self._requested if lab in found}, notes)

    def notes(self, table: str) -> pd.DataFrame:
        """Return what was not understood in this table and in those that were read before."""
        with self._lock:
            self._read(table)
            return notes_frame(self._notes)

    def forget(self) -> None:
        """Discard what was read: the next use reads it from the labs."""
        with self._lock:
            self._refresh = True
            self._tables.clear()
            self._encoded = None
            self._lookups.clear()
            self._lab_tables.clear()
            self._errors.clear()
            self._notes.clear()

    def _read(self, table: str) -> pd.DataFrame | None:
        with self._lock:
            if table not in self._tables:
                # Loaded here, once: threads that import it side by side may wait for each other.
                importlib.import_module("labkit.http")
                self._connect()
                with workers(min(len(self._requested), _MAX_THREADS), "labkit-labs") as submit:
                    read = [submit(self._read_one, lab, table) for lab in self._labs.values()]
                    frames_read = [each.result() for each in self._with_progress(read, table)]
                found = [frame for frame in frames_read if frame is not None]
                self._tables[table] = _concatenated(found) if found else None
            return self._tables[table]

    def _read_one(self, lab: ConnectedLab, table: str) -> pd.DataFrame | None:
        try:
            frame: pd.DataFrame = (
                getattr(lab, table)(refresh=self._refresh)
                if self.as_of is None
                else lab.as_of(table, self.as_of)
            )
            frames.check(frame, frames.TABLES[table])
        except LabkitError as error:
            self._errors[lab.name, table] = error
        except Exception as error:  # noqa: BLE001 - a lab's broken module must not take the others with it
            self._errors[lab.name, table] = broken_module(lab.name, table, error)
        else:
            self._notes[lab.name, table] = frame.attrs.get("notes", [])
            self._errors.pop((lab.name, table), None)  # of a reading that was interrupted
            self._lab_tables[lab.name, table] = frame[frames.TABLES[table].names]
            return self._lab_tables[lab.name, table]
        return None

    def _with_progress(self, read: Iterable[T], table: str) -> Iterable[T]:
        total, disabled = len(self._labs), not self._progress
        progress: Iterable[T] = bar(
            read, total=total, desc=f"labs: {table}", unit="lab", disabled=disabled
        )
        return progress

    def _connect(self) -> None:
        for name in self._requested:
            if name in self._labs:
                continue
            try:
                self._labs[name] = self._connected(name)
            except LabkitError as error:
                self._errors |= {(name, table): error for table in frames.TABLES}

    def _connected(self, name: str) -> LabT_co:
        lab = self._requested[name]
        if not isinstance(lab, str):
            return lab
        if self._connector is None:
            raise InputError(f"{lab} is not connected", lab=lab, hint="connect it first")
        return self._connector(lab)

    def _no_answer(self, table: str) -> LabkitError:
        errors = [self._errors[name, table] for name in self._requested]
        if len(errors) == 1:
            return errors[0]
        return CatalogError(
            f"no lab answered for {table}",
            call=f"catalog.{table}",
            hint="\n  ".join(str(error) for error in errors),
        )


def samples(labs: Mapping[str, ConnectedLab]) -> list[str]:
    """Return the labs whose data are samples, as labkit's own sandbox serves them."""
    return [name for name, lab in labs.items() if lab.is_sample]


def _name(lab: object) -> str:
    name = getattr(lab, "name", None)
    if isinstance(name, str) and isinstance(getattr(lab, "spec", None), LabSpec):
        return name
    if not isinstance(lab, str):
        raise InputError(f"{lab!r} is no lab", hint="give its name, or what connect() returned")
    return lab if lab in discover().problems else find(lab).name


def _concatenated(found: Sequence[pd.DataFrame]) -> pd.DataFrame:
    plain = [frame.copy(deep=False) for frame in found]
    for frame in plain:
        # A lab's attrs do not apply to all of them.
        frame.attrs = {}
    return pd.concat(plain, ignore_index=True)
