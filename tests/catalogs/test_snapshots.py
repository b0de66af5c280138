import datetime as dt
import stat
import subprocess
import sys

import pandas as pd
import pytest

import labkit as lk
from labkit import folders, frames
from labkit.catalogs import snapshots
from labkit.errors import InputError, StoreError, UnknownLabError


def products(prices, lab="bephoto", sizes=None, currency="EUR"):
    sizes = sizes or {}
    ids = list(prices)
    frame = frames.build(
        frames.PRODUCTS,
        {
            "lab": lab,
            "product_id": ids,
            "name": [f"Print {i}" for i in ids],
            "width_mm": [sizes.get(i, (100, 150))[0] for i in ids],
            "height_mm": [sizes.get(i, (100, 150))[1] for i in ids],
            "price": list(prices.values()),
            "currency": currency,
            "price_kind": "lab",
            "tax": "unknown",
            "fetched_at": dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        },
    )
    frame.attrs |= {"lab": lab}
    return frame


def keep(frame, day, account="account-1", table="products"):
    """Keep a frame as if that day were today."""
    snapshot = snapshots.save(frame, table, account, endpoint="embedded")
    target = snapshot.path.parent.with_name(f"date={day}") / snapshot.path.name
    target.parent.mkdir(parents=True, exist_ok=True)
    snapshot.path.rename(target)
    return snapshots.Snapshot(table, snapshot.lab, day, account, target)


@pytest.mark.short
def test_a_snapshot_gives_back_what_was_kept_dtypes_and_all():
    frame = products({"1234567890123456": 0.1, "2": None})
    back = keep(frame, "2026-11-01").frame()
    pd.testing.assert_frame_equal(back, frame, check_flags=False)
    assert back.dtypes.equals(frame.dtypes)


def test_options_keep_their_exclusions_as_tuples():
    frame = frames.build(
        frames.OPTIONS,
        {"lab": "bephoto", "option_id": ["1", "2"], "excludes": [("2",), ()], "price": [0.0, None]},
    )
    frame.attrs["lab"] = "bephoto"
    back = keep(frame, "2026-11-01", table="options").frame()
    assert back["excludes"].tolist() == [("2",), ()]
    assert back["price"].isna().tolist() == [False, True]


def test_snapshots_are_private():
    path = keep(products({"1": 0.1}), "2026-11-01").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folders.state_dir().stat().st_mode) == 0o700


def test_a_day_finds_the_last_snapshot_at_or_before_it():
    for day in ("2026-10-01", "2026-11-01", "2026-11-15"):
        keep(products({"1": 0.1}), day)
    found = snapshots.latest("products", "bephoto", "account-1", as_of=dt.date(2026, 11, 10))
    assert found.date == "2026-11-01"
    assert snapshots.latest("products", "bephoto", "account-1").date == "2026-11-15"
    assert snapshots.latest("products", "bephoto", "account-2") is None
    assert snapshots.latest("products", "bephoto", as_of=dt.date(2026, 9, 30)) is None


