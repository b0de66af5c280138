import threading

import pandas as pd
import pytest
from offers_kit import products
from played_lab import PlayedLab, down

import labkit as lk
from labkit import frames
from labkit.api import merged_catalog
from labkit.api.merged_catalog import Catalog
from labkit.errors import (
    CatalogError,
    CredentialsError,
    InputError,
    LabModuleError,
    UnknownLabError,
    UnreachableError,
)
from labkit.lab_api.endpoints import Kind
from labkit.pricing.price_list import PriceList


def test_the_tables_of_all_labs_stand_one_below_the_other():
    empty = {"options": frames.build(frames.OPTIONS, {}, rows=0)}
    cat = lk.catalog([PlayedLab("one"), PlayedLab("two", empty)])
    assert cat.products["lab"].tolist() == ["one", "two"]
    assert cat.options["lab"].tolist() == ["one", "one"]
    assert cat.shipping["lab"].tolist() == ["one", "two"]
    assert list(cat.labs) == ["one", "two"]
    assert cat.problems == {}


def test_columns_and_dtypes_are_exactly_those_of_the_frames():
    extra = products(("two", "x", 1, 1, None)).assign(mine=1)
    cat = lk.catalog([PlayedLab("one"), PlayedLab("two", {"products": extra})])
    for name, table in frames.TABLES.items():
        frame = getattr(cat, name)
        assert list(frame.columns) == table.names
        pd.testing.assert_series_equal(frame.dtypes, frames.build(table, {}, rows=0).dtypes)
        assert list(frame.index) == [0, 1] if name != "options" else list(range(4))


def test_a_table_is_read_when_it_is_first_used_and_only_then():
    lab = PlayedLab("one")
    cat = lk.catalog([lab])
    assert lab.read == []
    assert len(cat.products) == len(cat.products) == 1
    cat.compare("10x15")
    assert lab.read == [("products", False)]
    assert len(cat.shipping) == 1
    assert lab.read == [("products", False), ("shipping", False)]


def test_refresh_reads_every_table_again():
    lab = PlayedLab("one")
    cat = lk.catalog([lab], refresh=True)
    assert (len(cat.products), len(cat.options)) == (1, 2)
    assert lab.read == [("products", True), ("options", True)]
    cat.refresh()
    assert len(cat.products) == 1
    assert lab.read[2:] == [("products", True)]


def test_labs_are_read_side_by_side():
    meeting = threading.Barrier(3, timeout=20)

    class Waiting(PlayedLab):
        def _give(self, table, refresh):
            meeting.wait()  # breaks, and raises, unless all three are being read at once
            return super()._give(table, refresh)

    cat = lk.catalog([Waiting("one"), Waiting("two"), Waiting("three")])
    assert len(cat.products) == 3
    assert not cat.problems


def test_one_lab_down_takes_no_other_with_it():
    cat = lk.catalog([down("one"), PlayedLab("two")])
    assert cat.products["lab"].tolist() == ["two"]
    assert list(cat.problems) == ["one"]
    assert isinstance(cat.problems["one"], UnreachableError)
    ranked = cat.compare("10x15")
    assert ranked["lab"].tolist() == ["two"]
    assert "no connection" in ranked.attrs["problems"]["one"]


def test_problems_are_known_without_a_table_being_asked_for_first():
    cat = lk.catalog([down("one"), PlayedLab("two")])
    assert list(cat.problems) == ["one"]


def test_a_lab_whose_options_fail_still_has_its_products():
    broken = PlayedLab("one", {"options": UnreachableError("options are down", lab="one")})
    cat = lk.catalog([broken, PlayedLab("two")])
    assert cat.problems == {}
    assert set(cat.options["lab"]) == {"two"}
    assert list(cat.problems) == ["one"]
    assert set(cat.products["lab"]) == {"one", "two"}


def test_a_mistake_in_a_labs_module_is_named_and_kept_apart():
    cat = lk.catalog([PlayedLab("one", {"products": KeyError("colour")}), PlayedLab("two")])
    assert cat.products["lab"].tolist() == ["two"]
    problem = cat.problems["one"]
    assert isinstance(problem, LabModuleError)
    assert "KeyError: 'colour'" in str(problem)
    assert isinstance(problem.__cause__, KeyError)


def test_a_frame_that_lacks_columns_is_its_labs_problem():
    short = products(("one", "x", 1, 1, 1.0)).drop(columns="tax")
    cat = lk.catalog([PlayedLab("one", {"products": short}), PlayedLab("two")])
    assert cat.products["lab"].tolist() == ["two"]
    assert "tax" in str(cat.problems["one"])


def test_no_lab_at_all_is_an_error_that_names_each():
    cat = lk.catalog([down("one"), down("two")])
    with pytest.raises(CatalogError, match=r"(?s)no lab answered.*one.*two"):
        _ = cat.products
    assert list(cat.problems) == ["one", "two"]


def test_the_only_lab_fails_with_its_own_error():
    with pytest.raises(UnreachableError, match="no connection"):
        _ = lk.catalog([down("one")]).products
    with pytest.raises(UnreachableError):
        lk.catalog([down("one")]).compare("10x15")


