"""What was typed is never lost: drafts, crops that are cut, the code that makes the order anew."""

import os
import subprocess
import sys
import time

import pytest
from form_kit import at, first, heard, intent, last, say
from PIL import Image

import labkit as lk
from labkit import folders
from labkit.model.intent import Crop
from labkit.widgets import drafts
from labkit.widgets.catalog_fields import ProductField
from labkit.widgets.photo_field import PhotoField

FOUR = ["bayphoto", "bephoto", "printofoto", "profotonet"]
CITY = {
    "bayphoto": "customer.city",
    "bephoto": "metadata",
    "printofoto": "shipping_city",
    "profotonet": "city",
}

pytestmark = pytest.mark.usefixtures("five_labs")


def files():
    return list((folders.state_dir() / "drafts").glob("*.json"))


@pytest.mark.parametrize("name", FOUR)
def test_what_was_typed_over_an_intent_is_there_again(connected, photo, name):
    given = intent(name, photo)
    form = heard(lk.order_form(connected(name), given))
    say(form, "input", at(form, CITY[name]), value="Draftville")
    before = form.value
    again = heard(lk.order_form(connected(name), given))
    assert at(again, CITY[name]).typed == "Draftville"
    assert again.value == before
    assert "Restored draft" in again.notices[0]
    say(again, "submit", revision=again.revision)
    assert again.receipt.state == "confirmed"
    assert files() == []


def test_a_form_for_another_intent_leaves_a_draft_alone(connected, photo):
    lab = connected("profotonet")
    mine, other = intent("profotonet", photo), intent("profotonet", photo)
    say(form := heard(lk.order_form(lab, mine)), "input", at(form, "city"), value="Draftville")
    say(form := heard(lk.order_form(lab, other)), "input", at(form, "city"), value="Elsewhere")
    assert lk.order_form(lab, mine).value["city"] == "Draftville"
    # Without an intent: what was typed last.
    assert lk.order_form(lab).value["city"] == "Elsewhere"


def test_starting_anew_brings_no_older_draft_back(connected, photo):
    lab = connected("profotonet")
    say(
        form := heard(lk.order_form(lab, intent("profotonet", photo))),
        "input",
        at(form, "city"),
        value="Draftville",
    )
    fresh = heard(lk.order_form(lab))
    reference = fresh.value["referenceId"]
    for _ in range(2):  # a double click
        say(fresh, "start_over", revision=fresh.revision - _)
    assert "city" not in fresh.value
    assert fresh.value["referenceId"] != reference
    assert "city" not in lk.order_form(lab).value


def test_drafts_nobody_touched_for_long_are_forgotten(connected, photo):
    form = heard(lk.order_form(connected("profotonet"), intent("profotonet", photo)))
    say(form, "upload", first(form, PhotoField), [photo.read_bytes()], name="beach.jpg")
    kept = list((folders.state_dir() / "drafts" / "photos").glob("*"))
    assert (len(files()), len(kept)) == (1, 1)
    drafts.prune()
    assert len(files()) == 1
    old = time.time() - 91 * 86_400
    for path in [*files(), *kept]:
        os.utime(path, (old, old))
    drafts.prune()
    assert files() == []
    assert not kept[0].exists()


def test_a_picture_that_is_gone_is_said_at_its_field(connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    say(form, "input", at(form, "products[0].quantity"), value="3")
    photo.unlink()
    again = lk.order_form(connected("bephoto"))
    assert ("products[0].fileurl", True) in [
        (one.field, "no such file" in one.message) for one in again.problems
    ]


@pytest.mark.parametrize("name", FOUR)
def test_the_code_makes_the_same_order_in_a_fresh_interpreter(photo, tmp_path, name):
    form = heard(lk.order_form(name, intent(name, photo)))
    say(form, "crop", first(form, PhotoField), crop=[0.1, 0.1, 0.5, 0.5])
    code = form.to_code()
    shown = "print(order.model_dump_json()); print(receipt.state, receipt.reference)"
    env = {**os.environ, "LABKIT_HOME": str(tmp_path / "fresh")}
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{shown}"],
        capture_output=True,
        text=True,
        check=True,
        env=env,
    )
    made, answer = done.stdout.strip().splitlines()[-2:]
    mine = form.lab.order_service.validated(form.value)
    theirs = type(mine).model_validate_json(made)
    # The fresh interpreter's sandbox has its own port; a cut picture has the same bytes.
    here = form.lab.endpoint.origin
    there = made.split("/_labkit/")[0].rpartition('"')[2] if "/_labkit/" in made else here
    assert theirs.model_dump_json().replace(there, here) == mine.model_dump_json()
    assert answer.startswith("confirmed ")


