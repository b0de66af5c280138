"""Break-even: hand arithmetic over tiers, shipping and ties."""

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labkit as lk
from labkit.errors import CountryError, CurrencyError, InputError, SizeError, UnknownLabError
from labkit.pricing.break_even_point import Range
from labkit.pricing.break_even_side import _cheapest
from labkit.pricing.price_list import PriceList
from labkit.pricing.request import read_request

P = "profotonet"


@pytest.fixture(scope="module")
def box():
    with lk.sandbox.start() as box:
        yield box


def lab(box, name, *rows):
    """Connect to a lab with (product_id, variant_id, min_quantity, price) of a price list."""
    columns = ["product_id", "variant_id", "min_quantity", "price"]
    prices = pd.DataFrame(rows, columns=columns).assign(currency="EUR", tax="included")
    return lk.connect(name, base_url=box.base_url(name), prices=prices, **box.credentials(name))


@pytest.fixture(scope="module")
def flat(box):
    # 5x7 in alone has this size in the American catalog: 0.18 each, always
    return lab(box, "bayphoto", ("5003", "", 1, "0.18"))


@pytest.fixture(scope="module")
def tiered(box):
    # 13x18 cm: 0.14, dearer from 50, cheap again from 100; a real list goes like that
    rows = [("1", 1, "0.14"), ("1", 50, "0.20"), ("1", 100, "0.14")]
    ids = find(box, "127x178 mm")
    return lab(box, "bephoto", *((ids, *row) for row in rows))


def find(box, size):
    plain = lk.connect("bephoto", base_url=box.base_url("bephoto"), **box.credentials("bephoto"))
    found = lk.catalog([plain]).compare(size, tolerance=0.01)
    return str(found[found["variant_id"] == "1"]["product_id"].iloc[0])


def test_tiers_that_rise_and_fall_make_it_go_to_and_fro(flat, tiered, monkeypatch):
    only(monkeypatch, {"bayphoto": ("5003", ""), "bephoto": None})
    result = lk.break_even(flat, tiered, "127x178 mm", most=150)
    assert result.quantity == 50
    assert result.ranges == (
        Range(1, 49, "bephoto"),
        Range(50, 99, "bayphoto"),
        Range(100, 150, "bephoto"),
    )
    # 49 x 0.14 and 0.18; 50 x 0.20 and 0.18
    assert result.around[["quantity", "a_total", "b_total"]].to_numpy().tolist() == [
        [49, 8.82, 6.86],
        [50, 9.0, 10.0],
    ]
    # 99 x 0.20 = 19.80, 100 x 0.14 = 14.00
    assert "bephoto: 100 cost 14.00 EUR, less than 99 at 19.80 EUR" in result.notes
    assert "50 to 99: bayphoto is cheaper" in repr(result)


def only(monkeypatch, kept):
    """Leave of each lab only what a test prices: other papers would undercut it."""
    from labkit.api.lab import Lab

    real = Lab.products

    def products(self, *, refresh=False):
        frame = real(self, refresh=refresh)
        return frame[frame["price_kind"] == "user"] if self.name in kept else frame

    monkeypatch.setattr(Lab, "products", products)


def test_shipping_is_in_the_totals(box, monkeypatch):
    only(monkeypatch, {"profotonet": None})
    canvas = ("1003705000500003", "", 1, "10.00")
    one = lab(box, "profotonet", canvas)
    other = lab(box, "profotonet", ("1003705000500003", "", 1, "12.00"))
    # send: 10 q + 5.99 + 0.99; pickup of the other: 12 q + 0.99. 2.995 pieces make up for it.
    result = lk.break_even(one, other, "50x50", "NL")
    assert result.quantity is None
    assert result.frame().loc[2, ["a_total", "b_total"]].tolist() == [36.98, 42.98]
    assert [part.cheaper for part in result.ranges] == ["profotonet (a)"]


def test_a_lower_price_makes_up_for_dearer_shipping(box, monkeypatch):
    only(monkeypatch, {"profotonet": None})
    one = lab(box, P, ("1005405000500001", "", 1, "9.50"))
    other = lab(box, P, ("1003705000500003", "", 1, "10.00"))
    # 9.50 q + 9.95 and 10.00 q + 5.99, both + 0.99: 3.96 / 0.50 = 7.92, so from 8 on
    result = lk.break_even(one, other, "50x50", "nl", most=9)
    assert result.quantity == 8
    assert result.around[["a_total", "b_total"]].to_numpy().tolist() == [
        [77.44, 76.98],
        [86.94, 86.98],
    ]


