"""Example Press, as data. The lab and its document are made up."""

import datetime as dt

from labkit.describe import LabSpec, PriceKind, Tax

LAB = LabSpec(
    name="examplepress",
    title="Example Press",
    country="NL",
    package=__name__,
    credentials=("key",),
    currency="EUR",
    price_kind=PriceKind.LAB,
    tax=Tax.EXCLUDED,
    cache_life=dt.timedelta(days=1),
    document="Example Press Print API, version 4 (made up)",
    live_url="https://api.examplepress.example/v4",
    read_by_post=("/quotes",),
    assumptions=("The lab does not exist.",),
)
