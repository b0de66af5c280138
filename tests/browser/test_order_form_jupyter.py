"""One order in JupyterLab 4 and one in Notebook 7: run the cell, mend it, submit, save, look."""

import re

import pytest
from PIL import Image

CODE = """import os
os.environ["LABKIT_HOME"] = {home!r}
import labkit as lk
address = lk.Address(first_name="Ada", last_name="Sample", street="Secretstreet",
                     house_number="1", postcode="1234 AB", city="Utrecht", country="NL")
lab = lk.connect("profotonet")
url = lk.sandbox.shared().photos.put({photo!r})
line = lk.Line(product_id="1000101000150001", photo=url)
lk.order_form(lab, lk.OrderIntent(reference="from-{place}", recipient=address, lines=(line,)))"""
# A workspace of its own: the default one brings back the notebooks of other tests.
RUN = {"lab": "/lab/workspaces/labkit-orders/tree/", "notebook": "/notebooks/"}


@pytest.mark.parametrize("place", sorted(RUN))
def test_an_order_is_submitted(page, jupyter, place, tmp_path, shot, run_cell):
    photo = tmp_path / "beach.jpg"
    Image.linear_gradient("L").resize((1800, 1200)).convert("RGB").save(photo)
    url, write = jupyter
    code = CODE.format(home=str(tmp_path / "home"), photo=str(photo), place=place)
    name = write(code)
    page.goto(f"{url}{RUN[place]}{name}")
    run_cell(page)
    page.get_by_role("heading", name="Order at").wait_for()
    city = page.get_by_label(re.compile("^City"))
    city.fill("")
    page.locator(f"#{city.get_attribute('id')}-error", has_text="is required").wait_for()
    city.fill("Hiddentown")
    page.get_by_role("button", name=re.compile("^Submit to 127.0.0.1:")).click()
    page.get_by_role("heading", name="The lab took the order").wait_for()
    shot(f"jupyter-{place}")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    saved = read_when_saved(page, write.folder / name)
    assert "Hiddentown" not in saved


def read_when_saved(page, path):
    for _ in range(100):
        text = path.read_text()
        if '"execution_count": 1' in text:
            return text
        page.wait_for_timeout(100)
    raise AssertionError("the notebook was not saved")
