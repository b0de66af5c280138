"""Order forms in a real browser, in Voila: filled in, mended, submitted, counted at the sandbox."""

import re

import pytest
from PIL import Image

from labkit import sandbox

ADDRESS = {
    "bayphoto": {
        "Name": "Ada Sample",
        "Address 1": "1 Test Street",
        "City": "Springfield",
        "State": "CA",
        "Country": "US",
        "ZIP": "90001",
    },
    "bephoto": {},
    "printofoto": {
        "Shipping firstname": "Ada",
        "Shipping name": "Sample",
        "Shipping address 1": "1 rue du Test",
        "Shipping zipcode": "75001",
        "Shipping city": "Paris",
        "Shipping country": "France",
    },
    "profotonet": {
        "First name": "Ada",
        "Last name": "Sample",
        "Street": "Teststraat",
        "House number": "1A",
        "ZIP code": "1234 AB",
        "City": "Utrecht",
        "Country": "NL",
    },
}
SEARCH = {
    "bayphoto": "4x6 in",
    "bephoto": "10x15",
    "printofoto": "poster",
    "profotonet": "foto 10x15 glans",
}
OPTION = {"bayphoto": ("Surface", "Lustre")}
QUANTITY = {
    "bayphoto": "Quantity",
    "bephoto": "Quantity",
    "printofoto": "Copies",
    "profotonet": "Quantity",
}


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as started:
        yield started


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "beach.jpg"
    Image.effect_noise((1800, 1200), 40).convert("RGB").save(path)
    return path


@pytest.fixture
def opened(show, box, tmp_path):
    def run(lab, extra="", theme="light"):
        page = show(
            f"import os; os.environ['LABKIT_HOME'] = {str(tmp_path / 'home')!r}\n"
            f"import labkit as lk\n"
            f"place = dict(base_url={box.base_url(lab)!r}, **{box.credentials(lab)!r})\n"
            f"lab = lk.connect({lab!r}, **place)\n"
            f"{extra}\n"
            f"lk.order_form(lab)",
            theme,
        )
        page.get_by_role("heading", name=re.compile("^Order at")).wait_for()
        return page

    return run


def field(page, label):
    # A required field's label ends with its mark, which is hidden from screen readers.
    return (
        page.locator(".lk-field")
        .filter(has=page.locator("label", has_text=re.compile(rf"^\s*{re.escape(label)}( \*)?$")))
        .locator("input, select, textarea")
        .first
    )


def fill(page, lab, photo):
    for label, text in ADDRESS[lab].items():
        field(page, label).fill(text)
    pick(page, SEARCH[lab])
    for label, choice in [OPTION[lab]] if lab in OPTION else []:
        field(page, label).select_option(label=re_label(page, label, choice))
    add_photo(page, lab, photo)


def re_label(page, label, choice):
    texts = field(page, label).locator("option").all_inner_texts()
    return next(text for text in texts if text.startswith(choice))


def results(page):
    return page.get_by_role("listbox", name="Products").first.get_by_role("option")


def pick(page, text):
    combo = page.get_by_role("combobox", name="Product").first
    combo.fill(text)
    results(page).first.wait_for()
    results(page).first.click()
    page.locator(".lk-chosen", has_text=re.compile(r"·")).first.wait_for()


def add_photo(page, lab, photo):
    if lab == "bayphoto":
        page.get_by_role("button", name="Add photo", exact=True).click()
    if lab == "profotonet":
        page.get_by_role("button", name="Add file", exact=True).click()
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_text(re.compile("1800 × 1200 pixels")).first.wait_for()


def submit(page):
    page.get_by_role("button", name=re.compile("^Submit to 127.0.0.1:")).click()


def confirmed(page):
    page.get_by_role("heading", name="The lab took the order").wait_for()


def orders(box, lab):
    return len(box.orders(lab))


@pytest.mark.parametrize("lab", sorted(ADDRESS))
def test_a_form_is_filled_in_and_submitted(opened, box, shot, photo, lab):
    before = orders(box, lab)
    page = opened(lab)
    shot(f"{lab}-empty")
    fill(page, lab, photo)
    shot(f"{lab}-filled")
    shot(f"{lab}-filled", width=800, dark=True)
    submit(page)
    confirmed(page)
    shot(f"{lab}-answer", dark=True)
    assert orders(box, lab) == before + 1


