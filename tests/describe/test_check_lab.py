"""``check-lab`` names what is wrong with a lab's package, and where."""

import types

import pytest

import labkit as lk
from labkit import frames
from labkit.cli import main
from labkit.describe import check, check_tables
from labkit.describe.check import check_lab
from labkit.errors import UnknownLabError

PRODUCTS = {
    "product_id": ["1", "2", "3"],
    "name": "Print",
    "width_mm": [102.0, None, 203.0],
    "price": [0.1, None, 2.0],
}


@pytest.mark.parametrize("lab", lk.labs())
def test_labkits_labs_have_no_errors(lab):
    assert [each for each in check_lab(lab) if each.severity == "error"] == []


def test_neither_has_the_outsider(outsider, capsys):
    assert check_lab(outsider) == []
    assert main(["check-lab", outsider]) == 0
    assert capsys.readouterr().out == "examplepress: no errors\n"


def test_right_columns_are_right():
    assert list(check_tables.check_columns(frames.PRODUCTS, PRODUCTS)) == []


@pytest.mark.parametrize(
    ("table", "columns", "place", "words"),
    [
        ("products", {"prise": [1, 2, 3]}, "prise", "did you mean 'price'"),
        ("products", {"price": [0.1, -2.5, 1]}, "price[1]", "-2.5 is negative"),
        ("products", {"price": ["1", "2", "3"]}, "price[0]", "str where a number"),
        ("products", {"product_id": ["1", "2", "1"]}, "product_id/variant_id[2]", "repeats row 0"),
        ("products", {"product_id": ["1", "", "3"]}, "product_id[1]", "is empty"),
        ("products", {"product_id": [1, 2, 3]}, "product_id[0]", "int where text"),
        ("products", {"currency": "eur"}, "currency[0]", "in capitals: EUR"),
        ("products", {"currency": ["EUR", "EUR", "EUX"]}, "currency[2]", "no currency"),
        ("products", {"size_source": "guess"}, "size_source[0]", "none of document, field, name"),
        ("products", {"width_mm": [0, 1, 2]}, "width_mm[0]", "no measure"),
        ("products", {"tax": ["included", "no", ""]}, "tax[1]", "excluded, included, unknown"),
        ("products", {"width_mm": [1.0]}, "", "differ in length"),
        ("shipping", {"method": ["Post"], "country": ["nl"]}, "country[0]", "in capitals: NL"),
        ("shipping", {"method": ["Post"], "country": ["UK"]}, "country[0]", "no country"),
        ("shipping", {"country": ["NL"]}, "method", "is missing"),
        ("options", {"option_id": ["a"], "level": ["page"]}, "level[0]", "image, order, print"),
        ("options", {"option_id": ["a"], "required": ["yes"]}, "required[0]", "a flag"),
        ("options", {"option_id": ["a"], "excludes": ["b"]}, "excludes[0]", "where texts"),
    ],
)
def test_a_wrong_column_is_named_with_its_row(table, columns, place, words):
    given = {**PRODUCTS, **columns} if table == "products" else columns
    found = dict(check_tables.check_columns(frames.TABLES[table], given))
    assert place in found
    assert words in found[place]


def test_many_of_a_kind_are_counted():
    columns = {"product_id": list("abcdefghij"), "name": "x", "price": [-1.0] * 10}
    found = dict(check_tables.check_columns(frames.PRODUCTS, columns))
    assert found["price"] == "and 7 more like these"


def wire(**functions):
    module = types.ModuleType("madeup.wire")
    for name, function in functions.items():
        function.__module__ = "madeup.wire"
        setattr(module, name, function)
    return module


def headers(credentials, token):
    return {}


def read_error(answer):
    return None


@pytest.mark.parametrize(
    ("functions", "name", "words"),
    [
        ({"headers": headers}, "read_error", "is missing"),
        ({"headers": headers, "read_eror": read_error}, "read_eror", "did you mean 'read_error'"),
        (
            {"headers": read_error, "read_error": read_error},
            "headers",
            "headers(credentials, token",
        ),
        (
            {"headers": headers, "read_error": read_error, "login": read_error},
            "read_token",
            "is missing",
        ),
        ({"headers": headers, "read_error": read_error, "sign": headers}, "sign", "calls no"),
    ],
)
def test_names_that_are_missing_misspelt_or_unknown(monkeypatch, functions, name, words):
    module = wire(**functions)
    monkeypatch.setattr(check.modules, "has", lambda package, part: True)
    lab = types.SimpleNamespace(package="madeup", module=lambda part: module)
    found = {each.name: each.message for each in check._check_part(lab, "wire")}
    assert words in found[name]


def test_a_module_that_cannot_be_loaded_is_a_finding(monkeypatch):
    def broken(part):
        raise ZeroDivisionError("no")

    monkeypatch.setattr(check.modules, "has", lambda package, part: True)
    lab = types.SimpleNamespace(package="madeup", module=broken)
    (found,) = check._check_part(lab, "wire")
    assert found.message == "ZeroDivisionError: no"


def test_an_unknown_lab_is_said(capsys):
    with pytest.raises(UnknownLabError):
        check_lab("nolab")
    assert main(["check-lab", "nolab"]) == 1
    assert "there is no lab 'nolab'" in capsys.readouterr().err
