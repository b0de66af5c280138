"""Quotes for a basket of sizes from every lab of a catalog, complete totals first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from labkit import frames
from labkit.catalogs.gatherer import samples
from labkit.display import price_notes
from labkit.display.sources import sources
from labkit.errors import InputError, LabkitError
from labkit.pricing.basket import QuoteLine
from labkit.pricing.catalog_comparison import compare_catalog
from labkit.pricing.quote import ESTIMATED, UNKNOWN, Part, Quote, full_total
from labkit.pricing.quote_builder import Tables, make_quote
from labkit.pricing.request import PriceRequest, read_request, user_rates

if TYPE_CHECKING:
    from labkit.catalogs.gatherer import Gatherer
    from labkit.model.size import Size
    from labkit.pricing.priced_lab import PricedLab

_PAIR = 2


def quote_catalog(
    gatherer: Gatherer[PricedLab],
    sizes: Sequence[tuple[str | Size, int]],
    country: str,
    **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
) -> pd.DataFrame:
    """Quote a basket of sizes at each lab, delivered.

    For each size the lab's best product is taken: the one `compare` ranks first for that size,
    quantity and country. Together they are quoted as one order.

    Parameters
    ----------
    gatherer
        The labs' tables.
    sizes
        ``(size, quantity)`` each.
    country
        The destination (ISO alpha-2).
    **terms
        currency, options, shipping (lab → its shipping method), tax, tolerance, on and rates, as
        ``Catalog.compare``.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.QUOTES`; complete totals first, by total. ``attrs["warning"]``
        says where prices of different kind or tax stand side by side.

    Raises
    ------
    InputError, RateError
        If an argument cannot be used.
    """
    requests = [
        read_request(size, quantity=n, country=country, **terms) for size, n in _pairs(sizes)
    ]
    best = [_best(gatherer, request) for request in requests]
    problems = {name: str(error) for name, error in gatherer.errors("products").items()}
    names = sorted({*gatherer.labs(), *problems, *(name for frame in best for name in frame.index)})
    rows = [_row(gatherer, name, requests, best, problems) for name in names]
    rows.sort(key=lambda row: (not row["complete"], row["known_total"] is None, _order(row)))
    columns = {name: [row[name] for row in rows] for name in frames.QUOTES.names}
    result = frames.build(frames.QUOTES, {n: _plain(v) for n, v in columns.items()}, rows=len(rows))
    result.attrs.update(_about(requests, result, samples(gatherer.labs())))
    best_sources = [frame.reset_index()[["lab", "source_url", "fetched_at"]] for frame in best]
    result.attrs["user_rates"] = user_rates({c for f in best for c in f["currency"]}, requests[0])
    result.attrs["sources"] = sources(pd.concat(best_sources))
    return result


def _pairs(sizes: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - whatever was passed in
    many = isinstance(sizes, Sequence) and not isinstance(sizes, str) and len(sizes) > 0
    if not many or not all(isinstance(p, tuple | list) and len(p) == _PAIR for p in sizes):
        hint = 'give (size, quantity) pairs, as [("10x15 cm", 100), ("20x30 cm", 2)]'
        raise InputError(f"{sizes!r} is no list of sizes", call="quote", hint=hint)
    return [(size, quantity) for size, quantity in sizes]


def _best(gatherer: Gatherer[PricedLab], request: PriceRequest) -> pd.DataFrame:
    return compare_catalog(gatherer, request).drop_duplicates("lab").set_index("lab")


def _row(
    gatherer: Gatherer[PricedLab],
    name: str,
    requests: list[PriceRequest],
    best: list[pd.DataFrame],
    problems: Mapping[str, str],
) -> dict[str, Any]:
    lab = gatherer.labs().get(name)
    if lab is None or name in problems:
        return _empty(name, requests[0], _one_line(problems.get(name, "not connected")))
    pairs = list(zip(requests, best, strict=True))
    missing = [request.label for request, frame in pairs if name not in frame.index]
    if missing:
        return _empty(name, requests[0], f"nothing of {price_notes.quoted(', '.join(missing))}")
    lines = [
        QuoteLine(
            frame.loc[name, "product_id"],
            frame.loc[name, "variant_id"],
            request.quantity,
            request.options,
        )
        for request, frame in pairs
    ]
    first = requests[0]
    try:
        quote = make_quote(
            lab,
            lines,
            first.country,
            first.shipping.get(name),
            currency=first.currency,
            tax=first.tax,
            on=first.on,
            rates=first.rates,
            # Quoted from the tables that were compared, also of an earlier day.
            tables=Tables(*(gatherer.lab_table(name, table) for table in Tables._fields)),
            ask_lab=gatherer.as_of is None,
        )
    except LabkitError as error:
        return _empty(name, first, _one_line(str(error)))
    return _quoted(name, quote)


def _quoted(name: str, quote: Quote) -> dict[str, Any]:
    return {
        "lab": name,
        "products": "; ".join(price_notes.quoted(line.name) for line in quote.lines),
        "items_total": full_total(quote.lines),
        "options_total": full_total(quote.options),
        "shipping_total": quote.shipping.amount,
        "starting_total": quote.starting.amount if quote.starting else None,
        "total": quote.total,
        "known_total": quote.known_total,
        "tax_total": quote.tax.amount,
        "currency": quote.currency,
        "price_kind": "+".join(sorted({kind for kind, _ in quote.pairs})),
        "tax": "+".join(sorted({tax for _, tax in quote.pairs})),
        "fx_date": quote.fx_date,
        "complete": quote.complete,
        "notes": price_notes.join(
            [quote.price_notes, *map(_note_on_part, quote.parts), *quote.notes]
        ),
    }


def _note_on_part(part: Part) -> str:
    if part.kind == UNKNOWN:
        return f"{price_notes.quoted(part.name)} not known: {price_notes.as_single_note(part.why)}"
    # The mark of a suggested retail price says so already.
    return (
        f"{price_notes.quoted(part.name)} estimated: {price_notes.as_single_note(part.why)}"
        if part.kind == ESTIMATED and not part.price_kind
        else ""
    )


def _one_line(error: str) -> str:
    return price_notes.quoted(" ".join(error.split()))


def _empty(name: str, request: PriceRequest, note: str) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(frames.QUOTES.names)
    texts = {"products": "", "price_kind": "", "tax": "", "fx_date": ""}
    values = {"lab": name, "currency": request.currency, "complete": False, "notes": note}
    return blank | texts | values


def _order(row: Mapping[str, Any]) -> Decimal:
    return row["known_total"] if row["known_total"] is not None else Decimal(0)


def _plain(values: list[Any]) -> list[Any]:
    # Exact up to here: each float is the nearest to a whole number of minor units.
    return [float(value) if isinstance(value, Decimal) else value for value in values]


def _about(
    requests: list[PriceRequest], result: pd.DataFrame, samples: list[str]
) -> dict[str, Any]:
    first = requests[0]
    known = result[result["known_total"].notna() & (result["price_kind"] != "")]
    return {
        "sizes": [[request.label, request.quantity] for request in requests],
        "country": first.country,
        "currency": first.currency,
        "warning": price_notes.warning(price_notes.pairs(known, "known_total")),
        "sample": samples,
    }