def test_after_a_failure_refresh_tries_again():
    lab = down("one", products=UnreachableError("no connection", lab="one"))
    cat = lk.catalog([lab])
    assert list(cat.problems) == ["one"]
    lab.tables["products"] = products(("one", "Print", 100, 150, 0.2))
    assert list(cat.problems) == ["one"]
    cat.refresh()
    assert len(cat.products) == 1
    assert cat.problems == {}


def test_a_lab_that_cannot_be_connected_is_a_problem_and_no_more(monkeypatch):
    first, second = lk.labs()[:2]

    def connect(name):
        if name == first:
            raise CredentialsError("no key", lab=name)
        return PlayedLab(name)

    monkeypatch.setattr(merged_catalog, "connect", connect)
    cat = lk.catalog([first, second])
    assert list(cat.labs) == [second]
    assert cat.products["lab"].tolist() == [second]
    assert isinstance(cat.problems[first], CredentialsError)


def test_without_names_it_is_all_labs(monkeypatch):
    monkeypatch.setattr(merged_catalog, "connect", PlayedLab)
    cat = lk.catalog()
    assert list(cat.labs) == lk.labs()
    assert set(cat.products["lab"]) == set(lk.labs())


def test_unknown_names_and_other_things_are_refused_at_once():
    wrong = lk.labs()[0][:-1]
    with pytest.raises(UnknownLabError, match=lk.labs()[0]):
        lk.catalog([wrong])
    with pytest.raises(InputError, match="no lab"):
        lk.catalog([7])
    with pytest.raises(InputError, match="no list of labs"):
        lk.catalog(7)
    with pytest.raises(InputError, match="twice"):
        lk.catalog([PlayedLab("one"), PlayedLab("one")])
    with pytest.raises(InputError, match="no labs"):
        lk.catalog([])


def test_one_lab_or_one_name_is_taken_for_a_list(monkeypatch):
    monkeypatch.setattr(merged_catalog, "connect", PlayedLab)
    assert list(lk.catalog(PlayedLab("one")).labs) == ["one"]
    assert list(lk.catalog(lk.labs()[0]).labs) == lk.labs()[:1]


@pytest.mark.short
def test_what_a_caller_does_to_a_frame_stays_with_the_caller():
    cat = lk.catalog([PlayedLab("one")])
    frame = cat.products
    frame["price"] = 0.0
    frame.loc[0, "name"] = "changed"
    assert cat.products["price"].tolist() == [0.2]
    assert cat.products["name"].tolist() == ["Print"]


def test_sample_data_is_called_sample_data():
    labs = [
        PlayedLab("played", kind=Kind.EMBEDDED, own=True),
        PlayedLab("elsewhere", own=True),
        PlayedLab("real", kind=Kind.LIVE),
    ]
    cat = lk.catalog(labs)
    assert cat.samples == ["played", "elsewhere"]
    for frame in (cat.products, cat.compare("10x15"), cat.matrix(["10x15"])):
        assert frame.attrs["sample"] == ["played", "elsewhere"]


def test_a_users_price_list_counts_by_quantity():
    table = pd.DataFrame(
        {
            "product_id": ["1200000000000000"],
            "min_quantity": [50],
            "price": ["0.14"],
            "currency": ["EUR"],
            "tax": ["included"],
        }
    )
    cat = lk.catalog([PlayedLab("one", prices=PriceList.read(table)), PlayedLab("two")])
    assert cat.compare("10x15", 49)["total"].tolist() == [9.8, 9.8]
    assert cat.compare("10x15", 50)[["lab", "total", "price_kind"]].to_numpy().tolist() == [
        ["one", 7.0, "user"],
        ["two", 10.0, "lab"],
    ]


def test_terms_reach_the_comparison():
    cat = lk.catalog([PlayedLab("one")])
    frame = cat.compare("104x156 mm", 3, "de", "USD", 0.05, on="2014-03-28")
    # 0.60 EUR x 1.3759 = 0.82554 USD
    assert frame[["quantity", "total", "fx_date"]].to_numpy().tolist() == [[3, 0.83, "2014-03-28"]]
    assert "shipping to DE not" in frame["notes"].iloc[0]
    assert cat.compare("104x156 mm").empty


def test_many_threads_may_use_one_catalog():
    lab = PlayedLab("one")
    cat = lk.catalog([lab])
    threads = [threading.Thread(target=cat.compare, args=("10x15",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lab.read == [("products", False)]


def test_what_was_read_is_not_forgotten_before_it_is_handed_out(monkeypatch):
    gatherer = lk.catalog([PlayedLab("one")])._gatherer
    real = gatherer._read

    def read(table):
        found = real(table)
        other = threading.Thread(target=gatherer.forget)
        other.start()
        other.join(0.2)  # it has to wait; where it need not, it is done by then
        return found

    monkeypatch.setattr(gatherer, "_read", read)
    assert set(gatherer.lab_table("one", "products")["lab"]) == {"one"}


def test_it_shows_its_labs():
    assert repr(lk.catalog([PlayedLab("one"), PlayedLab("two")])) == "<Catalog of one, two>"
    assert isinstance(lk.catalog([PlayedLab("one")]), Catalog)
