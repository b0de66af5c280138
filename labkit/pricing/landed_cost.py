"""Landed cost: options, shipping and starting costs of many rows, by each lab's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labkit.display import price_notes
from labkit.errors import UnknownLabError, did_you_mean
from labkit.frames.dictionary import DictionaryColumn
from labkit.pricing import amounts
from labkit.pricing.conversion import convert_prices
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


class _ShippingCosts(NamedTuple):
    """Shipping costs of one lab's rows, before conversion to a tax basis."""

    prices: Floats
    taxes: DictionaryColumn
    starting: float
    note: DictionaryColumn
    day: DictionaryColumn


@dataclass(frozen=True)
class LandedCost:
    """Computes the costs added to the items; a `labkit.pricing.request.Surcharges`.

    Attributes
    ----------
    shipping, options
        The tables of all labs; None where they are not requested.
    specs
        Lab → its spec.
    """

    shipping: ProductLookup | None
    options: ProductLookup | None
    specs: Mapping[str, LabSpec]

    def vat(self, lab: str) -> Fraction | None:
        """Return the tax rate included in a lab's prices; None where it is not known."""
        spec = self.specs.get(lab)
        return vat_of(spec, rules_of(spec)) if spec else None

    def __call__(self, selection: Selection, request: PriceRequest) -> AddedCosts:
        """Return the options and shipping costs of each selected row."""
        for lab in request.shipping:
            if lab not in self.specs:
                raise UnknownLabError(f"{lab!r} is not here", hint=did_you_mean(lab, self.specs))
        options, complete, note = self._options(selection, request)
        shipping = self._shipping(selection, request)
        notes = [*shipping.notes, note]
        return AddedCosts(
            options, shipping.shipping_total, complete & shipping.complete, notes, shipping.days
        )

    def _shipping(self, selection: Selection, request: PriceRequest) -> AddedCosts:
        values = np.full(len(selection), np.nan)
        if not request.country or self.shipping is None:
            note = DictionaryColumn.constant(_WITHOUT_SHIPPING, len(selection))
            return AddedCosts(values, values, np.ones(len(selection), dtype=bool), [note])
        labs, taxes, starting_taxes = (
            selection.encoded("lab"),
            selection.encoded("tax"),
            selection.encoded("tax"),
        )
        starting = np.zeros(len(selection))
        notes = days = DictionaryColumn.constant("", len(selection))
        products = self.shipping.products_of(selection.source)[selection.positions]
        for lab, mask in labs.groups():
            positions = np.flatnonzero(mask)
            costs = self._shipping_of_lab(lab, products[positions], request)
            values[positions], starting[positions] = costs.prices, costs.starting
            taxes = taxes.put(positions, costs.taxes)
            starting_taxes = starting_taxes.put(
                positions, DictionaryColumn.constant(str(self.specs[lab].tax), len(positions))
            )
            notes, days = notes.put(positions, costs.note), days.put(positions, costs.day)
        # Each part by itself, as labs round their taxes.
        values, _, basis_notes = to_tax_basis(values, labs, taxes, request, self.vat)
        starting, _, _ = to_tax_basis(starting, labs, starting_taxes, request, self.vat)
        values = amounts.add([values, starting], request.currency)
        complete = np.logical_and.reduce(
            [np.isfinite(values), *(note.codes == 0 for note in basis_notes)]
        )
        return AddedCosts(values, values, complete, [notes, *basis_notes], [days])

    def _shipping_of_lab(
        self, lab: str, products: Positions, request: PriceRequest
    ) -> _ShippingCosts:
        spec = self.specs[lab]
        rules = rules_of(spec)
        method = read_choice(
            rules, self._method_names(lab, request), request.shipping.get(lab), lab
        )
        choice = rules.choices.get(method, Choice())
        starting, fee = _starting(rules, spec.currency, request)
        rate_notes = user_rates([spec.currency], request) if rules.starting is not None else []
        known = price_notes.join([_estimate(choice), fee, *rate_notes])
        if choice.free:
            no_date = DictionaryColumn.constant("", len(products))
            tax, note = (
                DictionaryColumn.constant(str(spec.tax), len(products)),
                DictionaryColumn.constant(known, len(products)),
            )
            return _ShippingCosts(np.zeros(len(products)), tax, starting, note, no_date)
        assert self.shipping is not None  # noqa: S101 - the caller looked
        rates = cheapest(
            self.shipping, lab, products, country=request.country, rules=rules, method=method
        )
        prices = _take(self.shipping.price, rates.rows)
        totals, day, problem = convert_prices(
            prices, _take_text(self.shipping, "currency", rates), request
        )
        tax = _take_text(self.shipping, "tax", rates, str(spec.tax))
        codes = {code for code, _ in _take_text(self.shipping, "currency", rates).groups()}
        known = price_notes.join([known, *user_rates(codes, request)])
        unknown = f"shipping to {request.country} not included: its price is not known"
        unknown = price_notes.join([unknown, *problem.categories, _tiers(self.shipping, rates)])
        note = DictionaryColumn(np.isnan(totals).astype(np.int64), [known, unknown])
        return _ShippingCosts(totals, tax, starting, note, day)

    def _method_names(self, lab: str, request: PriceRequest) -> set[str]:
        """Return the ids and names of a lab's shipping methods, if one was requested."""
        if self.shipping is None or lab not in request.shipping:
            return set()
        rows = self.shipping.rows_of(lab)
        columns = (self.shipping.encoded(name).take(rows) for name in ("method_id", "method"))
        return {text for column in columns for text, _ in column.groups()}

    def _options(
        self, selection: Selection, request: PriceRequest
    ) -> tuple[Floats, Flags, DictionaryColumn]:
        if not request.options or self.options is None:
            note = DictionaryColumn.constant(_WITHOUT_OPTIONS, len(selection))
            return np.full(len(selection), np.nan), np.ones(len(selection), dtype=bool), note
        totals = [self._option(selection, option, request) for option in request.options]
        # If a product lacks one option, the whole is unknown; the others are not free.
        total = amounts.add(totals, request.currency)
        known = np.isfinite(total)
        named = price_notes.quoted(", ".join(request.options))
        missing = f"not all options offered with a known price: {named}"
        note = DictionaryColumn((~known).astype(np.int64), [f"with options {named}", missing])
        return total, known, note

    def _option(self, selection: Selection, option: str, request: PriceRequest) -> Floats:
        assert self.options is not None  # noqa: S101 - the caller looked
        labs = selection.encoded("lab")
        products = self.options.products_of(selection.source)[selection.positions]
        values = np.full(len(selection), np.nan)
        for lab, mask in labs.groups():
            positions = np.flatnonzero(mask)
            offered = _offered(self.options, lab, option)[products[positions]]
            rules = rules_of(self.specs[lab])
            values[positions] = _option_totals(self.options, offered, rules, request)
        values, _, basis_notes = to_tax_basis(
            values, labs, selection.encoded("tax"), request, self.vat
        )
        return np.where(basis_notes[0].codes == 0, values, np.nan) if basis_notes else values


