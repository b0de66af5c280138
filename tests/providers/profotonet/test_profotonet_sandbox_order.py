"""POST /order against the tables of document 003, "Insert order"."""

import pytest
from profotonet_sandbox_help import CANVAS, GLOSSY, Lab, changed, entry, faults, sample, without

FLYER_PDF = 1100001480210001
LEAFLET = 1200000000000001


@pytest.fixture
def lab():
    return Lab()


def written(path):
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


ENTRY = ("entries", 1)
# "Required: true" in the table.
MANDATORY = [
    ("referenceId",),
    ("firstName",),
    ("lastName",),
    ("street",),
    ("houseNumber",),
    ("zipCode",),
    ("city",),
    ("country",),
    ("shippingMethod",),
    ("entries",),
    (*ENTRY, "referenceId"),
    (*ENTRY, "productId"),
    (*ENTRY, "quantity"),
    (*ENTRY, "file"),
    (*ENTRY, "file", "name"),
    (*ENTRY, "file", "url"),
    (*ENTRY, "options", 0, "code"),
    (*ENTRY, "options", 0, "value"),
    ("packingSlip", "url"),
    ("label", "url"),
]
OPTIONAL = [
    ("testNotificationUrl",),
    ("notificationUrl",),
    ("reference",),
    ("companyName",),
    ("state",),
    (*ENTRY, "backprint"),
    (*ENTRY, "file", "md5"),
    (*ENTRY, "options"),
    ("packingSlip",),
    ("packingSlip", "md5"),
    ("label",),
    ("label", "md5"),
]
STRINGS = [
    *[path for path in MANDATORY if path[-1] not in ("referenceId", "productId", "quantity")],
    *[path for path in OPTIONAL if len(path) > 1 or path[0] not in ("packingSlip", "label")],
]
STRINGS = [path for path in STRINGS if path[-1] not in ("entries", "file", "options")]
INTEGERS = [(*ENTRY, "referenceId"), (*ENTRY, "productId"), (*ENTRY, "quantity")]
ARRAYS = [("entries",), (*ENTRY, "options")]
OBJECTS = [(*ENTRY, "file"), ("packingSlip",), ("label",)]


@pytest.mark.parametrize("path", MANDATORY, ids=written)
def test_each_mandatory_field_is_asked_for_by_name(lab, path):
    assert faults(lab.order(without(path))) == (400, [written(path)])


@pytest.mark.parametrize("path", OPTIONAL, ids=written)
def test_each_optional_field_may_be_left_out(lab, path):
    assert lab.ordered(without(path))["status"] == "accepted"


