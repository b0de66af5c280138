import pandas as pd
import pytest
from offers_kit import products

from labkit import Size
from labkit.errors import InputError, SizeError
from labkit.pricing.comparison import compare_products
from labkit.pricing.matrix import make_matrix, matrix_pairs, matrix_symbols, style_matrix
from labkit.pricing.request import read_request

LABS = ["alpha", "beta", "gamma", "delta"]
SIZES = ["10x15 cm", "13x18 cm", "8x10 in"]


def matrix(frame, sizes=SIZES, labs=LABS, **terms):
    return make_matrix(
        labs, sizes, lambda size: compare_products(frame, read_request(size, **terms))
    )


@pytest.fixture
def catalog():
    return products(
        ("alpha", "matte", 102, 152, 0.25),
        ("alpha", "glossy", 100, 150, 0.2),
        ("alpha", "13x18", 127, 178, 0.4),
        ("beta", "<b>retail</b>", 152, 102, 0.3),
        ("gamma", "unpriced", 100, 150, None),
        price_kind=["lab", "lab", "lab", "suggested_retail", "unknown"],
        tax=["included", "included", "included", "unknown", "unknown"],
    )


def test_each_cell_is_the_cheapest_total_of_a_lab_for_a_size(catalog):
    frame = matrix(catalog, quantity=100)
    assert frame.index.tolist() == LABS
    assert frame.index.name == "lab"
    assert frame.columns.tolist() == SIZES
    assert frame.loc["alpha"].tolist()[:2] == [20.0, 40.0]
    assert frame.loc["beta", "10x15 cm"] == 30.0
    assert set(frame.dtypes.astype(str)) == {"Float64"}


def test_unknown_and_not_sold_are_not_zero_and_say_which(catalog):
    frame = matrix(catalog)
    assert frame.isna().sum().tolist() == [2, 3, 4]
    notes = frame.attrs["notes"]["10x15 cm"]
    assert notes["gamma"].startswith("price not known")
    assert notes["delta"] == "nothing of this size"


def test_each_cell_says_which_product_and_what_kind_of_price_it_is(catalog):
    frame = matrix(catalog)
    assert frame.attrs["products"]["10x15 cm"] == {"alpha": "glossy", "beta": "<b>retail</b>"}
    assert "suggested retail price" in frame.attrs["notes"]["10x15 cm"]["beta"]
    assert matrix_pairs(frame) == [("lab", "included"), ("suggested_retail", "unknown")]
    assert matrix_symbols(frame)[:2] == [["", "", ""], ["*?", "", ""]]
    assert (frame.attrs["quantity"], frame.attrs["currency"]) == (1, "EUR")


def test_a_complete_total_goes_before_a_cheaper_part_of_one(catalog):
    ranked = compare_products(catalog, read_request("10x15 cm"))
    ranked["complete"] = ranked["name"] == "matte"
    ranked = ranked.sort_values(["complete", "total"], ascending=[False, True])
    frame = make_matrix(["alpha"], ["10x15 cm"], lambda _: ranked)
    assert frame.loc["alpha", "10x15 cm"] == 0.25


def test_a_part_of_a_total_is_marked(catalog):
    frame = matrix(catalog, ["10x15 cm"], country="NL")
    assert frame.attrs["partial"] == {"10x15 cm": ["alpha", "beta"]}
    assert matrix_symbols(frame) == [["↑"], ["↑*?"], [""], [""]]
    assert "↑ not complete" in style_matrix(frame).to_html()
    assert "↑" not in style_matrix(matrix(catalog)).to_html()


def test_sizes_may_be_sizes(catalog):
    frame = matrix(catalog, [Size(100, 150), "13x18"])
    assert frame.columns.tolist() == ["10x15 cm", "13x18"]


@pytest.mark.parametrize("sizes", [[], "10x15", ["10x15", "10x15 "]])
def test_what_is_no_list_of_sizes_is_refused(catalog, sizes):
    with pytest.raises(InputError):
        matrix(catalog, sizes)
    with pytest.raises(SizeError):
        matrix(catalog, ["ten"])


def test_the_styled_matrix_marks_and_escapes(catalog):
    frame = matrix(catalog, ["10x15 cm"], ["alpha", "beta", "<i>delta</i>"])
    frame.columns = ["<u>10x15</u>"]
    for texts in (frame.attrs["kinds"], frame.attrs["taxes"]):
        texts["<u>10x15</u>"] = texts.pop("10x15 cm")
    page = style_matrix(frame).to_html()
    assert "0.30 *?" in page
    assert "* suggested retail price" in page
    assert "&lt;i&gt;delta" in page
    assert "&lt;u&gt;10x15" in page
    assert ">–<" in page
    assert "font-style: italic" in page


def test_a_frame_without_attrs_is_still_shown():
    bare = pd.DataFrame({"10x15": pd.array([0.5], dtype="Float64")}, index=["alpha"])
    assert "0.50" in style_matrix(bare).to_html()
