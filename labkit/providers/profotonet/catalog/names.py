"""What the names of Profotonet's products say: size, category, variant.

The catalog has no field for a size (document 003, Get products); its names have one:
``Canvas 2cm (50 x 50) - Houten baklijst: Wit``. All names are read at once: at a million products
a loop over them would take longer than decoding the answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labkit.lab_api.size_columns import Floats, find_sizes, without_size

Flags = np.ndarray[Any, np.dtype[np.bool_]]

_DASH = " - "
_EDGES = " ,;:-\u00a0"


def read_sizes(names: pa.Array) -> tuple[Floats, Floats]:
    """Return the widths and heights that names give [mm]; NaN where they give none for certain.

    A bare pair is centimetres: ``10x15``, ``(50 x 50)``. Of a set (``4x 10x15``) it is the size of
    one piece.

    Parameters
    ----------
    names
        Texts.
    """
    return find_sizes(names, bare="cm", counted=True)


def read_parts(names: pa.Array, sized: Flags) -> tuple[pa.Array, pa.Array]:
    """Return the categories and variants that names give.

    ``Canvas 2cm (50 x 50) - Houten baklijst: Wit`` is a ``Canvas 2cm`` in the variant
    ``Houten baklijst: Wit``: what is before the first dash without its size, and what is after it.

    Parameters
    ----------
    names
        Texts.
    sized
        Which names give a size; the others keep all that is before the dash.
    """
    parts = pc.split_pattern(names, _DASH, max_splits=1)
    base = parts.values.take(parts.offsets[:-1])
    has_two = pc.greater(pc.list_value_length(parts), 1)
    second = pc.if_else(has_two, pc.add(parts.offsets[:-1], 1), None)
    category = pc.if_else(pa.array(sized), pc.utf8_trim(without_size(base), _EDGES), base)
    return category, pc.fill_null(parts.values.take(second), "")
