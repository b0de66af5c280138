"""Options, shipping and starting costs of many rows at once, by each lab's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labkit.display import marks
from labkit.errors import UnknownLabError, did_you_mean
from labkit.frames.dictionary import DictionaryColumn
from labkit.pricing import amounts
from labkit.pricing.conversion import converted
from labkit.pricing.request import AddedCosts, Floats, PriceRequest, user_rates
from labkit.pricing.rules import Choice, Rules, read_choice, rules_of, tier_text, vat_of
from labkit.pricing.shipping_rates import ShippingRates, cheapest
from labkit.pricing.tax_basis import to_tax_basis

if TYPE_CHECKING:
    from labkit.catalogs.gatherer import Gatherer
    from labkit.catalogs.product_lookup import Positions, ProductLookup
    from labkit.frames.selection import Selection
    from labkit.lab_api.spec import LabSpec
    from labkit.pricing.priced_lab import PricedLab

Flags = NDArray[np.bool_]

_WITHOUT_SHIPPING = "without shipping"
_WITHOUT_OPTIONS = "without options"
_MOST_TIERS = 12


class _Sent(NamedTuple):
    """What shipping costs for the rows of one lab, before tax."""

    prices: Floats
    taxes: DictionaryColumn
    starting: float
    note: DictionaryColumn
    day: DictionaryColumn


@dataclass(frozen=True)
class LandedCost:
    """Says what comes on top of the items; a `labkit.pricing.request.Surcharges`.

    Attributes
    ----------
    shipping, options
        The tables of all labs; None where nothing of the kind is asked for.
    specs
        Lab → its spec.
    """

    shipping: ProductLookup | None
    options: ProductLookup | None
    specs: Mapping[str, LabSpec]

    def vat(self, lab: str) -> Fraction | None:
        """Return the rate of the tax in a lab's prices; None where it is not known."""
        spec = self.specs.get(lab)
        return vat_of(spec, rules_of(spec)) if spec else None

    def __call__(self, rows: Selection, request: PriceRequest) -> AddedCosts:
        """Return options and shipping of each row."""
        for lab in request.shipping:
            if lab not in self.specs:
                raise UnknownLabError(f"{lab!r} is not here", hint=did_you_mean(lab, self.specs))
        options, chosen, without = self._options(rows, request)
        sent = self._shipping(rows, request)
        notes = [*sent.notes, without]
        return AddedCosts(options, sent.shipping_total, chosen & sent.complete, notes, sent.days)

    def _shipping(self, rows: Selection, request: PriceRequest) -> AddedCosts:
        values = np.full(len(rows), np.nan)
        if not request.country or self.shipping is None:
            note = DictionaryColumn.constant(_WITHOUT_SHIPPING, len(rows))
            return AddedCosts(values, values, np.ones(len(rows), dtype=bool), [note])
        labs, taxes, own = rows.encoded("lab"), rows.encoded("tax"), rows.encoded("tax")
        starting = np.zeros(len(rows))
        notes = days = DictionaryColumn.constant("", len(rows))
        products = self.shipping.products_of(rows.source)[rows.positions]
        for lab, its in labs.groups():
            here = np.flatnonzero(its)
            found = self._of_lab(lab, products[here], request)
            values[here], starting[here] = found.prices, found.starting
            taxes = taxes.put(here, found.taxes)
            own = own.put(here, DictionaryColumn.constant(str(self.specs[lab].tax), len(here)))
            notes, days = notes.put(here, found.note), days.put(here, found.day)
        # Part by part, as labs round their taxes.
        values, _, off = to_tax_basis(values, labs, taxes, request, self.vat)
        starting, _, _ = to_tax_basis(starting, labs, own, request, self.vat)
        values = amounts.add([values, starting], request.currency)
        sent = np.logical_and.reduce([np.isfinite(values), *(note.codes == 0 for note in off)])
        return AddedCosts(values, values, sent, [notes, *off], [days])

    def _of_lab(self, lab: str, products: Positions, request: PriceRequest) -> _Sent:
        spec = self.specs[lab]
        rules = rules_of(spec)
        method = read_choice(rules, self._known(lab, request), request.shipping.get(lab), lab)
        choice = rules.choices.get(method, Choice())
        starting, fee = _starting(rules, spec.currency, request)
        own = user_rates([spec.currency], request) if rules.starting is not None else []
        known = marks.join([_estimate(choice), fee, *own])
        if choice.free:
            free = DictionaryColumn.constant("", len(products))
            tax, note = (
                DictionaryColumn.constant(str(spec.tax), len(products)),
                DictionaryColumn.constant(known, len(products)),
            )
            return _Sent(np.zeros(len(products)), tax, starting, note, free)
        assert self.shipping is not None  # noqa: S101 - the caller looked
        ways = cheapest(
            self.shipping, lab, products, country=request.country, rules=rules, method=method
        )
        prices = _at(self.shipping.price, ways.rows)
        totals, day, wrong = converted(prices, _text_at(self.shipping, "currency", ways), request)
        tax = _text_at(self.shipping, "tax", ways, str(spec.tax))
        codes = {code for code, _ in _text_at(self.shipping, "currency", ways).groups()}
        known = marks.join([known, *user_rates(codes, request)])
        unknown = f"shipping to {request.country} not included: its price is not known"
        unknown = marks.join([unknown, *wrong.categories, _tiers(self.shipping, ways)])
        note = DictionaryColumn(np.isnan(totals).astype(np.int64), [known, unknown])
        return _Sent(totals, tax, starting, note, day)

    def _known(self, lab: str, request: PriceRequest) -> set[str]:
        """Return the ids and names of a lab's methods, where it matters."""
        if self.shipping is None or lab not in request.shipping:
            return set()
        rows = self.shipping.rows_of(lab)
        columns = (self.shipping.encoded(name).take(rows) for name in ("method_id", "method"))
        return {text for column in columns for text, _ in column.groups()}

    def _options(
        self, rows: Selection, request: PriceRequest
    ) -> tuple[Floats, Flags, DictionaryColumn]:
        if not request.options or self.options is None:
            note = DictionaryColumn.constant(_WITHOUT_OPTIONS, len(rows))
            return np.full(len(rows), np.nan), np.ones(len(rows), dtype=bool), note
        totals = [self._option(rows, option, request) for option in request.options]
        # One that a product does not have makes the whole unknown, not the others free.
        whole = amounts.add(totals, request.currency)
        known = np.isfinite(whole)
        named = marks.quoted(", ".join(request.options))
        said = f"not all options offered with a known price: {named}"
        note = DictionaryColumn((~known).astype(np.int64), [f"with options {named}", said])
        return whole, known, note

    def _option(self, rows: Selection, option: str, request: PriceRequest) -> Floats:
        assert self.options is not None  # noqa: S101 - the caller looked
        labs = rows.encoded("lab")
        products = self.options.products_of(rows.source)[rows.positions]
        values = np.full(len(rows), np.nan)
        for lab, its in labs.groups():
            here = np.flatnonzero(its)
            offered = _offered(self.options, lab, option)[products[here]]
            rules = rules_of(self.specs[lab])
            values[here] = _option_totals(self.options, offered, rules, request)
        values, _, off = to_tax_basis(values, labs, rows.encoded("tax"), request, self.vat)
        return np.where(off[0].codes == 0, values, np.nan) if off else values


