"""Printofoto's words on the wire: its two secret headers, and its errors.

Source: document 001, "Standard API return codes" and "Authentication".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from labkit.http.error_bodies import ErrorReader

if TYPE_CHECKING:
    from labkit.http.messages import Answer, ErrorBody

# "Standard API return codes".
_READ = ErrorReader(refusals=frozenset({400, 403, 404}))
_ABOUT_CREDENTIALS = re.compile(
    r"api[_ -]?(key|secret)|credential|authenti|unauthori", re.IGNORECASE
)


def headers(credentials: Mapping[str, str], token: str) -> dict[str, str]:
    """Return the two secret headers of every request, with the underscores the document writes."""
    del token  # there is no log-in
    return {"api_key": credentials["api_key"], "api_secret": credentials["api_secret"]}


def read_error(answer: Answer) -> ErrorBody | None:
    """Return what the lab says is wrong; None if the answer is a success.

    A success is a 2xx that names no error. The body of an error is not documented ("error message
    should indicate which one and why"), nor is a 401: what comes is read as far as it goes, and
    a refusal that speaks of the key or the secret is taken to mean the credentials.
    """
    found = _READ(answer)
    if found is None or not 400 <= answer.status < 500:  # noqa: PLR2004 - the refusals of HTTP
        return found
    about = bool(_ABOUT_CREDENTIALS.search(found.message))
    return replace(found, unauthorized=found.unauthorized or about)