@pytest.mark.parametrize("path", [*STRINGS, ("referenceId",)], ids=written)
@pytest.mark.parametrize("value", [True, None, 1.5, ["a"], {"a": 1}], ids=repr)
def test_each_string_is_a_string(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (400, [written(path)])


@pytest.mark.parametrize("path", STRINGS, ids=written)
def test_no_number_stands_for_a_string(lab, path):
    assert faults(lab.order(changed(path, 12))) == (400, [written(path)])


@pytest.mark.parametrize("path", INTEGERS, ids=written)
@pytest.mark.parametrize("value", ["1", True, None, 1.5, [1], {}, 10**30], ids=repr)
def test_q07_each_integer_is_an_integer(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (400, [written(path)])


@pytest.mark.parametrize("path", ARRAYS, ids=written)
@pytest.mark.parametrize("value", [None, "a", 1, {"code": "a", "value": "b"}], ids=repr)
def test_each_array_is_an_array(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (400, [written(path)])


@pytest.mark.parametrize("path", OBJECTS, ids=written)
@pytest.mark.parametrize("value", [None, "a", 1, [{"url": "https://a.example/a"}]], ids=repr)
def test_each_object_is_an_object(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (400, [written(path)])


@pytest.mark.parametrize("value", ["true", 1, None, "", []], ids=repr)
def test_test_is_a_boolean(lab, value):
    assert faults(lab.order(sample(test=value))) == (400, ["test"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("referenceId",), ""),
        (("referenceId",), "  "),
        (("firstName",), ""),
        (("lastName",), " "),
        (("street",), ""),
        (("houseNumber",), ""),
        (("zipCode",), ""),
        (("city",), ""),
        (("country",), ""),
        (("country",), "XX"),
        (("country",), "UK"),
        (("country",), "NLD"),
        (("country",), "Nederland"),
        (("shippingMethod",), ""),
        (("shippingMethod",), "Send"),
        (("shippingMethod",), "Pakketpost via PostNL"),
        (("entries",), []),
        ((*ENTRY, "quantity"), 0),
        ((*ENTRY, "quantity"), -1),
        ((*ENTRY, "file", "name"), ""),
        ((*ENTRY, "file", "name"), "testimage"),
        ((*ENTRY, "file", "name"), "testimage.png"),
        ((*ENTRY, "file", "name"), "testimage.jpg.exe"),
        ((*ENTRY, "file", "url"), ""),
        ((*ENTRY, "file", "url"), "testimage.jpg"),
        ((*ENTRY, "file", "url"), "ftp://images.example/a.jpg"),
        ((*ENTRY, "file", "url"), "https:///a.jpg"),
        ((*ENTRY, "file", "url"), "https://images.example/a b.jpg"),
        ((*ENTRY, "file", "url"), "https://images.example:99999/a.jpg"),
        ((*ENTRY, "file", "url"), "http://[::1/a.jpg"),
        ((*ENTRY, "file", "md5"), ""),
        ((*ENTRY, "file", "md5"), "e2c0c4781074792afbaf73c6af5eae8"),
        ((*ENTRY, "file", "md5"), "e2c0c4781074792afbaf73c6af5eae877"),
        ((*ENTRY, "file", "md5"), "g2c0c4781074792afbaf73c6af5eae87"),
        ((*ENTRY, "options", 0, "code"), ""),
        ((*ENTRY, "options", 0, "value"), ""),
        (("notificationUrl",), "status"),
        (("notificationUrl",), ""),
        (("notificationUrl",), 0),
        (("testNotificationUrl",), "mailto:a@b.example"),
        (("packingSlip", "url"), "slip.pdf"),
        (("packingSlip", "md5"), "6af0"),
        (("label", "url"), "label.pdf"),
        (("label", "md5"), "a907"),
    ],
    ids=lambda part: written(part) if isinstance(part, tuple) else repr(part),
)
def test_values_the_document_rules_out(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (400, [written(path)])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("country",), "BE"),
        (("country",), "JP"),
        (("shippingMethod",), "pickup"),
        (("shippingMethod",), "sendaspackage"),
        (("referenceId",), "7b0e2f0c-8b7c-4c35-9d59-5f0f1c2a6f11"),
        ((*ENTRY, "referenceId"), 0),
        ((*ENTRY, "quantity"), 250_000),
        ((*ENTRY, "quantity"), 2.0),
        ((*ENTRY, "file", "name"), "Foto 1.v2.JPG"),
        ((*ENTRY, "file", "url"), "HTTP://127.0.0.1:8000/a?b=c#d"),
        ((*ENTRY, "file", "url"), "https://user:word@[::1]:8443/é.jpg"),
        ((*ENTRY, "file", "md5"), "E2C0C4781074792AFBAF73C6AF5EAE87"),
        ((*ENTRY, "options"), []),
        ((*ENTRY, "note"), "bij een foto"),
        (("unknown",), "a field the document does not have"),
    ],
    ids=lambda part: written(part) if isinstance(part, tuple) else repr(part),
)
def test_values_the_document_allows(lab, path, value):
    assert lab.ordered(changed(path, value))["status"] == "accepted"


def test_all_faults_are_named_at_once(lab):
    order = changed((*ENTRY, "quantity"), 0)
    del order["city"]
    assert faults(lab.order(order)) == (400, ["city", "entries[1].quantity"])


@pytest.mark.parametrize("field", ["backprint", "note"])
def test_q22_lines_of_text_have_at_most_60_characters(lab, field):
    assert faults(lab.order(changed((*ENTRY, field), "é" * 61))) == (400, [f"entries[1].{field}"])
    assert lab.ordered(changed((*ENTRY, field), "é" * 60))


def test_q22_an_option_has_one_value(lab):
    twice = [{"code": "canvasedge", "value": "mirror"}, {"code": "canvasedge", "value": "white"}]
    refused = lab.order(changed((*ENTRY, "options"), twice))
    assert faults(refused) == (422, ["entries[1].options[1].code"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*ENTRY, "productId"), 1003705000500999),
        ((*ENTRY, "productId"), 1),
        ((*ENTRY, "options", 0, "code"), "whiteborder"),
        ((*ENTRY, "options", 0, "value"), "checked"),
        ((*ENTRY, "file", "name"), "testimage.pdf"),
        ((*ENTRY, "referenceId"), 10000),
    ],
    ids=lambda part: written(part) if isinstance(part, tuple) else repr(part),
)
def test_values_that_fit_nothing(lab, path, value):
    assert faults(lab.order(changed(path, value))) == (422, [written(path)])


def test_q09_a_12000_product_needs_neither_file_nor_entry_reference(lab):
    leaflet = {"productId": LEAFLET, "quantity": 100, "note": "flyer A"}
    assert lab.ordered(sample(entries=[leaflet, dict(leaflet)]))["status"] == "accepted"


def test_q09_a_12000_product_may_have_both(lab):
    assert lab.ordered(sample(entries=[entry(5, LEAFLET)]))


def test_q09_any_other_product_needs_both(lab):
    bare = {"productId": FLYER_PDF, "quantity": 1}
    expected = ["entries[0].referenceId", "entries[0].file"]
    assert faults(lab.order(sample(entries=[bare]))) == (400, expected)


