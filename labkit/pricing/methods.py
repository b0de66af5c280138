"""What labs and catalogs can do with prices: the methods, and where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from labkit.model.values import Size
    from labkit.pricing.basket import Asked
    from labkit.pricing.quote import Quote


class QuoteMethods:
    """The pricing side of `labkit.api.lab.Lab`."""

    def quote(
        self,
        lines: Iterable[Asked],
        country: str,
        shipping: str | None = None,
        *,
        currency: str | None = None,
        tax: str | None = None,
        **rates: Any,  # noqa: ANN401 - on= and rates=, as make_quote
    ) -> Quote:
        """Return what a basket costs, delivered.

        Parameters
        ----------
        lines, country, shipping, currency, tax, **rates
            As `labkit.pricing.quote_builder.make_quote`.

        Returns
        -------
        Quote
            Its parts, each known, estimated or unknown, and why; the total is None where one is
            unknown.

        Raises
        ------
        InputError, RateError
            As `labkit.pricing.quote_builder.make_quote`.
        """
        from labkit.pricing.quote_builder import make_quote

        terms = {"currency": currency, "tax": tax, **rates}
        return make_quote(self, lines, country, shipping, **terms)  # type: ignore[arg-type]


class CatalogQuotes:
    """The pricing side of `labkit.api.merged_catalog.Catalog`."""

    def quote(
        self,
        sizes: Sequence[tuple[str | Size, int]],
        country: str,
        currency: str = "EUR",
        *,
        shipping: Mapping[str, str] | None = None,
        tax: str | None = None,
        **terms: Any,  # noqa: ANN401 - options, tolerance, on, rates, as compare
    ) -> pd.DataFrame:
        """Return what a basket of sizes costs at each lab, delivered.

        Of each size each lab's best product is taken, as `compare` ranks them; what they cost
        together is quoted as one order.

        Parameters
        ----------
        sizes
            ``(size, quantity)`` each.
        country
            Where to (ISO alpha-2).
        currency
            Of all amounts (ISO 4217).
        shipping, tax, **terms
            As `compare`: also tolerance, on and rates.

        Returns
        -------
        DataFrame
            One row for each lab, the columns of `labkit.frames.QUOTES` [major units of `currency`;
            <NA> where unknown]; complete totals first, by total.

        Raises
        ------
        InputError, RateError
            If something that was asked for cannot be used.
        """
        from labkit.pricing.catalog_quotes import make_quotes

        terms |= {"currency": currency, "shipping": shipping, "tax": tax}
        return make_quotes(self, sizes, country, **terms)  # type: ignore[arg-type]
