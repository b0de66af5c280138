"""Notes on amounts: the day of the exchange rate or the user-supplied rate, and the tax basis."""

from decimal import Decimal

import pandas as pd
import pytest
from matplotlib.text import Text

import labkit as lk
from labkit import plots
from labkit.display.sources import rate_notes
from labkit.errors import InputError

USER_RATE = "your own rate: 1 USD = 0.5 EUR"


@pytest.fixture(scope="module")
def box():
    with lk.sandbox.start() as box:
        yield box


def connect(box, name, **more):
    return lk.connect(name, base_url=box.base_url(name), **box.credentials(name), **more)


@pytest.fixture(scope="module")
def labs(box):
    return {name: connect(box, name) for name in ("bayphoto", "bephoto", "profotonet")}


@pytest.fixture(scope="module")
def cat(labs):
    return lk.catalog(list(labs.values()))


def written(figure):
    return " ".join(" ".join(text.get_text() for text in figure.findobj(Text)).split())


def test_a_quote_shows_the_day_of_its_rates(labs):
    # The ECB quoted nothing on Saturday 2024-01-06.
    quote = labs["profotonet"].quote(
        [("1000100900130001", 100)], "NL", currency="USD", on="2024-01-06"
    )
    assert "exchange rates (ECB) of 2024-01-05" in repr(quote)
    assert "exchange rates (ECB) of 2024-01-05" in quote._repr_html_()
    assert set(quote.frame()["fx_date"]) == {"2024-01-05"}
    assert "exchange rates" not in repr(labs["profotonet"].quote([("1000100900130001", 1)], "NL"))


def test_a_user_supplied_rate_is_not_given_for_the_banks_of_that_day(labs, cat):
    quote = labs["bayphoto"].quote(
        [("5001", 10)], "US", currency="EUR", on="2024-01-05", rates={"USD": "0.5"}
    )
    assert quote.fx_date == ""
    assert USER_RATE in quote.notes
    rows = cat.compare("10x15 cm", on="2024-01-05", rates={"USD": "0.5"})
    assert set(rows["fx_date"]) == {""}
    assert rows.attrs["user_rates"] == [USER_RATE]


def test_plots_note_a_user_supplied_rate(cat):
    terms = {"country": "NL", "rates": {"USD": "0.5"}}
    drawn = [
        plots.price_by_size(cat.compare("10x15 cm", **terms)),
        plots.matrix_heatmap(cat.matrix(["10x15 cm"], **terms)),
        plots.landed_cost(cat.quote([("10x15 cm", 10)], **terms)),
    ]
    for figure in drawn:
        assert "Your own rate: 1 USD = 0.5 EUR" in written(figure)
        assert "Exchange rates (ECB)" not in written(figure)
    assert rate_notes(["2024-01-05"]) == ["Exchange rates (ECB) of 2024-01-05"]


def test_shipping_at_a_user_supplied_rate_is_noted_where_the_items_are_not_converted(box):
    # Own prices in dollars; the lab's shipping and starting costs stay in euros.
    prices = pd.DataFrame({"product_id": ["1000100900130001"], "price": [1], "currency": ["USD"]})
    user_rate = connect(box, "profotonet", prices=prices)
    rows = lk.catalog([user_rate]).compare("9x13 cm", 1, "NL", "USD", rates={"EUR": "2"})
    row = rows[rows["product_id"] == "1000100900130001"].iloc[0]
    assert row["shipping_total"] == 6.96  # (2.49 + 0.99) x 2
    assert "your own rate: 1 EUR = 2 USD" in row["notes"]


def test_break_even_says_what_it_was_converted_at(labs):
    pair = (labs["bayphoto"], labs["bephoto"], "13x18 cm")
    assert "Exchange rates (ECB) of 2024-01-05" in lk.break_even(*pair, on="2024-01-06").notes
    found = lk.break_even(*pair, rates={"USD": "0.5"}).notes
    assert "Your own rate: 1 USD = 0.5 EUR" in found
    assert not any("ECB" in note for note in found)


@pytest.mark.parametrize("rates", [1.1, "USD", {"USD": 0}, {"USD": "much"}, {"EUR": -1}])
def test_rates_that_are_none_are_refused_everywhere(labs, cat, rates):
    calls = [
        lambda: labs["profotonet"].quote([("1000100900130001", 1)], "NL", rates=rates),
        lambda: cat.compare("10x15 cm", rates=rates),
        lambda: cat.quote([("10x15 cm", 1)], "NL", rates=rates),
        lambda: lk.break_even(labs["bephoto"], labs["bayphoto"], "10x15 cm", rates=rates),
    ]
    for call in calls:
        with pytest.raises(InputError, match="no exchange rate"):
            call()


def test_a_line_brought_to_another_basis_says_the_basis_it_is_on(labs):
    line = labs["profotonet"].quote([("1000100900130001", 100)], "NL", tax="excluded").lines[0]
    # 14.00 with 21 %: 14.00 / 1.21 = 11.57
    assert (line.amount, line.tax, line.why) == (Decimal("11.57"), "excluded", "tax not included")


def test_the_dearest_shipping_is_named_with_its_own_currency(labs):
    quote = labs["profotonet"].quote([("1000100900130001", 1)], "NL", currency="USD")
    assert "at most 5.99 EUR" in quote.shipping.why


@pytest.mark.parametrize(
    ("lab", "line", "notes"),
    [
        ("bayphoto", {"product_id": "1975", "options": ("13462", "13463")}, "one can be chosen"),
        ("bayphoto", {"product_id": "1975", "options": ("13463", "13467")}, "ruled out"),
        ("profotonet", {"product_id": "1003705000500003", "options": ("none", "mirror")}, "one"),
        ("bephoto", {"product_id": "101", "variant_id": "1", "options": ("2",)}, "one can be"),
    ],
)
def test_options_no_order_can_have_together_are_not_added_up(labs, lab, line, notes):
    with pytest.raises(InputError, match=notes):
        labs[lab].quote([lk.Line(quantity=1, **line)], "NL")


def test_options_of_a_basket_of_sizes_are_quoted_and_not_dropped(cat):
    found = cat.quote([("10x15 cm", 10)], "NL", options=["whiteborder=checked"])
    user_rate = found.set_index("lab").loc["profotonet"]
    assert user_rate["options_total"] == 0
    assert user_rate["complete"]
    assert "none of its options" in found.set_index("lab").loc["bephoto", "notes"]