def landed_cost(gatherer: Gatherer[PricedLab], request: PriceRequest) -> LandedCost:
    """Return the `LandedCost` for a comparison; only the tables it needs are read."""
    return LandedCost(
        gatherer.lookup("shipping") if request.country else None,
        gatherer.lookup("options") if request.options else None,
        {name: lab.spec for name, lab in gatherer.labs().items()},
    )


def _estimate(choice: Choice) -> str:
    return f"shipping estimated: {price_notes.as_single_note(choice.why)}" if choice.why else ""


def _starting(rules: Rules, currency: str, request: PriceRequest) -> tuple[float, str]:
    if rules.starting is None:
        return 0.0, ""
    price = np.array([float(rules.starting)])
    total, _, problem = convert_prices(price, DictionaryColumn.constant(currency, 1), request)
    note = f"shipping with starting costs of {rules.starting} {currency}"
    return float(total[0]), problem.categories[0] or note


def _take(values: Floats, rows: Positions) -> Floats:
    found: Floats = np.where(rows < 0, np.nan, values[rows] if len(values) else np.nan)
    return found


def _take_text(
    lookup: ProductLookup, name: str, rates: ShippingRates, otherwise: str = ""
) -> DictionaryColumn:
    """Return a column's texts at the given rows; `otherwise` at -1."""
    column = lookup.encoded(name)
    codes = np.append(column.codes, len(column.categories))[rates.rows]
    return DictionaryColumn(codes, [text or otherwise for text in (*column.categories, "")])


def _tiers(lookup: ProductLookup, rates: ShippingRates) -> str:
    names, conditions = (lookup.encoded(name).take(rates.tiers) for name in ("method", "condition"))
    pairs = dict.fromkeys(zip(names.codes.tolist(), conditions.codes.tolist(), strict=True))
    texts = [
        tier_text(names.categories[n], conditions.categories[c])
        for n, c in list(pairs)[:_MOST_TIERS]
    ]
    hidden = len(pairs) - _MOST_TIERS
    return price_notes.join([*texts, f"and {hidden} more tiers" if hidden > 0 else ""])


def _offered(lookup: ProductLookup, lab: str, option: str) -> Positions:
    """Return for each product the row of an option; -1 where it has none, and as last element."""
    group, _, option_id = option.rpartition("=")
    rows = lookup.rows_of(lab)
    for name, text in (("option_id", option_id), ("group_id", group)):
        column = lookup.encoded(name)
        if text or name == "option_id":
            code = column.categories.index(text) if text in column.categories else -1
            rows = rows[column.codes[rows] == code]
    found = np.full(lookup.count + 1, -1, dtype=np.int64)
    found[lookup.product[rows]] = rows
    # The same id in two groups of one product is ambiguous.
    found[:-1][np.bincount(lookup.product[rows], minlength=lookup.count) > 1] = -1
    return np.where(found < 0, found[lookup.any_product], found)


def _option_totals(
    lookup: ProductLookup, rows: Positions, rules: Rules, request: PriceRequest
) -> Floats:
    prices = _take(lookup.price, rows)
    if rules.option_price is not None:
        prices = np.where((rows >= 0) & np.isnan(prices), float(rules.option_price), prices)
    rates = ShippingRates(rows, rows[:0])
    currencies, levels = _take_text(lookup, "currency", rates), _take_text(lookup, "level", rates)
    per_copy, _, _ = convert_prices(prices, currencies, request, request.quantity)
    per_order, _, _ = convert_prices(prices, currencies, request)
    is_per_order = np.array([text == "order" for text in levels.categories], dtype=bool)[
        levels.codes
    ]
    totals: Floats = np.where(is_per_order, per_order, per_copy)
    return totals
