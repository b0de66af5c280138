"""A fifth lab that comes from another package: nothing in labkit knows of it.

Its document, in short: header ``X-Corner: <word>``; ``GET /articles`` answers all articles and what
postage costs; money is in cents; an error is ``{"fault": "..."}``.
"""

from __future__ import annotations

import datetime as dt

from labkit.lab_api.spec import LabSpec
from labkit.model.money import PriceKind, Tax

LAB = LabSpec(
    name="cornerlab",
    title="Corner Lab",
    country="DE",
    package=__name__,
    credentials=("word",),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.INCLUDED,
    cache_life=dt.timedelta(hours=1),
    document="Corner Lab API 1, made up for labkit's tests",
    live_url="https://corner.invalid/api",
    assumptions=("Everything about this lab is made up.",),
)
