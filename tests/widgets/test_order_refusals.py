"""What the lab itself refuses stands at its field, on every lab; so does what the journal says."""

import pytest
from form_kit import at, heard, intent, last, say

import labkit as lk

# What the model takes and the lab does not, in the second line where a lab has lines.
REFUSED = {
    "bayphoto": ("products[1].product_id", "99999", "there is no product 99999"),
    "bephoto": ("products[1].idproduct", "99999", "there is no product 99999"),
    "cornerlab": ("who", "Nobody", "nobody lives there"),
    "printofoto": ("details[1].poster.image_url", "", ""),
    "profotonet": ("entries[1].productId", "1234567890123456", "is not in the catalog"),
}

pytestmark = pytest.mark.usefixtures("five_labs")


def unchecked(form, monkeypatch):
    # The client finds all of this before anything is sent: here it does not look.
    monkeypatch.setattr(form.lab.order_service.module, "check", lambda order, lab: [])
    return heard(form)


def two_lines(name, photo):
    one = intent(name, photo)
    return one.model_copy(update={"lines": one.lines * 2})


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_refusal_by_the_lab_stands_at_its_field(connected, photo, tmp_path, monkeypatch, name):
    form = unchecked(lk.order_form(connected(name), two_lines(name, photo)), monkeypatch)
    path, wrong, said = REFUSED[name]
    if name == "printofoto":  # its one field that only the lab can judge: is this a picture?
        broken = tmp_path / "broken.jpg"
        broken.write_bytes(b"no picture at all")
        wrong, said = str(broken), "image"
    at(form, path).load(wrong)
    say(form, "submit", revision=form.revision)
    errors = last(form, "errors")
    assert said in errors["errors"][at(form, path).key]["text"]
    assert at(form, path).key in {one["key"] for one in errors["summary"]}
    assert errors["title"] == "Rejected by the lab"
    assert not last(form, "answer")["ok"]
    assert len([one for one in errors["summary"] if one["severity"] == "error"]) == 1


def test_a_lab_that_is_down_is_nothing_to_mend(box, connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    box.faults.add("status", lab="bephoto", method="POST", status=503, times=None)
    say(form, "submit", revision=form.revision)
    box.faults.clear()
    errors = last(form, "errors")
    assert errors["title"] == "Not submitted"
    assert [one["text"].endswith("try again later") for one in errors["summary"]] == [True]
    say(form, "input", at(form, "products[0].quantity"), value="3")
    assert "title" not in last(form, "errors")


def test_what_the_lab_took_is_said_with_its_word_and_on_the_form(connected, photo):
    given = intent("printofoto", photo)
    form = heard(lk.order_form(connected("printofoto"), given))
    say(form, "submit", revision=form.revision)
    assert ("Lab status", "1 (validated)") in last(form, "answer")["facts"]
    (notice,) = last(form, "tree")["frame"]["notices"]
    assert given.reference in notice
    say(form, "start_over", revision=form.revision)
    assert last(form, "tree")["frame"]["notices"] == []


def test_what_is_known_of_a_total_is_said_where_shipping_is_not(connected, photo):
    form = heard(lk.order_form(connected("bephoto"), intent("bephoto", photo)))
    form._tell_problems()
    lines = last(form, "quote")["lines"]
    assert ["Total", "not known", True] in lines
    assert lines[-1] == ["Known subtotal", "0.30 EUR", False]  # two at 0.15


def test_an_empty_form_counts_as_its_summary_does(connected):
    form = heard(lk.order_form(connected("bephoto")))
    say(form, "tab", name="calls")
    # Product, paper and photo; what the photo fills in is not counted for itself.
    assert "3 fields are missing or invalid" in last(form, "calls")["note"]


def test_a_product_without_a_file_has_no_place_for_one(connected, photo):
    form = heard(lk.order_form(connected("profotonet"), intent("profotonet", photo)))
    file = at(form, "entries[0].file")
    assert file.inner is not None
    say(form, "pick", at(form, "entries[0].productId"), product="1200000000000001", variant="")
    assert (file.inner, file.collapsed) == (None, "product")
    assert at(form, "entries[0].options").spec()["empty"] == "No options."
    say(form, "leave", at(form, "entries[0].productId"), text="")
    assert at(form, "entries[0].options").spec()["empty"] == "Choose a product first."


def test_a_warning_of_the_client_and_a_refusal_name_different_lines(connected, photo, monkeypatch):
    form = unchecked(
        lk.order_form(connected("printofoto"), two_lines("printofoto", photo)), monkeypatch
    )
    at(form, "details[1].price").load("8.5")
    say(form, "submit", revision=form.revision)
    assert form.receipt.state == "confirmed"


@pytest.mark.parametrize("name", ["bephoto", "profotonet"])
def test_a_reference_that_was_used_is_said_at_its_field(connected, photo, name):
    given = intent(name, photo)
    form = heard(lk.order_form(connected(name), given))
    say(form, "submit", revision=form.revision)
    assert form.receipt.state == "confirmed"
    line = "products[0].quantity" if name == "bephoto" else "entries[0].quantity"
    say(form, "input", at(form, line), value="5")
    say(form, "submit", revision=form.revision)
    field = at(form, "metadata" if name == "bephoto" else "referenceId")
    assert "was used for another order" in last(form, "errors")["errors"][field.key]["text"]


def test_what_is_no_secret_is_shown_in_what_will_be_sent(connected, photo):
    form = heard(lk.order_form(connected("profotonet"), intent("profotonet", photo)))
    say(form, "tab", name="calls")
    text = last(form, "calls")["calls"][0]["text"]
    assert '"Content-Type": "application/json"' in text
    assert '"key": "**********"' in text


def test_a_file_that_goes_along_is_named_in_what_will_be_sent(connected, photo):
    form = heard(lk.order_form(connected("printofoto"), intent("printofoto", photo)))
    say(form, "tab", name="calls")
    assert '"image": "the file beach.jpg"' in last(form, "calls")["calls"][0]["text"]
