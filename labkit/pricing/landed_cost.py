"""Options, shipping and starting costs of many rows at once, by each lab's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from labkit.display import marks
from labkit.display.marks import Coded
from labkit.errors import UnknownLabError, did_you_mean
from labkit.pricing import amounts
from labkit.pricing.conversion import converted
from labkit.pricing.request import Ask, Extras, Floats, own_rates
from labkit.pricing.rules import Choice, Rules, read_choice, rules_of, tier_text, vat_of
from labkit.pricing.shipping_rates import Ways, cheapest
from labkit.pricing.tax_basis import on_footing

if TYPE_CHECKING:
    from labkit.api.merged_catalog import Catalog
    from labkit.frames.selection import Rows
    from labkit.lab_api.spec import LabSpec
    from labkit.pricing.product_lookup import Positions, Shelf

Flags = NDArray[np.bool_]

_WITHOUT_SHIPPING = "without shipping"
_WITHOUT_OPTIONS = "without options"
_MOST_TIERS = 12


class _Sent(NamedTuple):
    """What shipping costs for the rows of one lab, before tax."""

    prices: Floats
    taxes: Coded
    starting: float
    note: Coded
    day: Coded


@dataclass(frozen=True)
class Landed:
    """Says what comes on top of the items; a `labkit.pricing.request.Surcharges`.

    Attributes
    ----------
    shipping, options
        The tables of all labs; None where nothing of the kind is asked for.
    specs
        Lab → its spec.
    """

    shipping: Shelf | None
    options: Shelf | None
    specs: Mapping[str, LabSpec]

    def vat(self, lab: str) -> Fraction | None:
        """Return the rate of the tax in a lab's prices; None where it is not known."""
        spec = self.specs.get(lab)
        return vat_of(spec, rules_of(spec)) if spec else None

    def __call__(self, rows: Rows, wanted: Ask) -> Extras:
        """Return options and shipping of each row."""
        for lab in wanted.shipping:
            if lab not in self.specs:
                raise UnknownLabError(f"{lab!r} is not here", hint=did_you_mean(lab, self.specs))
        options, chosen, without = self._options(rows, wanted)
        sent = self._shipping(rows, wanted)
        notes = [*sent.notes, without]
        return Extras(options, sent.shipping_total, chosen & sent.complete, notes, sent.days)

    def _shipping(self, rows: Rows, wanted: Ask) -> Extras:
        values = np.full(len(rows), np.nan)
        if not wanted.country or self.shipping is None:
            note = Coded.same(_WITHOUT_SHIPPING, len(rows))
            return Extras(values, values, np.ones(len(rows), dtype=bool), [note])
        labs, taxes, own = rows.coded("lab"), rows.coded("tax"), rows.coded("tax")
        starting = np.zeros(len(rows))
        notes = days = Coded.same("", len(rows))
        products = self.shipping.products_of(rows.stock)[rows.at]
        for lab, its in labs.present():
            here = np.flatnonzero(its)
            found = self._of_lab(lab, products[here], wanted)
            values[here], starting[here] = found.prices, found.starting
            taxes = taxes.put(here, found.taxes)
            own = own.put(here, Coded.same(str(self.specs[lab].tax), len(here)))
            notes, days = notes.put(here, found.note), days.put(here, found.day)
        # Part by part, as labs round their taxes.
        values, _, off = on_footing(values, labs, taxes, wanted, self.vat)
        starting, _, _ = on_footing(starting, labs, own, wanted, self.vat)
        values = amounts.add([values, starting], wanted.currency)
        sent = np.logical_and.reduce([np.isfinite(values), *(note.places == 0 for note in off)])
        return Extras(values, values, sent, [notes, *off], [days])

    def _of_lab(self, lab: str, products: Positions, wanted: Ask) -> _Sent:
        spec = self.specs[lab]
        rules = rules_of(spec)
        method = read_choice(rules, self._known(lab, wanted), wanted.shipping.get(lab), lab)
        choice = rules.choices.get(method, Choice())
        starting, fee = _starting(rules, spec.currency, wanted)
        own = own_rates([spec.currency], wanted) if rules.starting is not None else []
        known = marks.join([_estimate(choice), fee, *own])
        if choice.free:
            free = Coded.same("", len(products))
            tax, note = Coded.same(str(spec.tax), len(products)), Coded.same(known, len(products))
            return _Sent(np.zeros(len(products)), tax, starting, note, free)
        assert self.shipping is not None  # noqa: S101 - the caller looked
        ways = cheapest(
            self.shipping, lab, products, country=wanted.country, rules=rules, method=method
        )
        prices = _at(self.shipping.price, ways.rows)
        totals, day, wrong = converted(prices, _said(self.shipping, "currency", ways), wanted)
        tax = _said(self.shipping, "tax", ways, str(spec.tax))
        codes = {code for code, _ in _said(self.shipping, "currency", ways).present()}
        known = marks.join([known, *own_rates(codes, wanted)])
        unknown = f"shipping to {wanted.country} not included: its price is not known"
        unknown = marks.join([unknown, *wrong.texts, _tiers(self.shipping, ways)])
        note = Coded(np.isnan(totals).astype(np.int64), [known, unknown])
        return _Sent(totals, tax, starting, note, day)

    def _known(self, lab: str, wanted: Ask) -> set[str]:
        """Return the ids and names of a lab's methods, where it matters."""
        if self.shipping is None or lab not in wanted.shipping:
            return set()
        rows = self.shipping.rows_of(lab)
        columns = (self.shipping.coded(name).take(rows) for name in ("method_id", "method"))
        return {text for column in columns for text, _ in column.present()}

    def _options(self, rows: Rows, wanted: Ask) -> tuple[Floats, Flags, Coded]:
        if not wanted.options or self.options is None:
            note = Coded.same(_WITHOUT_OPTIONS, len(rows))
            return np.full(len(rows), np.nan), np.ones(len(rows), dtype=bool), note
        totals = [self._option(rows, option, wanted) for option in wanted.options]
        # One that a product does not have makes the whole unknown, not the others free.
        whole = amounts.add(totals, wanted.currency)
        known = np.isfinite(whole)
        named = marks.quoted(", ".join(wanted.options))
        said = f"not all options offered with a known price: {named}"
        note = Coded((~known).astype(np.int64), [f"with options {named}", said])
        return whole, known, note

    def _option(self, rows: Rows, option: str, wanted: Ask) -> Floats:
        assert self.options is not None  # noqa: S101 - the caller looked
        labs = rows.coded("lab")
        products = self.options.products_of(rows.stock)[rows.at]
        values = np.full(len(rows), np.nan)
        for lab, its in labs.present():
            here = np.flatnonzero(its)
            offered = _offered(self.options, lab, option)[products[here]]
            rules = rules_of(self.specs[lab])
            values[here] = _option_totals(self.options, offered, rules, wanted)
        values, _, off = on_footing(values, labs, rows.coded("tax"), wanted, self.vat)
        return np.where(off[0].places == 0, values, np.nan) if off else values


