import csv
import json

import pandas as pd
import pytest
from PIL import Image

import labkit as lk
from labkit import frames, resources
from labkit.cli import main
from labkit.errors import AnswerError
from labkit.pricing.request import DEFAULT_SIZES
from labkit.providers.bephoto import catalog as one_lab


@pytest.fixture
def one_lab_down(monkeypatch):
    def fail(*_args, **_kwargs):
        raise AnswerError("the answer is not JSON", lab="bephoto", call="GET /products")

    monkeypatch.setattr(one_lab, "fetch_products", fail)


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 - newline
        return list(csv.DictReader(file))


def test_fetch_writes_every_lab_with_every_column(tmp_path, capsys):
    assert main(["fetch", "--out", str(tmp_path / "all.csv")]) == 0
    rows = read_csv(tmp_path / "all.csv")
    assert list(rows[0]) == frames.PRODUCTS.names
    assert sorted({row["lab"] for row in rows}) == lk.labs()
    assert f"{len(rows):,} products written" in capsys.readouterr().err
    # 16 digits: a float would have changed them.
    assert {len(row["product_id"]) for row in rows if row["lab"] == "profotonet"} == {16}


@pytest.mark.short
@pytest.mark.parametrize("table", ["products", "options", "shipping"])
def test_every_table_can_be_a_file_of_every_kind(table, tmp_path):
    for suffix in ("csv", "parquet", "json"):
        path = tmp_path / f"{table}.{suffix}"
        assert main(["fetch", "bayphoto", "--table", table, "--out", str(path)]) == 0
    columns = frames.TABLES[table].names
    assert list(read_csv(tmp_path / f"{table}.csv")[0]) == columns
    assert list(pd.read_parquet(tmp_path / f"{table}.parquet").columns) == columns
    assert list(json.loads((tmp_path / f"{table}.json").read_text("utf-8"))[0]) == columns


