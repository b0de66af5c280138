"""The server of ``labkit app``: Voila, restricted to the user who started it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import html
import os
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import Any

from jupyter_server.log import log_request
from tornado.web import RequestHandler
from voila.app import Voila

# Requests to other hosts are blocked: neither what Voila's own template asks
# for (its icons are in its own files as well), nor what a catalog's text might.
_POLICY = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


class DashboardServer(Voila):  # type: ignore[misc] # Voila has no types
    """Voila that accepts only its own host name and blocks requests to other hosts."""

    def init_settings(self) -> dict[str, Any]:
        """Return the server's settings; a request for another host's name is refused."""
        settings: dict[str, Any] = super().init_settings()
        settings["identity_provider"].login_handler_class = ForbiddenHandler
        # Tornado's own would write whole addresses into the log, token and all.
        log = functools.partial(log_request, record_prometheus_metrics=False)
        overrides = {
            "allow_remote_access": False,
            "headers": headers(self.port),
            "log_function": log,
        }
        return {**settings, **overrides}

    def launch_browser(self) -> None:
        """Open the page."""
        open_page(address(self.port, self.token))


class ForbiddenHandler(RequestHandler):
    """Answers 403 where Voila would show its login page."""

    def get(self) -> None:
        """Explain how to open the page."""
        self.set_status(403)
        self.set_header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        self.finish(
            '<!doctype html><meta charset="utf-8"><title>labkit</title>'
            "<p>This page is for the person who started it: open the whole address that "
            "<code>labkit app</code> printed, with its token.</p>"
        )


def address(port: int, token: str) -> str:
    """Return the page's URL with its token."""
    return f"http://127.0.0.1:{port}/?token={token}"


def headers(port: int) -> dict[str, str]:
    """Return the headers of every response."""
    sockets = f"connect-src 'self' ws://127.0.0.1:{port} ws://localhost:{port}"
    return {
        "Content-Security-Policy": "; ".join([*_POLICY, sockets]),
        # The address holds the token.
        "Referrer-Policy": "no-referrer",
    }


def open_page(url: str) -> None:
    """Open a URL in the browser through a file: other users can read command lines."""
    handle, name = tempfile.mkstemp(prefix="labkit-", suffix=".html")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        there = html.escape(url, quote=True)
        file.write(
            f'<!doctype html><meta charset="utf-8"><title>labkit</title>'
            f'<meta http-equiv="refresh" content="0; url={there}"><a href="{there}">labkit</a>'
        )
    atexit.register(_forget, Path(name))
    # Some browsers keep the caller waiting until they are closed.
    threading.Thread(target=webbrowser.open, args=[Path(name).as_uri()], daemon=True).start()


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
