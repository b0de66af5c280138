"""What a report holds beside its tables: the order of all, prices over time, the photo."""

import base64
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile

import openpyxl
import pandas as pd
import pypdf
import pytest
from offers_kit import products
from PIL import Image
from played_lab import PlayedLab, down
from report_kit import Page, hostile_catalog, keep_past

import labkit as lk
from labkit.errors import InputError, PhotoError
from labkit.pricing.request import read_request
from labkit.report import pdf
from labkit.report.sections import quote_all_sizes

SIZES = ["10x15 cm", "20x30 cm"]
DAYS = {"2026-08-01": 0.5, "2026-09-01": 2.0}
ALL = [
    "Prices by lab and size",
    "Landed cost",
    "Price by size",
    "Price by area",
    "Price per area",
    "Price history: 10x15 cm",
    "Price history: 20x30 cm",
    "Print resolution by size",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Give the tests of this file one labkit home, with a past in it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LABKIT_HOME", str(home))
        for name in ("bephoto", "profotonet"):
            keep_past(lk.connect(name), DAYS)
    return home


@pytest.fixture(autouse=True)
def in_home(home, monkeypatch, own_labkit_home):
    monkeypatch.setenv("LABKIT_HOME", str(home))


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photos") / "holiday.jpg"
    Image.new("RGB", (1800, 1200), "teal").save(path)
    return path


@pytest.fixture(scope="module")
def made(home, photo, tmp_path_factory):
    """Write a report with everything, in every form."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LABKIT_HOME", str(home))
        cat = lk.catalog()
        for suffix in ("html", "pdf", "xlsx"):
            cat.report(folder / f"r.{suffix}", SIZES, 100, "NL", photo=photo, min_ppi=250)
    return folder


@pytest.fixture(scope="module")
def page(made):
    return Page((made / "r.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(made / "r.xlsx")


def cells(sheet):
    first = int(re.sub(r"\D", "", sheet.auto_filter.ref.split(":")[0]))
    names = [cell.value for cell in sheet[first]]
    rows = sheet.iter_rows(min_row=first + 1, values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


# All of them


def test_a_page_has_every_picture_once_and_in_order(page):
    assert page.figures == ALL
    assert len(page.images) == len(ALL)
    for image in page.images:
        body = base64.b64decode(image["src"].removeprefix("data:image/svg+xml;base64,"))
        assert ET.fromstring(body).tag.endswith("svg")
        assert len(image["alt"]) > 40


def test_a_workbook_has_every_picture_with_its_words(book, made):
    assert len(book["Charts"]._images) == len(ALL)
    with zipfile.ZipFile(made / "r.xlsx") as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count(" descr=") == len(ALL)
    assert "Landed cost of the order at each lab, by cost component [EUR]." in drawing


def test_a_pdf_has_every_section(made):
    words = " ".join(
        " ".join(each.extract_text() for each in pypdf.PdfReader(made / "r.pdf").pages).split()
    )
    for heading in (
        "Prices by lab and size",
        "Landed cost of all sizes as one order",
        "Price history",
        "Print resolution of the photo",
        "holiday.jpg, 1,800 × 1,200 pixels; good at 250 ppi or more",
    ):
        assert heading in words


@pytest.mark.browser
@pytest.mark.skipif(pdf._browser() is None, reason="needs Chromium")
def test_chromium_puts_the_pictures_in_too(made, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_has_weasyprint", lambda: False)
    path = lk.catalog(["bephoto"]).report(tmp_path / "r.pdf", SIZES[:1], photo=(1800, 1200))
    # Pictures are drawn, not pasted: every letter in them is lines and curves.
    assert drawn(path) > 5000
    assert drawn(made / "r.pdf") > 30_000


def drawn(path):
    """Return how much is drawn in a PDF, words apart: lines and curves."""
    found = 0
    for each in pypdf.PdfReader(path).pages:
        found += count_lines(each.get_contents().get_data())
        forms = each["/Resources"].get("/XObject", {})
        for form in forms.values():
            found += count_lines(form.get_object().get_data())
    return found


def count_lines(body):
    return len(re.findall(rb"[\d.]+ [\d.]+ [lc]\s", body))


# The order of all


def test_the_order_of_all_is_that_of_the_catalog(page, book):
    quotes = lk.catalog().quote([(size, 100) for size in SIZES], "NL", "EUR")
    names = ["items_total", "options_total", "shipping_total", "starting_total", "known_total"]
    expected = [
        [row["lab"], *("–" if pd.isna(amount) else f"{amount:,.2f}" for amount in row[names])]
        for _, row in quotes.iterrows()
    ]
    head, *rows = page.table(1)
    assert head[:6] == ["Lab", "Items", "Options", "Shipping", "Starting costs", "Total"]
    assert [[*row[:5], row[5].split()[0]] for row in rows] == expected
    marks = {row[0]: row[5].split()[1:] for row in rows}
    # Profotonet's prices include tax and all parts are known; Bephoto's shipping is not.
    assert marks["profotonet"] == []
    assert marks["bephoto"] == ["↑?"]
    assert marks["bayphoto"] == ["↑*?"]
    in_sheet = cells(book["Landed cost"])
    assert [row["Lab"] for row in in_sheet] == quotes["lab"].tolist()
    totals = [row["Total [EUR]"] for row in in_sheet]
    known = ["–" if pd.isna(total) else total for total in quotes["known_total"]]
    assert totals == known


def test_a_total_by_hand(page):
    row = next(row for row in page.table(1)[1:] if row[0] == "profotonet")
    # 100 x 0.17 and 100 x 0.53; the highest shipping of the two, 2.49, once; 0.99 to start
    assert row[1:6] == ["70.00", "–", "2.49", "0.99", "73.48"]
    assert "profotonet: 73.48;" in page.images[1]["alt"]


def test_a_total_says_what_it_is_made_of(page):
    first = page.table(3)[1]
    assert first[1] == "profotonet"
    assert first[6] == "20.48 items 17.00 + shipping 3.48"


def test_without_a_country_it_says_so(tmp_path):
    path = lk.catalog().report(tmp_path / "r.html", SIZES)
    read = Page(path.read_text("utf-8"))
    assert "No country was given: totals are without shipping." in read.text
    assert "Landed cost" not in read.figures


def test_what_else_was_asked_for_is_said_and_holds_for_all(tmp_path):
    asked = {"tax": "excluded", "tolerance": 0.01, "shipping": {"profotonet": "pickup"}}
    cat = lk.catalog(["profotonet"])
    read = Page(cat.report(tmp_path / "r.html", SIZES, 100, "NL", **asked).read_text("utf-8"))
    terms = "tax excluded, shipping method profotonet: pickup, size tolerance 1%"
    assert f"all totals converted to {terms}" in read.text.replace(" ,", ",")
    matrix = cat.matrix(SIZES, 100, country="NL", **asked)
    assert read.table(0)[1][1].split()[0] == f"{matrix.loc['profotonet', '10x15 cm']:.2f}"
    quotes = cat.quote([(size, 100) for size in SIZES], "NL", **asked)
    assert read.table(1)[1][5].split()[0] == f"{quotes['total'].iloc[0]:.2f}"


def test_the_order_of_all_has_the_options_that_were_asked_for():
    terms = {"quantity": 10, "country": "NL", "options": ["whiteborder=checked"]}
    quotes, _ = quote_all_sizes(
        lk.catalog(["profotonet"]), [read_request("10x15 cm", **terms)], terms
    )
    # The document's sample order charges nothing for options; without one there is no such part.
    assert quotes["options_total"].tolist() == [0.0]


# Prices over time


def test_each_day_that_was_kept_is_on_the_sheet(book):
    rows = [row for row in cells(book["Price history"]) if row["Size"] == "10x15 cm"]
    own = [row for row in rows if row["Lab"] == "profotonet"]
    today = own[-1]["Date"]
    assert [row["Date"] for row in own] == ["2026-08-01", "2026-09-01", today]
    # Half of 0.17 is 0.085, kept as 0.08; twice is 0.34
    assert [row["Unit price"] for row in own] == [0.08, 0.34, 0.17]
    assert {row["Product id"] for row in own} == {"1000101000150001"}
    assert {row["Endpoint"] for row in own} == {"embedded"}
    assert {row["Mark"] for row in rows if row["Lab"] == "bephoto"} == {"?"}


def test_what_was_kept_is_told_to_who_cannot_see_it(page):
    alt = page.images[ALL.index("Price history: 10x15 cm")]["alt"]
    assert "profotonet: 0.08 EUR on 2026-08-01 and 0.17 EUR on 20" in alt


def test_where_one_day_was_kept_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "new"))
    read = Page(lk.catalog(["bephoto"]).report(tmp_path / "r.html", SIZES).read_text("utf-8"))
    assert "Price history needs two days, stored: 20" in read.text
    assert not [each for each in read.figures if "over time" in each]
    played = lk.catalog([PlayedLab("one")]).report(tmp_path / "p.html", ["10x15"])
    assert "Price history needs two days, stored: none." in Page(played.read_text("utf-8")).text


def test_a_pinned_report_ends_on_its_day(tmp_path):
    cat = lk.catalog(["bephoto"], as_of="2026-09-15")
    alt = Page(cat.report(tmp_path / "r.html", ["10x15"]).read_text("utf-8")).images[-1]["alt"]
    # 0.18 and half of it and twice of it
    assert "bephoto: 0.09 EUR on 2026-08-01 and 0.36 EUR on 2026-09-01." in alt


def test_what_another_account_kept_is_not_shown(tmp_path):
    with lk.sandbox.start() as box:
        own = box.credentials("bephoto")
        lab = lk.connect("bephoto", base_url=box.base_url("bephoto"), **own)
        path = lk.catalog([lab]).report(tmp_path / "r.html", ["10x15"])
    assert "needs two days" in Page(path.read_text("utf-8")).text


def test_your_own_prices_have_no_history(tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "product_id,variant_id,min_quantity,price,currency,tax\n106,1,1,0.01,EUR,included\n"
    )
    lab = lk.connect("bephoto", prices=mine)
    path = lk.catalog([lab]).report(tmp_path / "r.html", ["10x15"])
    assert "stored: none" in Page(path.read_text("utf-8")).text


def test_a_damaged_past_does_not_keep_the_rest_from_being_written(tmp_path, monkeypatch):
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "home"))
    lab = lk.connect("bephoto")
    keep_past(lab, {"2026-08-01": 1.0})
    (kept,) = (tmp_path / "home").rglob("date=2026-08-01/*.parquet")
    kept.write_bytes(b"no parquet")
    read = Page(lk.catalog([lab]).report(tmp_path / "r.html", ["10x15"]).read_text("utf-8"))
    assert "Snapshots of earlier days cannot be read: the snapshot" in read.text


# The photo


def test_the_photo_is_looked_at_on_the_first_product_of_each_size(page, book):
    head, *rows = page.table(2)
    assert head[:5] == ["Size", "Lab", "Product", "ppi", "Crop loss, or blank border"]
    by_row = {(row[0], row[1]): row[3:] for row in rows}
    # 1800 px on 150 mm: 304.8, and nothing is cut off; 1800 px on 304.8 mm: 150
    assert by_row["10x15 cm", "profotonet"][:2] == ["304", "0.0%"]
    assert by_row["10x15 cm", "profotonet"][3] == "good"
    assert by_row["20x30 cm", "bayphoto"][0] == "150"
    assert by_row["20x30 cm", "bayphoto"][3] == "too small"
    sheet = {(row["Size"], row["Lab"]): row for row in cells(book["Photo"])}
    assert sheet["10x15 cm", "profotonet"]["ppi"] == pytest.approx(304.8)
    assert list(sheet) == list(by_row)


def test_of_the_photo_only_its_name_is_told(made, photo):
    text = (made / "r.html").read_text("utf-8")
    assert "holiday.jpg" in text
    assert str(photo.parent) not in text


def test_pixels_will_do(tmp_path):
    path = lk.catalog(["bephoto"]).report(tmp_path / "r.html", ["10x15"], photo=(600, 400))
    read = Page(path.read_text("utf-8"))
    assert "600 × 400 pixels; good at 200 ppi or more" in read.text
    without = Page(
        lk.catalog(["bephoto"]).report(tmp_path / "w.html", ["10x15"]).read_text("utf-8")
    )
    assert "No photo was given." in without.text


def test_of_sizes_nobody_sells_the_photo_has_a_picture_and_no_table(tmp_path):
    path = lk.catalog(["bephoto"]).report(tmp_path / "r.html", ["3x4"], photo=(600, 400))
    read = Page(path.read_text("utf-8"))
    assert "No lab sells these sizes" in read.text
    assert read.figures[-1] == "Print resolution by size"


@pytest.mark.parametrize(
    ("terms", "error"),
    [
        ({"photo": "nowhere.jpg"}, PhotoError),
        ({"photo": (0, 10)}, PhotoError),
        ({"photo": (10, 10), "min_ppi": 0}, InputError),
        ({"photo": __file__}, PhotoError),
        ({"tolerance": 2}, InputError),
        ({"tax": "some"}, InputError),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_read(tmp_path, terms, error):
    lab = PlayedLab("one")
    with pytest.raises(error):
        lk.catalog([lab]).report(tmp_path / "r.html", ["10x15"], **terms)
    assert lab.read == []
    assert not list(tmp_path.glob("*.html"))


# Odd catalogs


def test_hostile_names_and_a_lab_that_is_down_with_everything_asked_for(tmp_path):
    cat = hostile_catalog()
    sizes = ["10x15 cm", "77x99 cm"]
    for suffix in ("html", "xlsx"):
        path = cat.report(tmp_path / f"r.{suffix}", sizes, 10, "NL", photo=(600, 400))
        assert path.stat().st_size > 10_000
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "<script>alert" not in text
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds


def test_a_long_name_is_cut_on_paper_alone(tmp_path):
    name = "very " * 100 + "long"
    lab = PlayedLab("one", {"products": products(("one", name, 100, 150, 0.2))})
    cat = lk.catalog([lab, down("two")])
    text = cat.report(tmp_path / "r.html", ["10x15"]).read_text("utf-8")
    assert name in text
    pages = pypdf.PdfReader(cat.report(tmp_path / "r.pdf", ["10x15"])).pages
    words = " ".join(" ".join(each.extract_text() for each in pages).split())
    assert name not in words
    assert "very very…" in words.replace(" …", "…")


# In a browser


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
@pytest.mark.parametrize("width", [1280, 800])
def test_a_browser_shows_it_whole_and_asks_for_nothing(made, width):
    playwright = pytest.importorskip("playwright.sync_api")
    asked, said = [], []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.route("**/*", lambda route: (asked.append(route.request.url), route.continue_()))
        page.on("console", lambda message: said.append(message.text))
        page.goto((made / "r.html").as_uri())
        shown = page.evaluate(
            "[...document.images].map(one => one.complete && one.naturalWidth > 0)"
        )
        wide = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    assert [url for url in asked if not url.startswith("data:")] == [(made / "r.html").as_uri()]
    assert shown == [True] * len(ALL)
    assert wide <= width
    assert said == []


def test_no_address_in_a_page_is_ever_loaded(made):
    text = (made / "r.html").read_text("utf-8")
    loading = re.findall(r"""(?:src|href|srcset|action|data)\s*=\s*["']?(?!data:)[^"'\s>]+""", text)
    assert loading == []
    assert not re.search(r"url\(\s*['\"]?(?!data:)", text)
    assert "@import" not in text
    for body in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", text):
        svg = base64.b64decode(body).decode()
        assert not re.findall(r"""(?:xlink:)?href\s*=\s*["'](?!#|data:)[^"']+""", svg)
        assert "<script" not in svg
