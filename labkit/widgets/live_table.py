"""An interactive table of many rows with quak, isolated from files and network.

It runs any SQL that the page sends, so its database can reach no file, no network, no extension
and no variable: only the one frame.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

# Nothing but what was handed over; and the settings cannot be changed back.
_SHUT: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
}
TABLE = "products"


def has_quak() -> bool:
    """Say whether quak is installed."""
    return importlib.util.find_spec("quak") is not None


def database(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - a DuckDB connection
    """Return an isolated DuckDB connection with a frame as the table ``products``."""
    import duckdb

    connection = duckdb.connect(":memory:", config=_SHUT)
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    connection.register(TABLE, table)
    connection.execute("SET lock_configuration = true")
    return connection


def live_table(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - a quak widget
    """Return a frame as an interactive table."""
    import quak

    return quak.Widget(database(frame), table=TABLE)
