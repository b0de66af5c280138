"""The frame of a table, from the columns that a lab's parser returns."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from labkit import frames
from labkit.catalogs.plausible import refuse_implausible
from labkit.errors import LabkitError, LabModuleError
from labkit.lab_api import notes
from labkit.model.money import PriceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from labkit.http import Page
    from labkit.http.lab_connection import LabConnection
    from labkit.lab_api.spec import LabSpec


def read_pages(table: str, pages: list[Page], lab: LabConnection) -> pd.DataFrame:
    """Return a table's frame; ``attrs["notes"]`` says what of the pages was not understood.

    Parameters
    ----------
    table
        ``"products"``, ``"options"`` or ``"shipping"``.
    pages
        The answers it is made from.
    lab
        The lab, for its parser and for what holds for all its rows.

    Raises
    ------
    HttpError, CatalogError
        If the pages are not what the lab's document shows.
    LabModuleError
        If the lab's parser fails at them.
    """
    parse = getattr(lab.spec.module("catalog"), f"parse_{table}")
    with notes.collected() as found:
        for page in pages:
            if page.error is not None:
                notes.note("", [f"{page.path}: {page.error.message}"], "no answer to a page")
        try:
            frame = _build(table, dict(parse(pages)), pages, lab)
        except LabkitError:
            raise
        except Exception as error:
            raise broken_module(lab.name, table, error) from error
    frame.attrs["notes"] = [list(astuple(one)) for one in found]
    return frame


def broken_module(lab: str, table: str, error: Exception) -> LabModuleError:
    """Return the error for a lab's module that raises anything else."""
    broken = LabModuleError(
        f"reading failed: {type(error).__name__}: {error}",
        lab=lab,
        call=f"lab.{table}",
        hint="its module has a mistake; the other labs are not touched by it",
    )
    broken.__cause__ = error
    return broken


def _build(
    table: str, columns: dict[str, Any], pages: list[Page], lab: LabConnection
) -> pd.DataFrame:
    page_of_row = columns.pop("_page", 0)
    columns = _constants(table, lab.spec, lab.currency) | columns
    if table != frames.PRODUCTS.name:
        return refuse_implausible(frames.build(frames.TABLES[table], columns))
    columns |= _source_columns(pages, page_of_row)
    frame = refuse_implausible(frames.build(frames.PRODUCTS, columns))
    # A missing price has no kind.
    unknown = frame["price"].isna()
    frame["price_kind"] = frame["price_kind"].mask(unknown, str(PriceKind.UNKNOWN))
    return frame


def notes_frame(noted: Mapping[tuple[str, str], Sequence[Sequence[Any]]]) -> pd.DataFrame:
    """Return what was not understood as a frame; columns of `labkit.frames.NOTES`.

    Parameters
    ----------
    noted
        (lab, table) → its notes: column, count, example, reason each.
    """
    rows = [(lab, table, *each) for (lab, table), found in noted.items() for each in found]
    names = frames.NOTES.names
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    return frames.build(frames.NOTES, columns, rows=len(rows))


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
