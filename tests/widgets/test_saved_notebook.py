"""What a saved notebook holds of the widgets, with widget state saving on: nothing of anybody."""

import copy
import json
import os
import re

import nbformat
import pytest
from nbclient import NotebookClient

CODE = """
import json, pathlib
import labkit as lk
from PIL import Image
secrets = lk.sandbox.shared().credentials("profotonet")
pathlib.Path("secrets.json").write_text(json.dumps(list(secrets.values())))
Image.new("RGB", (1800, 1200), "teal").save("p.jpg")
lab = lk.connect("profotonet")
to = lk.Address(first_name="Zoe", last_name="Qwertz", street="Yxcvstraat",
    house_number="17", postcode="9876ZX", city="Utrecht", country="NL")
line = lk.Line(product_id="1002201300190001", photo="p.jpg")
order, dropped = lab.from_intent(
    lk.OrderIntent(reference="SAVED-1", recipient=to, lines=[line]))
receipt = lab.submit(order)
display(receipt, lab.status("SAVED-1"), lab.check(order), lab.preview(order), dropped, lab)
tracker = lk.order_tracker()
tracker._on_action("raw", next(iter(tracker._entries)), "")
assert "Qwertz" in str(lab.order_service.entry("SAVED-1", "x").body)
explorer = lk.explore(["profotonet"])
explorer.basket_pane.basket.country = "Qwertzland"
display(tracker, explorer)
from labkit.widgets.dashboard_page import dashboard
dashboard(["profotonet"])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("saved")


@pytest.fixture(scope="module")
def saved(folder):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
    env = {**os.environ, "LABKIT_HOME": str(folder / "home"), "IPYTHONDIR": str(folder)}
    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        store_widget_state=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env=env)
    return notebook


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_no_address_and_no_secret_is_in_a_saved_notebook(saved, folder):
    assert "widgets" in saved.metadata  # the state was saved
    notebook = copy.deepcopy(saved)
    notebook.cells[0].source = ""
    text = json.dumps(notebook)
    for word in ("Qwertz", "Yxcvstraat", "9876ZX", "Zoe"):
        assert word not in text
    secrets = json.loads((folder / "secrets.json").read_text())
    assert secrets
    assert not [secret for secret in secrets if secret in text]
    assert "Receipt of SAVED-1" in text
    assert "Order tracker. 1 order: 1 confirmed." in text
    assert "Explorer: " in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_an_export_of_it_shows_a_static_page_of_each_widget(saved):
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter(template_name="basic").from_notebook_node(saved)
    # What an export takes for a widget is a script; without a kernel it shows nothing.
    seen = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<p>Order tracker. 1 order: 1 confirmed.</p>" in seen
    assert "Explorer: 250 of 250 products</caption>" in seen
    assert "Foto 10x15 - Papiersoort: Glans</td>" in seen
    assert seen.count('class="lk-static"') == 3  # tracker, explorer, dashboard
