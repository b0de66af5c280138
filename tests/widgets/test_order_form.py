"""Order forms of every lab, driven by the messages a browser would send; real sandboxes answer."""

import json
import stat

import nbformat
import pytest
from form_kit import LABS, LINES, SHIPPING, at, first, heard, intent, last, say
from nbclient import NotebookClient
from PIL import Image

import labkit as lk
from labkit import folders
from labkit.widgets.catalog_choices import CatalogChoices
from labkit.widgets.catalog_fields import ProductField
from labkit.widgets.form import parse_path, path_text
from labkit.widgets.photo_field import PhotoField

pytestmark = pytest.mark.usefixtures("five_labs")


@pytest.mark.short
@pytest.mark.parametrize("name", LABS)
def test_an_intent_fills_the_form_and_is_submitted_once(connected, photo, name):
    form = heard(lk.order_form(connected(name), intent(name, photo)))
    assert [one for one in form.problems if one.severity == "error"] == []
    revision = form.revision
    say(form, "submit", revision=revision)
    first_receipt = form.receipt
    say(form, "submit", revision=revision)
    assert first_receipt.state == "confirmed"
    assert form.receipt is first_receipt
    assert len(lk.orders()) == 1
    assert last(form, "answer")["ok"]


@pytest.mark.parametrize("name", LABS)
def test_an_order_goes_to_an_intent_and_back(connected, photo, name):
    form = lk.order_form(connected(name), intent(name, photo, "form-1"))
    back = form.intent
    assert (back.reference, back.shipping) == ("form-1", SHIPPING.get(name, ""))
    line = back.lines[0]
    assert (line.product_id, line.variant_id, line.quantity) == (
        LINES[name].product_id,
        LINES[name].variant_id,
        2,
    )
    again = form.lab.from_intent(back)[0].model_dump(warnings=False, exclude_unset=True)
    volatile = getattr(form.lab.order_service.module, "VOLATILE", ())
    before = form.lab.order_service.validated(form.value).model_dump()
    after = form.lab.order_service.validated(again).model_dump()
    assert {n: v for n, v in after.items() if n not in volatile} == {
        n: v for n, v in before.items() if n not in volatile
    }


@pytest.mark.parametrize("name", LABS)
def test_the_code_makes_the_same_order(connected, photo, name):
    form = lk.order_form(connected(name), intent(name, photo))
    code = form.to_code()
    for secret in form.lab.endpoint.credentials.values():
        assert secret.reveal() not in code
    rows = code.replace("receipt = lab.submit(order)", "")
    names = {}
    exec(rows, names)  # the form's own code, of sample data
    assert names["lab"].order_service.validated(names["order"]) == form.lab.order_service.validated(
        form.value
    )


@pytest.mark.short
@pytest.mark.parametrize("name", LABS)
def test_a_form_is_filled_by_searching_and_uploading(connected, photo, name):
    form = heard(lk.order_form(connected(name)))
    field = first(form, ProductField)
    picked = LINES[name]
    say(form, "pick", field, product=picked.product_id, variant=picked.variant_id)
    for path in ("products[0].photos", "entries[0].file"):
        node, whole = form.root.find(parse_path(path))
        if whole and node is not form.root:
            say(form, "action", node, action="add", place=0)
    picture = first(form, PhotoField)
    say(form, "upload", picture, [photo.read_bytes()], name="beach.jpg")
    assert picture.error == ""
    assert "1800 × 1200 pixels" in picture.facts
    wrong = [one.field for one in form.problems if one.field == path_text(picture.path())]
    assert wrong == []


def test_searching_by_size_and_words(connected):
    choices = CatalogChoices(connected("bephoto"))
    items, note = choices.search("10x15 lustre")
    assert {item["variant"] for item in items} == {"2"}
    assert note.endswith(("product.", "products."))
    assert choices.search("no such thing")[0] == []
    assert "Try another size" in choices.search("no such thing")[1]


