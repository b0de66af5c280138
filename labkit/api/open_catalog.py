"""Opening the catalogs of several labs: `catalog`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from labkit.api.lab import Lab
from labkit.api.merged_catalog import Catalog
from labkit.errors import InputError
from labkit.lab_api.spec import registered
from labkit.model.dates import parse_day


def catalog(
    labs: Sequence[str | Lab] | None = None,
    *,
    refresh: bool = False,
    as_of: str | dt.date | None = None,
    progress: bool = True,
) -> Catalog:
    """Open the merged catalog of several labs.

    Parameters
    ----------
    labs
        Names (connected to the embedded sandbox) and connected labs; all labs by default. One whose
        package is broken is among the catalog's `problems`.
    refresh
        Read everything anew from the labs.
    as_of
        A day, as ``"2026-11-01"``: use the snapshots of that day, or the last before it.
    progress
        Show a bar while the labs are read.

    Raises
    ------
    UnknownLabError
        If there is no lab of a name.
    InputError
        If something is neither a name nor a connected lab, or a lab was given twice.

    Examples
    --------
    >>> cat = catalog()  # doctest: +SKIP
    >>> cat.compare("10x15 cm", quantity=100, currency="EUR")  # doctest: +SKIP
    """
    if isinstance(labs, str | Lab):
        labs = [labs]
    if labs is not None and not isinstance(labs, Iterable):
        raise InputError(f"{labs!r} is no list of labs", hint="give a list of names, as lk.labs()")
    day = None if as_of is None else parse_day(as_of)
    found = registered() if labs is None else list(labs)
    return Catalog(found, refresh=refresh, as_of=day, progress=progress)