@pytest.mark.parametrize("name", ["bephoto", "printofoto", "profotonet"])
def test_a_crop_of_an_intent_is_cut_where_the_lab_takes_none(connected, photo, name):
    given = intent(name, photo)
    line = given.lines[0].model_copy(update={"crop": Crop(x=0, y=0, width=0.5, height=0.5)})
    form = lk.order_form(connected(name), given.model_copy(update={"lines": (line,)}))
    field = first(form, PhotoField)
    assert "labkit changes the file" in field.facts
    assert "cropped" in field.facts
    place = form._photos().get(field.typed, field.typed)
    with Image.open(place) as sent:
        assert sent.size == (900, 600)  # half of 1800 x 1200
    assert not [note for note in form.notices if "crop" in note]
    assert form.intent.lines[0].crop == line.crop
    assert form.intent.lines[0].photo == str(photo)


def test_another_product_keeps_the_picture(connected, photo):
    form = heard(lk.order_form(connected("printofoto"), intent("printofoto", photo)))
    say(form, "pick", first(form, ProductField), product="5", variant="")
    assert "poster" not in form.value["details"][0]
    assert at(form, "details[0].card.image_url").source == str(photo)


def test_a_product_that_is_only_typed_is_not_taken_for_chosen(connected):
    form = heard(lk.order_form(connected("bephoto")))
    field = first(form, ProductField)
    say(form, "leave", field, text="10x15 lustre")
    assert "choose one from the list" in last(form, "errors")["errors"][field.key]["text"]
    say(form, "leave", field, text="103")
    assert last(form, "errors")["errors"].get(field.key) is None
    assert at(form, "products[0].idpaper").typed == "1"


def test_a_new_line_has_a_number_of_its_own(connected, photo):
    form = heard(lk.order_form(connected("profotonet"), intent("profotonet", photo)))
    entries = at(form, "entries")
    for action in ("duplicate", "add"):
        say(form, "action", entries, action=action, item=entries.items[0].key)
    first, *others = [int(at(form, f"entries[{n}].referenceId").typed) for n in range(3)]
    assert others == [first + 1, first + 2]
    assert at(form, "entries[2].quantity").typed == "1"


def test_parts_of_other_products_are_folded_away(connected, photo):
    form = lk.order_form(connected("printofoto"), intent("printofoto", photo))
    line = at(form, "details[0]")
    shown = {name for name, child in line.fields.items() if not child.collapsed}
    assert shown == {"id_product", "copies", "shipping_type", "price", "poster"}


def test_a_lab_that_is_not_there_is_said_and_asked_again(box, five_labs):
    from labkit import sandbox

    gone = sandbox.start()
    lab = lk.connect("bephoto", base_url=gone.base_url("bephoto"), **gone.credentials("bephoto"))
    gone.stop()
    form = heard(lk.order_form(lab))
    say(form, "ready")
    frame = last(form, "tree")["frame"]
    assert "is it running?" in frame["down"]
    assert frame["place"].startswith("SANDBOX")
    say(form, "retry")
    assert last(form, "tree")["tree"] == {}
    assert files() == []


def test_an_empty_catalog_says_so(connected, monkeypatch):
    lab = connected("bephoto")
    nothing = lab.products().iloc[:0]
    monkeypatch.setattr(lab, "products", lambda **_: nothing)
    form = heard(lk.order_form(lab))
    say(form, "search", first(form, ProductField), text="")
    assert last(form, "results")["note"].startswith("The catalog of Bephoto is empty")


def test_what_a_missing_picture_would_fill_in_is_said_once(connected):
    form = heard(lk.order_form(connected("bephoto")))
    say(form, "submit", revision=form.revision)
    fields = [one["text"].partition(":")[0] for one in last(form, "errors")["summary"]]
    assert fields == ["Product 1 > Product", "Product 1 > Paper", "Product 1 > Photo"]
    assert last(form, "answer")["text"].startswith("3 problems to fix")


def test_a_draft_another_kernel_takes_away_meanwhile_is_none(monkeypatch):
    drafts.save("orders-1", {"value": {}})
    drafts.save("orders-2", {"value": {}})
    assert drafts.newest("orders") in {"orders-1", "orders-2"}
    real = type(drafts._path("x")).glob

    def gone(self, pattern):
        for path in list(real(self, pattern)):
            path.unlink()
            yield path

    monkeypatch.setattr(type(drafts._path("x")), "glob", gone)
    assert drafts.newest("orders") == "orders"
    drafts.save("orders-3", {"value": {}})
    drafts.prune()
    assert drafts.load("orders-3") is None
