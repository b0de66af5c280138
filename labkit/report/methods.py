"""The reporting side of a catalog; `labkit.report`, which draws, is loaded when it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from labkit.photos.picture import GOOD_PPI

if TYPE_CHECKING:
    from pathlib import Path

    from labkit.api.merged_catalog import Catalog
    from labkit.model.values import Size
    from labkit.photos.picture import Photo

DEFAULT_SIZES = ("10x15 cm", "13x18 cm", "20x30 cm")


class ReportMethods:
    """The reporting side of `labkit.api.merged_catalog.Catalog`."""

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
        **terms: Any,  # noqa: ANN401 - tolerance, on, rates, options, shipping, tax
    ) -> Path:
        """Write a report: tables as `compare` gives them, pictures, what the marks mean.

        Parameters
        ----------
        path
            Where to; its suffix says in which form: ``.html``, ``.pdf`` or ``.xlsx``.
        sizes, quantity, country, currency, **terms
            As `compare`, one table for each size. With a country all sizes are also quoted as one
            order, part by part.
        photo, min_ppi
            As `fit`: how sharp a picture comes out on what is compared.

        Returns
        -------
        pathlib.Path
            The file that was written. Where catalogs were kept on several days, it shows what the
            first product of each lab and size cost on them.

        Raises
        ------
        InputError
            If there is no report of this suffix, what it takes is not installed, or something
            asked for cannot be read.
        """
        from labkit.report import write

        terms |= {"quantity": quantity, "country": country, "currency": currency}
        return write(cast("Catalog", self), path, sizes, photo=photo, min_ppi=min_ppi, **terms)
