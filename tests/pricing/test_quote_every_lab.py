"""What every lab's quotes have in common, a lab from outside labkit among them."""

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit.pricing.basket import Item
from labkit.pricing.price_list import PriceList
from labkit.pricing.quote_builder import _larger
from labkit.pricing.quote_parts import line_costs


@pytest.mark.usefixtures("five_labs")
def test_any_product_of_any_lab_can_be_quoted_and_unknown_stays_unknown():
    assert len(lk.labs()) == 5
    for name in lk.labs():
        lab = lk.connect(name)
        rows = lab.products().iloc[[0, -1]]
        lines = [(row.product_id, row.variant_id, 3) for row in rows.itertuples()]
        quote = lab.quote(lines, "DE", currency="EUR")
        known = [part.amount for part in quote.parts if part.amount is not None]
        assert quote.known_total == (sum(known) if known else None)
        assert (quote.total is None) == any(part.amount is None for part in quote.parts)
        assert all(part.why for part in quote.parts if part.kind != "known")
        assert all((part.amount is None) == (part.kind == "unknown") for part in quote.parts)
        assert str(quote.currency) in repr(quote) or not known


TIERS = st.dictionaries(
    # Small figures, so that totals meet.
    st.integers(1, 12),
    st.integers(1, 9).map(lambda cents: Decimal(cents) / 100),
    min_size=1,
)


@settings(max_examples=150, deadline=None)
@given(TIERS, st.integers(1, 14))
def test_a_total_falls_only_where_a_tier_begins_and_that_is_pointed_out(tiers, quantity):
    starts = sorted({1, *tiers})
    prices = {start: tiers.get(start, Decimal("0.05")) for start in starts}
    table = {"product_id": "7", "min_quantity": starts, "price": list(prices.values())}
    price_list = PriceList.read(pd.DataFrame(table).assign(currency="EUR"))
    here, more = (item(pieces) for pieces in (quantity, quantity + 1))
    before, after = (cost.amount for cost in line_costs([here, more], price_list))
    assert before == quantity * prices[max(start for start in starts if start <= quantity)]
    if after < before:
        assert quantity + 1 in starts
    reached = [start * prices[start] for start in starts if start > quantity]
    assert bool(_larger([here], price_list)) == any(total <= before for total in reached)


def item(quantity):
    row = pd.Series(
        {"product_id": "7", "variant_id": "", "name": "Print", "variant": "", "price": pd.NA}
    )
    return Item(row, quantity, pd.DataFrame())
