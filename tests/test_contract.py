"""What every lab keeps to; a fifth one, from a package outside, among them."""

import datetime as dt
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import labkit as lk
from labkit import sandbox
from labkit.errors import LabModuleError, LiveOrderError, UnauthorizedError
from labkit.http import Call
from labkit.lab_api import spec

pytestmark = pytest.mark.usefixtures("five_labs")

TESTLAB = Path(__file__).parent / "testlab"
LABS = [*lk.labs(), "cornerlab"]
TEXT, NUMBER, FLAG, TIME = "string", "Float64", "boolean", "datetime64[us, UTC]"
# DESIGN's own table of columns, written out once more.
COLUMNS = {
    "products": {
        "lab": TEXT,
        "product_id": TEXT,
        "variant_id": TEXT,
        "name": TEXT,
        "category": TEXT,
        "variant": TEXT,
        "width_mm": NUMBER,
        "height_mm": NUMBER,
        "size_source": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "price_kind": TEXT,
        "tax": TEXT,
        "source_url": TEXT,
        "fetched_at": TIME,
        "stale": FLAG,
    },
    "options": {
        "lab": TEXT,
        "product_id": TEXT,
        "group_id": TEXT,
        "group": TEXT,
        "option_id": TEXT,
        "option": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "required": FLAG,
        "default": FLAG,
        "multiple": FLAG,
        "hidden": FLAG,
        "read_only": FLAG,
        "level": TEXT,
        "excludes": "object",
    },
    "shipping": {
        "lab": TEXT,
        "product_id": TEXT,
        "method_id": TEXT,
        "method": TEXT,
        "country": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "tax": TEXT,
        "condition": TEXT,
    },
}
# What the documents say of prices (tax: only one of them lets it be worked out).
PRICES = {
    "bayphoto": ("USD", "suggested_retail", "unknown"),
    "bephoto": ("EUR", "lab", "unknown"),
    "cornerlab": ("EUR", "lab", "included"),
    "printofoto": ("EUR", "unknown", "unknown"),
    "profotonet": ("EUR", "lab", "included"),
}
# Its document names products with their sizes; 10x15 cm is not among them (11x15 cm is).
WITHOUT_10X15 = {"printofoto"}
# A read that needs credentials.
GUARDED = {
    "bayphoto": "/api/v1/templates.json",
    "bephoto": "/products",
    "cornerlab": "/articles",
    "printofoto": "/card",
    "profotonet": "/products",
}


@pytest.fixture(params=LABS)
def lab(request):
    connected = lk.connect(request.param)
    yield connected
    connected.client.close()


@pytest.fixture(params=sorted(COLUMNS))
def table(request):
    return request.param


def test_labs_are_listed_by_name():
    assert lk.labs() == sorted(LABS)
    assert set(LABS) == set(PRICES)


@pytest.mark.short
def test_frames_have_the_pinned_columns(lab, table):
    frame = getattr(lab, table)()
    dtypes = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert list(dtypes.items()) == list(COLUMNS[table].items())
    texts = [name for name, dtype in COLUMNS[table].items() if dtype == TEXT]
    assert not frame[texts].isna().any(axis=None)
    assert set(frame["lab"]) <= {lab.name}


def test_every_product_has_one_row_and_ids_as_text(lab):
    products = lab.products()
    assert len(products) > 3
    assert (products["product_id"] != "").all()
    assert not products.duplicated(["product_id", "variant_id"]).any()
    assert not products["product_id"].str.contains(r"[.eE+]").any()


def test_sizes_are_millimetres_and_say_where_they_are_from(lab):
    products = lab.products()
    sized = products["width_mm"].notna()
    assert sized.any()
    assert (sized == products["height_mm"].notna()).all()
    assert products.loc[sized, ["width_mm", "height_mm"]].stack().between(20, 3000).all()
    assert set(products.loc[sized, "size_source"]) <= {"field", "name", "document"}
    assert set(products.loc[~sized, "size_source"]) <= {""}


def test_the_trades_10x15_is_found_where_it_is_sold(lab):
    products = lab.products()
    short = products[["width_mm", "height_mm"]].min(axis=1)
    long = products[["width_mm", "height_mm"]].max(axis=1)
    there = (short.between(98, 104) & long.between(148, 156)).any()
    assert there == (lab.name not in WITHOUT_10X15)


def test_prices_say_what_they_are_and_unknown_is_not_zero(lab):
    products = lab.products()
    currency, kind, tax = PRICES[lab.name]
    assert set(products["currency"]) == {currency}
    assert set(products["price_kind"]) <= {kind, "unknown"}
    assert set(products["tax"]) == {tax}
    known = products["price"].dropna()
    assert known.between(0.01, 5000).all()
    assert known.empty == (kind == "unknown")
    assert (products.loc[products["price"].isna(), "price_kind"] == "unknown").all()


def test_every_record_says_where_and_when_it_was_read(lab):
    before = dt.datetime.now(dt.UTC)
    products = lab.products(refresh=True)
    after = dt.datetime.now(dt.UTC)
    assert (products["source_url"] != "").all()
    assert products["fetched_at"].between(before, after).all()
    assert not products["stale"].any()