def test_fetch_shows_the_first_rows_of_each_lab(capsys):
    assert main(["fetch", "bephoto,profotonet"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].split()[:5] == ["lab", "product", "id", "variant", "id"]
    assert [line.split()[0] for line in shown].count("bephoto") == 10
    assert shown[-1] == "20 of 376 rows"  # 126 and 250: the sample catalogs


def test_a_terminal_of_80_columns_holds_the_tables(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for table in ("products", "options", "shipping"):
        assert main(["fetch", "--table", table]) == 0
    assert main(["compare", "10x15", "--quantity", "100"]) == 0
    shown = capsys.readouterr().out.splitlines()
    tables = [line for line in shown if line.startswith(("lab ", "profotonet "))]
    assert len(tables) > 20
    assert max(map(len, tables)) <= 80


def test_fetch_can_write_to_a_pipe(capsys):
    assert main(["fetch", "bephoto", "--out", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith('"bephoto","101","1","Tirage 9x12"')


def test_a_server_that_is_not_there_is_named_with_the_call(capsys, monkeypatch):
    monkeypatch.setenv("LABKIT_PROFOTONET_KEY", "my-secret-key")
    # Port 9, discard: nothing listens there.
    assert main(["fetch", "profotonet", "--base-url", "http://127.0.0.1:9/v1"]) == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("labkit: profotonet GET /products: ")
    assert "my-secret-key" not in complaint


def test_credentials_that_are_missing_are_asked_for_by_variable(capsys, tmp_path):
    assert main(["fetch", "--endpoint", "live", "--out", str(tmp_path / "x.csv")]) == 1
    complaint = capsys.readouterr().err
    assert "LABKIT_PROFOTONET_KEY" in complaint
    assert "LABKIT_BEPHOTO_EMAIL" in complaint
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.usefixtures("one_lab_down")
def test_one_lab_down_never_takes_the_others_with_it(tmp_path, capsys):
    assert main(["fetch", "--out", str(tmp_path / "all.csv")]) == 1
    assert {row["lab"] for row in read_csv(tmp_path / "all.csv")} == set(lk.labs()) - {"bephoto"}
    assert capsys.readouterr().err.endswith(
        "labkit: bephoto GET /products: the answer is not JSON\n"
    )


def test_compare_ranks_and_explains_its_marks(capsys):
    assert main(["compare", "10x15", "cm", "--quantity", "100"]) == 0
    shown = capsys.readouterr().out
    assert "100 in EUR" in shown
    assert "*  suggested retail price, not what you pay" in shown
    assert "?  tax not known" in shown
    assert "prices of different kind or tax stand side by side" in shown
    assert "not sold in this size: printofoto" in shown
    assert "SAMPLE DATA" in shown
    retail = next(line for line in shown.splitlines() if line.startswith("bayphoto"))
    assert retail.endswith("*?")


def test_a_total_with_an_unknown_part_is_marked(capsys):
    assert main(["compare", "10x15", "--country", "NL", "--labs", "bephoto", "profotonet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all("↑ ?" in line for line in lines if line.startswith("bephoto"))
    assert not any("↑" in line for line in lines if line.startswith("profotonet"))
    assert "↑  not complete: something that was asked for comes on top" in lines
    assert main(["compare", "10x15", "--labs", "bephoto"]) == 0
    assert "↑" not in capsys.readouterr().out


@pytest.mark.short
def test_tax_day_of_the_rates_and_options_can_be_asked_for(tmp_path, capsys):
    target = tmp_path / "r.csv"
    asked = ["compare", "10x15", "--quantity", "100", "--currency", "USD", "--labs", "profotonet"]
    asked += ["--tax", "excluded", "--on", "2024-01-06", "--option", "whiteborder=checked"]
    assert main([*asked, "--csv", str(target)]) == 0
    first = read_csv(target)[0]
    # 17.00 EUR at 1.0921 (ECB, 2024-01-05) = 18.57; / 1.21 = 15.35
    assert (first["total"], first["tax"], first["fx_date"]) == ("15.35", "excluded", "2024-01-05")
    assert first["options_total"] == "0.0"
    capsys.readouterr()
    assert main(["compare", "10x15", "--on", "1990-01-01"]) == 1
    assert "rates begin on 1999-01-04" in capsys.readouterr().err


def test_compare_reads_labs_with_blanks_or_commas(capsys):
    assert main(["compare", "10x15", "--labs", "bephoto", "profotonet"]) == 0
    with_blanks = capsys.readouterr().out
    assert main(["compare", "10x15", "--labs", "bephoto,profotonet"]) == 0
    assert capsys.readouterr().out == with_blanks
    assert "bayphoto" not in with_blanks


def test_a_size_nobody_sells_names_the_nearest(capsys):
    assert main(["compare", "3x4"]) == 0
    assert "nothing within 3 % of 3x4; the nearest" in capsys.readouterr().out


def test_compare_writes_every_column(tmp_path, capsys):
    assert main(["compare", "10x15", "--quantity", "3", "--csv", str(tmp_path / "c.csv")]) == 0
    rows = read_csv(tmp_path / "c.csv")
    assert list(rows[0]) == frames.COMPARE.names
    assert {row["quantity"] for row in rows} == {"3"}
    assert "3 in EUR" in capsys.readouterr().out
    assert main(["compare", "10x15", "--quantity", "3", "--csv", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[0].count(",") == len(frames.COMPARE.names) - 1


def test_your_own_prices_are_compared_and_marked(capsys):
    mine = resources.data_dir() / "printofoto" / "sample_price_list.csv"
    arguments = ["compare", "11x15 cm", "--quantity", "10", "--prices", f"printofoto={mine}"]
    assert main(arguments) == 0
    pack = [line for line in capsys.readouterr().out.splitlines() if "Pack 20" in line]
    assert "8.90 EUR" in pack[0]  # from 10 on
    assert "89.00" in pack[0]
    assert pack[0].endswith("†")
    assert main([*arguments, "--labs", "bephoto"]) == 1
    assert "--labs leaves out" in capsys.readouterr().err


def test_a_price_list_that_is_not_there_is_said(capsys, tmp_path):
    assert main(["compare", "10x15", "--prices", f"printofoto={tmp_path / 'none.csv'}"]) == 1
    assert "none.csv" in capsys.readouterr().err


@pytest.mark.short
def test_report_and_its_picture_are_files(tmp_path, capsys):
    for name, start in (("r.html", b"<!"), ("r.png", b"\x89PNG"), ("r.svg", b"<?xml")):
        assert main(["report", "10x15", "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
        assert capsys.readouterr().out == f"{tmp_path / name}\n"


def test_a_report_says_how_the_photo_comes_out(tmp_path):
    photo = tmp_path / "holiday.png"
    Image.new("RGB", (1200, 1800)).save(photo)
    for given, says in ((str(photo), "holiday.png"), ("1200x1800", "1,200 × 1,800 pixels")):
        asked = ["--photo", given, "--min-ppi", "120", "--country", "nl", "--labs", "bephoto"]
        assert main(["report", "10x15", *asked, "--out", str(tmp_path / "r.html")]) == 0
        text = (tmp_path / "r.html").read_text("utf-8")
        assert says in text
        assert "good at 120 ppi or more" in text
        assert "delivered to NL as one order" in text


@pytest.mark.short
def test_the_demo_compares_three_sizes_and_says_what_next(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path / "d.html")]) == 0
    shown = capsys.readouterr().out
    assert all(size in shown for size in DEFAULT_SIZES)
    assert all(lab in shown for lab in lk.labs())
    assert str(tmp_path / "d.html") in shown
    assert "labkit lab " in shown
    assert "10x15 cm" in (tmp_path / "d.html").read_text("utf-8")


@pytest.mark.usefixtures("one_lab_down")
def test_the_demo_goes_on_without_a_lab_and_says_so(capsys):
    assert main(["demo", "--no-report"]) == 1
    said = capsys.readouterr()
    assert "could not be read" in said.out
    assert "labkit: bephoto GET /products" in said.err
    assert "20x30 cm" in said.out


def test_several_sizes_are_compared_one_after_the_other(capsys, tmp_path):
    assert main(["compare", "8x10 in", "13x18 cm", "--labs", "bephoto"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("8x10 in") < shown.index("13x18 cm")
    path = tmp_path / "both.csv"
    assert main(["compare", "8x10 in", "13x18 cm", "--labs", "bephoto", "--csv", str(path)]) == 0
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert {row["width_mm"].split(".")[0] for row in rows} >= {"203", "127"}


def test_one_size_in_several_words_is_refused_as_a_whole(capsys):
    assert main(["compare", "1.000x700", "mm", "--labs", "bephoto"]) == 1
    assert "'1.000x700 mm' is no size: 1.000 mm can be 1 or 1000 mm" in capsys.readouterr().err


def test_one_size_may_be_written_in_several_words(capsys):
    assert main(["compare", "8x10", "in", "--labs", "bephoto"]) == 0
    assert "Tirage" in capsys.readouterr().out


@pytest.fixture
def one_odd_price(monkeypatch):
    """One lab whose first price is "$0.39", and that has a product that is none."""
    fetch = one_lab.fetch_products

    def spoilt(client, *, refresh=False):
        (page,) = fetch(client, refresh=refresh)
        page.data["products"][0]["prices"][0]["price"] = "$0.39 \x1b[2J"
        page.data["products"][1] = None
        return [page]

    monkeypatch.setattr(one_lab, "fetch_products", spoilt)


@pytest.mark.usefixtures("one_odd_price")
def test_what_was_not_understood_is_listed_and_fails_nothing(capsys):
    assert main(["problems", "bephoto", "--refresh"]) == 0
    shown = capsys.readouterr().out
    assert "bephoto products.price: 1 x no number that can be understood, e.g. '$0.39 [2J'" in shown
    assert "bephoto products: 1 x set aside, one of the products: NoneType" in shown
    assert main(["compare", "10x15 cm", "--labs", "bephoto"]) == 0
    assert "not understood: bephoto products.price: 1 x" in capsys.readouterr().err


def test_where_all_was_understood_problems_says_so(capsys):
    assert main(["problems", "bephoto"]) == 0
    assert capsys.readouterr().out == "Every lab was read, and everything was understood.\n"


@pytest.mark.usefixtures("one_lab_down")
def test_problems_names_a_lab_that_could_not_be_read(capsys):
    assert main(["problems", "bephoto", "profotonet"]) == 1
    assert "the answer is not JSON" in capsys.readouterr().err
