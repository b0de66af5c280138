"""Order forms in a real browser, in Voila: filled in by mouse, mended, submitted, counted."""

import re

import pytest
from contrast import too_faint
from form_pages import (
    LINE,
    QUANTITY,
    SEARCH,
    chosen,
    confirmed,
    error_of,
    field,
    fill,
    pick,
    results,
    submit,
)

# Every product is called something that would run, were it not shown as text.
HOSTILE = """frame = lab.products().copy()
frame["name"] = [f'<img src=x onerror="window.broken=1"> {name}' for name in frame["name"]]
lab.products = lambda **_: frame"""


def orders(box, lab):
    return len(box.orders(lab))


# The others are filled in by keys.
@pytest.mark.parametrize("lab", ["bephoto", "printofoto"])
def test_an_order_by_mouse(opened, box, shot, photo, lab):
    before = orders(box, lab)
    page = opened(lab, HOSTILE)
    shot(f"{lab}-empty")

    # A hostile name is shown as text.
    fill(page, lab, photo)
    assert "<img src=x" in page.get_by_role("combobox", name="Product").first.input_value()
    assert page.evaluate("window.broken") is None

    # An error stands at its field, and goes when it is mended.
    quantity = field(page, QUANTITY[lab])
    quantity.fill("0")
    error_of(page, quantity).get_by_text("must be at least 1").wait_for()
    assert quantity.get_attribute("aria-invalid") == "true"
    submit(page)
    link = page.get_by_role("link", name=re.compile(f"{QUANTITY[lab]}: must be at least 1"))
    link.click()
    assert quantity.evaluate("node => node === document.activeElement")
    shot(f"{lab}-error", width=800)
    assert orders(box, lab) == before
    quantity.fill("2")
    link.wait_for(state="detached")

    # Lines are added, moved, removed and brought back.
    page.get_by_role("button", name=f"Duplicate {LINE[lab]} 1").click()
    page.get_by_role("group", name=f"{LINE[lab]} 2").wait_for()
    page.get_by_role("button", name=f"Add {LINE[lab].lower()}", exact=True).click()
    page.get_by_role("group", name=f"{LINE[lab]} 3").wait_for()
    page.get_by_role("button", name=f"Remove {LINE[lab]} 3").click()
    page.get_by_role("group", name=f"{LINE[lab]} 3").wait_for(state="detached")
    shot(f"{lab}-filled")
    shot(f"{lab}-filled", width=800, dark=True)

    # A double click submits once.
    page.get_by_role("button", name=re.compile("^Submit to 127.0.0.1:")).dblclick()
    confirmed(page)
    shot(f"{lab}-answer", dark=True)
    assert orders(box, lab) == before + 1


def test_lines_are_moved_and_what_was_removed_comes_back(opened):
    page = opened("bephoto")
    pick(page, "10x15")
    page.get_by_role("button", name="Duplicate Product 1").click()
    page.get_by_role("group", name="Product 2").wait_for()
    quantities = page.get_by_label(re.compile("^Quantity"))
    quantities.nth(1).fill("7")
    page.get_by_role("button", name="Move up Product 2").click()
    first = ".lk-item input[inputmode=decimal]"
    page.wait_for_function(f"() => document.querySelector('{first}').value === '7'")
    # A double click takes away the line it was meant for, and no other.
    page.get_by_role("button", name="Remove Product 1").dblclick()
    page.get_by_role("button", name="Undo").wait_for()
    assert quantities.count() == 1
    assert quantities.first.input_value() == "1"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(f"() => document.querySelector('{first}').value === '7'")


def test_what_is_typed_while_the_kernel_is_busy_is_not_lost(opened, tmp_path):
    gate = tmp_path / "gate"
    page = opened(
        "bephoto",
        "import pathlib, time\n"
        "from labkit.widgets import order_form_widget as order_form\n"
        "real = order_form.OrderForm._match_product\n"
        "def slow(self, line, field):\n"
        f"    while not pathlib.Path({str(gate)!r}).exists(): time.sleep(0.01)\n"
        "    real(self, line, field)\n"
        "order_form.OrderForm._match_product = slow",
    )
    page.get_by_role("combobox", name="Product").fill("10x15")
    results(page).first.click()
    field(page, "Quantity").fill("7")
    field(page, "Your reference").fill("typed meanwhile")
    field(page, "Quantity").focus()  # by now both are on their way
    gate.touch()
    chosen(page)
    assert field(page, "Quantity").input_value() == "7"
    assert field(page, "Your reference").input_value() == "typed meanwhile"
    page.get_by_role("tab", name="Request preview").click()
    page.get_by_role("tab", name="Form").click()
    assert field(page, "Quantity").input_value() == "7"


def test_nothing_is_thrown_away_without_a_second_word(opened):
    page = opened("bephoto")
    field(page, "Your reference").fill("mine")
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Keep editing").click()
    assert field(page, "Your reference").input_value() == "mine"
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("button", name="Discard").click()
    page.wait_for_function(
        "() => document.querySelector('.lk-field input').value.startsWith('labkit-')"
    )


def test_a_lab_that_is_not_there_is_said_in_the_form(show, shot, tmp_path):
    page = show(
        f"import os; os.environ['LABKIT_HOME'] = {str(tmp_path / 'home')!r}\n"
        "import labkit as lk\n"
        "box = lk.sandbox.start()\n"
        "place = dict(base_url=box.base_url('bephoto'), **box.credentials('bephoto'))\n"
        "lab = lk.connect('bephoto', **place)\n"
        "box.stop()\n"
        "lk.order_form(lab)"
    )
    page.get_by_text("The catalog cannot be read").wait_for()
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("is it running?").wait_for()
    shot("bephoto-down")


def test_what_will_be_sent_is_shown_without_secrets(opened, box, shot, photo):
    page = opened("profotonet")
    page.get_by_role("tab", name="Response").click()
    page.get_by_text("Nothing submitted yet.").wait_for()
    page.get_by_role("tab", name="Form").click()
    fill(page, "profotonet", photo)
    page.get_by_role("tab", name="Request preview").click()
    page.get_by_text("This call places the order.").wait_for()
    text = page.get_by_role("tabpanel").inner_text()
    assert '"lastName": "Sample"' in text
    assert "**********" in text
    assert box.credentials("profotonet")["key"] not in text
    shot("profotonet-calls", width=800)


def test_a_crop_is_drawn_by_mouse_keys_and_numbers(opened, shot, photo):
    page = opened("bayphoto")
    fill(page, "bayphoto", photo)
    name = "Crop: arrow keys move it, plus and minus resize it"
    page.get_by_role("group", name=name).wait_for()
    for side in ("Width %", "Height %"):
        page.get_by_label(side).fill("50")
        page.get_by_label(side).press("Enter")
    # 900 of 1800 pixels on 6 inches.
    page.get_by_text(re.compile("effective 150 ppi")).wait_for()
    frame = page.get_by_role("group", name=name)
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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_against_what_is_behind_it(opened, shot, theme):
    page = opened("profotonet", theme=theme)
    pick(page, SEARCH["profotonet"])
    submit(page)
    page.get_by_role("link", name=re.compile("^City")).wait_for()
    shot(f"profotonet-errors-{theme}", width=800)
    assert len(too_faint(page, 22)) > 20  # no two colours differ more: all texts are looked at
    assert too_faint(page) == []
