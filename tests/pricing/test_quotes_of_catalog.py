"""One row a lab for a basket of sizes; figures by hand from what the labs' catalogs say."""

import pandas as pd
import pytest

import labkit as lk
from labkit import frames
from labkit.errors import CountryError, InputError, SizeError

BASKET = [("10x15 cm", 100), ("20x30 cm", 2)]


@pytest.fixture(scope="module")
def cat():
    with lk.sandbox.start() as box:
        names = lk.labs()
        yield lk.catalog(
            [lk.connect(n, base_url=box.base_url(n), **box.credentials(n)) for n in names]
        )


@pytest.mark.short
def test_each_lab_has_one_row_and_complete_ones_come_first(cat):
    frame = cat.quote(BASKET, country="NL")
    assert list(frame.columns) == frames.QUOTES.names
    assert sorted(frame["lab"]) == lk.labs()
    assert frame["complete"].tolist() == [True, False, False, False]
    assert frame["total"].isna().tolist() == [False, True, True, True]
    assert frame["lab"].iloc[0] == "profotonet"


def test_the_parts_add_up_and_shipping_is_paid_once(cat):
    row = cat.quote(BASKET, country="NL").iloc[0]
    # 100 x 0.17 and 2 x 0.53; both go by letter at 2.49, once; 0.99 of starting costs
    parts = ["items_total", "shipping_total", "starting_total", "total", "tax_total"]
    # tax: 1700 x 21/121 = 295.04, 106 -> 18.40, 249 -> 43.21, 99 -> 17.18
    assert row[parts].tolist() == [18.06, 2.49, 0.99, 21.54, 3.73]
    assert row["products"].startswith("100 x Foto 10x15")
    assert (row["tax"], row["price_kind"], row["currency"]) == ("included", "lab", "EUR")


def test_what_is_unknown_is_said_and_unlike_prices_are_marked(cat):
    frame = cat.quote(BASKET, country="NL").set_index("lab")
    assert frame.loc["bephoto", "total"] is pd.NA
    assert frame.loc["bephoto", "known_total"] == 19.04
    assert "shipping not known" in frame.loc["bephoto", "notes"]
    assert "suggested retail price, not what you pay" in frame.loc["bayphoto", "notes"]
    assert frame.loc["printofoto", "notes"] == "nothing of 10x15 cm, 20x30 cm"
    assert frame.loc["printofoto", "known_total"] is pd.NA
    assert "side by side" in cat.quote(BASKET, country="NL").attrs["warning"]


def test_one_tax_basis_where_it_is_known(cat):
    frame = cat.quote(BASKET, country="NL", tax="excluded").set_index("lab")
    # 17.00 - 2.95, 1.06 - 0.18, 2.49 - 0.43, 0.99 - 0.17
    assert frame.loc["profotonet", "total"] == 17.81
    assert frame.loc["profotonet", "tax"] == "excluded"
    assert "not brought to tax excluded" in frame.loc["bephoto", "notes"]


def test_the_shipping_method_is_chosen_lab_by_lab(cat):
    frame = cat.quote(BASKET, "NL", shipping={"profotonet": "pickup"}).set_index("lab")
    assert frame.loc["profotonet", "shipping_total"] == 0.0
    assert "taken for free" in frame.loc["profotonet", "notes"]


@pytest.mark.parametrize(
    ("sizes", "country", "error"),
    [
        ([], "NL", InputError),
        ("10x15", "NL", InputError),
        ([("10x15", 1, 2)], "NL", InputError),
        ([("10x15", -1)], "NL", InputError),
        ([("10x15", 0.5)], "NL", InputError),
        ([("wide", 1)], "NL", SizeError),
        ([("10x15", 1)], "Holland", CountryError),
    ],
)
def test_what_cannot_be_read_is_refused(cat, sizes, country, error):
    with pytest.raises(error):
        cat.quote(sizes, country=country)


def test_a_lab_that_fails_has_a_row_that_says_so(cat):
    gone = lk.connect("bephoto", base_url="http://127.0.0.1:9", email="a@b.invalid", password="x")
    frame = lk.catalog([cat.labs["profotonet"], gone]).quote([("10x15 cm", 1)], "NL")
    assert frame["lab"].tolist() == ["profotonet", "bephoto"]
    assert not frame["complete"].iloc[1]
    assert "127.0.0.1:9" in frame["notes"].iloc[1]
