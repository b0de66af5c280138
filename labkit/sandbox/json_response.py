"""Answers in JSON."""

from __future__ import annotations

import orjson
from starlette.responses import Response

MEDIA_TYPE = "application/json"


def answer(body: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(body), status, media_type=MEDIA_TYPE)
