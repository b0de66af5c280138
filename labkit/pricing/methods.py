"""What labs and catalogs can do with prices: the methods, and where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from labkit.pricing.basket import Asked
    from labkit.pricing.quote import Quote
    from labkit.values import Size


class QuoteMethods:
    """The pricing side of `labkit.lab.Lab`."""

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
        """Return what a basket costs, delivered; see `labkit.pricing.quoting.make_quote`."""
        from labkit.pricing.quoting import make_quote

        terms = {"currency": currency, "tax": tax, **rates}
        return make_quote(self, lines, country, shipping, **terms)  # type: ignore[arg-type]


class CatalogQuotes:
    """The pricing side of `labkit.catalog.Catalog`."""

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
        """Return what a basket of sizes costs at each lab; see `labkit.pricing.quotes`."""
        from labkit.pricing.quotes import make_quotes

        terms |= {"currency": currency, "shipping": shipping, "tax": tax}
        return make_quotes(self, sizes, country, **terms)  # type: ignore[arg-type]
