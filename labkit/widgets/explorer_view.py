"""HTML of the explorer's filter and table; all text is escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from labkit.display import price_notes
from labkit.display.notes import notes_line, notes_lines
from labkit.display.styles import amount_text, explanations, sample_note, symbols_of
from labkit.frames.export import KINDS
from labkit.model.currencies import minor_digits
from labkit.widgets import html_elements as h

if TYPE_CHECKING:
    import pandas as pd

    from labkit.errors import LabkitError
    from labkit.widgets.filter_rows import RowFilter
    from labkit.widgets.filter_terms import FilterTerms

COLUMNS = {
    "lab": "Lab",
    "name": "Product",
    "variant": "Paper or format",
    "size": "Size [mm]",
    "price": "Unit price",
}
_MOST_CHOICES = 1000
UNKNOWN = "–"


def problems(failed: Mapping[str, LabkitError], notes: pd.DataFrame) -> str:
    """Return the labs that failed, and what of the others was not understood."""
    boxes = "".join(h.error_box(error) for _, error in sorted(failed.items()))
    lines = "".join(f"<li>{h.escape(line)}</li>" for line in notes_lines(notes))
    words = h.escape(notes_line(notes).partition(" (")[0].capitalize())
    return boxes + (f"<details><summary>{words}</summary><ul>{lines}</ul></details>" * bool(lines))


def form(labs: Sequence[str], row_filter: RowFilter, terms: FilterTerms) -> str:
    """Return the filter form as HTML."""
    lab_boxes = "".join(
        h.checkbox(lab, "lab", lab, on=not terms.labs or lab in terms.labs) for lab in labs
    )
    money = row_filter.currency
    fields = (
        h.text_input("Size", "size", terms.size, hint="10x15 cm, A4"),
        h.text_input("Tolerance [%]", "tolerance", f"{terms.tolerance * 100:g}"),
        _list("Category", "category", row_filter.categories(), terms.category),
        _list("Paper or format", "variant", row_filter.variants(), terms.variant),
        h.text_input(f"Price from [{money}]", "low", _number(terms.low)),
        h.text_input(f"Price to [{money}]", "high", _number(terms.high)),
        h.text_input("Search", "text", terms.text, hint="name, paper, id"),
    )
    clear = h.toolbar(h.button("Clear filter", "clear"))
    return (
        f"<h3>Catalogs</h3><fieldset><legend>Labs</legend>{lab_boxes}</fieldset>"
        f'<div class="lk-grid">{"".join(fields)}</div>{clear}'
    )


def _list(label: str, do: str, values: Sequence[str], chosen: str) -> str:
    choices = [("", "any"), *((value, value) for value in values[:_MOST_CHOICES])]
    return h.stacked(h.select(label, do, choices, chosen))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def results(  # noqa: PLR0913 - what there is to show, by name
    page: pd.DataFrame,
    prices: Sequence[float],
    *,
    keys: Sequence[int],
    first: int,
    count: int,
    of: int,
    order: tuple[str, bool],
    currency: str,
    rates: Mapping[str, tuple[float, str]],
    samples: Sequence[str],
    message: str,
) -> str:
    """Return one page of the product table with its actions as HTML."""
    line = f"<p><strong>{count:,}</strong> of {of:,} products</p>"
    if not count:
        return f"{message}{line}{h.note('No product matches. Widen the filter, or clear it.')}"
    heads = [
        *(_sort_header(name, order) for name in COLUMNS),
        h.header_cell(f"in {currency}", "number lk-in"),
    ]
    heads.append(h.header_cell("Actions", "do"))
    rows = _rows(page, prices, keys, currency)
    caption = " · ".join(word for word in _caption(page, rates, samples) if word)
    pages = h.toolbar(
        h.button("First", "page", "first", on=first > 0),
        h.button("Previous", "page", "-1", on=first > 0),
        f"<span>{first + 1:,}–{first + len(page):,} of {count:,}</span>",
        h.button("Next", "page", "1", on=first + len(page) < count),
    )
    exports = (h.button(f"Export {kind.upper()}", "export", kind) for kind in KINDS)
    tools = h.toolbar("<span>Filtered rows:</span>", *exports)
    listed = h.table(heads, rows, caption=caption, css="lk-banded lk-cards lk-products")
    return message + line + listed + pages + tools


def _caption(
    page: pd.DataFrame, rates: Mapping[str, tuple[float, str]], samples: Sequence[str]
) -> list[str]:
    known = page[page["price"].notna()]
    pairs = sorted(set(zip(known["price_kind"], known["tax"], strict=True)))
    days = sorted({rates[code][1] for code in known["currency"]} - {""})
    return [
        price_notes.UNLIKE.capitalize() if price_notes.warning(pairs) else "",
        *explanations(pairs),
        f"Exchange rates (ECB) of {', '.join(days)}" if days else "",
        sample_note(samples),
    ]


def _sort_header(name: str, order: tuple[str, bool]) -> str:
    sign, state = "", "none"
    if name == order[0]:
        sign, state = (" ▼", "descending") if order[1] else (" ▲", "ascending")
    kind = ' class="lk-number"' if name in {"size", "price"} else ""
    button = h.button(f"{COLUMNS[name]}{sign}", "sort", name, css="lk-sort")
    return f'<th scope="col"{kind} aria-sort="{state}">{button}</th>'


def _rows(
    page: pd.DataFrame, prices: Sequence[float], keys: Sequence[int], currency: str
) -> list[str]:
    symbols = symbols_of(page)
    digits = minor_digits(currency)
    # Shown in the narrow layout, where the column has no heading.
    tight = f'<span class="lk-tight">in {h.escape(currency)}: </span>'
    made = []
    for record, key, price, symbol in zip(
        page.to_dict("records"), keys, prices, symbols, strict=True
    ):
        cells = (
            h.cell(h.escape(record["lab"])),
            h.cell(product_name(record), "name"),
            h.cell(h.escape(record["variant"] or UNKNOWN), "name"),
            h.cell(h.escape(size_text(record)), "number"),
            h.cell(_price(record, symbol), "number"),
            h.cell(tight + h.escape(amount_text(price, digits)), "number"),
            h.cell(_actions(key), "do"),
        )
        made.append(f"<tr>{''.join(cells)}</tr>")
    return made


def product_name(record: Mapping[str, Any]) -> str:
    """Return a product's name and category as HTML."""
    category = f"{h.escape(record['category'])} · " if record["category"] else ""
    number = f'<span class="lk-id">{h.escape(record["product_id"])}</span>'
    return f'{h.escape(record["name"])}<br><span class="lk-soft">{category}{number}</span>'


