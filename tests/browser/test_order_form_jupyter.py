"""Orders in JupyterLab 4 and Notebook 7: mended, submitted, saved; and a draft across a restart."""

import json
import re

import pytest
from form_pages import QUANTITY, confirmed, error_of, field, fill, pick, submit

CODE = """import os
os.environ["LABKIT_HOME"] = {home!r}
import labkit as lk
address = lk.Address(first_name="Ada", last_name="Sample", street="Secretstreet",
                     house_number="1", postcode="1234 AB", city="Utrecht", country="NL")
lab = lk.connect("profotonet")
url = lk.sandbox.shared().photos.put({photo!r})
line = lk.Line(product_id="1000101000150001", photo=url)
lk.order_form(lab, lk.OrderIntent(reference="from-{place}", recipient=address, lines=(line,)))"""
# All in one cell: four pages would take four times as long.
OTHERS = ("bayphoto", "bephoto", "printofoto")
FORMS = """import os
os.environ["LABKIT_HOME"] = {home!r}
import labkit as lk
for lab in {labs!r}:
    display(lk.order_form(lab))"""
DRAFT = """import os
os.environ["LABKIT_HOME"] = {home!r}
import labkit as lk
lk.order_form("profotonet")"""
# A workspace for each notebook: a shared one brings back the notebooks of other tests.
RUN = {"lab": "/lab/workspaces/orders-{0}/tree/{0}.ipynb", "notebook": "/notebooks/{0}.ipynb"}


@pytest.mark.parametrize("place", sorted(RUN))
def test_an_order_is_submitted(page, jupyter, place, tmp_path, photo, shot, run_cell):
    url, write = jupyter
    name = write(CODE.format(home=str(tmp_path / "home"), photo=str(photo), place=place))
    page.goto(url + RUN[place].format(name.removesuffix(".ipynb")))
    run_cell(page)
    page.get_by_role("heading", name="Order at").wait_for()
    city = field(page, "City")
    city.fill("")
    error_of(page, city).get_by_text("is required").wait_for()
    city.fill("Hiddentown")

    # "d d" deletes a cell, and "x" cuts it, in the notebook; here they are nothing of the kind.
    page.get_by_role("button", name="Add entry").focus()
    for key in ("d", "d", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Entry 2").wait_for()
    page.get_by_role("button", name="Remove Entry 2").press("Space")
    page.get_by_role("group", name="Entry 2").wait_for(state="detached")

    page.get_by_role("button", name=re.compile("^Submit to 127.0.0.1:")).dblclick()
    confirmed(page)
    shot(f"jupyter-{place}")
    page.set_viewport_size({"width": 1280, "height": 900})
    saved = save(page, write.folder / name)
    assert "widgets" in saved["metadata"]  # what widgets hold was saved
    assert "Hiddentown" not in json.dumps(saved)


def test_an_order_of_each_other_lab_is_filled_in_and_submitted(
    page, jupyter, tmp_path, photo, run_cell
):
    url, write = jupyter
    name = write(FORMS.format(home=str(tmp_path / "home"), labs=OTHERS))
    page.goto(url + RUN["lab"].format(name.removesuffix(".ipynb")))
    run_cell(page)
    page.get_by_role("heading", name="Order at").nth(len(OTHERS) - 1).wait_for()
    for number, lab in enumerate(OTHERS):
        form = page.locator(".lk-form").nth(number)
        fill(form, lab, photo)
        quantity = field(form, QUANTITY[lab])
        quantity.fill("0")
        error_of(form, quantity).get_by_text("must be at least 1").wait_for()
        quantity.fill("2")
        error_of(form, quantity).get_by_text("must be").wait_for(state="detached")
        submit(form)
        confirmed(form)


def test_a_draft_survives_a_restart_of_the_kernel(page, jupyter, tmp_path, photo, run_cell):
    url, write = jupyter
    home = tmp_path / "home"
    name = write(DRAFT.format(home=str(home)))
    page.goto(url + RUN["lab"].format(name.removesuffix(".ipynb")))
    run_cell(page)
    page.get_by_role("heading", name="Order at").wait_for()
    field(page, "City").fill("Hiddentown")
    pick(page, "foto 10x15 glans")
    field(page, "Quantity").fill("7")
    page.get_by_role("button", name="Add file").click()
    page.locator("input[type=file]").first.set_input_files(photo)
    page.get_by_text(re.compile("1800 × 1200 pixels")).wait_for()
    page.get_by_label("Width %").fill("50")
    page.get_by_label("Width %").press("Enter")
    page.get_by_text("labkit changes the file").wait_for()
    reference = field(page, "Your reference").input_value()
    page.get_by_role("button", name="Duplicate Entry 1").click()
    page.get_by_role("group", name="Entry 2").wait_for()

    restart(page)
    page.get_by_role("heading", name="Order at").wait_for(state="detached")
    run_cell(page)
    page.get_by_text("Restored draft of").wait_for()
    assert field(page, "City").input_value() == "Hiddentown"
    assert field(page, "Your reference").input_value() == reference
    assert page.get_by_label(re.compile("^Quantity")).nth(1).input_value() == "7"
    page.get_by_label("Width %").first.wait_for()
    assert page.get_by_label("Width %").first.input_value() == "50.0"
    saved = save(page, write.folder / name)
    assert "widgets" in saved["metadata"]
    text = json.dumps(saved)
    assert [word for word in ("Hiddentown", "beach", reference) if word in text] == []
    drafts = [path.read_text() for path in (home / "state" / "drafts").glob("*.json")]
    assert [("Hiddentown" in draft, "sandbox-profotonet" in draft) for draft in drafts] == [
        (True, False)
    ]


def restart(page):
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Restart Kernel and Clear Outputs of All Cells").click()
    page.get_by_role("button", name="Confirm Kernel Restart").click()


def save(page, path):
    """Save the notebook, and return it once it is on the disk."""
    before = path.stat().st_mtime_ns
    page.locator(".jp-Notebook .jp-InputArea").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    for _ in range(200):
        saved = json.loads(path.read_text() or "{}")
        if path.stat().st_mtime_ns != before and saved.get("cells"):
            return saved
        page.wait_for_timeout(50)
    raise AssertionError("the notebook was not saved")
