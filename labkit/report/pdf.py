"""A report as PDF: the HTML report printed by WeasyPrint or Chromium."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from labkit.errors import InputError
from labkit.report.html import render as render_html

if TYPE_CHECKING:
    from labkit.report.content import Content

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 120


def check() -> None:
    """Check that PDFs can be created here.

    Raises
    ------
    InputError
        If there is neither WeasyPrint nor Chromium.
    """
    if not _has_weasyprint() and _browser() is None:
        raise InputError(
            "a PDF needs WeasyPrint, or Chromium on this machine",
            hint='pip install "labkit[report]"; or write .html and print it from a browser',
        )


def render(content: Content) -> bytes:
    """Return a report as PDF.

    Parameters
    ----------
    content
        What `labkit.report.content.gather` put together.

    Raises
    ------
    InputError
        If it cannot be made here; the message names the extra to install.
    """
    page = render_html(content, paper=True).encode("utf-8", errors="replace").decode()
    return _weasyprint(page) if _has_weasyprint() else _chromium(page)


def _has_weasyprint() -> bool:
    if importlib.util.find_spec("weasyprint") is None:
        return False
    try:
        import weasyprint  # noqa: F401 - only whether it can be
    except OSError:  # a library of the system that it draws with is missing
        return False
    return True


def _weasyprint(page: str) -> bytes:
    from weasyprint import HTML, URLFetcher

    # Everything is in the page: nothing is ever loaded from anywhere.
    document = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    body: bytes = document.write_pdf()
    return body


def _browser() -> str | None:
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _chromium(page: str) -> bytes:
    browser = _browser()
    if browser is None:
        check()
        raise InputError("there is no Chromium")
    with tempfile.TemporaryDirectory(prefix="labkit-pdf-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, "utf-8")
        command = [browser, "--headless", "--disable-gpu", "--no-pdf-header-footer"]
        command += [f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]
        # Chromium's own sandbox does not start for the superuser (containers).
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        try:
            subprocess.run(  # noqa: S603 - a browser of this machine and a page of labkit's
                [*command, source.as_uri()], check=True, capture_output=True, timeout=_SECONDS
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise InputError(
                f"{browser} could not create the PDF: {type(error).__name__}",
                hint='pip install "labkit[report]" creates PDFs without a browser',
            ) from error
