"""What a notebook shows of labkit's objects: static, escaped, and nothing of anybody's address."""

from decimal import Decimal

import pytest

import labkit as lk
from labkit.catalogs.gatherer import Failures
from labkit.ordering.results import PlannedCall, PlannedCalls, Problems
from labkit.pricing.quote import Part, Quote

EVIL = "<script>alert(1)</script>"
PART = Part(EVIL, None, EVIL, EVIL)
PERSONAL_DATA = {"street": "Samplestreet 1", "name": "Ada Sample"}


def rendered(thing):
    bundle = thing._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert EVIL not in bundle["text/html"]
    return bundle


@pytest.mark.parametrize(
    "thing",
    [
        lk.Receipt(EVIL, EVIL, EVIL, EVIL, EVIL, Decimal(1), EVIL, raw=PERSONAL_DATA, problem=EVIL),
        lk.OrderStatus(EVIL, final=True, tracking=(EVIL,), raw=PERSONAL_DATA),
        Problems([lk.Problem(EVIL, EVIL)]),
        lk.Problem(EVIL, EVIL),
        Failures({EVIL: lk.LabkitError(EVIL, lab=EVIL)}),
        Quote(EVIL, EVIL, EVIL, "EUR", (PART,), (), PART, None, PART, notes=(EVIL,)),
        PlannedCalls([PlannedCall("POST", EVIL, body=PERSONAL_DATA, commits=True)]),
        PlannedCall("POST", EVIL, body=PERSONAL_DATA),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_text_is_escaped_and_addresses_stay_out(thing):
    bundle = rendered(thing)
    assert "&lt;script&gt;" in bundle["text/html"]
    for form in bundle.values():
        assert "Sample" not in form


def test_a_receipt_says_that_unknown_is_not_failed():
    page = rendered(lk.Receipt("a", "R-1", "", "unknown"))["text/html"]
    assert "not a failure" in page
    assert "not known" in page


def test_no_problems_says_so():
    assert "may be sent" in rendered(Problems())["text/html"]


def test_problems_are_a_list_as_before():
    assert Problems() == []
    assert Problems([lk.Problem("a", "b")])[0].field == "a"


def test_a_lab_is_shown_without_starting_its_sandbox():
    lab = lk.connect("bephoto")
    page = rendered(lab)["text/html"]
    assert "EMBEDDED SANDBOX" in page
    assert "SAMPLES" in page
    assert "endpoint" not in vars(lab)


def test_a_lab_shows_no_secret():
    lab = lk.connect("profotonet", base_url="http://127.0.0.1:9/v1", key="s3cret-key")
    bundle = rendered(lab)
    assert "127.0.0.1:9" in bundle["text/html"]
    assert "s3cret-key" not in "".join(bundle.values())


def test_a_lab_that_failed_is_named_with_what_to_do():
    cat = lk.catalog(
        [lk.connect("profotonet", base_url="http://127.0.0.1:9/v1", key="s3cret-key"), "bephoto"]
    )
    page = rendered(cat.problems)["text/html"]
    assert "1 lab failed" in page
    assert "is it running?" in page
    assert cat.problems["profotonet"].lab == "profotonet"
    assert "every lab answered" in rendered(lk.catalog(["bephoto"]).problems)["text/html"]


def test_a_catalog_counts_what_each_lab_sells():
    cat = lk.catalog(["bephoto"])
    page = rendered(cat)["text/html"]
    assert f"{len(cat.products):,} products" in page
    assert "sample" in page


def test_what_check_and_preview_give_is_shown_as_a_table(tmp_path):
    from PIL import Image

    Image.new("RGB", (1800, 1200)).save(tmp_path / "p.jpg")
    lab = lk.connect("profotonet")
    to = lk.Address(first_name="Ada", last_name="Sample", street="Samplestreet", house_number="1")
    to = to.model_copy(update={"postcode": "1234AB", "city": "Utrecht", "country": "NL"})
    line = lk.Line(product_id="1002201300190001", photo=tmp_path / "p.jpg")
    order, _ = lab.from_intent(lk.OrderIntent(reference="A-1", recipient=to, lines=[line]))
    assert "may be sent" in rendered(lab.check(order))["text/html"]
    calls = rendered(lab.preview(order))
    assert "places the order" in calls["text/html"]
    assert "Samplestreet" not in "".join(calls.values())
