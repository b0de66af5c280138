"""Profotonet's words on the wire: the header that carries the key, and its errors.

Source: document 003, "Basic implementation" and "Response error".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from labkit.http.error_bodies import ErrorReader

if TYPE_CHECKING:
    from labkit.http.messages import Answer, ErrorBody, Outgoing

# "Response error" and the table of codes; of its 500 nobody says that nothing was done.
_REFUSALS = frozenset({400, 401, 403, 404, 409, 422})
_READ = ErrorReader(errors=("errors",), fields=("field",), refusals=_REFUSALS)


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the headers of every request: the key, and the content type the document asks for.

    The 401 text speaks of "APIid and APIkey"; the only header documented is ``key``.
    """
    del token  # there is no log-in
    return {"key": credentials["key"], "Content-Type": "application/json"}


def is_test(call: Outgoing) -> bool:
    """Say whether a call can order nothing: a catalog read, or one that is marked as a test.

    The lab's own sandbox is its live host, and ``test`` is false where it is left out ("Insert
    order", "Get order", "Reprint order").
    """
    if call.method == "GET":
        return call.path == "/products" or call.params.get("test") == "true"
    try:
        body = json.loads(call.body, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError):
        return False
    return call.method == "POST" and isinstance(body, dict) and body.get("test") is True


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Of a name that stands twice nobody knows which one counts.
    found = dict(pairs)
    return found if len(found) == len(pairs) else {}


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None if the answer is a success.

    A success is a 2xx without ``errors``. The document's table has ``errors`` twice, as an array
    and as an integer: whatever stands there is read as far as it goes.
    """
    return _READ(answer)
