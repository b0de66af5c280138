"""Price comparisons over a catalog of labs: one size ranked, or a matrix of sizes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from labkit.catalogs.gatherer import samples
from labkit.pricing.comparison import compare_products
from labkit.pricing.landed_cost import landed_cost
from labkit.pricing.matrix import make_matrix
from labkit.pricing.request import PriceRequest, read_request

if TYPE_CHECKING:
    import pandas as pd

    from labkit.catalogs.gatherer import Gatherer
    from labkit.model.size import Size
    from labkit.pricing.priced_lab import PricedLab


def compare_catalog(gatherer: Gatherer[PricedLab], request: PriceRequest) -> pd.DataFrame:
    """Rank the labs' prices for a size.

    Parameters
    ----------
    gatherer
        The labs' tables.
    request
        Size, quantity, country and terms.

    Returns
    -------
    DataFrame
        The columns of `labkit.frames.COMPARE`, as `compare_products` ranks them; ``attrs`` also
        name the labs whose data are a "sample" and the "problems" of those that failed.

    Raises
    ------
    InputError, RateError
        If an exchange rate is missing, or a lab named in the request is not in the catalog.
    """
    labs = gatherer.labs()
    costs = landed_cost(gatherer, request)
    result = compare_products(
        gatherer.encoded_products(),
        request,
        price_lists={name: lab.prices for name, lab in labs.items() if lab.prices},
        surcharges=costs if request.country or request.options else None,
        vat=costs.vat,
    )
    result.attrs["sample"] = samples(labs)
    result.attrs["problems"] = {
        name: str(error) for name, error in gatherer.errors("products").items()
    }
    return result


def catalog_matrix(
    gatherer: Gatherer[PricedLab],
    sizes: Sequence[str | Size],
    **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
) -> pd.DataFrame:
    """Return the matrix of each lab's cheapest total for each size; see `make_matrix`."""

    def compare(size: str | Size) -> pd.DataFrame:
        return compare_catalog(gatherer, read_request(size, **terms))

    result = make_matrix(gatherer.names, sizes, compare)
    result.attrs["sample"] = samples(gatherer.labs())
    return result