def test_an_error_stands_at_its_field_and_goes_when_it_is_mended(opened, box, shot, photo):
    before = orders(box, "profotonet")
    page = opened("profotonet")
    fill(page, "profotonet", photo)
    country = field(page, "Country")
    country.fill("XX")
    error = page.locator(f"#{country.get_attribute('id')}-error")
    error.get_by_text("is no country").wait_for()
    assert country.get_attribute("aria-invalid") == "true"
    submit(page)
    page.get_by_role("link", name=re.compile("^Country")).click()
    assert country.evaluate("node => node === document.activeElement")
    shot("profotonet-error", width=800)
    assert orders(box, "profotonet") == before
    country.fill("NL")
    error.get_by_text("is no country").wait_for(state="detached")
    submit(page)
    confirmed(page)
    assert orders(box, "profotonet") == before + 1


def test_a_double_click_submits_once(opened, box, photo):
    page = opened("bephoto")
    fill(page, "bephoto", photo)
    count = orders(box, "bephoto")
    page.get_by_role("button", name=re.compile("^Submit to")).dblclick()
    confirmed(page)
    assert orders(box, "bephoto") == count + 1


def test_lines_are_added_duplicated_moved_and_removed(opened):
    page = opened("bephoto")
    pick(page, "10x15")
    page.get_by_role("button", name="Duplicate Product 1").click()
    page.get_by_role("group", name="Product 2").wait_for()
    quantities = page.get_by_label(re.compile("^Quantity"))
    quantities.nth(1).fill("7")
    page.get_by_role("button", name="Move up Product 2").click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.lk-item input[inputmode=decimal]')][0].value === '7'"
    )
    page.get_by_role("button", name="Remove Product 1").click()
    page.get_by_role("group", name="Product 2").wait_for(state="detached")
    assert quantities.first.input_value() == "1"
    page.get_by_role("button", name="Add product", exact=True).click()
    page.get_by_role("group", name="Product 2").wait_for()


def test_a_hostile_product_name_is_shown_as_text(opened):
    page = opened(
        "bephoto",
        "frame = lab.products().copy()\n"
        "frame['name'] = '<img src=x onerror=\"window.broken=1\"><b>bold</b>'\n"
        "lab.products = lambda **_: frame",
    )
    combo = page.get_by_role("combobox", name="Product")
    combo.fill("img")
    results(page).first.click()
    page.locator(".lk-chosen", has_text="<img src=x").wait_for()
    assert page.evaluate("window.broken") is None


def test_the_keyboard_is_enough(opened, box, photo):
    before = orders(box, "bephoto")
    page = opened("bephoto")
    page.get_by_role("combobox", name="Product").focus()
    page.keyboard.type("10x15")
    results(page).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".lk-chosen", has_text=re.compile("·")).wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.placeholder || ''").startswith("a file's path"):
            break
    page.keyboard.type(str(photo))
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("1800 × 1200 pixels")).wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Submit to"):
            break
    page.keyboard.press("Enter")
    confirmed(page)
    assert orders(box, "bephoto") == before + 1


def test_what_will_be_sent_is_shown_without_secrets(opened, box, shot, photo):
    page = opened("profotonet")
    fill(page, "profotonet", photo)
    page.get_by_role("tab", name="What will be sent").click()
    page.get_by_text("This call places the order.").wait_for()
    text = page.get_by_role("tabpanel").inner_text()
    assert '"lastName": "Sample"' in text
    assert "**********" in text
    assert box.credentials("profotonet")["key"] not in text
    shot("profotonet-calls", width=800)


def test_a_crop_is_drawn_by_mouse_keys_and_numbers(opened, shot, photo):
    page = opened("bayphoto")
    fill(page, "bayphoto", photo)
    frame = page.get_by_role("group", name="Crop: arrow keys move it, plus and minus size it")
    frame.wait_for()
    page.get_by_label("Width %").fill("50")
    page.get_by_label("Width %").press("Enter")
    page.get_by_label("Height %").fill("50")
    page.get_by_label("Height %").press("Enter")
    # 900 of 1800 pixels on 6 inches.
    page.get_by_text(re.compile("effective 150 ppi")).wait_for()
    frame = page.get_by_role("group", name="Crop: arrow keys move it, plus and minus size it")
    box = frame.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    left = float(page.get_by_label("Left %").input_value())
    assert left > 5
    frame.press("ArrowLeft")
    assert float(page.get_by_label("Left %").input_value()) == pytest.approx(left - 1, abs=0.11)
    shot("bayphoto-crop")


def test_a_number_that_is_too_small_is_said_as_it_is_typed(opened, shot, photo):
    page = opened("bephoto", theme="dark")
    fill(page, "bephoto", photo)
    field(page, "Quantity").fill("0")
    page.get_by_text("Input should be greater").first.wait_for()
    shot("bephoto-dark", width=800, dark=True)
