"""The user's price list: exact quantity tiers, applied to a lab's products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from labkit.errors import PriceListError
from labkit.model.money import PriceKind
from labkit.model.quantity import parse_quantity
from labkit.pricing.price_index import TierIndex, numbers_at, texts_at
from labkit.pricing.price_rows import COLUMNS, PriceRows, read_rows

if TYPE_CHECKING:
    from pathlib import Path

    from labkit.lab_api.spec import LabSpec

_MOST_SHOWN = 5
_MOST_VARIANTS = 12


@dataclass(frozen=True, slots=True)
class Tier:
    """A price tier: one row of a price list.

    Attributes
    ----------
    min_quantity
        The quantity from which on it applies.
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
    """A price list's prices for each row of a frame; <NA> and "" where it has none.

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
    """Your own prices: they fill or override those of a lab.

    The tier that applies is the one with the largest min_quantity reached, whether or not prices
    fall with quantity. A row without variant_id applies to every variant of its product that has
    no row itself.

    Parameters
    ----------
    rows
        Checked rows; `PriceList.read` makes them.

    Attributes
    ----------
    notes
        What was taken for granted when it was read: which heading is which column.
    """

    def __init__(self, rows: PriceRows) -> None:
        self._rows = rows
        self.source = rows.source
        self.notes = rows.notes

    @classmethod
    def read(
        cls,
        source: str | Path | pd.DataFrame | PriceList,
        columns: Mapping[str, str | None] | None = None,
    ) -> PriceList:
        """Read a price list.

        Parameters
        ----------
        source
            A file (CSV in UTF-8, UTF-16 or Windows-1252; XLSX, XLS, ODS) or a DataFrame with the
            columns product_id, variant_id ("" where there is none), min_quantity (1), price (of
            one piece, in major units), currency and tax (included, excluded, unknown); those with
            a default in brackets, and tax, may be left out. Headings may be in English, French,
            Dutch or German: `notes` says which was read as what. Ids are text, exactly as
            written. Whether a point or a comma marks decimals is judged by the whole list;
            amounts may have thousands and a currency (``€ 1.234,50``). A `PriceList` is returned
            as it is.
        columns
            Heading → column, where they cannot be told: ``{"Artikel": "product_id"}``; None
            instead of the column leaves one out.

        Raises
        ------
        InputError
            If `columns` names a column there is not.
        PriceListError
            If it cannot be read or contradicts itself; the message names the line.

        Examples
        --------
        >>> table = pd.DataFrame({"product_id": ["7"], "price": ["0.14"], "currency": ["EUR"]})
        >>> PriceList.read(table).tier("7", "", 10)
        Decimal('0.14')
        """
        return source if isinstance(source, cls) else cls(read_rows(source, columns))

    def find(self, product_id: str, variant_id: str, quantity: int) -> Tier | None:
        """Return the tier that applies to a quantity of a product; None if none does.

        Raises
        ------
        InputError
            If the quantity is no whole number of at least 1.
        """
        count = parse_quantity(quantity)
        tiers = [t for t in self._tiers_of(product_id, variant_id) if t.min_quantity <= count]
        return tiers[-1] if tiers else None

    def tier(self, product_id: str, variant_id: str, quantity: int) -> Decimal | None:
        """Return the price of one piece at a quantity, exact; None where the list has none."""
        tier = self.find(product_id, variant_id, quantity)
        return tier.price if tier else None

    def cheaper_quantity(self, product_id: str, variant_id: str, quantity: int) -> int | None:
        """Return a larger quantity with a total that is no higher; None if there is none.

        Of several, the one with the lowest total, and of those the largest: with 0.20 from 50 and
        0.14 from 100, 90 pieces cost 18.00 and 100 cost 14.00.
        """
        current = self.find(product_id, variant_id, quantity)
        if current is None:
            return None
        # A total grows within a tier, so only the beginnings of tiers can be cheaper.
        totals = [
            (tier.price * tier.min_quantity, -tier.min_quantity)
            for tier in self._tiers_of(product_id, variant_id)
            if tier.min_quantity > quantity
        ]
        total, larger = min(totals, default=(None, 0))
        return -larger if total is not None and total <= current.price * quantity else None

    def prices_for(self, frame: pd.DataFrame, quantity: int | pd.Series = 1) -> Prices:
        """Return the list's prices for each row of a frame with product_id and variant_id.

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
        reached = tiers.reached(tiers.item_codes(frame), quantity)
        return Prices(
            numbers_at(tiers.price, reached, frame.index, "price"),
            numbers_at(tiers.min_quantity, reached, frame.index, "min_quantity"),
            texts_at(tiers.currency, reached, frame.index, "currency"),
            texts_at(tiers.tax, reached, frame.index, "tax"),
        )

    def cheaper_quantities(self, frame: pd.DataFrame, quantity: int) -> pd.Series:
        """Return `cheaper_quantity` for each row of a frame, Int64; <NA> where there is none."""
        larger = self.index.larger(self.index.item_codes(frame), parse_quantity(quantity))
        positions = np.where(larger == 0, -1, np.arange(len(frame)))
        return numbers_at(larger, positions, frame.index, "cheaper_quantity")

    def apply(self, products: pd.DataFrame, spec: LabSpec) -> pd.DataFrame:
        """Return products with the list's prices of one piece.

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
        listed = self.prices_for(products, 1)
        has_price = listed.price.notna()
        result = products.copy()
        result["price"] = products["price"].mask(has_price, listed.price)
        result["price_kind"] = products["price_kind"].mask(has_price, str(PriceKind.USER))
        result["currency"] = products["currency"].mask(has_price, listed.currency)
        result["tax"] = products["tax"].mask(has_price, listed.tax)
        return result

    def to_frame(self) -> pd.DataFrame:
        """Return the list as a frame: price as Decimal, in the order of the source."""
        return pd.DataFrame({column: list(getattr(self._rows, column)) for column in COLUMNS})

    def __len__(self) -> int:
        return len(self._rows.location)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Iterate over the priced items: (product_id, variant_id)."""
        return map(self.index.named, range(len(self.index)))

    def __repr__(self) -> str:
        notes = "".join(f"; {note}" for note in self.notes)
        return f"<PriceList {self.source}: {len(self)} prices of {len(self.index)} products{notes}>"

    def _tiers_of(self, product_id: str, variant_id: str) -> list[Tier]:
        index = self.index
        return [
            Tier(
                int(index.min_quantity[tier]),
                index.exact[tier],
                index.currency.categories[index.currency.codes[tier]],
                index.tax.categories[index.tax.codes[tier]],
            )
            for tier in index.tiers_of(product_id, variant_id)
        ]

    @cached_property
    def index(self) -> TierIndex:
        """The tiers as arrays, for lookups of whole columns."""
        return TierIndex(self._rows)

    def _check_known(self, products: pd.DataFrame, lab: str) -> None:
        items = self.index.exact_item_codes(products)
        found = np.bincount(items[items >= 0], minlength=len(self.index)) > 0
        known_products = set(products["product_id"]) if not found.all() else set()
        unknown = [
            (product, variant)
            for product, variant in map(self.index.named, np.flatnonzero(~found).tolist())
            if variant or product not in known_products
        ]
        if not unknown:
            return
        locations = self._locations
        named = [_named(*item, locations[item]) for item in unknown[:_MOST_SHOWN]]
        hidden = f" and {len(unknown) - _MOST_SHOWN} more" if len(unknown) > _MOST_SHOWN else ""
        raise PriceListError(
            f"{self.source} names what the lab does not have: {', '.join(named)}{hidden}",
            lab=lab,
            call="prices",
            hint=_known_ids(products, unknown[0][0]),
        )

    @property
    def _locations(self) -> dict[tuple[str, str], str]:
        rows = self._rows
        item_codes = zip(rows.product_id, rows.variant_id, strict=True)
        # Reversed, so that the first row of each item is kept.
        return dict(reversed(list(zip(item_codes, rows.location, strict=True))))


def _named(product: str, variant: str, location: str) -> str:
    of = f" variant {variant!r}" if variant else ""
    return f"product {product!r}{of} ({location})"


def _known_ids(products: pd.DataFrame, product: str) -> str:
    variants = products.loc[products["product_id"] == product, "variant_id"]
    if len(variants):
        listed = ", ".join(repr(variant) for variant in variants[:_MOST_VARIANTS])
        return f"the variants of product {product!r} are: {listed}"
    return "ids are text, exactly as in the columns product_id and variant_id of products()"
