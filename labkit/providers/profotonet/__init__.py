"""Profotonet (NL), as data: where it is, what its prices are, what is taken for granted."""

from __future__ import annotations

import datetime as dt

from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

LAB = LabSpec(
    name="profotonet",
    title="Profotonet",
    country="NL",
    package=__name__,
    credentials=("key",),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.INCLUDED,
    # "Cache the results of the request if you need it often" (Get products); how long is not said.
    cache_life=dt.timedelta(days=1),
    document="Profotonet API implementation v1",
    live_url="https://api.profotonet.nl/v1",
    # No sandbox host is documented: tests go to the same address with test set to true.
    sandbox_url="https://api.profotonet.nl/v1",
    assumptions=(
        "Prices are euros: the document says cents and no currency; the lab is Dutch.",
        "Catalog prices include 21 % VAT: the sample order's taxes are 21/121 of each part.",
        "Sizes are read from the products' names; a bare pair such as '50 x 50' is centimetres.",
        "An option costs nothing that the catalog shows: its price is unknown, not 0.",
        "The catalog's shipping methods cannot be mapped to pickup, send and sendaspackage.",
        "A shipping method without a default price cannot be priced for countries not listed.",
        (
            "A quote takes send at a product's cheapest method, sendaspackage at its cheapest one "
            "with 'pakket' in its name, and pickup for free."
        ),
        "A quote adds 99 cents of starting costs, and nothing for options: as the sample order.",
    ),
)
