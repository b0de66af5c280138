"""What was not understood of the labs' answers, in words: one line, or one for each note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.plain_text import clean

if TYPE_CHECKING:
    import pandas as pd


def notes_line(notes: pd.DataFrame) -> str:
    """Return one line that counts the notes of each lab; "" where there is none.

    Parameters
    ----------
    notes
        Columns of `labkit.frames.NOTES`.
    """
    if notes.empty:
        return ""
    counts = notes.groupby("lab", sort=False)["count"].sum()
    listed = ", ".join(f"{lab} {count:,}" for lab, count in counts.items())
    return f"not understood: {listed} (see notes)"


def notes_lines(notes: pd.DataFrame) -> list[str]:
    """Return each note as a line of plain text."""
    return [
        clean(f"{lab} {table}{'.' * bool(column)}{column}: {count:,} x {reason}, e.g. {example!r}")
        for lab, table, column, count, example, reason in notes.itertuples(index=False)
    ]
