"""Writing a report to a file."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkit.errors import InputError
from labkit.report import pdf, xlsx
from labkit.report.content import Content, gather
from labkit.report.html import render

if TYPE_CHECKING:
    from labkit.model.size import Size
    from labkit.report.report_catalog import ReportCatalog


def _html(content: Content) -> bytes:
    # Half a character pair in a lab's name must not keep the rest from being written.
    return render(content).encode("utf-8", errors="replace")


@dataclass(frozen=True)
class ReportFormat:
    """A report's file format.

    Attributes
    ----------
    make
        Makes the file's content.
    check
        Raises `InputError` where what it needs is not installed.
    """

    make: Callable[[Content], bytes]
    check: Callable[[], None] = lambda: None


SUFFIXES: Mapping[str, ReportFormat] = {
    ".html": ReportFormat(_html),
    ".htm": ReportFormat(_html),
    ".pdf": ReportFormat(pdf.render, pdf.check),
    ".xlsx": ReportFormat(xlsx.render, xlsx.check),
}


def write(
    catalog: ReportCatalog,
    path: str | Path,
    sizes: Sequence[str | Size],
    **terms: Any,  # noqa: ANN401 - photo, min_ppi and what compare takes
) -> Path:
    """Write a report.

    Parameters
    ----------
    catalog
        What is compared.
    path
        Where to; its suffix says in which form.
    sizes, **terms
        As ``Catalog.report``.

    Returns
    -------
    pathlib.Path
        The file that was written; it is complete or not there at all.

    Raises
    ------
    InputError
        If there is no report of this suffix, what it takes is not installed, the file cannot be
        written, or an argument cannot be read.
    """
    target = check_target(path)
    _write_file(target, SUFFIXES[target.suffix.lower()].make(gather(catalog, sizes, **terms)))
    return target


def check_target(path: str | Path) -> Path:
    """Check that a report can be written to a path.

    Raises
    ------
    InputError
        If it is no path, there is no report of this suffix, what it takes is not installed, or
        there is no folder.
    """
    if not isinstance(path, str | Path):
        raise InputError(f"{path!r} is not a file path", hint='pass one, e.g. "report.html"')
    target = Path(path)
    report_format = SUFFIXES.get(target.suffix.lower())
    if report_format is None:
        raise InputError(
            f"unknown report format {target.suffix or target.name!r}",
            hint=f"use one of {', '.join(SUFFIXES)}",
        )
    report_format.check()
    if not target.parent.is_dir():
        raise InputError(f"{target.parent} is not a folder", hint="create it first")
    if target.is_dir():
        raise InputError(f"{target} is a folder", hint="pass a file in it")
    return target


def _write_file(target: Path, body: bytes) -> None:
    # Written to a temporary file and moved: a report is complete or not there.
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with partial.open("xb") as file:
            file.write(body)
        partial.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise InputError(f"{target} cannot be written: {error.strerror}") from error
