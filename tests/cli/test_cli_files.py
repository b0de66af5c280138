import csv
import os

import pandas as pd
import pytest

from labkit.cli import files
from labkit.errors import InputError

TEXT = pd.StringDtype("pyarrow", na_value=pd.NA)


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "id": pd.array(["1002201300190001", "2"], dtype=TEXT),
            "name": pd.array(["=HYPERLINK(1)", "é, ü"], dtype=TEXT),
            "price": pd.array([None, -0.5], dtype="Float64"),
            "excludes": [("1", "2"), ()],
        }
    )


def written(frame, folder):
    files.write_frame(folder / "out.csv", frame)
    with open(folder / "out.csv", encoding="utf-8", newline="") as file:  # noqa: PTH123 - newline
        return list(csv.reader(file))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_is_taken_for_a_formula(start, tmp_path):
    frame = pd.DataFrame({"name": pd.array([f"{start}1+1", "a=b", "1-2"], dtype=TEXT)})
    assert written(frame, tmp_path) == [["name"], [f"'{start}1+1"], ["a=b"], ["1-2"]]


def test_csv_keeps_ids_as_text_unknown_as_nothing_and_numbers_as_numbers(frame, tmp_path):
    rows = written(frame, tmp_path)
    assert rows[1] == ["1002201300190001", "'=HYPERLINK(1)", "", "1 2"]
    assert rows[2] == ["2", "é, ü", "-0.5", ""]


@pytest.mark.parametrize("name", ["out.parquet", "out.PARQUET"])
def test_parquet_comes_back_as_it_was(frame, tmp_path, name):
    files.write_frame(tmp_path / name, frame)
    back = pd.read_parquet(tmp_path / name)
    assert back["id"].tolist() == ["1002201300190001", "2"]
    assert back["price"].isna().tolist() == [True, False]
    assert [list(each) for each in back["excludes"]] == [["1", "2"], []]


def test_json_says_null_where_a_number_is_unknown(frame, tmp_path):
    files.write_frame(tmp_path / "out.json", frame)
    back = pd.read_json(tmp_path / "out.json", dtype=False)
    assert back["id"].tolist() == ["1002201300190001", "2"]
    assert '"price":null' in (tmp_path / "out.json").read_text("utf-8").replace(" ", "")
    assert "é, ü" in (tmp_path / "out.json").read_text("utf-8")


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")

    def half(part):
        with open(part, "w") as file:  # noqa: PTH123 - as a library would
            file.write("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(InputError, match="No space left"):
        files.write(path, half)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["out.csv"]  # noqa: PTH208 - hidden files, too


def test_a_folder_that_is_not_there_is_said(tmp_path, frame):
    with pytest.raises(InputError, match=r"(?s)cannot write .*nowhere.*existing, writable folder"):
        files.write_frame(tmp_path / "nowhere" / "out.csv", frame)


def test_a_new_file_has_the_rights_any_new_file_has(tmp_path):
    before = os.umask(0o022)
    try:
        files.write_text(tmp_path / "out.json", "{}")
    finally:
        os.umask(before)
    assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o644
