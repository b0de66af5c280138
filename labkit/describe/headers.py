"""The wire of a described lab: the headers that carry its secrets, its log-in, its errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

from labkit.describe.document import take
from labkit.http.error_bodies import ErrorReader
from labkit.http.messages import Call

if TYPE_CHECKING:
    from labkit.http.messages import Answer


@dataclass(frozen=True)
class Login:
    """A call that brings a token: ``{token}`` in the headers stands for it.

    Attributes
    ----------
    call
        Method and path: ``"POST /login"``.
    body
        The body's fields, in the words of `wire`'s headers: ``{"email": "{email}"}``.
    token
        Where the token stands in the answer.
    """

    call: str
    body: Mapping[str, str]
    token: str = "token"  # noqa: S105 - a name


def wire(
    headers: Mapping[str, str],
    *,
    errors: ErrorReader | None = None,
    login: Login | None = None,
) -> SimpleNamespace:
    """Return a lab's ``wire``.

    Parameters
    ----------
    headers
        The headers that carry the secrets: ``{"X-Api-Key": "{key}"}``, with the names of the
        credentials and settings in braces, and ``{token}`` where a log-in comes first.
    errors
        Where its answers say what is wrong.
    login
        The log-in, where there is one.
    """
    found = SimpleNamespace(headers=partial(_headers, headers), read_error=errors or ErrorReader())
    if login is not None:
        found.login = partial(_log_in, login)
        found.read_token = partial(_read_token, login)
    return found


def _headers(
    templates: Mapping[str, str],
    credentials: Mapping[str, str],
    token: str,
    settings: Mapping[str, str] | None = None,
) -> dict[str, str]:
    filled = {**(settings or {}), "token": token, **credentials}
    needs_token = not filled["token"]
    return {
        name: text.format_map(filled)
        for name, text in templates.items()
        if not (needs_token and "{token}" in text)
    }


def _log_in(login: Login, credentials: Mapping[str, str]) -> Call:
    method, path = login.call.split()
    body = {name: text.format_map(credentials) for name, text in login.body.items()}
    return Call(method, path, json=body)


def _read_token(login: Login, answer: Answer) -> str:
    token = take(answer.json_object(), login.token)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise answer.unlike("the log-in brought no token that can be used")
    return token
