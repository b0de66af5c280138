"""The user's own price list: tiers by quantity, exact, applied to a lab's products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from labkit.errors import PriceListError
from labkit.model.money import PriceKind
from labkit.model.quantity import parse_quantity
from labkit.pricing.price_index import TierIndex, numbers, words
from labkit.pricing.price_rows import COLUMNS, PriceRows, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from labkit.lab_api.spec import LabSpec

_MOST_SHOWN = 5
_MOST_VARIANTS = 12


@dataclass(frozen=True, slots=True)
class Tier:
    """One row of a price list.

    Attributes
    ----------
    min_quantity
        From how many pieces it applies.
    price
        One piece, exact [major units of currency].
    currency, tax
        ISO 4217 code; included, excluded or unknown.
    """

    min_quantity: int
    price: Decimal
    currency: str
    tax: str


class Prices(NamedTuple):
    """What a price list says of each row of a frame; <NA> and "" where it says nothing.

    Attributes
    ----------
    price
        One piece, Float64 [major units of currency].
    min_quantity
        Of the tier that applies, Int64.
    currency, tax
        Texts.
    """

    price: pd.Series
    min_quantity: pd.Series
    currency: pd.Series
    tax: pd.Series


class PriceList:
    """Your own prices: they fill, or stand before, those of a lab.

    The tier that applies is the one with the largest min_quantity reached, whether or not prices
    fall with quantity. A row without variant_id holds for every variant of its product that has
    no row of its own.

    Parameters
    ----------
    rows
        Checked rows; `PriceList.read` makes them.
    """

    def __init__(self, rows: PriceRows) -> None:
        self._rows = rows
        self.source = rows.source

    @classmethod
    def read(cls, source: str | Path | pd.DataFrame | PriceList) -> PriceList:
        """Read a price list.

        Parameters
        ----------
        source
            A CSV file or a DataFrame with the columns product_id, variant_id ("" where there is
            none), min_quantity (1), price (of one piece, in major units), currency and tax
            (included, excluded, unknown); those with a default in brackets, and tax, may be left
            out. Ids are text, exactly as written. A `PriceList` is returned as it is.

        Raises
        ------
        PriceListError
            If it cannot be read or contradicts itself; the message names the line.

        Examples
        --------
        >>> table = pd.DataFrame({"product_id": ["7"], "price": ["0.14"], "currency": ["EUR"]})
        >>> PriceList.read(table).tier("7", "", 10)
        Decimal('0.14')
        """
        return source if isinstance(source, cls) else cls(read_rows(source))

    def find(self, product_id: str, variant_id: str, quantity: int) -> Tier | None:
        """Return the tier that applies to a quantity of a product; None if none does.

        Raises
        ------
        InputError
            If the quantity is no whole number of at least 1.
        """
        pieces = parse_quantity(quantity)
        reached = [t for t in self._of(product_id, variant_id) if t.min_quantity <= pieces]
        return reached[-1] if reached else None

    def tier(self, product_id: str, variant_id: str, quantity: int) -> Decimal | None:
        """Return the price of one piece at a quantity, exact; None where the list has none."""
        tier = self.find(product_id, variant_id, quantity)
        return tier.price if tier else None

    def cheaper_quantity(self, product_id: str, variant_id: str, quantity: int) -> int | None:
        """Return a larger quantity that costs no more as a whole; None if there is none.

        Of several, the one with the lowest total, and of those the largest: with 0.20 from 50 and
        0.14 from 100, 90 pieces cost 18.00 and 100 cost 14.00.
        """
        here = self.find(product_id, variant_id, quantity)
        if here is None:
            return None
        # A total grows within a tier, so only the quantities at which one begins can be cheaper.
        totals = [
            (tier.price * tier.min_quantity, -tier.min_quantity)
            for tier in self._of(product_id, variant_id)
            if tier.min_quantity > quantity
        ]
        total, larger = min(totals, default=(None, 0))
        return -larger if total is not None and total <= here.price * quantity else None

    def prices_for(self, frame: pd.DataFrame, quantity: int | pd.Series = 1) -> Prices:
        """Return what the list says of each row of a frame with product_id and variant_id.

        Parameters
        ----------
        frame
            Products.
        quantity
            One for all rows, or one for each.

        Raises
        ------
        InputError
            If a quantity is no whole number of at least 1.
        """
        tiers = self.index
        at = tiers.reached(tiers.item_codes(frame), quantity)
        return Prices(
            numbers(tiers.price, at, frame.index, "price"),
            numbers(tiers.min_quantity, at, frame.index, "min_quantity"),
            words(tiers.currency, at, frame.index, "currency"),
            words(tiers.tax, at, frame.index, "tax"),
        )

    def cheaper_quantities(self, frame: pd.DataFrame, quantity: int) -> pd.Series:
        """Return `cheaper_quantity` for each row of a frame, Int64; <NA> where there is none."""
        larger = self.index.larger(self.index.item_codes(frame), parse_quantity(quantity))
        at = np.where(larger == 0, -1, np.arange(len(frame)))
        return numbers(larger, at, frame.index, "cheaper_quantity")

    def apply(self, products: pd.DataFrame, spec: LabSpec) -> pd.DataFrame:
        """Put the list's prices of one piece into a frame of products.

        Parameters
        ----------
        products
            All products of the lab, columns of `labkit.frames.PRODUCTS`.
        spec
            The lab, for messages.

        Returns
        -------
        DataFrame
            A copy with price, price_kind ("user"), currency and tax of the list where it has a
            price of one piece; other rows are as they were.

        Raises
        ------
        PriceListError
            If the list names a product or variant the lab does not have.
        """
        self._check_known(products, spec.name)
        own = self.prices_for(products, 1)
        listed = own.price.notna()
        result = products.copy()
        result["price"] = products["price"].mask(listed, own.price)
        result["price_kind"] = products["price_kind"].mask(listed, str(PriceKind.USER))
        result["currency"] = products["currency"].mask(listed, own.currency)
        result["tax"] = products["tax"].mask(listed, own.tax)
        return result

    def to_frame(self) -> pd.DataFrame:
        """Return the list as it was read: price as Decimal, in the order of the source."""
        return pd.DataFrame({column: list(getattr(self._rows, column)) for column in COLUMNS})

    def __len__(self) -> int:
        return len(self._rows.place)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through what it has prices for: (product_id, variant_id)."""
        return map(self.index.named, range(len(self.index)))

    def __repr__(self) -> str:
        return f"<PriceList {self.source}: {len(self)} prices of {len(self.index)} products>"

    def _of(self, product_id: str, variant_id: str) -> list[Tier]:
        index = self.index
        return [
            Tier(
                int(index.min_quantity[at]),
                index.exact[at],
                index.currency.categories[index.currency.codes[at]],
                index.tax.categories[index.tax.codes[at]],
            )
            for at in index.tiers_of(product_id, variant_id)
        ]

    @cached_property
    def index(self) -> TierIndex:
        """The tiers as arrays, for whole columns at once."""
        return TierIndex(self._rows)

    def _check_known(self, products: pd.DataFrame, lab: str) -> None:
        own = self.index.own(products)
        met = np.bincount(own[own >= 0], minlength=len(self.index)) > 0
        sold = set(products["product_id"]) if not met.all() else set()
        unknown = [
            (product, variant)
            for product, variant in map(self.index.named, np.flatnonzero(~met).tolist())
            if variant or product not in sold
        ]
        if not unknown:
            return
        places = self._places
        named = [_named(*thing, places[thing]) for thing in unknown[:_MOST_SHOWN]]
        more = f" and {len(unknown) - _MOST_SHOWN} more" if len(unknown) > _MOST_SHOWN else ""
        raise PriceListError(
            f"{self.source} names what the lab does not have: {', '.join(named)}{more}",
            lab=lab,
            call="prices",
            hint=_what_there_is(products, unknown[0][0]),
        )

    @property
    def _places(self) -> dict[tuple[str, str], str]:
        rows = self._rows
        item_codes = zip(rows.product_id, rows.variant_id, strict=True)
        # Backwards, so that the first row of each thing is the one that stays.
        return dict(reversed(list(zip(item_codes, rows.place, strict=True))))


def _named(product: str, variant: str, place: str) -> str:
    of = f" variant {variant!r}" if variant else ""
    return f"product {product!r}{of} ({place})"


def _what_there_is(products: pd.DataFrame, product: str) -> str:
    variants = products.loc[products["product_id"] == product, "variant_id"]
    if len(variants):
        listed = ", ".join(repr(variant) for variant in variants[:_MOST_VARIANTS])
        return f"the variants of product {product!r} are: {listed}"
    return "ids are text, exactly as in the columns product_id and variant_id of products()"
