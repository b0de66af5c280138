"""What the explorer looks like: a filter and products in, HTML out; all text is escaped."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from labkit.display import marks
from labkit.display.styles import amount_text, explanations, sample_note, symbols_of
from labkit.frames.export import KINDS
from labkit.model.currencies import minor_digits
from labkit.widgets import html_table as t

if TYPE_CHECKING:
    import pandas as pd

    from labkit.widgets.filter_rows import Sieve
    from labkit.widgets.filter_terms import Wanted

COLUMNS = {
    "lab": "Lab",
    "name": "Product",
    "variant": "Paper or format",
    "size": "Size [mm]",
    "price": "Price of one",
}
_MOST_CHOICES = 1000
UNKNOWN = "–"


def form(labs: Sequence[str], sieve: Sieve, wanted: Wanted) -> str:
    """Return the filter."""
    ticks = "".join(
        t.tick(lab, "lab", lab, on=not wanted.labs or lab in wanted.labs) for lab in labs
    )
    money = sieve.currency
    fields = (
        t.entry("Size", "size", wanted.size, hint="10x15 cm, A4"),
        t.entry("Tolerance [%]", "tolerance", f"{wanted.tolerance * 100:g}"),
        _list("Category", "category", sieve.categories(), wanted.category),
        _list("Paper or format", "variant", sieve.variants(), wanted.variant),
        t.entry(f"Price from [{money}]", "low", _number(wanted.low)),
        t.entry(f"Price to [{money}]", "high", _number(wanted.high)),
        t.entry("Words", "text", wanted.text, hint="name, paper, id"),
    )
    return (
        f"<h3>Catalogs</h3><fieldset><legend>Labs</legend>{ticks}</fieldset>"
        f'<div class="lk-grid">{"".join(fields)}</div>{t.bar(t.button("Clear filter", "clear"))}'
    )


def _list(label: str, do: str, values: Sequence[str], chosen: str) -> str:
    choices = [("", "any"), *((value, value) for value in values[:_MOST_CHOICES])]
    return t.field(t.choice(label, do, choices, chosen))


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
    said: str,
) -> str:
    """Return one page of products with what can be done with each."""
    line = f"<p><strong>{count:,}</strong> of {of:,} products</p>"
    if not count:
        return f"{said}{line}{t.note('Nothing is like that. Widen the filter, or clear it.')}"
    heads = [*(_sorter(name, order) for name in COLUMNS), t.head(f"in {currency}", "number lk-in")]
    heads.append(t.head("What to do", "do"))
    rows = _rows(page, prices, keys, currency)
    caption = " · ".join(word for word in _below(page, rates, samples) if word)
    pages = t.bar(
        t.button("First", "page", "first", on=first > 0),
        t.button("Previous", "page", "-1", on=first > 0),
        f"<span>{first + 1:,}–{first + len(page):,} of {count:,}</span>",
        t.button("Next", "page", "1", on=first + len(page) < count),
    )
    exports = (t.button(f"Export {kind.upper()}", "export", kind) for kind in KINDS)
    tools = t.bar("<span>Exactly what is filtered:</span>", *exports)
    listed = t.table(heads, rows, caption=caption, tone="lk-banded lk-cards lk-products")
    return said + line + listed + pages + tools


def _below(
    page: pd.DataFrame, rates: Mapping[str, tuple[float, str]], samples: Sequence[str]
) -> list[str]:
    known = page[page["price"].notna()]
    pairs = sorted(set(zip(known["price_kind"], known["tax"], strict=True)))
    days = sorted({rates[code][1] for code in known["currency"]} - {""})
    return [
        marks.UNLIKE.capitalize() if marks.warning(pairs) else "",
        *explanations(pairs),
        f"Exchange rates (ECB) of {', '.join(days)}" if days else "",
        sample_note(samples),
    ]


def _sorter(name: str, order: tuple[str, bool]) -> str:
    sign, state = "", "none"
    if name == order[0]:
        sign, state = (" ▼", "descending") if order[1] else (" ▲", "ascending")
    kind = ' class="lk-number"' if name in {"size", "price"} else ""
    button = t.button(f"{COLUMNS[name]}{sign}", "sort", name, tone="lk-sort")
    return f'<th scope="col"{kind} aria-sort="{state}">{button}</th>'


def _rows(
    page: pd.DataFrame, prices: Sequence[float], keys: Sequence[int], currency: str
) -> list[str]:
    symbols = symbols_of(page)
    digits = minor_digits(currency)
    # Read where the column has no heading.
    tight = f'<span class="lk-tight">in {t.text(currency)}: </span>'
    made = []
    for record, key, price, symbol in zip(
        page.to_dict("records"), keys, prices, symbols, strict=True
    ):
        cells = (
            t.cell(t.text(record["lab"])),
            t.cell(product_name(record), "name"),
            t.cell(t.text(record["variant"] or UNKNOWN), "name"),
            t.cell(t.text(size_text(record)), "number"),
            t.cell(_price(record, symbol), "number"),
            t.cell(tight + t.text(amount_text(price, digits)), "number"),
            t.cell(_actions(key), "do"),
        )
        made.append(f"<tr>{''.join(cells)}</tr>")
    return made


def product_name(record: Mapping[str, Any]) -> str:
    """Return a product's name and category as HTML."""
    category = f"{t.text(record['category'])} · " if record["category"] else ""
    number = f'<span class="lk-id">{t.text(record["product_id"])}</span>'
    return f'{t.text(record["name"])}<br><span class="lk-soft">{category}{number}</span>'


def size_text(record: Mapping[str, Any]) -> str:
    """Return a product's size, as the lab lists it; "–" where it is not known."""
    sides = [record["width_mm"], record["height_mm"]]
    # <NA> and NaN alike: what is unknown is not equal to itself.
    if any(side is None or not isinstance(side, float | int) or side != side for side in sides):  # noqa: PLR0124 - NaN
        return UNKNOWN
    return f"{sides[0]:g} × {sides[1]:g}"


def _price(record: Mapping[str, Any], symbol: str) -> str:
    amount = amount_text(record["price"], None)
    if amount == UNKNOWN:
        return UNKNOWN
    shown = t.text(f"{amount} {record['currency']} {symbol}".strip())
    words = t.text(marks.words(record["price_kind"], record["tax"]))
    other = record["price_kind"] != "lab"
    return f'<span{" class=lk-marked" if other else ""} title="{words}">{shown}</span>'


def _actions(key: int) -> str:
    return t.button("To basket", "add", str(key)) + t.button("Order this", "order", str(key))


def picture(png: bytes, words: str) -> str:
    """Return a picture with what it shows in words."""
    data = base64.b64encode(png).decode("ascii")
    return f'<img class="lk-picture" src="data:image/png;base64,{data}" alt="{t.text(words)}">'