def test_options_say_where_they_apply(lab):
    options = lab.options()
    labels = options["read_only"]  # told to people, never ordered: they need neither id nor level
    assert (options.loc[~labels, "option_id"] != "").all()
    assert set(options.loc[~labels, "level"]) <= {"print", "image", "order"}
    assert set(options.loc[labels, "level"]) <= {"print", "image", "order", ""}
    known = set(options["option_id"])
    assert all(set(excluded) <= known for excluded in options["excludes"])


def test_shipping_names_countries_by_their_two_letters(lab):
    shipping = lab.shipping()
    assert shipping["country"].str.fullmatch(r"[A-Z]{2}|\*").all()
    assert (shipping["price"].isna() | (shipping["price"] >= 0)).all()


def test_raw_is_the_wire_json(lab):
    raw = lab.raw("products")
    assert raw
    assert json.loads(json.dumps(raw)) == raw


def test_wrong_credentials_are_refused_by_lab_and_call(lab):
    url = sandbox.shared().base_url(lab.name)
    wrong = dict.fromkeys(lab.spec.credentials, "not-the-right-one")
    stranger = lk.connect(lab.name, base_url=url, **wrong)
    with pytest.raises(UnauthorizedError) as caught:
        stranger.client.read(Call("GET", GUARDED[lab.name]))
    assert caught.value.lab == lab.name
    assert caught.value.call.split()[0] in {"GET", "POST"}
    assert "not-the-right-one" not in str(caught.value)


def test_a_live_endpoint_takes_no_write(lab):
    secrets = dict.fromkeys(lab.spec.credentials, "s3cret")
    live = lk.connect(lab.name, base_url="https://live.invalid/api", **secrets)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        with pytest.raises(LiveOrderError, match=lab.name):
            live.client.send(Call(method, "/anything", json={}))


def test_what_is_assumed_is_said(lab):
    assert lab.spec.document
    assert lab.spec.assumptions
    assert all(each.endswith(".") for each in lab.spec.assumptions)


def test_the_sandbox_serves_every_lab_and_says_where():
    shared = sandbox.shared()
    with urllib.request.urlopen(shared.url) as answer:
        index = json.load(answer)
    assert sorted(index["labs"]) == sorted(LABS)
    for name, entry in index["labs"].items():
        assert entry["base_url"].startswith(f"{shared.url}/{name}")
        assert set(entry["credentials"]) == set(spec.find(name).credentials)


@pytest.mark.short
def test_every_lab_has_an_openapi_document(lab):
    document = sandbox.openapi(lab.name)
    assert document["openapi"].startswith("3.")
    assert document["paths"]


@pytest.mark.short
def test_a_catalog_holds_all_labs_side_by_side():
    catalog = lk.catalog()
    assert not catalog.problems
    assert set(catalog.products["lab"]) == set(LABS)
    rows = catalog.compare("10x15 cm", quantity=100, country="NL", currency="EUR")
    assert set(rows["lab"]) == set(LABS) - WITHOUT_10X15
    assert rows["complete"].is_monotonic_decreasing


def test_the_command_line_knows_the_fifth_lab():
    surroundings = {**os.environ, "PYTHONPATH": str(TESTLAB)}
    run = subprocess.run(
        [sys.executable, "-m", "labkit", "labs"],
        check=True,
        capture_output=True,
        text=True,
        env=surroundings,
    )
    assert "Corner Lab" in run.stdout
    assert "LABKIT_CORNERLAB_WORD" in run.stdout


def register(folder, name, target):
    home = folder / f"{name}-1.0.dist-info"
    home.mkdir()
    (home / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (home / "entry_points.txt").write_text(f"[labkit.labs]\n{name} = {target}\n")


@pytest.fixture
def plugins(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    spec.discover.cache_clear()
    yield tmp_path
    spec.discover.cache_clear()


def test_a_broken_lab_raises_by_its_name(plugins):
    register(plugins, "brokenlab", "brokenlab:LAB")
    (plugins / "brokenlab.py").write_text("raise RuntimeError('half written')\n")
    with pytest.raises(LabModuleError, match=r"brokenlab.*half written"):
        lk.labs()


def test_something_else_than_a_lab_raises_by_its_name(plugins):
    register(plugins, "oddlab", "os:path")
    with pytest.raises(LabModuleError, match="oddlab"):
        lk.labs()


def test_one_name_for_two_labs_is_refused(plugins):
    (plugins / "twin.py").write_text(
        "import dataclasses, cornerlab\nLAB = dataclasses.replace(cornerlab.LAB, title='Another')\n"
    )
    register(plugins, "twin", "twin:LAB")
    with pytest.raises(LabModuleError, match=r"cornerlab.*two packages"):
        lk.labs()


def test_a_broken_module_of_a_lab_raises_by_its_name(plugins):
    (plugins / "halflab.py").write_text(
        "import dataclasses, cornerlab\n"
        "LAB = dataclasses.replace(cornerlab.LAB, name='halflab', package='halflab')\n"
    )
    register(plugins, "halflab", "halflab:LAB")
    with pytest.raises(LabModuleError, match=r"halflab.*'wire'"):
        _ = lk.labs(), spec.find("halflab").module("wire")