def landed_cost(gatherer: Gatherer[PricedLab], request: PriceRequest) -> LandedCost:
    """Return what is added in a catalog's comparison; only tables that matter are read."""
    return LandedCost(
        gatherer.lookup("shipping") if request.country else None,
        gatherer.lookup("options") if request.options else None,
        {name: lab.spec for name, lab in gatherer.labs().items()},
    )


def _estimate(choice: Choice) -> str:
    return f"shipping estimated: {marks.as_single_note(choice.why)}" if choice.why else ""


def _starting(rules: Rules, currency: str, request: PriceRequest) -> tuple[float, str]:
    if rules.starting is None:
        return 0.0, ""
    price = np.array([float(rules.starting)])
    total, _, wrong = converted(price, DictionaryColumn.constant(currency, 1), request)
    said = f"shipping with starting costs of {rules.starting} {currency}"
    return float(total[0]), wrong.categories[0] or said


def _at(values: Floats, rows: Positions) -> Floats:
    found: Floats = np.where(rows < 0, np.nan, values[rows] if len(values) else np.nan)
    return found


def _text_at(
    lookup: ProductLookup, name: str, ways: ShippingRates, otherwise: str = ""
) -> DictionaryColumn:
    """Return a column's texts at the rows that were taken; another one where none was."""
    column = lookup.encoded(name)
    places = np.append(column.codes, len(column.categories))[ways.rows]
    return DictionaryColumn(places, [text or otherwise for text in (*column.categories, "")])


def _tiers(lookup: ProductLookup, ways: ShippingRates) -> str:
    names, conditions = (lookup.encoded(name).take(ways.tiers) for name in ("method", "condition"))
    pairs = dict.fromkeys(zip(names.codes.tolist(), conditions.codes.tolist(), strict=True))
    said = [
        tier_text(names.categories[n], conditions.categories[c])
        for n, c in list(pairs)[:_MOST_TIERS]
    ]
    more = len(pairs) - _MOST_TIERS
    return marks.join([*said, f"and {more} more tiers" if more > 0 else ""])


def _offered(lookup: ProductLookup, lab: str, option: str) -> Positions:
    """Return for each product the row of an option; -1 where it has none, also at the end."""
    group, _, own = option.rpartition("=")
    rows = lookup.rows_of(lab)
    for name, text in (("option_id", own), ("group_id", group)):
        column = lookup.encoded(name)
        if text or name == "option_id":
            place = column.categories.index(text) if text in column.categories else -1
            rows = rows[column.codes[rows] == place]
    found = np.full(lookup.count + 1, -1, dtype=np.int64)
    found[lookup.product[rows]] = rows
    # The same id in two groups of one product: nobody can say which is meant.
    found[:-1][np.bincount(lookup.product[rows], minlength=lookup.count) > 1] = -1
    return np.where(found < 0, found[lookup.any_product], found)


def _option_totals(
    lookup: ProductLookup, rows: Positions, rules: Rules, request: PriceRequest
) -> Floats:
    prices = _at(lookup.price, rows)
    if rules.option_price is not None:
        prices = np.where((rows >= 0) & np.isnan(prices), float(rules.option_price), prices)
    ways = ShippingRates(rows, rows[:0])
    currencies, levels = _text_at(lookup, "currency", ways), _text_at(lookup, "level", ways)
    each, _, _ = converted(prices, currencies, request, request.quantity)
    single, _, _ = converted(prices, currencies, request)
    once = np.array([text == "order" for text in levels.categories], dtype=bool)[levels.codes]
    totals: Floats = np.where(once, single, each)
    return totals