def landed(catalog: Catalog, wanted: Ask) -> Landed:
    """Return what is added in a catalog's comparison; only tables that matter are read."""
    return Landed(
        catalog.shelf("shipping") if wanted.country else None,
        catalog.shelf("options") if wanted.options else None,
        {name: lab.spec for name, lab in catalog.labs.items()},
    )


def _estimate(choice: Choice) -> str:
    return f"shipping estimated: {marks.in_one(choice.why)}" if choice.why else ""


def _starting(rules: Rules, currency: str, wanted: Ask) -> tuple[float, str]:
    if rules.starting is None:
        return 0.0, ""
    price = np.array([float(rules.starting)])
    total, _, wrong = converted(price, Coded.same(currency, 1), wanted)
    said = f"shipping with starting costs of {rules.starting} {currency}"
    return float(total[0]), wrong.texts[0] or said


def _at(values: Floats, rows: Positions) -> Floats:
    found: Floats = np.where(rows < 0, np.nan, values[rows] if len(values) else np.nan)
    return found


def _said(shelf: Shelf, name: str, ways: Ways, otherwise: str = "") -> Coded:
    """Return a column's texts at the rows that were taken; another one where none was."""
    column = shelf.coded(name)
    places = np.append(column.places, len(column.texts))[ways.rows]
    return Coded(places, [text or otherwise for text in (*column.texts, "")])


def _tiers(shelf: Shelf, ways: Ways) -> str:
    names, conditions = (shelf.coded(name).take(ways.tiers) for name in ("method", "condition"))
    pairs = dict.fromkeys(zip(names.places.tolist(), conditions.places.tolist(), strict=True))
    said = [tier_text(names.texts[n], conditions.texts[c]) for n, c in list(pairs)[:_MOST_TIERS]]
    more = len(pairs) - _MOST_TIERS
    return marks.join([*said, f"and {more} more tiers" if more > 0 else ""])


def _offered(shelf: Shelf, lab: str, option: str) -> Positions:
    """Return for each product the row of an option; -1 where it has none, also at the end."""
    group, _, own = option.rpartition("=")
    rows = shelf.rows_of(lab)
    for name, text in (("option_id", own), ("group_id", group)):
        column = shelf.coded(name)
        if text or name == "option_id":
            place = column.texts.index(text) if text in column.texts else -1
            rows = rows[column.places[rows] == place]
    found = np.full(shelf.count + 1, -1, dtype=np.int64)
    found[shelf.product[rows]] = rows
    # The same id in two groups of one product: nobody can say which is meant.
    found[:-1][np.bincount(shelf.product[rows], minlength=shelf.count) > 1] = -1
    return np.where(found < 0, found[shelf.any_product], found)


def _option_totals(shelf: Shelf, rows: Positions, rules: Rules, wanted: Ask) -> Floats:
    prices = _at(shelf.price, rows)
    if rules.option_price is not None:
        prices = np.where((rows >= 0) & np.isnan(prices), float(rules.option_price), prices)
    ways = Ways(rows, rows[:0])
    currencies, levels = _said(shelf, "currency", ways), _said(shelf, "level", ways)
    each, _, _ = converted(prices, currencies, wanted, wanted.quantity)
    single, _, _ = converted(prices, currencies, wanted)
    once = np.array([text == "order" for text in levels.texts], dtype=bool)[levels.places]
    totals: Floats = np.where(once, single, each)
    return totals
