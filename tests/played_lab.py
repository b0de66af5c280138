"""Labs whose tables are given by hand, for tests of what is done with several labs."""

import datetime as dt

from offers_kit import products

from labkit import frames
from labkit.api.lab import Lab
from labkit.errors import UnreachableError
from labkit.lab_api.endpoints import Endpoint, Kind
from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax


class PlayedLab(Lab):
    """A lab whose tables are given, and counted when they are read."""

    def __init__(self, name, tables=None, *, kind=Kind.SANDBOX, own=False, prices=None):
        spec = LabSpec(
            name=name,
            title=name.title(),
            country="NL",
            package="none",
            credentials=(),
            currency="EUR",
            price_kind=PriceKind.LAB,
            tax=Tax.INCLUDED,
            cache_life=dt.timedelta(days=1),
            document="none",
        )
        super().__init__(spec, Endpoint(name, kind, "http://127.0.0.1:9", {}, own), prices=prices)
        self.tables = {
            "products": products((name, "Print", 100, 150, 0.2)),
            "options": frames.build(frames.OPTIONS, {"lab": name, "price": 0.1}, rows=2),
            "shipping": frames.build(frames.SHIPPING, {"lab": name, "country": "NL"}, rows=1),
        } | (tables or {})
        self.read = []

    def _give(self, table, refresh):
        self.read.append((table, refresh))
        given = self.tables[table]
        if isinstance(given, Exception):
            raise given
        return given

    def products(self, *, refresh=False):
        return self._give("products", refresh)

    def options(self, *, refresh=False):
        return self._give("options", refresh)

    def shipping(self, *, refresh=False):
        return self._give("shipping", refresh)


def down(name, **tables):
    error = UnreachableError("no connection", lab=name, call="GET /products")
    return PlayedLab(name, tables or dict.fromkeys(frames.TABLES, error))
