"""Explorer, tracker and dashboard in a real browser, in Voila."""

import csv
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from contrast import too_faint

from labkit import frames, sandbox


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as started:
        yield started


@pytest.fixture(scope="module")
def large():
    with sandbox.start(scale=25_000) as started:
        yield started


def connected(box):
    places = [
        f"lk.connect({lab!r}, base_url={box.base_url(lab)!r}, **{box.credentials(lab)!r})"
        for lab in box.labs
    ]
    return f"import labkit as lk\nlabs = [{', '.join(places)}]\n"


@pytest.fixture(scope="module")
def opened(lasting_page, render, box):
    return render(lasting_page, f"{connected(box)}lk.explore(labs)")


@pytest.fixture
def explorer(opened):
    """The explorer of all tests that only look and filter, with nothing filtered."""
    opened.emulate_media(color_scheme="light")
    opened.set_viewport_size({"width": 1280, "height": 900})
    opened.get_by_role("tab", name="Table", exact=True).click()
    opened.get_by_role("button", name="Clear filter", exact=True).click()
    opened.get_by_text("555 of 555 products").wait_for()
    opened.locator(".lk-products").wait_for()
    return opened


def count(page):
    return page.get_by_text(re.compile(r"of [\d,]+ products$"))


def test_filter_search_and_sort(explorer, lasting_shot):
    page = explorer
    # Of a progress bar that is done nothing stands above it.
    assert page.get_by_text(re.compile("Error displaying widget|Loading widget")).count() == 0
    lasting_shot("explorer")
    lasting_shot("explorer", width=800)
    assert too_faint(page) == []
    page.get_by_label("Size", exact=True).fill("10x15 cm")
    page.get_by_text("21 of 555 products").wait_for()
    page.get_by_label("Search", exact=True).fill("lustre")
    page.get_by_text(re.compile(r"^\d of 555 products")).wait_for()
    page.get_by_role("button", name="Clear filter", exact=True).click()
    page.get_by_text("555 of 555 products").wait_for()
    page.get_by_role("button", name="Product", exact=True).click()
    heading = page.get_by_role("columnheader", name="Product ▲", exact=True)
    heading.wait_for()
    assert heading.get_attribute("aria-sort") == "ascending"


def test_what_cannot_be_read_is_said_and_the_table_stays(explorer, lasting_shot):
    page = explorer
    page.get_by_label("Size", exact=True).fill("10xx")
    page.get_by_role("alert").get_by_text("is no size").wait_for()
    assert page.get_by_text("555 of 555 products").is_visible()
    lasting_shot("explorer-error")


def test_no_price_is_behind_a_button(explorer):
    for width in (1280, 800, 560, 400):
        explorer.set_viewport_size({"width": width, "height": 900})
        assert hidden_prices(explorer) == 0, width


def hidden_prices(page):
    return page.evaluate(
        """() => [...document.querySelectorAll(".lk-products td")].filter((cell) => {
          const box = cell.getBoundingClientRect();
          const room = cell.closest(".lk-scroll").getBoundingClientRect();
          const buttons = cell.parentElement.querySelector("td.lk-do");
          const held = buttons.getBoundingClientRect();
          const under = box.right > held.left + 1 && box.top < held.bottom - 1
            && box.bottom > held.top + 1;
          return box.right > room.right + 1 || (cell !== buttons && under);
        }).length"""
    )


