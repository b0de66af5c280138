"""Printofoto (FR), as data: where it is, what its prices are, what is taken for granted."""

from __future__ import annotations

import datetime as dt

from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

LAB = LabSpec(
    name="printofoto",
    title="Printofoto",
    country="FR",
    package=__name__,
    credentials=("api_key", "api_secret"),
    currency="EUR",
    price_kind=PriceKind.UNKNOWN,
    tax=Tax.UNKNOWN,
    # The catalog is the document's own and lies beside this module: it has no age.
    cache_life=dt.timedelta(days=3650),
    document="Printofoto API",
    live_url="https://api.printofoto.com/api",
    # Plain http, as the document writes it.
    sandbox_url="http://api-sandbox.printofoto.com/api",
    assumptions=(
        "The document lists no prices: what a product costs comes from your own price list.",
        "Amounts are euros: the document names no currency; the lab is French.",
        "The range is the document's own: 20 products, of which 14 can be made through the API.",
        "Formats and sizes are those of the document's tables and samples.",
        "Dates carry no time zone: they are kept as they are and never converted.",
    ),
)