def test_a_hundred_thousand_products_show_fifty(connected, monkeypatch):
    import pandas as pd

    lab = connected("bephoto")
    small = lab.products()
    large = pd.concat([small] * (100_000 // len(small) + 1), ignore_index=True).iloc[:100_000]
    monkeypatch.setattr(lab, "products", lambda **_: large)
    items, note = CatalogChoices(lab).search("")
    assert len(items) == 50
    assert note == "The first 50 of 100,000 products; type more to narrow the search."


def test_an_option_that_is_ruled_out_cannot_be_chosen(connected, photo):
    # 13463 Glossy rules out 13462 Lustre and 13467 Linen (the sample catalog).
    values = intent("bayphoto", photo).lines[0].model_copy(update={"product_id": "1975"})
    order = intent("bayphoto", photo).model_copy(update={"lines": (values,)})
    form = heard(lk.order_form(connected("bayphoto"), order))
    options = at(form, "products[0].print_services")
    surface = next(g for g in options.spec()["groups"] if g["label"] == "Surface")
    assert surface["required"]
    say(form, "choose", options, group=surface["id"], value=["13463"])
    texture = next(g for g in options.spec()["groups"] if g["label"] == "Texture")
    linen = next(choice for choice in texture["choices"] if choice["value"] == "13467")
    assert linen["disabled"]
    assert "excluded by Glossy" in linen["label"]


def test_a_refusal_stands_at_its_field(connected, photo):
    form = heard(lk.order_form(connected("cornerlab"), intent("cornerlab", photo)))
    say(form, "input", at(form, "who"), value="Nobody")
    say(form, "submit", revision=form.revision)
    errors = last(form, "errors")["errors"]
    assert errors[at(form, "who").key]["text"] == "nobody lives there"
    assert not last(form, "answer")["ok"]


def test_a_problem_of_the_catalog_stands_at_its_field(connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    say(form, "input", at(form, "products[0].idproduct"), value="99999")
    errors = last(form, "errors")["errors"]
    assert "no product 99999" in errors[at(form, "products[0].idproduct").key]["text"]


def test_a_crop_goes_into_the_order_where_the_lab_takes_one(connected, photo):
    form = heard(lk.order_form(connected("bayphoto"), intent("bayphoto", photo)))
    picture = first(form, PhotoField)
    say(form, "crop", picture, crop=[0.25, 0.25, 0.5, 0.5])
    sent = form.order.model_dump()["products"][0]["photos"][0]
    assert [float(sent[f"crop_{n}"]) for n in ("x", "y", "width", "height")] == [50, 50, 50, 50]
    # 1800 x 1200 pixels, half of each side, on 152.4 x 101.6 mm: 900 px / 6 in.
    assert "effective 150 ppi" in picture.facts


def test_a_picture_is_cut_where_the_lab_takes_no_crop(connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    before = form.value["products"][0]
    picture = first(form, PhotoField)
    say(form, "crop", picture, crop=[0, 0, 0.5, 0.5])
    after = form.value["products"][0]
    assert after["fileurl"] != before["fileurl"]
    assert after["filesize"] != before["filesize"]
    assert "cropped" in picture.facts


def test_a_portrait_on_a_landscape_product_is_shown_as_it_is_ordered(connected, tmp_path):
    path = tmp_path / "portrait.jpg"
    Image.new("RGB", (1200, 1800), "teal").save(path)
    form = heard(lk.order_form(connected("bayphoto"), intent("bayphoto", path)))
    picture = first(form, PhotoField)
    # 1800 px on 6 in, turned; the whole of it.
    assert "effective 300 ppi" in picture.facts
    assert "turned by 90°" in picture.facts
    assert "cuts off" not in picture.facts
    say(form, "picture", picture)
    shown = last(form, "picture")
    assert [float(part) for part in shown["crop"]] == [0, 0, 1, 1]
    assert shown["aspect"] == pytest.approx(2 / 3)
    sent = form.order.model_dump()["products"][0]["photos"][0]
    assert (sent["crop_width"], sent["crop_height"]) == (100, 100)
    assert [one for one in form.problems if one.severity == "error"] == []


@pytest.mark.parametrize("name", LABS)
def test_a_picture_step_that_fails_marks_its_field_and_nothing_is_sent(connected, photo, name):
    form = heard(lk.order_form(connected(name), intent(name, photo)))
    picture = first(form, PhotoField)
    photo.write_bytes(photo.read_bytes()[:-2000])
    say(form, "crop", picture, crop=[0.1, 0.1, 0.5, 0.5])
    say(form, "submit", revision=form.revision)
    assert "beach.jpg" in last(form, "errors")["errors"][picture.key]["text"]
    assert not last(form, "answer")["ok"]
    assert form.receipt is None
    assert picture.typed in {"", str(photo)}


def test_a_draft_survives_and_is_private(connected, photo):
    form = heard(lk.order_form(connected("profotonet"), intent("profotonet", photo)))
    say(form, "input", at(form, "city"), value="Draftville")
    files = list((folders.state_dir() / "drafts").glob("*.json"))
    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]
    again = heard(lk.order_form(connected("profotonet")))
    assert again.value["city"] == "Draftville"
    assert first(again, PhotoField).source == str(photo)
    say(again, "submit", revision=again.revision)
    assert again.receipt.state == "confirmed"
    assert list((folders.state_dir() / "drafts").glob("*.json")) == []


def test_a_missing_file_is_said_at_its_field(connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    say(form, "photo", first(form, PhotoField), source="/no/such/file.jpg")
    assert "no such file" in last(form, "errors")["errors"][first(form, PhotoField).key]["text"]


def test_a_live_endpoint_has_no_submit(monkeypatch, photo):
    monkeypatch.setenv("LABKIT_BEPHOTO_EMAIL", "a@b.example")
    monkeypatch.setenv("LABKIT_BEPHOTO_PASSWORD", "x")
    from dataclasses import replace

    from labkit.lab_api.endpoints import Kind

    lab = lk.connect("bephoto")
    form = heard(lk.order_form(lab, intent("bephoto", photo)))
    lab.connection.__dict__["endpoint"] = replace(lab.endpoint, kind=Kind.LIVE)
    assert form._header()["submit"] == ""
    say(form, "submit", revision=form.revision)
    assert form.receipt is None


def test_a_saved_notebook_holds_no_address_and_no_secret(photo):
    given = intent("profotonet", photo).model_dump(mode="json")
    shown = f"lk.order_form('profotonet', lk.OrderIntent(**{given!r}))"
    source = f"import labkit as lk\nform = {shown}\nform"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, timeout=60, kernel_name="python3", store_widget_state=True).execute()
    notebook.cells[0].source = ""  # what the test itself wrote there
    saved = json.dumps(notebook)
    assert "widget-state" in saved
    for word in ("Secretstreet", "Hiddentown", "90001", "sandbox-profotonet"):
        assert word not in saved


@pytest.mark.parametrize("name", ["bayphoto", "bephoto", "printofoto"])
def test_a_chosen_product_has_a_place_for_its_photo(connected, name):
    form = heard(lk.order_form(connected(name)))
    line = LINES[name]
    say(form, "pick", first(form, ProductField), product=line.product_id, variant=line.variant_id)
    assert first(form, PhotoField)
