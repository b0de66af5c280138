"""The user's price lists: reading, tiers, application to products, and what is wrong with them."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkit import frames
from labkit.errors import InputError, PriceListError
from labkit.lab_api.spec import find
from labkit.pricing import price_csv, price_rows
from labkit.pricing.price_list import PriceList

LAB = find("printofoto")
HEAD = "product_id,variant_id,min_quantity,price,currency,tax\n"


@pytest.fixture
def write(tmp_path):
    def write(text, *, encoding="utf-8"):
        path = tmp_path / "my_prices.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def table(*rows):
    return pd.DataFrame(rows, columns=["product_id", "variant_id", "min_quantity", "price"]).assign(
        currency="EUR"
    )


def products(*things):
    return frames.build(
        frames.PRODUCTS,
        {
            "product_id": [product for product, _ in things],
            "variant_id": [variant for _, variant in things],
            "price": [9.0] * len(things),
            "currency": "USD",
            "price_kind": "lab",
            "tax": "excluded",
        },
    )


# Reading ------------------------------------------------------------------------------------------


def test_a_csv_with_all_columns(write):
    prices = PriceList.read(
        write(HEAD + "7,glossy,1,0.14,eur,Included\n7,glossy,50,0.20,EUR,included\n")
    )
    tier = prices.find("7", "glossy", 49)
    assert (tier.min_quantity, tier.price, tier.currency, tier.tax) == (
        1,
        Decimal("0.14"),
        "EUR",
        "included",
    )
    assert prices.tier("7", "glossy", 50) == Decimal("0.20")
    assert len(prices) == 2
    assert list(prices) == [("7", "glossy")]
    assert "my_prices.csv" in repr(prices)


def test_columns_with_a_default_may_be_left_out(write):
    prices = PriceList.read(write("price,currency,product_id\n1.5,EUR,7\n"))
    tier = prices.find("7", "", 1)
    assert (tier.min_quantity, tier.price, tier.tax) == (1, Decimal("1.5"), "unknown")


def test_empty_cells_of_such_columns_are_their_default(write):
    prices = PriceList.read(write(HEAD + "7,,,1.5,EUR,\n"))
    assert prices.find("7", "", 1).tax == "unknown"


def test_q08_ids_are_text_exactly_as_written(write):
    prices = PriceList.read(
        write("product_id,price,currency\n9999999999999999,1,EUR\n007,2,EUR\n1e,3,EUR\n")
    )
    assert [product for product, _ in prices] == ["007", "1e", "9999999999999999"]
    frame = pd.DataFrame({"product_id": [9999999999999999], "price": [1], "currency": ["EUR"]})
    assert PriceList.read(frame).tier("9999999999999999", "", 1) == 1


def test_q08_an_id_a_spreadsheet_has_shortened_is_refused(write):
    with pytest.raises(PriceListError, match=r"line 2: product_id '1\.0022E\+15' was shortened"):
        PriceList.read(write("product_id,price,currency\n1.0022E+15,1,EUR\n"))


def test_q08_ids_that_went_through_a_float_are_refused():
    frame = pd.DataFrame({"product_id": [1.5, 1e16], "price": [1, 2], "currency": ["EUR", "EUR"]})
    with pytest.raises(PriceListError, match=r"row 1: product_id 1\.5 is no text.*") as caught:
        PriceList.read(frame)
    assert "row 2: product_id 1e+16 is no text" in str(caught.value)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_write(write, delimiter):
    text = "\ufeffProduct_ID;Price;Currency\r\n\r\n7;0,14;EUR\r\n8;1,2;EUR\r\n;;\r\n"
    prices = PriceList.read(write(text.replace(";", delimiter)))
    assert prices.tier("7", "", 1) == Decimal("0.14")
    assert prices.tier("8", "", 1) == Decimal("1.2")


def test_prices_stay_exact():
    many = ["0.1", "0.2", "123456789.123456789", "1.10"]
    frame = pd.DataFrame({"product_id": list("abcd"), "price": many, "currency": "EUR"})
    assert [str(price) for price in PriceList.read(frame).to_frame()["price"]] == many
    floats = pd.DataFrame({"product_id": ["a", "b"], "price": [0.14, 3], "currency": "EUR"})
    assert PriceList.read(floats).tier("a", "", 3) * 3 == Decimal("0.42")
    exact = pd.DataFrame({"product_id": ["a"], "price": [Decimal("0.070")], "currency": "EUR"})
    assert PriceList.read(exact).tier("a", "", 1) == Decimal("0.070")


def test_a_price_may_be_zero():
    assert PriceList.read(table(["a", "", 1, 0])).tier("a", "", 1) == 0


def test_a_list_is_returned_as_it_is_and_may_be_empty(write):
    prices = PriceList.read(write(HEAD))
    assert PriceList.read(prices) is prices
    assert len(prices) == 0
    assert prices.tier("7", "", 1) is None
    assert prices.prices_for(products(("7", "")), 1).price.isna().all()
    assert prices.apply(products(("7", "")), LAB)["price"].tolist() == [9.0]


def test_other_columns_are_left_alone(write):
    prices = PriceList.read(write("product_id,note,price,currency\n7,my favourite,1,EUR\n"))
    assert prices.tier("7", "", 1) == 1


def test_lines_are_counted_as_an_editor_shows_them(write):
    text = 'product_id,note,price,currency\n\n1,"two\nlines",1,EUR\n\n2,x,oops,EUR\n'
    with pytest.raises(PriceListError, match="line 6: price 'oops'"):
        PriceList.read(write(text))


# What is wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",,1,1,EUR,", "product_id is empty"),
        ("  ,,1,1,EUR,", "product_id is empty"),
        ("7,,1,,EUR,", "price is empty and is no number"),
        ("7,,1,abc,EUR,", "price 'abc' is no number"),
        ("7,,1,1.2.3,EUR,", "price '1.2.3' is no number"),
        ("7,,1,1e3,EUR,", "price '1e3' is no number"),
        ("7,,1,NaN,EUR,", "price 'NaN' is no number"),
        ("7,,1,inf,EUR,", "price 'inf' is no number"),
        ("7,,1,€ 1,USD,", "price '€ 1' is no amount of USD"),
        ("7,,1,5 st,EUR,", "price '5 st' is no amount of EUR"),
        ('7,,1,"1,234",EUR,', "price '1,234' can be read two ways"),
        ('7,,1,"1.2,50",EUR,', "price '1.2,50' is no number"),
        ("7,,1,-0.01,EUR,", "price '-0.01' is negative"),
        ("7,,1,1234567890.123456789,EUR,", "more than 18 digits"),
        ("7,,0,1,EUR,", "min_quantity '0' is no whole number of at least 1"),
        ("7,,-5,1,EUR,", "min_quantity '-5' is no whole number"),
        ("7,,1.5,1,EUR,", "min_quantity '1.5' is no whole number"),
        ("7,,many,1,EUR,", "min_quantity 'many' is no whole number"),
        ("7,,1,1,,", "currency is empty"),
        ("7,,1,1,euro,", "currency 'euro' is no currency"),
        ("7,,1,1,XYZ,", "currency 'XYZ' is no currency"),
        ("7,,1,1,UDS,", "did you mean 'USD'"),
        ("7,,1.000,1,EUR,", "min_quantity '1.000' can be read two ways"),
        ("7,,1,1,EUR,incl", "tax 'incl' is none of included, excluded, unknown"),
        ("7,,1,1,EUR", "5 cells under 6 columns"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(write, row, message):
    with pytest.raises(PriceListError) as caught:
        PriceList.read(write(HEAD + "1,,1,1,EUR,\n" + row + "\n"))
    assert "my_prices.csv, line 3: " in str(caught.value)
    assert message in str(caught.value)


def test_all_mistakes_are_told_at_once_but_not_a_thousand(write):
    with pytest.raises(PriceListError) as caught:
        PriceList.read(write(HEAD + "7,,1,x,EUR,\n" * 9))
    text = str(caught.value)
    assert [f"line {number}:" in text for number in (2, 6, 7)] == [True, True, False]
    assert "and 4 more" in text


def test_the_same_tier_twice_names_both_lines(write):
    text = HEAD + "7,a,1,1,EUR,\n7,b,1,1,EUR,\n7,a,1.0,2,EUR,\n"
    with pytest.raises(PriceListError, match=r"line 4: product '7', variant 'a'.* on line 2"):
        PriceList.read(write(text))


def test_one_product_in_two_currencies_is_refused(write):
    text = HEAD + "7,a,1,1,EUR,\n8,,1,1,USD,\n7,b,1,1,USD,\n"
    with pytest.raises(PriceListError, match="line 4: product '7' is USD, but EUR on line 2"):
        PriceList.read(write(text))


def test_one_variant_with_and_without_tax_is_refused(write):
    text = HEAD + "7,a,1,1,EUR,included\n7,b,1,1,EUR,excluded\n7,a,5,1,EUR,excluded\n"
    with pytest.raises(PriceListError, match="line 4: product '7' is excluded, but included"):
        PriceList.read(write(text))


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("product_id,price\n7,1\n", "no column 'currency'"),
        ("produce_it,price,currency\n7,1,EUR\n", "did you mean 'product_id'"),
        ("product_id,price,currency,minquant\n7,1,EUR,5\n", "did you mean 'min_quantity'"),
        ("product_id,price,currency,varied\n7,1,EUR,5\n", "did you mean 'variant_id'"),
        ("product_id,prijs,prix,currency\n7,1,2,EUR\n", "'prijs' and 'prix', each of which may"),
        ("product_id,price,currency,price\n7,1,EUR,5\n", "two columns 'price'"),
        ("", "is empty"),
        ("\n\n", "is empty"),
    ],
)
def test_wrong_columns(write, header, message):
    with pytest.raises(PriceListError, match=message):
        PriceList.read(write(header))


def test_files_that_cannot_be_read(write, tmp_path):
    with pytest.raises(PriceListError, match="cannot be read"):
        PriceList.read(tmp_path / "none.csv")
    with pytest.raises(PriceListError, match="cannot be read"):
        PriceList.read(str(tmp_path))
    with pytest.raises(PriceListError, match="neither UTF-8, UTF-16 nor Windows-1252"):
        PriceList.read(write("product_id,price,currency\n\x81é,1,EUR\n", encoding="latin-1"))
    with pytest.raises(PriceListError, match="is no CSV"):
        PriceList.read(write('product_id,price,currency\n"7"x,1,EUR\n'))
    with pytest.raises(PriceListError, match="is no price list"):
        PriceList.read({"product_id": ["7"]})


def test_frames_are_checked_as_well():
    frame = pd.DataFrame({"product_id": ["a", "b"], "price": [1.0, np.nan], "currency": "EUR"})
    with pytest.raises(PriceListError, match="row 2: price is empty"):
        PriceList.read(frame)
    flags = pd.DataFrame({"product_id": [True], "price": [True], "currency": [1]})
    with pytest.raises(PriceListError) as caught:
        PriceList.read(flags)
    for words in ("product_id True", "price True", "currency 1"):
        assert words in str(caught.value)
    with pytest.raises(PriceListError, match="two columns 'price'"):
        PriceList.read(pd.concat([table(["a", "", 1, 1]), table(["a", "", 1, 1])["price"]], axis=1))


# Tiers --------------------------------------------------------------------------------------------

REAL = table(["7", "", 1, "0.14"], ["7", "", 50, "0.20"], ["7", "", 100, "0.14"])


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, "0.14"), (49, "0.14"), (50, "0.20"), (99, "0.20"), (100, "0.14")]
)
def test_the_tier_is_the_largest_reached_whether_prices_fall_or_not(quantity, price):
    assert PriceList.read(REAL).tier("7", "", quantity) == Decimal(price)


def test_below_the_first_tier_and_for_unknown_things_there_is_no_price():
    prices = PriceList.read(table(["7", "", 10, "1"]))
    assert prices.tier("7", "", 9) is None
    assert prices.tier("8", "", 10) is None
    assert prices.cheaper_quantity("7", "", 9) is None


def test_a_row_without_variant_holds_for_every_variant_without_rows_of_its_own():
    prices = PriceList.read(table(["7", "", 1, "1"], ["7", "matte", 10, "2"]))
    assert prices.tier("7", "glossy", 1) == 1
    assert prices.tier("7", "matte", 10) == 2
    assert prices.tier("7", "matte", 9) is None
    things = products(("7", "glossy"), ("7", "matte"), ("7", ""), ("8", ""))
    assert prices.prices_for(things, 10).price.tolist() == [1.0, 2.0, 1.0, pd.NA]


def test_a_larger_quantity_that_costs_no_more_is_found():
    prices = PriceList.read(REAL)
    # 70 pieces are 14.00, as are 100; 69 are 13.80; 90 are 18.00.
    found = {q: prices.cheaper_quantity("7", "", q) for q in (49, 50, 69, 70, 90, 99, 100)}
    assert found == {49: None, 50: None, 69: None, 70: 100, 90: 100, 99: 100, 100: None}


def test_of_several_the_cheapest_and_of_those_the_largest():
    prices = PriceList.read(
        table(["7", "", 1, "5"], ["7", "", 4, "3"], ["7", "", 6, "2"], ["7", "", 12, "1"])
    )
    assert prices.cheaper_quantity("7", "", 3) == 12  # 15; 4 are 12, 6 are 12, 12 are 12
    assert prices.cheaper_quantity("7", "", 2) is None  # 10


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "many", True, None])
def test_what_is_no_quantity(quantity):
    prices = PriceList.read(REAL)
    with pytest.raises(InputError):
        prices.tier("7", "", quantity)
    with pytest.raises(InputError):
        prices.prices_for(products(("7", "")), quantity)


@pytest.mark.parametrize("quantities", [[1], [0, 1], [1.5, 2.0]])
def test_what_are_no_quantities(quantities):
    with pytest.raises(InputError):
        PriceList.read(REAL).prices_for(products(("7", ""), ("8", "")), quantities)


# Application --------------------------------------------------------------------------------------


def test_apply_fills_prices_of_one_piece_and_leaves_the_others():
    prices = PriceList.read(
        table(["a", "", 1, "1.25"], ["b", "", 10, "2"], ["c", "x", 1, "3"]).assign(tax="included")
    )
    before = products(("a", ""), ("b", ""), ("c", "x"), ("c", "y"))
    before.attrs["lab"] = "printofoto"
    kept = before.copy()
    after = prices.apply(before, LAB)
    assert after["price"].tolist() == [1.25, 9.0, 3.0, 9.0]
    assert after["price_kind"].tolist() == ["user", "lab", "user", "lab"]
    assert after["currency"].tolist() == ["EUR", "USD", "EUR", "USD"]
    assert after["tax"].tolist() == ["included", "excluded", "included", "excluded"]
    assert after.dtypes.equals(before.dtypes)
    assert after.attrs == {"lab": "printofoto"}
    pd.testing.assert_frame_equal(before, kept)


def test_a_product_the_lab_does_not_have_is_named(write):
    prices = PriceList.read(write(HEAD + "a,,1,1,EUR,\nz,,1,1,EUR,\nz,,5,1,EUR,\n"))
    with pytest.raises(PriceListError) as caught:
        prices.apply(products(("a", "")), LAB)
    assert "printofoto prices: my_prices.csv names" in str(caught.value)
    assert "product 'z' (line 3)" in str(caught.value)
    assert "'a'" not in caught.value.message


def test_a_variant_the_lab_does_not_have_is_named_with_those_it_has():
    prices = PriceList.read(table(["a", "matt", 1, "1"]))
    with pytest.raises(PriceListError) as caught:
        prices.apply(products(("a", "glossy"), ("a", "matte")), LAB)
    assert "product 'a' variant 'matt' (row 1)" in str(caught.value)
    assert "'glossy', 'matte'" in caught.value.hint


def test_rows_keep_the_frames_own_index():
    things = products(("7", ""), ("x", "")).set_axis([30, 10])
    prices = PriceList.read(REAL)
    found = prices.prices_for(things, 60)
    assert found.price.to_dict() == {30: 0.2, 10: None}
    assert found.min_quantity.to_dict() == {30: 50, 10: None}
    assert found.currency.tolist() == ["EUR", ""]
    assert found.tax.tolist() == ["unknown", ""]
    assert prices.cheaper_quantities(things, 90).to_dict() == {30: 100, 10: None}
    assert prices.apply(things, LAB)["price"].to_dict() == {30: 0.14, 10: 9.0}


# Against a plain loop -----------------------------------------------------------------------------

TIERS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"]), st.integers(1, 30)),
    st.integers(0, 500).map(lambda cents: Decimal(cents).scaleb(-2)),
    max_size=12,
)
THINGS = [(product, variant) for product in "abcd" for variant in ("", "x", "y", "z")]


def reference(tiers, product, variant, quantity):
    price_list = {q: price for (p, v, q), price in tiers.items() if (p, v) == (product, variant)}
    if not price_list:
        price_list = {q: price for (p, v, q), price in tiers.items() if (p, v) == (product, "")}
    reached = None
    for least in price_list:
        if least <= quantity and (reached is None or least > reached):
            reached = least
    return price_list.get(reached), price_list


@settings(max_examples=30, deadline=None)
@given(TIERS, st.integers(1, 40), st.randoms(use_true_random=False))
def test_lookups_agree_with_a_plain_loop(tiers, quantity, random):
    rows = [[*key, price] for key, price in tiers.items()]
    random.shuffle(rows)
    prices = PriceList.read(table(*rows))
    things = products(*THINGS)
    found = prices.prices_for(things, quantity).price
    larger = prices.cheaper_quantities(things, quantity)
    each = prices.prices_for(things, pd.Series([quantity] * len(THINGS))).price
    pd.testing.assert_series_equal(found, each)
    for row, (product, variant) in enumerate(THINGS):
        price, price_list = reference(tiers, product, variant, quantity)
        assert prices.tier(product, variant, quantity) == price
        assert found[row] is pd.NA if price is None else found[row] == float(price)
        more = prices.cheaper_quantity(product, variant, quantity)
        assert larger[row] is pd.NA if more is None else larger[row] == more
        bargains = (
            {q: q * p for q, p in price_list.items() if q > quantity and q * p <= quantity * price}
            if price is not None
            else {}
        )
        assert (more in bargains) if bargains else more is None
        if more is not None:
            assert bargains[more] == min(bargains.values())


@settings(max_examples=20, deadline=None)
@given(TIERS, st.lists(st.integers(1, 10**18), min_size=len(THINGS), max_size=len(THINGS)))
def test_each_row_may_have_its_own_quantity(tiers, quantities):
    prices = PriceList.read(table(*([*key, price] for key, price in tiers.items())))
    found = prices.prices_for(products(*THINGS), np.array(quantities)).price
    for row, (product, variant) in enumerate(THINGS):
        price, _ = reference(tiers, product, variant, quantities[row])
        assert found[row] is pd.NA if price is None else found[row] == float(price)


def test_what_a_spreadsheet_says_of_its_cells_is_no_row_of_prices(write):
    text = "sep=;\r\nproduct_id;price;currency\r\n7;0,14;EUR\r\n"
    assert PriceList.read(write(text)).tier("7", "", 1) == Decimal("0.14")
    with pytest.raises(PriceListError, match="line 4: currency 'XYZ' is no currency"):
        PriceList.read(write(text + "8;0,14;XYZ\r\n"))


def test_a_list_of_several_labs_is_refused_since_its_rows_would_be_mixed_up(write):
    text = "lab,product_id,price,currency\n{},7,1,EUR\nprintofoto,8,1,EUR\n"
    with pytest.raises(PriceListError, match="several labs: bephoto, printofoto"):
        PriceList.read(write(text.format("bephoto")))
    assert len(PriceList.read(write(text.format("printofoto")))) == 2


def test_a_currency_without_exchange_rates_can_be_in_a_list(write):
    # Peru's is no currency of the European Central Bank's; a user-supplied rate makes up for it.
    assert PriceList.read(write("product_id,price,currency\n7,1,PEN\n")).tier("7", "", 1) == 1


# As whole columns and row by row ------------------------------------------------------------------

LINES = st.lists(
    st.sampled_from(
        [
            "7,a,1,0.20,EUR,included",
            "7,a,50,0.2,EUR,included",
            "7,a,50,0.25,EUR,included",
            "8,,,0.30,eur,",
            ' 9 ,b,1,"1,25",EUR,',
            "7,b,1,1,USD,",
            "7,a,100,1,EUR,excluded",
            "8,,2,oops,EUR,",
            "",
            ",,,,,",
            '"10","two\nlines",1,1,EUR,',
            "11,c,1",
        ]
    ),
    max_size=8,
)


def outcome(path):
    try:
        return PriceList.read(path).to_frame().to_dict("list")
    except PriceListError as error:
        return str(error)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_whole_columns_and_rows_one_by_one_agree_down_to_the_message(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("lists") / "my_prices.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    at_once = outcome(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(price_csv, "_even_columns", lambda *_: [])
        patch.setattr(price_rows, "_read_column", price_rows._read_cells)
        patch.setattr(price_rows, "_agree", lambda _: False)
        assert outcome(path) == at_once


def test_a_good_list_is_never_read_row_by_row(write, monkeypatch):
    def never(*_):
        pytest.fail("a row was looked at on its own")

    monkeypatch.setattr(price_csv, "_numbered", never)
    monkeypatch.setattr(price_rows, "_read_cells", never)
    monkeypatch.setattr(price_rows, "_list_contradictions", never)
    rows = [f"{product},a,{least},0.{least},EUR," for product in range(1500) for least in (1, 50)]
    prices = PriceList.read(write(HEAD + "\n".join(rows) + "\n"))
    assert len(prices) == 3000
    assert prices.tier("1499", "a", 49) == Decimal("0.1")
