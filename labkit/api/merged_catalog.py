"""The catalogs of several labs as one (`Catalog`); each lab's problems kept apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.api.connection import connect
from labkit.catalogs.gatherer import Gatherer, samples
from labkit.display.reprs import Rich, facts
from labkit.errors import LabkitError
from labkit.photos.picture import GOOD_PPI
from labkit.pricing.request import DEFAULT_SIZES, DEFAULT_TOLERANCE

if TYPE_CHECKING:
    import pandas as pd

    from labkit.api.lab import Lab
    from labkit.model.size import Size
    from labkit.photos.picture import Photo
    from labkit.pricing.exchange import Day, Exact


class Catalog(Rich):
    """The frames of one or more labs together.

    A table is read when it is first used, from all labs at once. A lab that fails is in `problems`
    and the others are there all the same; an error is raised only where no lab answered.

    Parameters
    ----------
    labs
        Names and connected labs.
    refresh
        Read everything anew from the labs.
    as_of
        The day whose snapshots are used instead of asking the labs.
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
        self._gatherer = Gatherer(
            labs, connect=connect, refresh=refresh, as_of=as_of, progress=progress
        )

    @property
    def labs(self) -> dict[str, Lab]:
        """The connected labs by name; one that could not be connected is in `problems`."""
        return dict(self._gatherer.labs())

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

    @property
    def problems(self) -> dict[str, LabkitError]:
        """The first error of each lab that failed in a table that was read, products at least."""
        return self._gatherer.errors("products")

    @property
    def notes(self) -> pd.DataFrame:
        """What was not understood in the tables that were read; see `labkit.frames.NOTES`."""
        return self._gatherer.notes("products")

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
        """Rank the labs' prices for a size.

        Parameters
        ----------
        size
            As ``"10x15 cm"``, in either orientation.
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
            option_ids, or ``"group_id=option_id"``: required of each product.
        shipping
            Lab → its shipping method; by default each lab's default, else its cheapest.
        tax
            ``"included"`` or ``"excluded"``: all totals on that basis; tax is taken out at the
            lab's rate and put on at that of `country`.

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
        from labkit.pricing.catalog_comparison import compare_catalog
        from labkit.pricing.request import read_request

        terms: dict[str, Any] = {"options": options, "shipping": shipping, "tax": tax}
        terms |= {"on": on, "rates": rates}
        request = read_request(size, quantity, country, currency, tolerance, **terms)
        return compare_catalog(self._gatherer, request)

    def matrix(
        self,
        sizes: Sequence[str | Size],
        quantity: int = 1,
        currency: str = "EUR",
        *,
        tolerance: float = DEFAULT_TOLERANCE,
        **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
    ) -> pd.DataFrame:
        """Return the matrix of each lab's cheapest total for each size.

        Parameters
        ----------
        sizes
            The columns, named as written.
        quantity, currency, tolerance, **terms
            As `compare`.

        Returns
        -------
        DataFrame
            One row for each lab (the index), one column for each size [`currency`]; <NA> where
            unknown. ``attrs`` as `labkit.pricing.matrix.make_matrix` says.

        Raises
        ------
        InputError, RateError
            As `compare`.
        """
        from labkit.pricing.catalog_comparison import catalog_matrix

        terms |= {"quantity": quantity, "currency": currency, "tolerance": tolerance}
        return catalog_matrix(self._gatherer, sizes, **terms)

    def refresh(self) -> None:
        """Discard what was read: the next use reads it from the labs."""
        self._gatherer.forget()

    def quote(
        self,
        sizes: Sequence[tuple[str | Size, int]],
        country: str,
        currency: str = "EUR",
        *,
        shipping: Mapping[str, str] | None = None,
        tax: str | None = None,
        **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
    ) -> pd.DataFrame:
        """Quote a basket of sizes at each lab, delivered.

        Of each size each lab's best product is quoted, as `compare` ranks them, in one order.

        Parameters
        ----------
        sizes
            ``(size, quantity)`` each.
        country, currency, shipping, tax, **terms
            As `compare`.

        Returns
        -------
        DataFrame
            One row for each lab, the columns of `labkit.frames.QUOTES`; complete totals first.

        Raises `InputError` or `RateError` if something that was asked for cannot be used.
        """
        from labkit.pricing.catalog_quotes import quote_catalog

        terms |= {"currency": currency, "shipping": shipping, "tax": tax}
        return quote_catalog(self._gatherer, sizes, country, **terms)

    def fit(self, photo: Photo, min_ppi: float = GOOD_PPI) -> pd.DataFrame:
        """Compute how a picture fits every product.

        Parameters
        ----------
        photo
            A file, or width and height in pixels, as ``(6000, 4000)``.
        min_ppi
            From how many pixels per inch on a print counts as good; as soft from 3/4 of them on.

        Returns
        -------
        DataFrame
            The columns of `labkit.frames.FIT`, in the order of `products`; unknown sizes last.

        Raises
        ------
        PhotoError, InputError
            If the picture cannot be read, or `min_ppi` is no number over 0.
        """
        from labkit.photos.fit import fit_photo

        specs = [lab.spec for lab in self.labs.values()]
        return fit_photo(self.products, photo, min_ppi, specs)

    def report(  # noqa: PLR0913 - what can be asked, by name
        self,
        path: str | Path,
        sizes: Sequence[str | Size] = DEFAULT_SIZES,
        quantity: int = 1,
        country: str | None = None,
        currency: str = "EUR",
        *,
        photo: Photo | None = None,
        min_ppi: float = GOOD_PPI,
        **terms: Any,  # noqa: ANN401 - country, on, rates, options, shipping, tax
    ) -> Path:
        """Write a report: comparisons, pictures, and with a country one order of all sizes.

        Parameters
        ----------
        path
            Its suffix says in which format: ``.html``, ``.pdf`` or ``.xlsx``.
        sizes, quantity, country, currency, **terms
            As `compare`, one table for each size.
        photo, min_ppi
            As `fit`: the resolution of a picture on the compared products.

        Raises
        ------
        InputError
            If there is no such format, an extra is missing, or something cannot be read.
        """
        from labkit.report import write

        terms |= {"quantity": quantity, "country": country, "currency": currency}
        return write(self, path, sizes, photo=photo, min_ppi=min_ppi, **terms)

    def __repr__(self) -> str:
        return f"<Catalog of {', '.join(self._gatherer.names)}>"

    def _html(self) -> str:
        from labkit.api.reprs import catalog_html

        try:
            products = self.products
        except LabkitError as error:
            return facts("Catalog", [("problem", error)])
        return catalog_html(products, self.labs, self.samples, self.problems, self.notes)
