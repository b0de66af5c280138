"""Answers in other encodings than UTF-8, as ordinary clients accept them."""

from __future__ import annotations

import codecs
import json
import re

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# What a server may state and not mean is tried last; no codec that decodes something else.
_LEGACY = frozenset({"iso8859-1", "iso8859-15", "cp1252", "utf-16", "utf-16-le", "utf-16-be"})


def as_utf8(body: bytes, content_type: str) -> bytes:
    """Return a JSON body in UTF-8 without a byte order mark; as it is where that is not possible.

    UTF-8 comes first, whatever the content type states; then UTF-16 and UTF-32, which show in the
    first bytes (RFC 4627, 3), then the stated encoding.
    """
    encoding: str = json.detect_encoding(body[:4])
    if encoding == "utf-8":
        encoding = _stated(content_type)
        if encoding not in _LEGACY or _is_utf8(body):
            return body
    try:
        return body.decode(encoding).encode()
    except ValueError:
        return body


def _stated(content_type: str) -> str:
    found = _CHARSET.search(content_type)
    try:
        return codecs.lookup(found[1]).name if found else ""
    except LookupError:
        return ""


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