def size_text(record: Mapping[str, Any]) -> str:
    """Return a product's size as the lab lists it [mm]; "–" if unknown."""
    sides = [record["width_mm"], record["height_mm"]]
    # <NA> and NaN alike: what is unknown is not equal to itself.
    if any(side is None or not isinstance(side, float | int) or side != side for side in sides):  # noqa: PLR0124 - NaN
        return UNKNOWN
    return f"{sides[0]:g} × {sides[1]:g}"


def _price(record: Mapping[str, Any], symbol: str) -> str:
    amount = amount_text(record["price"], None)
    if amount == UNKNOWN:
        return UNKNOWN
    shown = h.escape(f"{amount} {record['currency']} {symbol}".strip())
    words = h.escape(price_notes.words(record["price_kind"], record["tax"]))
    other = record["price_kind"] != "lab"
    return f'<span{" class=lk-marked" if other else ""} title="{words}">{shown}</span>'


def _actions(key: int) -> str:
    return h.button("Add to basket", "add", str(key)) + h.button("Order this", "order", str(key))


def picture(png: bytes, words: str) -> str:
    """Return an image with its alternative text as HTML."""
    data = base64.b64encode(png).decode("ascii")
    return f'<img class="lk-picture" src="data:image/png;base64,{data}" alt="{h.escape(words)}">'
