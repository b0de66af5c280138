"""What products cost on the days their catalogs were kept."""

import datetime as dt

import pandas as pd
import pytest

import labkit as lk
from labkit import frames, plots
from labkit.catalogs import snapshots
from labkit.catalogs.daily_prices import account_price_history
from labkit.errors import InputError, UnknownLabError


def keep(day, rows, *, account="account-1", endpoint="embedded", **common):
    """Keep (product_id, variant_id, price) rows as if that day were today."""
    product_id, variant_id, price = (list(column) for column in zip(*rows, strict=True))
    columns = {"product_id": product_id, "variant_id": variant_id, "price": price}
    columns |= {"name": "Print", "variant": [f"paper {variant}" for variant in variant_id]}
    plain = {"lab": "bephoto", "currency": "EUR", "price_kind": "lab", "tax": "unknown"}
    frame = frames.build(frames.PRODUCTS, columns | plain | common, rows=len(rows))
    frame.attrs["lab"] = "bephoto"
    kept = snapshots.save(frame, "products", account, endpoint=endpoint)
    folder = kept.path.parent.with_name(f"date={day}")
    folder.mkdir(exist_ok=True)
    kept.path.replace(folder / kept.path.name)


@pytest.fixture
def kept():
    keep("2026-11-01", [("106", "1", 0.10), ("106", "2", 0.20), ("9", "", 5.0)])
    keep("2026-11-02", [("106", "1", 0.12), ("9", "", 5.0)])
    keep("2026-11-03", [("106", "1", None), ("106", "2", 0.25), ("9", "", 5.0)])


def rows(frame):
    known = zip(frame["date"], frame["variant_id"], frame["price"], strict=True)
    return [(date, variant, None if pd.isna(price) else price) for date, variant, price in known]


@pytest.mark.usefixtures("kept")
def test_without_a_variant_all_that_were_kept_are_there():
    found = lk.price_history("bephoto", "106")
    assert list(found.columns) == frames.PRICE_HISTORY.names
    assert rows(found) == [
        ("2026-11-01", "1", 0.10),
        ("2026-11-01", "2", 0.20),
        ("2026-11-02", "1", 0.12),
        ("2026-11-02", "2", None),
        ("2026-11-03", "1", None),
        ("2026-11-03", "2", 0.25),
    ]
    # What it is called is known on the day it was not sold, too.
    assert set(zip(found["variant_id"], found["variant"], strict=True)) == {
        ("1", "paper 1"),
        ("2", "paper 2"),
    }
    assert set(found["currency"]) == {"EUR"}
    assert set(found["tax"]) == {"unknown"}


@pytest.mark.usefixtures("kept")
def test_one_variant_can_be_asked_for():
    found = lk.price_history(lk.connect("bephoto"), "106", "2")
    assert rows(found) == [
        ("2026-11-01", "2", 0.20),
        ("2026-11-02", "2", None),
        ("2026-11-03", "2", 0.25),
    ]


@pytest.mark.usefixtures("kept")
def test_a_product_without_variants_needs_none():
    assert lk.price_history("bephoto", "9")["price"].tolist() == [5.0, 5.0, 5.0]
    assert lk.price_history("bephoto", "9", "")["price"].tolist() == [5.0, 5.0, 5.0]


@pytest.mark.usefixtures("kept")
def test_what_was_never_kept_is_said_with_what_was():
    with pytest.raises(InputError, match="no catalog that was kept has a product '7'"):
        lk.price_history("bephoto", "7")
    with pytest.raises(InputError, match="never kept with a variant '3'") as caught:
        lk.price_history("bephoto", "106", "3")
    assert "1, 2" in caught.value.hint
    with pytest.raises(UnknownLabError, match="did you mean 'bephoto'"):
        lk.price_history("befoto", "106")


def test_where_nothing_was_kept_it_is_empty():
    found = lk.price_history("bephoto", "106")
    assert list(found.columns) == frames.PRICE_HISTORY.names
    assert len(found) == 0
    assert plots.price_over_time(found).axes


def test_each_account_keeps_its_own_rows_and_a_product_twice_counts_once():
    keep("2026-11-01", [("1", "", 0.1), ("1", "", 0.9)])
    keep("2026-11-01", [("1", "", 0.5)], account="account-2", endpoint="live")
    found = lk.price_history("bephoto", "1")
    assert found[["endpoint", "price"]].to_numpy().tolist() == [["embedded", 0.1], ["live", 0.5]]


@pytest.mark.usefixtures("kept")
def test_of_some_products_one_accounts_days_until_a_day():
    keep("2026-11-02", [("106", "1", 9.0)], account="account-2")
    products = pd.DataFrame(
        {"lab": "bephoto", "product_id": ["106", "gone"], "variant_id": ["1", ""]}
    )
    found = account_price_history(products, "account-1", until=dt.date(2026, 11, 2))
    known = found[found["price"].notna()]
    assert known[["date", "price"]].to_numpy().tolist() == [
        ["2026-11-01", 0.1],
        ["2026-11-02", 0.12],
    ]
    assert set(found["product_id"]) == {"106", "gone"}


@pytest.mark.usefixtures("kept")
def test_the_plot_has_one_line_for_each_variant():
    figure = plots.price_over_time(lk.price_history("bephoto", "106"))
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["paper 1 ?", "paper 2 ?", "price not known"]