def test_export_is_exactly_what_is_shown(explorer, tmp_path):
    page = explorer
    page.get_by_label("Size", exact=True).fill("10x15 cm")
    page.get_by_text("21 of 555 products").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV", exact=True).click()
    download.value.save_as(tmp_path / "p.csv")
    rows = list(csv.DictReader((tmp_path / "p.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 21
    assert set(rows[0]) == {*frames.PRODUCTS.names, *frames.CONVERTED.names}
    for row, line in zip(rows, page.locator("tbody tr").all_inner_texts(), strict=False):
        shown = line.split("\t")
        assert row["lab"] == shown[0]
        assert row["product_id"] in shown[1]
        assert f"{float(row['converted_price']):.2f}" == shown[5]


def test_basket_and_quote(explorer, lasting_shot):
    page = explorer
    page.get_by_label("Size", exact=True).fill("10x15 cm")
    page.get_by_text("21 of 555 products").wait_for()
    page.get_by_role("button", name="Add to basket", exact=True).first.click()
    page.get_by_role("tab", name="Basket (1)", exact=True).click()
    page.get_by_label(re.compile("^Quantity of")).fill("100")
    page.get_by_role("button", name="Get quote", exact=True).click()
    page.get_by_text("The same sizes at every lab, in EUR").wait_for()
    assert page.get_by_text(re.compile("^100 x ")).first.is_visible()
    lasting_shot("basket")
    lasting_shot("basket", width=800)


def test_pictures_follow_the_filter(explorer, lasting_shot):
    page = explorer
    page.get_by_role("tab", name="Charts", exact=True).click()
    page.get_by_role("img", name=re.compile("by area of 555 products")).wait_for()
    lasting_shot("explorer-pictures")
    page.get_by_label("Size", exact=True).fill("10x15 cm")
    page.get_by_role("img", name=re.compile("by area of 21 products")).wait_for()


def test_keyboard_alone_filters_and_keeps_its_place(explorer):
    page = explorer
    page.get_by_label("Size", exact=True).focus()
    page.keyboard.type("10x15")
    page.get_by_text("21 of 555 products").wait_for()
    page.get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("21–21 of 21").wait_for()
    page.get_by_role("button", name="Previous", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_text("1–20 of 21").wait_for()


def test_a_hundred_thousand_rows(show, large, shot):
    page = show(f"{connected(large)}lk.explore(labs)")
    count(page).wait_for(timeout=60_000)
    page.get_by_label("Size", exact=True).fill("10x15 cm")
    page.get_by_text(re.compile(r"^[1-9][\d,]+ of 1\d\d,\d{3} products")).wait_for()
    page.get_by_role("tab", name="All rows", exact=True).click()
    page.get_by_text(re.compile(r"^[1-9][\d,]* rows$")).wait_for()
    page.get_by_text(re.compile(r"^\d+ categories$")).first.wait_for()
    shot("explorer-live")


def test_a_hostile_name_is_only_text(show, page):
    show(
        "import labkit as lk\n"
        "from labkit import frames\n"
        "cat = lk.catalog(['bephoto'])\n"
        "bad = cat.products.copy()\n"
        "bad['name'] = '<img src=x onerror=document.title=1><b>bold</b>'\n"
        "bad['category'] = '\"><script>document.title=1</script>'\n"
        "cat._gatherer._tables['products'] = bad\n"
        "lk.explore(cat)"
    )
    page.get_by_text("<b>bold</b>").first.wait_for()
    assert page.title() != "1"
    assert page.locator(".lk-pane img").count() == 0


def test_an_order_is_followed_to_its_delivery(show, shot):
    page = show(
        "import labkit as lk\n"
        "from PIL import Image\n"
        "Image.new('RGB', (1800, 1200), 'teal').save('p.jpg')\n"
        "lab = lk.connect('profotonet')\n"
        "to = lk.Address(first_name='Ada', last_name='Sample', street='Teststraat',\n"
        "    house_number='1', postcode='1234AB', city='Utrecht', country='NL')\n"
        "line = lk.Line(product_id='1002201300190001', photo='p.jpg')\n"
        "intent = lk.OrderIntent(reference='BROWSER-1', recipient=to, lines=[line])\n"
        "lab.submit(lab.from_intent(intent)[0])\n"
        "lk.order_tracker()"
    )
    page.get_by_text("BROWSER-1").wait_for()
    page.get_by_role("button", name="Refresh", exact=True).click()
    page.get_by_text(re.compile("^Lab status:")).wait_for()
    page.get_by_role("button", name="7 days", exact=True).click()
    page.get_by_text("Lab status: shipped").wait_for()
    page.get_by_text(re.compile("^3S[A-Z0-9]+$")).wait_for()
    page.get_by_role("button", name="Reprint…", exact=True).click()
    page.get_by_role("button", name="No, leave it", exact=True).wait_for()
    shot("tracker")
    shot("tracker", width=800)
    page.get_by_role("button", name="No, leave it", exact=True).click()
    page.get_by_text("has no call for: cancelling").wait_for()
    assert page.get_by_role("button", name="Cancel…", exact=True).count() == 0


def test_looks_in_the_dark(show, page, shot):
    show(
        "import labkit as lk\n"
        "from labkit.ordering.service import journal\n"
        "from labkit.ordering.journal import Entry\n"
        "for state in ('unknown', 'confirmed', 'rejected', 'abandoned', 'prepared'):\n"
        "    entry = Entry('bephoto', 'p', f'DARK-{state}', 'sandbox', 'prepared', {})\n"
        "    journal().claim(entry)\n"
        "    journal().update(entry, state=state, problem='a problem in words')\n"
        "from IPython.display import display\n"
        "display(lk.order_tracker(['bephoto']))\n"
        "lk.explore(['bephoto'])",
        theme="dark",
    )
    page.get_by_text("DARK-unknown").wait_for()
    page.get_by_label("Size", exact=True).fill("10xx")
    page.get_by_role("alert").get_by_text("is no size").wait_for()
    # The theme comes when it has been loaded: light letters on a dark page.
    page.wait_for_function(
        "() => { const light = (colour) => Number(colour.match(/[0-9]+/)[0]);"
        " const ink = getComputedStyle(document.querySelector('.lk-pane')).color;"
        " return light(ink) - light(getComputedStyle(document.body).backgroundColor) > 100; }"
    )
    assert too_faint(page) == []
    shot("looks", dark=True)
    shot("looks", width=800, dark=True)


@pytest.fixture
def app(tmp_path):
    """Run ``labkit app`` and return the address it prints."""
    env = {**os.environ, "LABKIT_HOME": str(tmp_path / "home"), "JUPYTER_CONFIG_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "labkit", "app", "--no-browser", "--port=0"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, env=env, stdout=log, stderr=log, cwd=tmp_path)
        try:
            yield printed(server, tmp_path / "log")
        finally:
            server.kill()  # it would wait for its kernels; they end with it
            server.wait(20)


def printed(server, log):
    while True:
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S{40,}", log.read_text())
        if found and answers(found[0].split("?")[0]):
            return found[0]
        assert server.poll() is None, log.read_text()


def test_labkit_app_is_for_who_has_its_address_alone(app, browser, tmp_path):
    plain, _, token = app.partition("?")
    for address, host in (
        (plain, None),
        (f"{plain}?token={token[:-1]}", None),
        (f"{plain}voila/files/06_dashboard.ipynb", None),
        (f"{plain}voila/files/picture.png", None),
        (f"{plain}api/kernels/{'0' * 8}-0000-0000-0000-{'0' * 12}/channels", None),
        (app, "elsewhere.example"),
    ):
        assert refused(address, host) == 403, (address, host)
    assert (tmp_path / "log").read_text().count(token.removeprefix("token=")) == 1
    context = browser.new_context()
    asked, violations = [], []
    page = context.new_page()
    # A list's own method would not do: Playwright writes on what it is handed.
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
    page.on("console", lambda said: violations.append(said.text))
    page.goto(app, timeout=60_000)
    page.get_by_role("button", name="Clear filter", exact=True).wait_for(timeout=60_000)
    page.get_by_role("tab", name="All rows", exact=True).click()
    page.get_by_text("555 rows", exact=True).wait_for()
    page.get_by_role("tab", name="Track", exact=True).click()
    page.get_by_text("The journal is empty").wait_for()
    # A page that tries to reach another place is held back by the browser itself.
    reached = page.evaluate("fetch('https://elsewhere.example/x').then(() => 1, () => 0)")
    assert reached == 0
    assert [text for text in violations if "elsewhere.example" in text and "Policy" in text]
    outside = [one for one in asked if not one.url.startswith((plain, "data:", "blob:"))]
    assert {one.failure for one in outside} == {"csp"}
    # Who has the cookie needs no token again.
    assert page.request.get(plain).status == 200
    context.close()


def refused(address, host):
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        return urllib.request.urlopen(request, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


def answers(url):
    try:
        urllib.request.urlopen(f"{url}static/favicon.ico", timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def test_the_dashboard_opens_the_form_of_a_product(show, shot):
    page = show("from labkit.widgets.dashboard_page import dashboard\ndashboard()")
    count(page).wait_for()
    shot("dashboard")
    page.get_by_role("button", name="Order this", exact=True).first.click()
    page.get_by_role("heading", name=re.compile("^Order at")).wait_for()
    shot("dashboard-order")
    page.get_by_role("tab", name="Track", exact=True).click()
    page.get_by_role("heading", name="Orders", exact=True).wait_for()
    shot("dashboard-follow")