@pytest.mark.parametrize(("name", "fits"), [("a.pdf", True), ("a.PDF", True), ("a.jpg", False)])
def test_q09_an_11000_product_is_made_from_a_pdf(lab, name, fits):
    file = {"name": name, "url": "https://photos.example/a"}
    answer = lab.order(sample(entries=[entry(1, FLYER_PDF, file=file)]))
    if fits:
        assert answer.status_code == 200
    else:
        assert faults(answer) == (422, ["entries[0].file.name"])


def test_q09_prefixes_are_those_of_the_decimal_text(lab):
    # 12000 in front of fewer digits is no catalog id, but needs no file either.
    short = {"productId": 12000, "quantity": 1}
    assert faults(lab.order(sample(entries=[short]))) == (422, ["entries[0].productId"])


def test_q06_the_reference_may_be_a_number_and_is_kept_as_text(lab):
    lab.ordered(sample(referenceId=10000000))
    assert faults(lab.order(sample(referenceId="10000000"))) == (409, ["referenceId"])
    assert lab.shown("10000000")["status"] == "accepted"


def test_q12_one_code_may_stand_for_both(lab):
    malformed, unknown = sample(city=""), changed((*ENTRY, "productId"), 1)
    lab.context.readings.set("q12", "always-400")
    assert [lab.order(body).status_code for body in (malformed, unknown)] == [400, 400]
    lab.context.readings.set("q12", "always-422")
    assert [lab.order(body).status_code for body in (malformed, unknown)] == [422, 422]


def test_q13_a_reference_is_taken_once(lab):
    first = lab.ordered(sample())
    refused = lab.order(sample(city="Utrecht"))
    assert faults(refused) == (409, ["referenceId"])
    assert lab.shown()["id"] == first["id"]
    assert len(lab.context.store.find("order")) == 1


def test_q15_the_samples_order_is_accepted_once_it_is_json(lab):
    assert lab.ordered(sample())["status"] == "accepted"


@pytest.mark.parametrize("field", ["notificationUrl", "testNotificationUrl"])
def test_q16_the_default_false_may_be_sent(lab, field):
    assert lab.ordered(sample(**{field: False}))
    lab.advance(days=1)
    assert bool(lab.callbacks()) == (field == "testNotificationUrl")


def test_q18_the_country_is_in_capitals_unless_switched(lab):
    assert faults(lab.order(sample(country="nl"))) == (400, ["country"])
    lab.context.readings.set("q18", "fold")
    assert lab.ordered(sample(country="nl"))["shippingTotal"] == 599


def test_a_product_that_does_not_go_there_is_refused(lab):
    # A brushed aluminium print has prices for nl, be and de, and no default.
    aluminium = [entry(1, 1004102000300002)]
    refused = lab.order(sample(entries=aluminium, country="FR"))
    assert faults(refused) == (422, ["country"])
    assert lab.ordered(sample(entries=aluminium, country="FR", shippingMethod="pickup"))


def test_a_refused_order_leaves_nothing_behind(lab):
    lab.order(changed((*ENTRY, "productId"), 1))
    assert faults(lab.show()) == (404, ["referenceId"])
    assert lab.context.store.find("order") == []


def test_q01_an_order_is_real_unless_it_says_test(lab):
    lab.ordered(sample())
    assert lab.shown()["status"] == "accepted"


@pytest.fixture
def tested(lab):
    return lab.ordered(sample(test=True))


def test_a_test_stores_nothing(lab, tested):
    assert tested["status"] == "accepted"
    assert lab.context.store.find("order") == []
    lab.ordered(sample(test=True))


def test_a_test_is_checked_like_any_order(lab):
    order = changed((*ENTRY, "options", 0, "value"), "gold") | {"test": True}
    assert faults(lab.order(order)) == (422, ["entries[1].options[0].value"])


def test_q03_totals_of_a_test_are_0(tested):
    assert {name: value for name, value in tested.items() if name.endswith(("otal", "al"))} == {
        "total": 0,
        "taxTotal": 0,
        "subTotal": 0,
        "shippingTotal": 0,
        "shippingTaxTotal": 0,
        "startingCostsTotal": 0,
        "startingCostsTaxTotal": 0,
    }
    assert tested["entryTotals"] == [
        {"productId": GLOSSY, "quantity": 1, "total": 0, "taxTotal": 0},
        {"productId": CANVAS, "quantity": 1, "total": 0, "taxTotal": 0},
    ]


def test_q04_a_test_fires_one_callback_that_looks_like_any_other(lab, tested):
    (delivery,) = lab.context.outbox.log()
    assert delivery["url"] == "https://testurl.ofyourwebsite.com/statuscallback"
    assert delivery["body"] == {
        "id": "507f1f77bcf86cd799439011",
        "orderId": 1000023,
        "referenceId": "10000000",
        "status": "shipped",
        "trackAndTraceCode": "3SYMFU0000001",
    }


def test_a_test_without_a_url_for_it_fires_none(lab):
    lab.ordered(without(("testNotificationUrl",)) | {"test": True})
    assert lab.callbacks() == []
