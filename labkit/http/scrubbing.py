"""Removing what an exception carries of a request that had secrets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator


def scrub(error: BaseException, request: requests.PreparedRequest) -> None:
    """Remove the frames, and the request with its secrets, from an error and all behind it.

    Parameters
    ----------
    request
        The request without secrets, which takes the place of the one that was sent.
    """
    for each in _chain(error):
        each.__traceback__ = None
        if isinstance(each, requests.RequestException):
            each.request, each.response = request, None


def _chain(error: BaseException) -> Iterator[BaseException]:
    waiting, seen = [error], set()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        behind = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        waiting += [one for one in behind if isinstance(one, BaseException)]
