"""What every lab's catalog keeps to."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import labkit as lk
from labkit.errors import LiveOrderError
from labkit.http import Call
from labkit.labtest.base import Base
from labkit.labtest.columns import COLUMNS, TEXT
from labkit.model.countries import ALPHA2
from labkit.model.currencies import ISO_4217

if TYPE_CHECKING:
    from labkit.api.lab import Lab

_WRITES = ("POST", "PUT", "PATCH", "DELETE")


class CatalogContract(Base):
    """Frames, raw answers and facts of one lab."""

    def test_it_is_listed(self) -> None:
        """It is among the labs, and none of the problems."""
        assert self.lab in lk.labs()

    @pytest.mark.parametrize("table", sorted(COLUMNS))
    def test_frames_have_the_pinned_columns(self, connected: Lab, table: str) -> None:
        """Columns, their order and dtypes; texts are never <NA>."""
        frame = getattr(connected, table)()
        dtypes = {name: str(dtype) for name, dtype in frame.dtypes.items()}
        assert list(dtypes.items()) == list(COLUMNS[table].items())
        texts = [name for name, dtype in COLUMNS[table].items() if dtype == TEXT]
        assert not frame[texts].isna().any(axis=None)
        assert set(frame["lab"]) <= {self.lab}

    @pytest.mark.parametrize("table", sorted(COLUMNS))
    def test_parsers_name_only_columns_there_are(self, connected: Lab, table: str) -> None:
        """What a parser calls otherwise would be lost in silence."""
        parse = getattr(connected.spec.module("catalog"), f"parse_{table}", None)
        if parse is None:
            pytest.skip(f"{self.lab} has no {table}")
        assert set(parse(connected.pages(table))) <= {*COLUMNS[table], "_page"}

    def test_every_product_has_one_row_and_ids_as_text(self, connected: Lab) -> None:
        """product_id and variant_id name a row; no id was a number once."""
        products = connected.products()
        assert len(products)
        assert (products["product_id"] != "").all()
        assert not products.duplicated(["product_id", "variant_id"]).any()
        assert not products["product_id"].str.fullmatch(r"\d+\.\d+|[\d.]+[eE]\+?\d+|nan|None").any()

    def test_sizes_are_millimetres_and_say_where_they_are_from(self, connected: Lab) -> None:
        """Both sides or none, 20 to 3000 mm, from field, name or document."""
        products = connected.products()
        sized = products["width_mm"].notna()
        assert sized.any()
        assert (sized == products["height_mm"].notna()).all()
        assert (
            products.loc[sized, ["width_mm", "height_mm"]].melt()["value"].between(20, 3000).all()
        )
        assert set(products.loc[sized, "size_source"]) <= {"field", "name", "document"}
        assert set(products.loc[~sized, "size_source"]) <= {""}

    def test_the_trades_10x15_is_found_where_it_is_sold(self, connected: Lab) -> None:
        """102 x 152 mm, unless the class says ``sells_10x15 = False``."""
        products = connected.products()
        short = products[["width_mm", "height_mm"]].min(axis=1)
        long = products[["width_mm", "height_mm"]].max(axis=1)
        there = (short.between(98, 104) & long.between(148, 156)).any()
        assert there == self.sells_10x15

    def test_prices_say_what_they_are_and_unknown_is_not_zero(self, connected: Lab) -> None:
        """Currency, kind and tax as the spec says; a price is more than 0, or unknown."""
        products = connected.products()
        kind = self.fact("price_kind")
        assert self.fact("currency") in ISO_4217
        assert set(products["currency"]) == {self.fact("currency")}
        assert set(products["price_kind"]) <= {kind, "unknown"}
        assert set(products["tax"]) == {self.fact("tax")}
        known = products["price"].dropna()
        assert known.between(0.001, 100_000).all()
        assert known.empty == (kind == "unknown")
        assert (products.loc[products["price"].isna(), "price_kind"] == "unknown").all()

    def test_every_record_says_where_and_when_it_was_read(self, connected: Lab) -> None:
        """source_url, fetched_at and stale of a fresh read."""
        before = dt.datetime.now(dt.UTC)
        products = connected.products(refresh=True)
        after = dt.datetime.now(dt.UTC)
        assert (products["source_url"] != "").all()
        assert products["fetched_at"].between(before, after).all()
        assert not products["stale"].any()

    def test_options_say_where_they_apply(self, connected: Lab) -> None:
        """An id and a level, a price of 0 or more or unknown; what they exclude is there."""
        options = connected.options()
        labels = options["read_only"]  # told to people, never ordered: they need neither
        assert (options.loc[~labels, "option_id"] != "").all()
        assert set(options.loc[~labels, "level"]) <= {"print", "image", "order"}
        assert set(options.loc[labels, "level"]) <= {"print", "image", "order", ""}
        assert (options["price"].isna() | (options["price"] >= 0)).all()
        assert set(options["product_id"]) <= {*connected.products()["product_id"], ""}
        known = set(options["option_id"])
        assert all(set(excluded) <= known for excluded in options["excludes"])

    def test_options_have_one_row_each(self, connected: Lab) -> None:
        """Product, group and option name a row."""
        options = connected.options()
        chosen = options[~options["read_only"]]
        assert not chosen.duplicated(["product_id", "group_id", "option_id"]).any()

    def test_shipping_names_countries_by_their_two_letters(self, connected: Lab) -> None:
        """ISO 3166, or ``*`` for everywhere else; a price of 0 or more, or unknown."""
        shipping = connected.shipping()
        assert set(shipping["country"]) <= {*ALPHA2, "*"}
        assert (shipping["price"].isna() | (shipping["price"] >= 0)).all()
        assert set(shipping["product_id"]) <= {*connected.products()["product_id"], ""}

    def test_its_sample_catalog_is_understood(self, connected: Lab) -> None:
        """No value of any table is set aside: see `Lab.notes`."""
        for table in (connected.products, connected.options, connected.shipping):
            table()
        assert connected.notes.to_dict("records") == []

    def test_raw_is_the_wire_json(self, connected: Lab) -> None:
        """What `Lab.raw` returns is JSON, and there is some."""
        raw = connected.raw("products")
        assert raw
        assert json.loads(json.dumps(raw)) == raw

    def test_a_catalog_compares_and_quotes_it(self, connected: Lab) -> None:
        """It has no problems in a catalog; its 10x15 cm is ranked and its product quoted."""
        catalog = lk.catalog([connected], progress=False)
        assert not catalog.problems
        rows = catalog.compare("10x15 cm", quantity=100, country="NL", currency="EUR")
        assert bool(len(rows)) == self.sells_10x15
        row = connected.products().iloc[0]
        quote = connected.quote([(row["product_id"], row["variant_id"], 2)], connected.spec.country)
        assert quote.lab == self.lab
        assert quote.total is None or quote.total > 0

    def test_its_frames_survive_a_snapshot(self, connected: Lab) -> None:
        """A second start reads what the first one kept, and it is the same."""
        first = {table: getattr(connected, table)() for table in COLUMNS}
        again = lk.connect(self.lab)
        for table, frame in first.items():
            kept = getattr(again, table)()
            read = [name for name in kept if name not in {"fetched_at", "stale"}]
            pd.testing.assert_frame_equal(kept[read], frame[read])

    def test_what_is_assumed_is_said(self, connected: Lab) -> None:
        """Its document, and sentences."""
        spec = connected.spec
        assert spec.document
        assert all(each.endswith(".") for each in spec.assumptions)

    def test_a_live_endpoint_takes_no_write(self) -> None:
        """Whatever the method; by `Client.read` neither."""
        secrets: dict[str, Any] = dict.fromkeys(lk.connect(self.lab).spec.credentials, "s3cret")
        live = lk.connect(self.lab, base_url="https://live.invalid/api", **secrets)
        for method in _WRITES:
            for way in (live.client.send, live.client.read):
                with pytest.raises(LiveOrderError, match=self.lab):
                    way(Call(method, "/anything", json={}))
