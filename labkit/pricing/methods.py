"""What a connected lab can do with prices: the methods, each one line to where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from labkit.pricing.basket import Asked
    from labkit.pricing.quote import Quote


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
