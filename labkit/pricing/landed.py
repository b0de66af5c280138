"""Options, shipping and starting costs of many rows at once, by each lab's rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from labkit import marks
from labkit.asking import Ask, Extras, Floats, rate_of
from labkit.errors import UnknownLabError, did_you_mean
from labkit.marks import Coded
from labkit.pricing import amounts
from labkit.pricing.footing import on_footing
from labkit.pricing.rules import Choice, Rules, offers, read_choice, rules_of, vat_of

if TYPE_CHECKING:
    from labkit.catalog import Catalog
    from labkit.spec import LabSpec

Flags = NDArray[np.bool_]

_WITHOUT_SHIPPING = "without shipping"
_WITHOUT_OPTIONS = "without options"


class _Priced(NamedTuple):
    prices: Floats
    tax: str
    starting: float
    note: Coded


@dataclass(frozen=True)
class Landed:
    """Says what comes on top of the items; a `labkit.asking.Surcharges`.

    Attributes
    ----------
    shipping, options
        The frames of all labs; None where nothing of the kind is asked for.
    specs
        Lab → its spec.
    """

    shipping: pd.DataFrame | None
    options: pd.DataFrame | None
    specs: Mapping[str, LabSpec]

    def vat(self, lab: str) -> Fraction | None:
        """Return the rate of the tax in a lab's prices; None where it is not known."""
        spec = self.specs.get(lab)
        return vat_of(spec, rules_of(spec)) if spec else None

    def __call__(self, rows: pd.DataFrame, wanted: Ask) -> Extras:
        """Return options and shipping of each row."""
        for lab in wanted.shipping:
            if lab not in self.specs:
                raise UnknownLabError(f"{lab!r} is not here", hint=did_you_mean(lab, self.specs))
        options, chosen, without = self._options(rows, wanted)
        shipping, sent, notes = self._shipping(rows, wanted)
        return Extras(options, shipping, chosen & sent, [*notes, without])

    def _shipping(self, rows: pd.DataFrame, wanted: Ask) -> tuple[Floats, Flags, list[Coded]]:
        values = np.full(len(rows), np.nan)
        if not wanted.country or self.shipping is None:
            note = Coded.same(_WITHOUT_SHIPPING, len(rows))
            return values, np.ones(len(rows), dtype=bool), [note]
        taxes, own = rows["tax"].copy(), rows["tax"].copy()
        starting = np.zeros(len(rows))
        notes = np.zeros(len(rows), dtype=np.int64)
        texts: list[str] = []
        for lab, here in rows.groupby("lab", sort=False).indices.items():
            found = self._of_lab(str(lab), rows["product_id"].iloc[here], wanted)
            values[here] = found.prices
            starting[here] = found.starting
            taxes.iloc[here] = found.tax
            own.iloc[here] = str(self.specs[str(lab)].tax)
            notes[here] = found.note.places + len(texts)
            texts += found.note.texts
        # Part by part, as labs round their taxes.
        values, _, off = on_footing(values, rows["lab"], taxes, wanted, self.vat)
        starting, _, _ = on_footing(starting, rows["lab"], own, wanted, self.vat)
        values = amounts.add([values, starting], wanted.currency)
        sent = np.isfinite(values)
        for note in off:
            sent &= note.places == 0
        return values, sent, [Coded(notes, texts or [""]), *off]

    def _of_lab(self, lab: str, products: pd.Series, wanted: Ask) -> _Priced:
        spec = self.specs[lab]
        rules = rules_of(spec)
        ways = self.shipping[self.shipping["lab"] == lab]  # type: ignore[index]
        method = read_choice(rules, ways, wanted.shipping.get(lab), lab)
        choice = rules.choices.get(method, Choice())
        prices = np.zeros(len(products))
        currency, tax, raw = "", str(spec.tax), ""
        if not choice.free:
            table = offers(ways, rules, wanted.country, method, products.unique().tolist())
            prices = _looked_up(table, products)
            currency, tax = _first(table["currency"]), _first(table["tax"]) or tax
            raw = marks.join(table["condition"].unique())
        totals, wrong = self._in_currency(prices, currency, wanted)
        starting, fee = self._starting(rules, spec.currency, wanted)
        unknown = marks.join(
            [f"shipping to {wanted.country} not included: its price is not known", wrong, raw]
        )
        known = marks.join([_estimate(choice), fee])
        places = np.isnan(totals).astype(np.int64)
        return _Priced(totals, tax, starting, Coded(places, [known, unknown]))

    def _in_currency(self, prices: Floats, currency: str, wanted: Ask) -> tuple[Floats, str]:
        if not currency:
            return prices, ""
        rate, _, wrong = rate_of(currency, wanted)
        if rate is None:
            return np.full(len(prices), np.nan), wrong
        return amounts.times(prices, 1, rate, wanted.currency), ""

    def _starting(self, rules: Rules, currency: str, wanted: Ask) -> tuple[float, str]:
        if rules.starting is None:
            return 0.0, ""
        price = np.array([float(rules.starting)])
        total, wrong = self._in_currency(price, currency, wanted)
        return float(
            total[0]
        ), wrong or f"shipping with starting costs of {rules.starting} {currency}"

    def _options(self, rows: pd.DataFrame, wanted: Ask) -> tuple[Floats, Flags, Coded]:
        if not wanted.options or self.options is None:
            note = Coded.same(_WITHOUT_OPTIONS, len(rows))
            return np.full(len(rows), np.nan), np.ones(len(rows), dtype=bool), note
        totals = [self._option(rows, option, wanted) for option in wanted.options]
        # One that a product does not have makes the whole unknown, not the others free.
        whole = amounts.add(totals, wanted.currency)
        known = np.isfinite(whole)
        said = f"not all options offered with a known price: {', '.join(wanted.options)}"
        note = Coded((~known).astype(np.int64), [f"with options {', '.join(wanted.options)}", said])
        return whole, known, note

    def _option(self, rows: pd.DataFrame, option: str, wanted: Ask) -> Floats:
        group, _, own = option.rpartition("=")
        found = self.options[self.options["option_id"] == own]  # type: ignore[index]
        found = found[(found["group_id"] == group) | (group == "")]
        # The same id in two groups of one product: nobody can say which is meant.
        found = found.drop_duplicates(["lab", "product_id"], keep=False)
        values = np.full(len(rows), np.nan)
        for lab, here in rows.groupby("lab", sort=False).indices.items():
            ours = found[found["lab"] == lab].set_index("product_id")
            if ours.empty:
                continue
            products = rows["product_id"].iloc[here]
            once = _at(ours, products, ours["level"] == "order") == 1
            prices = _looked_up(ours, products)
            offered = _positions(ours, products) >= 0
            assumed = rules_of(self.specs[str(lab)]).option_price
            if assumed is not None:
                prices = np.where(offered & np.isnan(prices), float(assumed), prices)
            values[here] = self._times(prices, once, _first(ours["currency"]), wanted)
        values, _, off = on_footing(values, rows["lab"], rows["tax"], wanted, self.vat)
        return np.where(off[0].places == 0, values, np.nan) if off else values

    def _times(self, prices: Floats, once: Flags, currency: str, wanted: Ask) -> Floats:
        rate, _, _ = rate_of(currency, wanted)
        if rate is None:
            return np.full(len(prices), np.nan)
        each = amounts.times(prices, wanted.quantity, rate, wanted.currency)
        single = amounts.times(prices, 1, rate, wanted.currency)
        return np.where(once, single, each)


def landed(catalog: Catalog, wanted: Ask) -> Landed:
    """Return what is added in a catalog's comparison; only tables that matter are read."""
    return Landed(
        catalog.shipping if wanted.country else None,
        catalog.options if wanted.options else None,
        {name: lab.spec for name, lab in catalog.labs.items()},
    )


def _estimate(choice: Choice) -> str:
    return f"shipping estimated: {choice.why}" if choice.why else ""


def _positions(table: pd.DataFrame, products: pd.Series) -> NDArray[np.intp]:
    at = table.index.get_indexer(products)
    everywhere = table.index.get_indexer(pd.Index([""]))[0]
    places: NDArray[np.intp] = np.where(at < 0, everywhere, at)
    return places


def _at(table: pd.DataFrame, products: pd.Series, values: pd.Series) -> Floats:
    own = np.append(values.to_numpy(dtype="float64", na_value=np.nan), np.nan)
    found: Floats = own[_positions(table, products)]
    return found


def _looked_up(table: pd.DataFrame, products: pd.Series) -> Floats:
    return _at(table, products, table["price"])


def _first(texts: pd.Series) -> str:
    return str(texts.iloc[0]) if len(texts) else ""
