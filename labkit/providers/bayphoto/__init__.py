"""Bay Photo Lab (US), as data: where it is, what its prices are, what is taken for granted."""

from __future__ import annotations

import datetime as dt

from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

LAB = LabSpec(
    name="bayphoto",
    title="Bay Photo Lab",
    country="US",
    package=__name__,
    credentials=("token",),
    currency="USD",
    # "The price field is our suggested retail price" (Things to consider).
    price_kind=PriceKind.SUGGESTED_RETAIL,
    tax=Tax.UNKNOWN,
    # "We recommend parsing our API every-other month to update your catalog" (Method 1).
    cache_life=dt.timedelta(days=60),
    document="Bay Photo Lab API documentation v1",
    # Neither a base URL nor a sandbox is documented.
    assumptions=(
        "The document names no base URL: give the one Bay Photo gave you as base_url=.",
        "Prices are US dollars: the document names no currency; the lab is American.",
        "Prices are suggested retail prices; whether they include tax is not said.",
        "What the lab charges you is in no document: bring your own price list.",
        "A template that is read_only is a label: it is in no frame.",
        "An order takes product.id and service.id, not the template's and the option's.",
        "A template without options of its own has those of its nearest container.",
        "disable_ids holds both ways, and rules out all that lies below a group it names.",
        "Below an option, a required group is asked for only if that option is chosen.",
        "A required group is waived if what is chosen disables all of it.",
        "A node that belongs to an option exists if that option is chosen.",
        "That an order_name is taken does not prove that your order took it.",
        "Shipping prices are unknown: tier_prices come without the values they start at.",
        "Which countries a shipping method reaches is not said: its country is '*'.",
        "An order is placed by a 2xx that is empty or names it by id or order_name.",
        "An order is refused by 400, 401 or 422 with error or errors; the document shows none.",
    ),
)