def test_equal_totals_are_a_range_of_their_own(box, monkeypatch):
    only(monkeypatch, {"profotonet": None})
    canvas = "1003705000500003"
    one = lab(box, "profotonet", (canvas, "", 1, "10.00"), (canvas, "", 3, "11.00"))
    other = lab(box, "profotonet", (canvas, "", 1, "10.00"), (canvas, "", 5, "12.00"))
    result = lk.break_even(one, other, "50x50", most=6)
    assert result.ranges == (
        Range(1, 2, ""),
        Range(3, 4, "profotonet (b)"),
        Range(5, 6, "profotonet (a)"),
    )
    assert result.quantity == 5


def test_what_is_not_known_has_no_break_even_and_says_so(flat, tiered):
    result = lk.break_even(flat, tiered, "127x178 mm", "NL")
    assert result.quantity is None
    assert result.ranges == ()
    assert "shipping to NL is not known" in result.notes[0]
    assert len(result.around) == 0
    nothing = lk.break_even(flat, tiered, "300x7 cm")
    assert "nothing within 3 %" in nothing.notes[0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"size": "wide"}, SizeError),
        ({"country": "Holland"}, CountryError),
        ({"currency": "UDS"}, CurrencyError),
        ({"most": 0}, InputError),
        ({"most": 10**9}, InputError),
        ({"b": "bephot"}, UnknownLabError),
        ({"a": "bephoto", "b": "bephoto"}, InputError),
    ],
)
def test_what_cannot_be_used_is_a_typed_error(flat, tiered, change, error):
    requests = {"a": flat, "b": tiered, "size": "127x178 mm"} | change
    with pytest.raises(error):
        lk.break_even(**requests)


ROW = st.tuples(
    st.sampled_from(["1", "2", "3"]),
    st.one_of(st.none(), st.integers(0, 40)),
    st.sampled_from(["EUR", "USD", ""]),
    st.integers(0, 60),
)
LIST = st.lists(
    st.tuples(st.sampled_from(["1", "2"]), st.integers(1, 12), st.integers(0, 40)),
    max_size=6,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=5), LIST)
def test_each_quantity_costs_what_the_cheapest_product_of_all_costs(rows, listed):
    price_list = None
    if listed:
        table = pd.DataFrame(listed, columns=["product_id", "min_quantity", "price"])
        table["price"] = [Decimal(cents) / 100 for cents in table["price"]]
        price_list = PriceList.read(table.assign(currency="EUR"))
    # One dollar for three euros: what has to be rounded is seen.
    request = read_request("10x15", rates={"USD": Decimal(1) / 3})
    offers = pd.DataFrame(
        {
            "product_id": [row[0] for row in rows],
            "variant_id": "",
            "name": [f"Print {n}" for n in range(len(rows))],
            "price": pd.array(
                [None if row[1] is None else row[1] / 100 for row in rows], "Float64"
            ),
            "currency": [row[2] for row in rows],
            "price_kind": "lab",
            "tax": "included",
            "shipping_total": pd.array([row[3] / 100 for row in rows], "Float64"),
        }
    )
    found = _cheapest("a", offers, price_list, request, 15)
    plain = [cheapest_of(rows, price_list, request, quantity) for quantity in range(1, 16)]
    if all(total is None for total in plain):
        assert found.totals is None
    else:
        assert [None if total != total else total for total in found.totals] == plain  # noqa: PLR0124


def cheapest_of(rows, price_list, request, quantity):
    totals = []
    for product, cents, currency, sent in rows:
        tier = price_list.find(product, "", quantity) if price_list else None
        if tier is not None:
            totals.append(round(tier.price * 100 * quantity) + sent)
        elif cents is not None and currency:
            rate = Fraction(request.rates["USD"]) if currency == "USD" else 1
            totals.append(round(cents * quantity * rate) + sent)
    return min(totals, default=None)


def test_either_lab_can_overtake_the_other_and_some_never_do(box, monkeypatch):
    only(monkeypatch, {"profotonet": None})
    canvas = "1003705000500003"
    dear = lab(box, P, (canvas, "", 1, "12.00"), (canvas, "", 10, "8.00"))
    even = lab(box, P, (canvas, "", 1, "10.00"))
    for one, other, winner in ((dear, even, "profotonet (a)"), (even, dear, "profotonet (b)")):
        found = lk.break_even(one, other, "50x50", most=20)
        # 9 x 12.00 against 9 x 10.00; 10 x 8.00 against 10 x 10.00
        assert found.quantity == 10
        assert found.ranges[-1] == Range(10, 20, winner)
    never = lk.break_even(even, lab(box, P, (canvas, "", 1, "10.01")), "50x50", most=50)
    assert never.quantity is None
    assert never.ranges == (Range(1, 50, "profotonet (a)"),)
