"""The frame of a table, from the columns that a lab's parser returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from labkit import frames
from labkit.catalogs.plausible import refuse_implausible
from labkit.model.money import PriceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from labkit.http import Page
    from labkit.http.lab_connection import LabConnection
    from labkit.lab_api.spec import LabSpec


def build_table(
    table: str, columns: dict[str, Any], pages: list[Page], lab: LabConnection
) -> pd.DataFrame:
    """Return a table's frame; what no row can have is unknown and noted.

    Parameters
    ----------
    table
        ``"products"``, ``"options"`` or ``"shipping"``.
    columns
        What the lab's ``parse_<table>`` returns.
    pages
        The answers it was made from.
    lab
        The lab, for what holds for all its rows.
    """
    page_of_row = columns.pop("_page", 0)
    columns = _constants(table, lab.spec, lab.currency) | columns
    if table != frames.PRODUCTS.name:
        return refuse_implausible(frames.build(frames.TABLES[table], columns), frames.TABLES[table])
    columns |= _source_columns(pages, page_of_row)
    frame = refuse_implausible(frames.build(frames.PRODUCTS, columns), frames.PRODUCTS)
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
