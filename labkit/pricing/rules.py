"""How a lab charges for shipping, options and orders: the defaults, and a lab's own rules.

A lab that deviates has a module ``pricing`` in its package with ``RULES = Rules(…)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from labkit.display import price_notes
from labkit.errors import InputError, LabModuleError, did_you_mean
from labkit.lab_api import modules
from labkit.pricing.tax import rate_or_none

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkit.lab_api.spec import LabSpec

# The country of a price that applies to all countries without a listed price.
EVERYWHERE = "*"


@dataclass(frozen=True)
class Choice:
    """A shipping method, as an order names it.

    Attributes
    ----------
    why
        The assumption behind its price; "" where the document states it.
    among
        Returns which of the catalog's methods it may be, from the column of their names; None: any.
    free
        Whether it is free of charge.
    """

    why: str = ""
    among: Callable[[pd.Series], pd.Series] | None = None
    free: bool = False


@dataclass(frozen=True)
class Rules:
    """A lab's charging rules beyond its catalog.

    Attributes
    ----------
    choices
        The shipping methods an order takes, where they are not the catalog's methods.
    default
        The one that is used where none is named.
    highest
        Whether an order's shipping is the highest of its items'. Otherwise the shipping of several
        products with different shipping prices is unknown.
    starting, starting_why
        Charged once for each order [major units of the lab's currency], and its source.
    vat
        The tax rate included in prices; None: the standard rate of the lab's country.
    option_price, option_why
        The price of an option without a listed price, and its source; None: unknown.
    """

    choices: Mapping[str, Choice] = field(default_factory=dict)
    default: str = ""
    highest: bool = False
    starting: Decimal | None = None
    starting_why: str = ""
    vat: Fraction | None = None
    option_price: Decimal | None = None
    option_why: str = ""

    def accepts(
        self, ids: Sequence[str], names: Sequence[str], method: str
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which method ids and which method names a shipping method matches."""
        choice = self.choices.get(method)
        if choice is not None and choice.among is not None:
            among = choice.among(pd.Series(names, dtype="string"))
            return np.zeros(len(ids), dtype=bool), among.to_numpy(dtype=bool)
        if choice is not None or not method:
            return np.ones(len(ids), dtype=bool), np.ones(len(names), dtype=bool)
        return tuple(np.array([text == method for text in texts], bool) for texts in (ids, names))  # type: ignore[return-value]


def rules_of(spec: LabSpec) -> Rules:
    """Return a lab's rules; the default ones where it has no module ``pricing``.

    Raises
    ------
    LabModuleError
        If its module is broken.
    """
    if not modules.has(spec.package, "pricing"):
        return Rules()
    module = spec.module("pricing")
    # A lab whose server quotes needs no rules.
    rules = getattr(module, "RULES", Rules() if hasattr(module, "quote") else None)
    if not isinstance(rules, Rules):
        raise LabModuleError("its module 'pricing' has neither RULES nor quote", lab=spec.name)
    return rules


def vat_of(spec: LabSpec, rules: Rules) -> Fraction | None:
    """Return the tax rate included in a lab's prices; None where it is not known."""
    return rules.vat if rules.vat is not None else rate_or_none(spec.country)


def read_choice(rules: Rules, known: Iterable[str], method: str | None, lab: str) -> str:
    """Return the requested shipping method, or the lab's default ("": any method).

    Parameters
    ----------
    rules
        The lab's.
    known
        The ids and names of the catalog's methods.
    method, lab
        The requested method, and the lab's name for messages.

    Raises
    ------
    InputError
        If the lab has no such method.
    """
    if method is None or method == "":
        return rules.default
    methods = {*rules.choices, *known} - {""}
    if method not in methods:
        hint = did_you_mean(str(method), methods)
        raise InputError(f"it has no shipping {method!r}", lab=lab, call="quote", hint=hint)
    return method


def offers(
    shipping: pd.DataFrame, rules: Rules, country: str, method: str, products: pd.Series | list[str]
) -> pd.DataFrame:
    """Return each product's cheapest shipping price to a country.

    Parameters
    ----------
    shipping
        One lab's rows, columns of `labkit.frames.SHIPPING`.
    rules
        The lab's.
    country, method
        The destination, and the shipping method ("": any).
    products
        The product_ids.

    Returns
    -------
    DataFrame
        Index product_id ("" for any product); price and, at the dearest method, dearest [major
        units; <NA> where unknown], method, currency, tax, condition, methods (how many). A product
        that is missing has no method for that country.
    """
    near = shipping[shipping["product_id"].isin([*products, ""])]
    near = near[near["country"].isin([country, EVERYWHERE])]
    near = near[_chosen(near, rules, method)]
    # A country's price takes precedence over the one for everywhere else.
    near = near.assign(elsewhere=near["country"] == EVERYWHERE)
    near = near.sort_values("elsewhere", kind="stable")
    near = near.drop_duplicates(["product_id", "method_id", "method"])
    near = near.sort_values("price", kind="stable", na_position="last")
    first = near.drop_duplicates("product_id").set_index("product_id")
    by_product = near.groupby("product_id")["price"]
    found = first[["price", "method", "currency", "tax", "condition"]].assign(
        dearest=by_product.max(), methods=by_product.size()
    )
    found["condition"] = _conditions(near, found)
    return found


def tier_text(method: str, condition: str) -> str:
    """Return a shipping method with the lab's tier text, quoted for a note."""
    return f"{price_notes.quoted(method)}: {price_notes.quoted(condition)}"


def _conditions(near: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Return the tier texts of the products whose price is not known."""
    unpriced = found.index[found["price"].isna()]
    raw = near[near["product_id"].isin(unpriced) & (near["condition"] != "")]
    texts: dict[str, list[str]] = {}
    for product, method, condition in zip(
        raw["product_id"], raw["method"], raw["condition"], strict=True
    ):
        texts.setdefault(product, []).append(tier_text(method, condition))
    notes = [price_notes.join(texts.get(product, [])) for product in found.index]
    return pd.Series(notes, index=found.index, dtype="string")


def _chosen(near: pd.DataFrame, rules: Rules, method: str) -> NDArray[np.bool_]:
    ids, names = rules.accepts(near["method_id"].tolist(), near["method"].tolist(), method)
    return ids | names
