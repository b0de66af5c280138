"""The catalogs of several labs as one: read side by side, each lab's troubles kept apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from labkit.api.lab import Lab
from labkit.catalogs.gatherer import Gatherer, price_lists, samples
from labkit.display.reprs import Rich, catalog_html
from labkit.errors import InputError
from labkit.lab_api.spec import registered
from labkit.model.dates import parse_day
from labkit.photos.picture import FitMethods
from labkit.pricing.methods import CatalogQuotes
from labkit.pricing.request import DEFAULT_TOLERANCE
from labkit.report.methods import ReportMethods

if TYPE_CHECKING:
    import pandas as pd

    from labkit.errors import LabkitError
    from labkit.model.values import Size
    from labkit.pricing.comparison import Ask
    from labkit.pricing.exchange import Day, Exact
    from labkit.pricing.product_lookup import Shelf


def catalog(
    labs: Sequence[str | Lab] | None = None,
    *,
    refresh: bool = False,
    as_of: str | dt.date | None = None,
    progress: bool = True,
) -> Catalog:
    """Take the catalogs of several labs together.

    Parameters
    ----------
    labs
        Names (connected to the embedded sandbox) and connected labs; all labs by default. One whose
        package is broken is among the catalog's `problems`.
    refresh
        Read everything again from the labs.
    as_of
        A day, as ``"2026-11-01"``: take what was kept then, or last before it, and ask no lab.
    progress
        Show a bar while the labs are read.

    Raises
    ------
    UnknownLabError
        If there is no lab of a name.
    InputError
        If something is neither a name nor a connected lab, or a lab stands twice.

    Examples
    --------
    >>> cat = catalog()  # doctest: +SKIP
    >>> cat.compare("10x15 cm", quantity=100, currency="EUR")  # doctest: +SKIP
    """
    if isinstance(labs, str | Lab):
        labs = [labs]
    if labs is not None and not isinstance(labs, Iterable):
        raise InputError(f"{labs!r} is no list of labs", hint="give a list of names, as lk.labs()")
    day = None if as_of is None else parse_day(as_of)
    found = registered() if labs is None else list(labs)
    return Catalog(found, refresh=refresh, as_of=day, progress=progress)


class Catalog(FitMethods, CatalogQuotes, ReportMethods, Rich):
    """The frames of one or more labs together.

    A table is read when it is first used, from all labs at once. A lab that fails is in `problems`
    and the others are there all the same; an error is raised only where no lab answered.

    Parameters
    ----------
    labs
        Names and connected labs.
    refresh
        Read everything again from the labs.
    as_of
        The day whose snapshots are taken instead of asking the labs.
    progress
        Show a bar while the labs are read.
    """

    def __init__(
        self,
        labs: Sequence[str | Lab],
        *,
        refresh: bool = False,
        as_of: dt.date | None = None,
        progress: bool = True,
    ) -> None:
        self._gatherer = Gatherer(labs, refresh=refresh, as_of=as_of, progress=progress)

    @property
    def labs(self) -> dict[str, Lab]:
        """The connected labs by name; one that could not be connected is in `problems`."""
        return self._gatherer.labs()

    @property
    def products(self) -> pd.DataFrame:
        """What the labs sell; columns of `labkit.frames.PRODUCTS`.

        Raises
        ------
        LabkitError
            If no lab answered: the lab's own error where there is one lab, else a `CatalogError`.
        """
        return self._gatherer.table("products")

    @property
    def options(self) -> pd.DataFrame:
        """What can be chosen with the products; columns of `labkit.frames.OPTIONS`."""
        return self._gatherer.table("options")

    @property
    def shipping(self) -> pd.DataFrame:
        """How it is sent and for how much; columns of `labkit.frames.SHIPPING`."""
        return self._gatherer.table("shipping")

    def shelf(self, table: str) -> Shelf:
        """Return options or shipping, made ready to be looked up again and again."""
        return self._gatherer.shelf(table)

    def own(self, lab: str, table: str) -> pd.DataFrame:
        """Return one lab's part of a table, as it is in this catalog.

        Raises
        ------
        LabkitError
            The lab's own, where it did not answer.
        """
        return self._gatherer.own(lab, table)

    @property
    def problems(self) -> dict[str, LabkitError]:
        """The first error of each lab that failed in a table that was read, products at least."""
        return self._gatherer.errors("products")

    @property
    def as_of(self) -> dt.date | None:
        """The day whose snapshots are taken; None where the labs are asked."""
        return self._gatherer.as_of

    @property
    def samples(self) -> list[str]:
        """The labs whose data are samples, since labkit's own sandbox plays them."""
        return samples(self.labs)

    def compare(  # noqa: PLR0913 - what can be asked, by name
        self,
        size: str | Size,
        quantity: int = 1,
        country: str | None = None,
        currency: str = "EUR",
        tolerance: float = DEFAULT_TOLERANCE,
        *,
        on: Day = None,
        rates: Mapping[str, Exact] | None = None,
        options: Sequence[str] = (),
        shipping: Mapping[str, str] | None = None,
        tax: str | None = None,
    ) -> pd.DataFrame:
        """Rank what the labs ask for a size.

        Parameters
        ----------
        size
            As ``"10x15 cm"``, either way round.
        quantity
            How many of one product.
        country
            Where it is sent to (ISO alpha-2). Without one, totals are of the items alone.
        currency
            Of the totals (ISO 4217).
        tolerance
            How far each side may be off, relatively: 0.03 is 3 %.
        on, rates
            The day of the exchange rates (the last known ones by default), and rates of your own:
            currency → one unit of it in `currency`.
        options
            option_ids, or ``"group_id=option_id"``: what each product shall have.
        shipping
            Lab → its way of sending; by default each lab's default, else its cheapest.
        tax
            ``"included"`` or ``"excluded"`` brings all totals to that basis: tax is taken out at
            the lab's rate, and put on at that of `country`.

        Returns
        -------
        DataFrame
            The columns of `labkit.frames.COMPARE`; complete totals first, by total, unknown ones
            last. Where nothing matches it is empty and ``attrs["nearest"]`` names what is near.

        Raises
        ------
        InputError, RateError
            If something that was asked for cannot be read, or has no exchange rate.
        """
        from labkit.pricing.comparison import ask

        terms: dict[str, Any] = {"options": options, "shipping": shipping, "tax": tax}
        terms |= {"on": on, "rates": rates}
        return self._ranked(ask(size, quantity, country, currency, tolerance, **terms))

    def matrix(
        self,
        sizes: Sequence[str | Size],
        quantity: int = 1,
        currency: str = "EUR",
        *,
        tolerance: float = DEFAULT_TOLERANCE,
        **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
    ) -> pd.DataFrame:
        """Put each lab's cheapest total for each size side by side.

        Parameters
        ----------
        sizes
            The columns, as they shall be called.
        quantity, currency, tolerance
            As `compare`.
        **terms
            country, on, rates, options, shipping and tax, as `compare`.

        Returns
        -------
        DataFrame
            One row for each lab (the index), one column for each size [`currency`]; <NA> where a
            lab has no such size or its price is not known. ``attrs`` names the product, the kind of
            price, the tax and the notes of each cell: see `labkit.pricing.matrix.make_matrix`.

        Raises
        ------
        InputError, RateError
            As `compare`.
        """
        from labkit.pricing.comparison import ask
        from labkit.pricing.matrix import make_matrix

        asked = {"quantity": quantity, "currency": currency, "tolerance": tolerance, **terms}

        def one(size: str | Size) -> pd.DataFrame:
            return self._ranked(ask(size, **asked))

        result = make_matrix(self._gatherer.names, sizes, one)
        result.attrs["sample"] = self.samples
        return result

    def refresh(self) -> None:
        """Forget what was read: the next use reads it from the labs again."""
        self._gatherer.forget()

    def _ranked(self, wanted: Ask) -> pd.DataFrame:
        from labkit.pricing.comparison import compare_products
        from labkit.pricing.landed_cost import landed

        extras = landed(self, wanted)
        result = compare_products(
            self._gatherer.stock(),
            wanted,
            price_lists=price_lists(self.labs),
            surcharges=extras if wanted.country or wanted.options else None,
            vat=extras.vat,
        )
        result.attrs["sample"] = self.samples
        result.attrs["problems"] = {lab: str(error) for lab, error in self.problems.items()}
        return result

    def __repr__(self) -> str:
        return f"<Catalog of {', '.join(self._gatherer.names)}>"

    def _html(self) -> str:
        return catalog_html(self)