def test_the_second_start_reads_the_snapshot_and_starts_no_sandbox():
    first = lk.connect("bephoto").products()
    code = (
        "import labkit as lk, sys\n"
        "lab = lk.connect('bephoto'); print(len(lab.products())); print(repr(lab))\n"
        "print(sorted({'fastapi', 'uvicorn', 'requests_cache'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    rows, rendered, loaded = done.stdout.splitlines()
    assert int(rows) == len(first)
    assert "127.0.0.1" not in rendered
    assert loaded == "[]"


def test_history_lists_what_was_kept_newest_first():
    keep(products({"1": 0.1}), "2026-11-01")
    keep(products({"1": 0.1, "2": 0.2}), "2026-11-03")
    listed = lk.history("bephoto")
    assert listed["date"].tolist() == ["2026-11-03", "2026-11-01"]
    assert listed["products"].tolist() == [2, 1]
    assert listed["endpoint"].tolist() == ["embedded", "embedded"]
    assert list(listed.columns) == frames.HISTORY.names
    with pytest.raises(UnknownLabError, match="did you mean 'bephoto'"):
        lk.history("befoto")


@pytest.mark.short
def test_diff_says_what_is_new_gone_dearer_cheaper_resized():
    keep(products({"1": 0.10, "2": 0.20, "3": 0.30, "4": 0.40, "5": 1, "6": None}), "2026-11-01")
    sizes = {"4": (102, 152)}
    keep(
        products({"2": 0.25, "3": 0.15, "4": 0.40, "5": 1, "6": 2, "7": 9}, sizes=sizes),
        "2026-11-02",
    )
    newer, older = lk.history("bephoto")["snapshot"]
    changes = lk.diff(older, newer)
    assert dict(zip(changes["product_id"], changes["change"], strict=True)) == {
        "1": "gone",
        "2": "dearer",
        "3": "cheaper",
        "4": "resized",
        "6": "repriced",
        "7": "new",
    }
    by_id = changes.set_index("product_id")
    assert by_id.loc["2", "price_change"] == pytest.approx(0.25)  # 0.20 → 0.25
    assert by_id.loc["3", "price_change"] == pytest.approx(-0.5)  # 0.30 → 0.15
    assert by_id.loc["4", "size_after"] == "102x152 mm"
    assert pd.isna(by_id.loc["6", "price_change"])


def test_a_catalog_is_no_different_from_itself_and_another_currency_is_neither_dearer_nor_cheaper():
    frame = products({"1": 0.1, "2": None})
    assert len(lk.diff(frame, frame)) == 0
    changed = lk.diff(frame, products({"1": 0.1, "2": None}, currency="USD"))
    assert changed["change"].tolist() == ["repriced"]


def test_a_catalog_can_be_pinned_to_a_day():
    lab = lk.connect("bephoto")
    keep(products({"old": 0.1}), "2026-10-01", account=lab.reader.account)
    cat = lk.catalog(["bephoto"], as_of="2026-10-15")
    assert cat.products["product_id"].tolist() == ["old"]
    with pytest.raises(StoreError, match="no snapshot of products of 2026-09-01"):
        _ = lk.catalog(["bephoto"], as_of="2026-09-01").products
    with pytest.raises(InputError, match="2026-11-01"):
        lk.catalog(["bephoto"], as_of="yesterday")


def test_a_pinned_catalog_quotes_the_prices_of_its_day_and_asks_no_lab(monkeypatch):
    lab = lk.connect("bephoto")
    account = lab.reader.account
    keep(products({"old": 0.5}), "2026-10-01", account=account)
    for table in ("options", "shipping"):
        empty = frames.build(frames.TABLES[table], {}, rows=0)
        empty.attrs["lab"] = "bephoto"
        keep(empty, "2026-10-01", account=account, table=table)

    def refuse(*_, **__):
        raise AssertionError("a lab was asked")

    monkeypatch.setattr(lab.reader, "frame", refuse)
    # 3 x 0.50; between two days the earlier one counts
    row = lk.catalog([lab], as_of="2026-11-15").quote([("10x15", 3)], "BE").iloc[0]
    assert row["items_total"] == 1.5
    assert "shipping not known" in row["notes"]


def test_own_prices_are_in_a_pinned_catalog_too():
    price_list = pd.DataFrame({"product_id": ["old"], "price": ["0.25"], "currency": ["EUR"]})
    lab = lk.connect("bephoto", prices=price_list)
    keep(products({"old": 0.5}), "2026-10-01", account=lab.reader.account)
    found = lk.catalog([lab], as_of="2026-10-01").products
    assert found[["price", "price_kind"]].to_numpy().tolist() == [[0.25, "user"]]


@pytest.mark.parametrize("lab", [5, None, ["bephoto"]])
def test_what_is_no_lab_has_no_history(lab):
    with pytest.raises(UnknownLabError, match="there is no lab"):
        lk.history(lab)
    with pytest.raises(UnknownLabError, match="there is no lab"):
        lk.price_history(lab, "106")


def test_a_damaged_snapshot_is_read_from_the_lab_again():
    lk.connect("bephoto").products()
    (path,) = snapshots.root().rglob("products/**/*.parquet")
    path.write_bytes(b"no parquet")
    assert len(lk.connect("bephoto").products()) > 100
    with pytest.raises(StoreError, match="there is no snapshot"):
        snapshots.load("products/lab=bephoto/date=1999-01-01/x")


# Dask itself uses what pandas is about to drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_options_of_labs_with_and_without_them_are_one_dataset():
    for lab, excludes, price in (("bephoto", [], []), ("bayphoto", [("2",), ()], [0.5, None])):
        columns = {"excludes": excludes, "price": price, "option_id": ["1", "2"][: len(price)]}
        frame = frames.build(frames.OPTIONS, columns | {"lab": lab}, rows=len(price))
        frame.attrs["lab"] = lab
        keep(frame, "2026-11-01", table="options")
    assert snapshots.latest("options", "bephoto").frame().dtypes.equals(frame.dtypes)
    duckdb = pytest.importorskip("duckdb")
    files = str(snapshots.root() / "options" / "**" / "*.parquet")
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT lab, excludes, price FROM read_parquet('{files}') ORDER BY option_id"
        ).fetchall()
    assert rows == [("bayphoto", ["2"], 0.5), ("bayphoto", [], None)]
    dask = pytest.importorskip("dask.dataframe")
    read = dask.read_parquet(str(snapshots.root() / "options")).compute(scheduler="synchronous")
    assert read["lab"].astype(str).tolist() == ["bayphoto", "bayphoto"]


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_duckdb_and_dask_take_one_lab_and_days_from_the_folders_names():
    for day, price in (("2026-11-01", 0.1), ("2026-11-02", 0.2), ("2026-11-03", 0.3)):
        keep(products({"1": price}), day)
        keep(products({"1": 9.0}, lab="profotonet"), day)
    duckdb = pytest.importorskip("duckdb")
    files = str(snapshots.root() / "products" / "**" / "*.parquet")
    requested = "lab = 'bephoto' AND date >= DATE '2026-11-02'"
    with duckdb.connect() as db:
        rows = db.execute(
            f"SELECT CAST(date AS VARCHAR), price FROM read_parquet('{files}') "
            f"WHERE {requested} ORDER BY 1"
        ).fetchall()
        plan = db.execute(f"EXPLAIN SELECT price FROM read_parquet('{files}') WHERE {requested}")
        # Of six files only two are opened: the folders' names say which.
        assert "2/6" in str(plan.fetchall())
    assert rows == [("2026-11-02", 0.2), ("2026-11-03", 0.3)]
    dask = pytest.importorskip("dask.dataframe")
    one = [("lab", "==", "bephoto"), ("date", ">=", "2026-11-02")]
    read = dask.read_parquet(str(snapshots.root() / "products"), filters=one)
    assert sorted(read["price"].compute(scheduler="synchronous")) == [0.2, 0.3]


# Dask itself uses what pandas is about to drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_duckdb_and_dask_read_the_dataset_as_it_stands():
    keep(products({"1": 0.1, "2": None}), "2026-11-01")
    keep(products({"1": 0.5}, lab="profotonet"), "2026-11-02")
    duckdb = pytest.importorskip("duckdb")
    pattern = str(snapshots.root() / "products" / "*" / "*" / "*.parquet")
    with duckdb.connect() as db:
        rows = db.execute(
            "SELECT lab, CAST(date AS VARCHAR), count(*), sum(price) "
            f"FROM read_parquet('{pattern}', hive_partitioning=true) GROUP BY 1, 2 ORDER BY 1"
        ).fetchall()
    assert rows == [("bephoto", "2026-11-01", 2, 0.1), ("profotonet", "2026-11-02", 1, 0.5)]
    dask = pytest.importorskip("dask.dataframe")
    frame = dask.read_parquet(str(snapshots.root() / "products")).compute(scheduler="synchronous")
    assert len(frame) == 3
    assert set(frame["lab"].astype(str)) == {"bephoto", "profotonet"}
