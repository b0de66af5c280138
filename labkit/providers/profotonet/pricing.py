"""How Profotonet charges, from document 003.

"The item with the highest shipping price is used as the shipping price for the order" (Get
products). The sample answer of "Insert order" has 99 cents of starting costs, taxes of 21/121 of
each part, and nothing for its two options; none of the three is in the catalog.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from labkit.pricing.rules import Choice, Rules

if TYPE_CHECKING:
    import pandas as pd

_NOT_MAPPED = "the document does not say which catalog method it is"


def _packages(methods: pd.Series) -> pd.Series:
    return methods.str.contains("pakket", case=False, regex=False)


RULES = Rules(
    choices={
        "pickup": Choice(why="taken for free: it is in no catalog", free=True),
        "send": Choice(why=f"taken at each product's cheapest method; {_NOT_MAPPED}"),
        "sendaspackage": Choice(
            why=f"taken at each product's cheapest method with 'pakket' in its name; {_NOT_MAPPED}",
            among=_packages,
        ),
    },
    default="send",
    highest=True,
    starting=Decimal("0.99"),
    starting_why="as in the document's sample order; they are in no catalog",
    vat=Fraction(21, 100),
    option_price=Decimal("0.00"),
    option_why="the document's sample order charges nothing for its options",
)
