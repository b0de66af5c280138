"""Frames as text tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from labkit.cli import console
from labkit.cli.console import Heading
from labkit.display import price_notes
from labkit.display.styles import amount_text, sample_note
from labkit.model.currencies import minor_digits

if TYPE_CHECKING:
    import pandas as pd

    from labkit.api.merged_catalog import Catalog

UNKNOWN = "unknown"
# The columns a terminal has room for; files have all.
_SHOWN = {
    "products": ("lab", "product_id", "variant_id", "name", "variant", "size", "price"),
    "options": ("lab", "product_id", "group", "option_id", "option", "price", "level"),
    "shipping": ("lab", "product_id", "method_id", "method", "country", "price"),
}
_OTHERS = ("options", "shipping")
_SHRINKS = {"name", "variant", "group", "option", "method"}


def comparison(
    result: pd.DataFrame, *, labs: Iterable[str], most: int, per_lab: int | None = None
) -> str:
    """Return a comparison as a text table; `explanation` is its legend.

    Parameters
    ----------
    result
        The frame.
    labs
        The requested labs.
    most
        How many rows at most.
    per_lab
        How many of each lab at most; None for all.
    """
    if result.empty:
        return console.wrapped(str(result.attrs.get("nearest") or "nothing matches this size"))
    shown = result if per_lab is None else result.groupby("lab", sort=False).head(per_lab)
    shown = shown.head(most)
    digits = minor_digits(result.attrs["currency"])
    common = _common_notes(result)
    cells = [
        (*_offer(row, digits), "; ".join(note for note in _notes(row) if note not in common))
        for row in _rows(shown)
    ]
    lines = [console.table(_headings(result), cells)]
    if len(shown) < len(result):
        lines.append(f"{len(shown)} of {len(result):,} matching rows")
    if without := sorted(set(labs) - set(result["lab"])):
        lines.append(console.wrapped(f"not sold in this size: {', '.join(without)}"))
    return "\n".join(lines)


def explanation(results: Sequence[pd.DataFrame]) -> str:
    """Return the legend of comparisons, and the notes common to all rows."""
    pairs = sorted({pair for result in results for pair in price_notes.pairs(result, "total")})
    partial = [price_notes.PARTIAL] if any(map(_some_partial, results)) else []
    days = sorted({day for result in results for day in result["fx_date"] if day})
    common = [note for result in results for note in _common_notes(result)]
    lines = [
        *(f"{mark.symbol}  {mark.words}" for mark in (*partial, *price_notes.legend(pairs))),
        f"!  {price_notes.warning(pairs)}" if price_notes.warning(pairs) else "",
        f"!  {sample_note(sorted({lab for each in results for lab in each.attrs['sample']}))}",
        f"every row: {price_notes.join(common)}" if common else "",
        f"exchange rates of {', '.join(days)}" if days else "",
    ]
    return "\n".join(console.wrapped(line, indent="   ") for line in lines if line.strip(" !"))


def _some_partial(result: pd.DataFrame) -> bool:
    return bool((result["total"].notna() & ~result["complete"]).any())


def overview(read: Catalog) -> str:
    """Return one row per lab: rows of its catalog, and its price basis."""
    products = read.products
    others = [getattr(read, table)["lab"].value_counts() for table in _OTHERS]
    headings = [
        Heading("lab"),
        *(Heading(table, right=True) for table in ("products", *_OTHERS)),
        Heading("prices"),
        Heading("currency"),
        Heading("tax"),
    ]
    cells = [
        (
            lab,
            f"{len(subset):,}",
            *(f"{count.get(lab, 0):,}" for count in others),
            *(_distinct(subset[name]) for name in ("price_kind", "currency", "tax")),
        )
        for lab, subset in products.groupby("lab")
    ]
    failed = [(lab, "", "", "", "could not be read", "", "") for lab in read.problems]
    return console.table(headings, [*cells, *failed])


def records(frame: pd.DataFrame, table: str, *, most: int) -> str:
    """Return the first rows of each lab of a catalog's frame."""
    names = _SHOWN[table]
    shown = frame.groupby("lab").head(max(most // max(frame["lab"].nunique(), 1), 1))
    headings = [Heading(_heading_text(name), name == "price", name in _SHRINKS) for name in names]
    cells = [[_cell(row, name) for name in names] for row in _rows(shown)]
    lines = [console.table(headings, cells)] if cells else []
    return "\n".join([*lines, f"{len(cells):,} of {len(frame):,} rows"])


def _headings(result: pd.DataFrame) -> list[Heading]:
    quantity = int(result["quantity"].iloc[0])
    return [
        Heading("lab"),
        Heading("product", shrinks=True),
        Heading("paper / format", shrinks=True),
        Heading("size [mm]", right=True),
        Heading("diff", right=True),
        Heading("unit price", right=True),
        Heading(f"{quantity:,} in {result.attrs['currency']}", right=True),
        Heading("mark"),
        Heading("notes", shrinks=True),
    ]


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    plain = frame.astype(object)
    rows: Iterator[Any] = plain.where(frame.notna(), None).itertuples(index=False)
    return rows


def _offer(row: Any, digits: int) -> tuple[str, ...]:  # noqa: ANN401 - a named tuple of a frame's row
    known = row.price is not None
    return (
        row.lab,
        _name(row),
        _paper(row),
        _size(row),
        f"{row.size_error:.1%}" if row.size_error else "",
        _price(row),
        amount_text(row.total, digits) if row.total is not None else "",
        _mark(row) if known else "",
    )


def _mark(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    partial = "" if row.complete else f"{price_notes.PARTIAL.symbol} "
    return f"{partial}{price_notes.symbol(row.price_kind, row.tax)}".strip()


def _price(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    if row.price is None:
        return UNKNOWN
    return f"{amount_text(row.price, None)} {row.currency}"


def _paper(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    kind = str(row.category.rpartition(" > ")[2])
    # Of "Paper: glossy" the choice is what tells two rows apart where columns are narrow.
    choices = [part.rpartition(": ")[2] for part in str(row.variant).split(", ")]
    return ", ".join(choices) or ("" if kind in row.name else kind)


def _name(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    # Some labs end the name with the paper, which has a column of its own here.
    name = str(row.name)
    return (name.removesuffix(row.variant).rstrip(" -,") if row.variant else name) or name


def _common_notes(result: pd.DataFrame) -> list[str]:
    each = [_notes(row) for row in _rows(result[["price_kind", "tax", "notes"]].drop_duplicates())]
    return [note for note in each[0] if all(note in subset for subset in each)] if each else []


def _distinct(values: pd.Series) -> str:
    return ", ".join(str(value).replace("_", " ") for value in values.drop_duplicates())


def _notes(row: Any) -> list[str]:  # noqa: ANN401 - a named tuple of a frame's row
    # The legend below the table explains marks.
    explained = {
        "",
        price_notes.kind_note(row.price_kind).words,
        price_notes.tax_note(row.tax).words,
    }
    return [note for note in row.notes.split("; ") if note not in explained]


def _cell(row: Any, name: str) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    makers = {"size": _size, "price": _price, "variant": _paper, "name": _name}
    return makers[name](row) if name in makers else str(getattr(row, name))


def _size(row: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    if row.width_mm is None or row.height_mm is None:
        return UNKNOWN
    return f"{row.width_mm:.0f}x{row.height_mm:.0f}"


def _heading_text(name: str) -> str:
    return "size [mm]" if name == "size" else name.replace("_", " ")
