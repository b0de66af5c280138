"""Checking whether an order's picture has enough pixels for the print.

Only pictures on this machine are read: files, and those in the photo store of labkit's own sandbox.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from labkit.errors import PhotoError, Problem
from labkit.http.transport import LabAdapter, make_session, no_secrets
from labkit.lab_api.endpoints import is_loopback
from labkit.ordering.publishing import is_url
from labkit.photos.picture import fill_ppi, read_pixels

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab

LEAST_PPI = 150
_MAX_BYTES = 100 * 1024**2
_SECONDS = 10.0


def too_small(
    path: str, photo: str | Path, row: dict[str, Any], lab: ConnectedLab
) -> list[Problem]:
    """Return a warning where a picture gives less than 150 ppi on its product.

    Parameters
    ----------
    path
        The field's path, for the warning.
    photo
        A file or a URL.
    row
        The product, with ``width_mm`` and ``height_mm``.
    lab
        Where it is ordered.
    """
    import pandas as pd

    pixels = measure(photo, lab)
    sides = (row["width_mm"], row["height_mm"])
    if pixels is None or any(pd.isna(side) for side in sides):
        return []
    ppi = fill_ppi(pixels, sides)
    if ppi >= LEAST_PPI:
        return []
    measured = f"{pixels[0]} x {pixels[1]} pixels give {ppi:.0f} ppi on this product"
    return [Problem(path, f"{measured}; {LEAST_PPI} or more look sharp", "warning")]


def measure(photo: str | Path, lab: ConnectedLab) -> tuple[int, int] | None:
    """Return a picture's upright width and height in pixels; None where it cannot be looked at."""
    if is_url(photo):
        if not (is_loopback(str(photo)) and str(photo).startswith(lab.endpoint.origin + "/")):
            return None
        return _measure_url(str(photo))
    path = Path(photo)
    return pixels_of(path.read_bytes()) if path.is_file() else None


@functools.lru_cache(maxsize=256)
def _measure_url(url: str) -> tuple[int, int] | None:
    origin = "/".join(url.split("/", 3)[:3])
    with make_session(
        origin, LabAdapter(no_secrets, deadline=_SECONDS, max_bytes=_MAX_BYTES)
    ) as session:
        try:
            answer = session.get(url, allow_redirects=False)
        except requests.RequestException:
            return None
    return pixels_of(answer.content) if answer.ok else None


def pixels_of(content: bytes) -> tuple[int, int] | None:
    """Return width and height as the picture is meant to be seen; None if it is no picture."""
    try:
        return read_pixels(io.BytesIO(content))
    except PhotoError:
        return None
