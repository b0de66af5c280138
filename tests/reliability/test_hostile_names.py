"""Hostile names through frames, widgets, HTML, PDF, CSV, XLSX and the terminal: none acts.

Broken once, and seen to fail: `reprs.text` without `html.escape` (notebooks, widgets),
`export._FORMULA` without ``=`` (CSV) and `plain_text.clean` returning its text (terminal).
"""

import csv
import io
import re
import sys
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from hostile_names import names
from offers_kit import products
from played_lab import PlayedLab
from promises import HOSTILE

import labkit as lk
from labkit import frames
from labkit.cli import console, text_tables
from labkit.display.notes import notes_lines
from labkit.display.reprs import products_html
from labkit.frames import export

pytestmark = [pytest.mark.reliability, pytest.mark.timeout(1800)]
SHORT, ALL = 60, 520
A_REPORT = 40
ACTS = {"script", "iframe", "object", "embed", "base", "form", "link", "meta", "math", "svg"}
FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


@pytest.fixture(scope="module")
def hostile(pytestconfig):
    return names(ALL if pytestconfig.getoption("--full") else SHORT)


def catalog_of(hostile):
    frame = products(*(("one", name, 100, 150, 0.1 + place) for place, name in enumerate(hostile)))
    for column in ("variant", "category"):
        frame[column] = frame["name"]
    frame.attrs["notes"] = [["price", 1, name, f"why {name}"] for name in hostile]
    shipping = frames.build(frames.SHIPPING, {"method": hostile, "lab": "one", "country": "NL"})
    return lk.catalog([PlayedLab("one", {"products": frame, "shipping": shipping})])


@pytest.fixture(scope="module")
def catalog(hostile):
    return catalog_of(hostile)


class Acting(HTMLParser):
    """What in a page would run, load or lead elsewhere."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [tag] * (tag in ACTS)
        self.found += [name for name, _ in attrs if name.startswith("on")]
        links = [value or "" for name, value in attrs if name in {"href", "src", "xlink:href"}]
        self.found += [link for link in links if "evil" in link or "script:" in link]


def acting(text):
    return Acting(text).found


def test_there_are_as_many_as_promised_and_they_would_act(hostile, full):
    assert len(set(hostile)) == (ALL if full else SHORT)
    assert acting(f"<p>{'</p><p>'.join(hostile)}</p>")


def test_in_notebooks(catalog, hostile, promise):
    pages = [catalog._html(), catalog.problems._html(), products_html(catalog.products, hostile[0])]
    for page in pages:
        assert acting(page) == []
        assert "&lt;" in page
    assert acting(catalog.problems._repr_mimebundle_()["text/html"]) == []
    promise(HOSTILE, f"notebook: 0 of {len(hostile)}")


def test_in_widgets(catalog, hostile, promise):
    explorer = lk.explore(catalog)
    pages = []
    for start in range(0, len(hostile), 20):
        explorer.filter(text=hostile[start])
        pages += [explorer.table.html, explorer.form.html]
    explorer.filter(text="")
    pages += [explorer.table.html, explorer.form.html, explorer.basket_pane.html]
    pages.append(explorer._repr_mimebundle_()["text/html"])
    assert "Not understood" in explorer.form.html
    own = set(acting(lk.explore(catalog_of(["Print"])).form.html))
    for page in pages:
        assert set(acting(page)) <= own
    promise(HOSTILE, f"widgets: 0 of {len(hostile)}")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "parquet"])
def test_in_exports(catalog, hostile, kind, promise):
    written = export.to_bytes(catalog.products, kind)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(written.decode(), newline="")))
        assert len(rows) == len(hostile) + 1
        assert not [cell for row in rows[1:] for cell in row if FORMULA.match(cell)]
    if kind == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(written)).active for cell in row]
        assert len(cells) > len(hostile)
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    promise(HOSTILE, f"{kind}: 0 of {len(hostile)}")


def test_in_terminals(catalog, hostile, promise):
    compared = catalog.compare("10x15 cm", tolerance=0.2)
    texts = [
        text_tables.comparison(compared, labs=["one"], most=10_000),
        text_tables.records(catalog.products, "products", most=10_000),
        text_tables.overview(catalog),
        *notes_lines(catalog.notes),
        *(console.clean(name) for name in hostile),
        str(lk.LabkitError("".join(hostile), lab="one", hint="\n".join(hostile))),
    ]
    for text in texts:
        steering = {c for c in text if unicodedata.category(c)[0] == "C" and c != "\n"}
        assert not steering, steering
    promise(HOSTILE, f"terminal: 0 of {len(hostile)}")


def test_in_reports(hostile, full, tmp_path, promise):
    if not full:
        pytest.skip("tests/report has hostile names in every form of report, every day")
    report = {"sizes": ["10x15 cm"], "tolerance": 0.2}
    own = catalog_of(["Print"]).report(tmp_path / "own.html", **report).read_text("utf-8")
    for start in range(0, len(hostile), A_REPORT):
        found = catalog_of(hostile[start : start + A_REPORT])
        page = found.report(tmp_path / "r.html", **report).read_text("utf-8")
        assert "Not understood" in page
        assert set(acting(page)) <= set(acting(own))
        book = openpyxl.load_workbook(found.report(tmp_path / "r.xlsx", **report))
        cells = [cell for sheet in book for row in sheet for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        assert_still(found.report(tmp_path / "r.pdf", **report))
    promise(HOSTILE, f"reports: 0 of {len(hostile)}")


def assert_still(path):
    """A PDF without scripts, actions, forms and links."""
    reader = pypdf.PdfReader(path)
    assert not {"/OpenAction", "/AcroForm", "/AA"} & set(reader.root_object)
    assert not [page for page in reader.pages if "/Annots" in page]
    assert b"/JavaScript" not in path.read_bytes()
