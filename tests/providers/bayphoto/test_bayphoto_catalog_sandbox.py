"""The catalog client against the sandbox, under every reading it has a switch for."""

import dataclasses

import pytest
from bayphoto_catalog_kit import plain

import labkit as lk
from labkit import sandbox
from labkit.errors import RefusedError
from labkit.providers.bayphoto import catalog
from labkit.providers.bayphoto.catalog.options import fetch_sheets

UNTIMED = ["lab", "product_id", "name", "category", "width_mm", "height_mm", "price"]


@pytest.fixture(scope="module")
def server():
    with sandbox.start(scale=30) as running:
        yield running


@pytest.fixture
def connected(server):
    server.reset()
    lab = lk.connect("bayphoto", base_url=server.base_url("bayphoto"))
    yield lab
    lab.client.close()


class Shallow:
    """A client whose list of all templates comes shallow."""

    def __init__(self, client):
        self.client = client

    def get(self, path, params=None, *, refresh=False):
        return self.client.get(path, {**(params or {}), "shallow": "true"}, refresh=refresh)

    def get_many(self, calls, **kwargs):
        return self.client.get_many(calls, **kwargs)


def test_the_documents_product_is_in_the_catalog(connected):
    products = connected.products()
    row = products[products["product_id"] == "1975"].iloc[0]
    assert (row["name"], row["width_mm"], row["height_mm"]) == ("4x5 Print", 127.0, 101.6)
    assert (row["price"], row["currency"]) == (0.49, "USD")
    assert row["price_kind"] == "suggested_retail"


@pytest.mark.parametrize("dependents", ["children", "descendants", "nested"])
def test_q74_a_shallow_catalog_is_the_same_catalog(connected, server, dependents):
    deep = connected.products()
    server.readings.set("bayphoto", "q74", dependents)
    pages = catalog.fetch_products(Shallow(connected.client))
    columns = catalog.parse_products(pages)
    assert len(pages) > 1
    for name in ("product_id", "name", "category", "width_mm", "height_mm", "price"):
        assert list(columns[name]) == deep[name].tolist()


@pytest.mark.parametrize("where", ["container", "both"])
def test_q75_options_are_the_same_wherever_they_hang(connected, server, where):
    before = connected.options()
    server.readings.set("bayphoto", "q75", where)
    assert connected.options(refresh=True).equals(before)


def test_q76_lists_and_text_rule_out_the_same(connected, server):
    before = connected.options()
    server.readings.set("bayphoto", "q76", "lists")
    assert connected.options(refresh=True).equals(before)


def test_q76_what_rules_out_is_ruled_out(connected):
    options = connected.options()
    pairs = {
        (row.product_id, row.option_id, other)
        for row in options.itertuples()
        for other in row.excludes
    }
    assert pairs
    assert pairs == {(product, other, one) for product, one, other in pairs}


def test_every_product_is_asked_for_once_and_a_second_time_comes_from_the_cache(connected, server):
    products = connected.products()
    connected.options()
    paths = [str(entry["path"]) for entry in server.log()]
    asked = [path for path in paths if "options.json" in path]
    assert len(products) <= len(asked) < len(products) * 1.5
    connected.options()
    assert len(server.log()) == len(paths)


def test_q81_no_shipping_price_is_known(connected):
    shipping = connected.shipping()
    assert shipping["price"].isna().all()
    assert "FEDEX G_DS" in set(shipping["method_id"])
    assert shipping["condition"].str.contains("tier_prices").any()


def test_q73_every_product_leads_to_a_template_with_nodes(connected):
    own = catalog.template_ids(catalog.fetch_products(connected.client))
    assert set(own) == set(connected.products()["product_id"])
    found = catalog.nodes(catalog.fetch_template(connected.client, own["1975"]))
    assert [(node.uid, node.kind, node.aspect) for node in found] == [("1", "image", 1.25)]


@pytest.mark.parametrize("reading", ["missing", "empty"])
def test_q90_the_options_of_an_id_that_is_no_template(connected, server, reading):
    server.readings.set("bayphoto", "q90", reading)
    kept = catalog.fetch_products(connected.client)
    expected = catalog.parse_options([*kept, *fetch_sheets(connected.client, kept)])
    # A template that the lab has taken away since the list was kept.
    gone = {"id": 9999, "name": "Gone", "templates": [], "product": {"id": 88, "name": "Gone"}}
    pages = [dataclasses.replace(kept[0], data=[*kept[0].data, gone]), *kept[1:]]
    columns = catalog.parse_options([*pages, *fetch_sheets(connected.client, pages)])
    assert len(expected["option_id"]) > 0
    assert plain(columns) == plain(expected)
    assert "88" in catalog.template_ids(pages)


def test_no_other_refusal_is_taken_for_no_options(connected, server):
    kept = catalog.fetch_products(connected.client)
    server.faults.add("status", lab="bayphoto", path="/api/v1/options.json", status=403, times=None)
    with pytest.raises(RefusedError):
        fetch_sheets(connected.client, kept)
