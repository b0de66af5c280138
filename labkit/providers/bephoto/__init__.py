"""Bephoto (BE), as data: where it is, what its prices are, what is taken for granted."""

from __future__ import annotations

import datetime as dt

from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

LAB = LabSpec(
    name="bephoto",
    title="Bephoto",
    country="BE",
    package=__name__,
    credentials=("email", "password"),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.UNKNOWN,
    # The document does not say how long its catalog is good for.
    cache_life=dt.timedelta(days=1),
    document="API Bephoto",
    # The only address that is documented; orders never go there.
    live_url="https://api.bephoto.be",
    assumptions=(
        "Prices are euros: the document names no currency; the lab is Belgian.",
        "Whether prices include tax is not said.",
        "Prices are what the lab charges: the document calls them the product's prices.",
        "Paper 1 is glossy (brillant), paper 2 lustre; another is named by its number.",
        "A paper's price is the product's whole price on that paper: choosing it adds nothing.",
        "Dimensions without a unit are millimetres.",
        "The API takes no address and has no shipping prices: the shipping frame is empty.",
        "An order's total is the larger of totalorder and totalcost; the receipt names both.",
    ),
)
