"""Redaction of secrets in the request log: in headers, queries and bodies."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "[hidden]"
MAX_CAPTURE = 16384
_MAX_SHOWN = 4000
_SHORTEST = 4  # shorter secrets are hidden by field name only, or every text would be redacted
_SENSITIVE = (
    r"(?:pass(?:word|wd|phrase)?|secret|token|credential|cookie|session|signature|bearer"
    r"|authori[sz]ation|api[-_]?key)"
)
_TEXTUAL = ("json", "text/", "xml", "x-www-form-urlencoded")


class Redactor:
    """Hides known secrets in any text, and the values of fields with a sensitive name.

    Parameters
    ----------
    secrets
        Values to hide: the sandbox's credentials.
    names
        The fields of credentials, in addition to the usual ones ("password", "token", …).
    """

    def __init__(self, secrets: Iterable[str], names: Iterable[str]) -> None:
        exact = "|".join(map(re.escape, sorted(names)))
        # Bounded, against catastrophic backtracking on a crafted body.
        part = r'[^\s"&=,{}]{0,40}'
        name = rf"(?:{part}{_SENSITIVE}{part}|{exact or 'key'})"
        self._name = re.compile(name, re.IGNORECASE)
        self._in_json = re.compile(
            rf'("{name}"\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|$)|[^",\s\[\]{{}}]+)', re.IGNORECASE
        )
        self._in_form = re.compile(rf"((?:^|[?&;\s]){name}=)[^&;\s]+", re.IGNORECASE)
        forms = {form for secret in secrets for form in _spellings(secret)}
        self._secrets = sorted((f for f in forms if len(f) >= _SHORTEST), key=len, reverse=True)

    def text(self, text: str) -> str:
        """Hide the known secrets in a text."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    def headers(self, headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
        """Return headers as text, with secrets hidden."""
        shown = {}
        for raw_name, raw_value in headers:
            name = raw_name.decode("latin-1").lower()
            value = raw_value.decode("latin-1")
            shown[name] = HIDDEN if self._is_sensitive(name) else self.text(value)
        return shown

    def query(self, query: str) -> str:
        """Hide secrets in a query string or a form's body."""
        pairs = parse_qsl(query, keep_blank_values=True)
        shown = [
            (name, HIDDEN if self._is_sensitive(name) else self.text(value))
            for name, value in pairs
        ]
        return self.text(urlencode(shown, safe="[]"))

    def body(self, content: bytes, media_type: str, size: int) -> str:
        """Return a body as text for the log.

        Parameters
        ----------
        content
            Its first bytes, `MAX_CAPTURE` of them at most.
        media_type
            Its ``Content-Type``; "" if there is none.
        size
            Its whole size [bytes].
        """
        text = _decode(content, media_type)
        if text is None:
            return f"<{size} bytes of {media_type or 'unknown type'}>"
        shown = self._document(text)
        if size > len(content):
            # A secret may have been truncated at the end.
            longest = max(map(len, self._secrets), default=0)
            shown = shown[: max(len(shown) - longest, 0)]
        cut = size > len(content) or len(shown) > _MAX_SHOWN
        return f"{shown[:_MAX_SHOWN]} … <{size} bytes>" if cut else shown

    def _document(self, text: str) -> str:
        try:
            shown = json.dumps(self._walk(json.loads(text)), ensure_ascii=False)
        except (ValueError, RecursionError):
            shown = self._in_json.sub(rf'\1"{HIDDEN}"', text)
            shown = self._in_form.sub(rf"\1{HIDDEN}", shown)
        return self.text(shown)

    def _walk(self, value: Any) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return {
                name: HIDDEN if self._is_sensitive(name) and inner else self._walk(inner)
                for name, inner in value.items()
            }
        return [self._walk(inner) for inner in value] if isinstance(value, list) else value

    def _is_sensitive(self, name: str) -> bool:
        return bool(self._name.fullmatch(name))


def _spellings(secret: str) -> set[str]:
    escaped = json.dumps(secret)[1:-1]
    return {secret, quote(secret, safe=""), quote_plus(secret), escaped}


def _decode(content: bytes, media_type: str) -> str | None:
    kind = media_type.lower()
    if kind and not any(part in kind for part in _TEXTUAL):
        return None
    text = content.decode("utf-8", "replace")
    return None if "\0" in text else text
