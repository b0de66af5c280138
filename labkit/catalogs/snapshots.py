"""Dated Parquet snapshots of catalogs, for warm starts, history and differences.

The folder is one dataset for each table, ``<table>/lab=<lab>/date=<date>/<account>.parquet``: any
tool that reads Parquet reads it as it stands (the lab and the day are in the path). One file for
each lab, endpoint, account and day: the day's last.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from labkit import folders, frames
from labkit.errors import StoreError
from labkit.frames.arrow import from_arrow, schema
from labkit.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from labkit.lab_api.spec import Named

_META = b"labkit"


@dataclass(frozen=True)
class Snapshot:
    """One table of one lab on one day.

    Attributes
    ----------
    table, lab, date, account
        What it holds; account is the namespace of endpoint and account, without any secret.
    path
        The Parquet file.
    """

    table: str
    lab: str
    date: str
    account: str
    path: Path

    @property
    def id(self) -> str:
        """Its name for `load`: ``products/lab=…/date=…/…``."""
        return f"{self.table}/lab={self.lab}/date={self.date}/{self.account}"

    def facts(self) -> dict[str, Any]:
        """Return the file's metadata: fetched_at, endpoint, rows."""
        facts: dict[str, Any] = _read(_facts_and_rows, self.path)
        return facts

    def frame(self, product_ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the table, with its dtypes; of all products, or of some."""
        table = frames.TABLES[self.table]
        data, notes = _read(_data_and_notes, self.path)
        if product_ids is not None:
            ids = pa.array(list(product_ids), pa.large_string())
            data = data.filter(pc.is_in(data["product_id"], ids))
        frame = from_arrow(table, _with_lab(data, self.lab, table))
        frame.attrs |= {"lab": self.lab, "notes": notes}
        return frame


def root() -> Path:
    """Return the folder of the snapshots."""
    return folders.state_dir() / "snapshots"


def save(
    frame: pd.DataFrame, table: str, account: str, *, endpoint: str, package: str = ""
) -> Snapshot:
    """Save a lab's table as today's snapshot.

    Parameters
    ----------
    frame
        A frame of `labkit.frames.TABLES`, of one lab.
    table, account
        Under which names.
    endpoint
        embedded, sandbox or live; written into the file's head.
    package
        Version and digest of the lab's package that made it (`LabSpec.fingerprint`).

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    now = dt.datetime.now(dt.UTC)
    lab = str(frame.attrs["lab"])
    snapshot = _snapshot(table, lab, now.date().isoformat(), account)
    kinds = schema(frames.TABLES[table])
    kinds = kinds.remove(kinds.get_field_index("lab"))
    data = pa.Table.from_pandas(frame, schema=kinds, preserve_index=False)
    head = {
        "fetched_at": _fetched_at(frame, now),
        "endpoint": endpoint,
        "table": table,
        "labkit": __version__,
        "package": package,
        "notes": frame.attrs.get("notes", []),
    }
    data = data.replace_schema_metadata({_META: json.dumps(head).encode()})
    draft = snapshot.path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        snapshot.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders.create_private(draft, b"")
        pq.write_table(data, draft, compression="zstd")
        draft.replace(snapshot.path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise StoreError(
            f"the snapshot of {table} cannot be written: {error.strerror}",
            lab=lab,
            hint=folders.way_out(error),
        ) from error
    return snapshot


def latest(
    table: str, lab: str, account: str | None = None, *, as_of: dt.date | None = None
) -> Snapshot | None:
    """Return the newest snapshot of a lab's table, at or before a day; None if there is none."""
    for folder in sorted((root() / table / f"lab={lab}").glob("date=*"), reverse=True):
        day = folder.name.removeprefix("date=")
        if as_of is not None and day > as_of.isoformat():
            continue
        pattern = "*.parquet" if account is None else f"{account}.parquet"
        files = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
        if files:
            return Snapshot(table, lab, day, files[-1].stem, files[-1])
    return None


def snapshots(lab: str | None = None, table: str = "products") -> list[Snapshot]:
    """Return all snapshots of a table, oldest first."""
    pattern = f"lab={lab or '*'}/date=*/*.parquet"
    paths = sorted((root() / table).glob(pattern))
    found = [
        Snapshot(
            table,
            path.parent.parent.name.removeprefix("lab="),
            path.parent.name.removeprefix("date="),
            path.stem,
            path,
        )
        for path in paths
    ]
    return sorted(found, key=lambda snapshot: (snapshot.date, snapshot.lab))


def load(snapshot: str | Snapshot) -> pd.DataFrame:
    """Return a snapshot's frame.

    Parameters
    ----------
    snapshot
        A `Snapshot`, or its name as `history` lists it.

    Raises
    ------
    StoreError
        If there is none of that name, or it cannot be read.
    """
    if isinstance(snapshot, Snapshot):
        return snapshot.frame()
    for table in frames.TABLES:
        for known in snapshots(table=table):
            if known.id == snapshot:
                return known.frame()
    raise StoreError(f"there is no snapshot {snapshot!r}", hint="lk.history(lab) lists them")


def history(lab: str | Named) -> pd.DataFrame:
    """Return the kept snapshots of a lab's products, newest first.

    Parameters
    ----------
    lab
        A lab's name, or a connected lab.

    Returns
    -------
    DataFrame
        lab, date, fetched_at, endpoint, products (rows), snapshot (its name for `diff`).

    Raises
    ------
    UnknownLabError
        If there is no such lab.
    """
    from labkit.lab_api.spec import find

    found = snapshots(find(lab).name)[::-1]
    facts = [snapshot.facts() for snapshot in found]
    return frames.build(
        frames.HISTORY,
        {
            "lab": [snapshot.lab for snapshot in found],
            "date": [snapshot.date for snapshot in found],
            "fetched_at": [fact.get("fetched_at") for fact in facts],
            "endpoint": [fact.get("endpoint", "") for fact in facts],
            "products": [fact["rows"] for fact in facts],
            "snapshot": [snapshot.id for snapshot in found],
        },
    )


def _metadata(metadata: Mapping[bytes, bytes] | None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((metadata or {}).get(_META, b"{}"))
    return found


def _snapshot(table: str, lab: str, day: str, account: str) -> Snapshot:
    path = root() / table / f"lab={lab}" / f"date={day}" / f"{account}.parquet"
    return Snapshot(table, lab, day, account, path)


def _fetched_at(frame: pd.DataFrame, now: dt.datetime) -> str:
    return str(frame.attrs.get("fetched_at") or now.isoformat())


def _with_lab(data: pa.Table, lab: str, table: frames.Table) -> pa.Table:
    if "lab" not in table.names:
        return data
    return data.append_column("lab", pa.repeat(pa.scalar(lab, pa.large_string()), data.num_rows))


def _facts_and_rows(path: Path) -> dict[str, Any]:
    head = pq.read_metadata(path)
    return {**_metadata(head.metadata), "rows": head.num_rows}


def _data_and_notes(path: Path) -> tuple[pa.Table, list[Any]]:
    data = pq.ParquetFile(path).read()
    return data, list({**_metadata(data.schema.metadata)}.get("notes", []))


def _read(reader: Callable[[Path], Any], path: Path) -> Any:  # noqa: ANN401 - what it reads
    try:
        return reader(path)
    except (OSError, pa.ArrowException, ValueError, TypeError) as error:
        raise StoreError(
            f"the snapshot {path.name} cannot be read",
            hint="delete it; it is fetched again",
        ) from error
