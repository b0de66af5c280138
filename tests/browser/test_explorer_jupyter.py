"""Explorer and tracker in Notebook 7, which is made of JupyterLab 4: run the cell, filter, look."""

import re

CODE = """import os
os.environ["LABKIT_HOME"] = {home!r}
import labkit as lk
from IPython.display import display
display(lk.order_tracker(["bephoto"]))
lk.explore(["bephoto"])"""


def test_the_explorer_filters_and_keys_stay_in_it(page, jupyter, tmp_path, shot, run_cell):
    url, write = jupyter
    name = write(CODE.format(home=str(tmp_path / "home")))
    page.goto(f"{url}/notebooks/{name}")
    run_cell(page)
    page.get_by_text("The journal is empty", exact=False).wait_for(timeout=30_000)
    page.get_by_text("126 of 126 products").wait_for()
    assert page.locator(".lk-static :visible").count() == 0
    page.get_by_label("Search", exact=True).click()
    # The notebook has commands on these letters; here they are only letters.
    page.keyboard.type("tirage 10x15 a")
    page.get_by_label("Search", exact=True).fill("tirage 10x15")
    page.get_by_text(re.compile(r"^\d of 126 products")).wait_for()
    page.get_by_role("button", name="Add to basket", exact=True).first.click()
    page.get_by_role("tab", name="Basket (1)", exact=True).wait_for()
    assert page.locator(".jp-Notebook .jp-CodeCell").count() <= 2
    shot("explorer-notebook")
