"""What a report needs of a catalog."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from labkit.errors import LabkitError
    from labkit.pricing.priced_lab import PricedLab


class ReportCatalog(Protocol):
    """The catalogs of several labs; `labkit.Catalog` is one."""

    @property
    def labs(self) -> Mapping[str, PricedLab]:
        """The connected labs by name."""

    @property
    def products(self) -> pd.DataFrame:
        """What the labs sell; columns of `labkit.frames.PRODUCTS`."""

    @property
    def problems(self) -> Mapping[str, LabkitError]:
        """The first error of each lab that failed."""

    @property
    def notes(self) -> pd.DataFrame:
        """What of the labs' answers was not understood; columns of `labkit.frames.NOTES`."""

    @property
    def samples(self) -> list[str]:
        """The labs whose data are samples."""

    @property
    def as_of(self) -> dt.date | None:
        """The day whose snapshots are taken; None where the labs are asked."""

    @property
    def compare(self) -> Callable[..., pd.DataFrame]:
        """Ranks what the labs ask for a size, as ``Catalog.compare``."""

    @property
    def quote(self) -> Callable[..., pd.DataFrame]:
        """Quotes a basket at each lab, as ``Catalog.quote``."""
