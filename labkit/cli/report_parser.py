"""Options of ``labkit report``; imports nothing heavy."""

from __future__ import annotations

from labkit.cli import options
from labkit.photos.picture import GOOD_PPI

REPORT = "labkit-report.html"
REPORT_SUFFIXES = (".html", ".htm", ".pdf", ".xlsx")
PICTURE_SUFFIXES = (".png", ".svg")
_REPORT = """\
Tables as labkit compare shows them, with charts: prices by size and by area, the
price matrix, with --country the landed cost of all sizes as one order, with --photo
its print resolution, and the price history where catalogs of several
days are stored. As .png or .svg it is the chart of prices by size alone."""


def add_report(add: options.Add) -> None:
    """Add the command."""
    parser = add(
        "report",
        "report:run",
        "write a report that compares sizes across labs",
        _REPORT,
    )
    parser.add_argument(
        "sizes", nargs="*", metavar="SIZE", help="which sizes (default: the demo's)"
    )
    options.add_compare_options(parser)
    parser.add_argument(
        "--photo",
        type=options.photo,
        metavar="FILE",
        help="show the print resolution of a photo: a file, or its pixels, e.g. 6000x4000",
    )
    parser.add_argument(
        "--min-ppi",
        type=options.ppi,
        default=GOOD_PPI,
        metavar="N",
        help="what counts as good, in ppi (default: %(default)s)",
    )
    suffixes = (*REPORT_SUFFIXES, *PICTURE_SUFFIXES)
    options.add_output(parser, suffixes, "output file (default: %(default)s)", REPORT)
