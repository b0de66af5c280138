"""Bay Photo's emulator against documents 002 and 004: the fields of an order."""

import pytest
from bayphoto_sandbox_kit import GONE, PHOTO, dotted, errors_of, fault_of, order, product

# The answer


def test_q66_an_order_is_answered_with_its_number_and_name(bay):
    answer = bay.order(order(name="first"))
    assert answer.status_code == 201
    body = answer.json()
    assert set(body) == {"id", "order_name"}
    assert body["order_name"] == "first"
    assert bay.order(order(name="second")).json()["id"] != body["id"]


def test_q66_an_order_can_be_answered_with_nothing(bay, reading):
    reading("q66", "empty")
    answer = bay.order(order())
    assert (answer.status_code, answer.content) == (200, b"")
    assert len(bay.sandbox.orders("bayphoto")) == 1


def test_q66_there_is_no_order_to_be_read(bay):
    number = bay.order(order()).json()["id"]
    assert bay.get("orders.json").status_code == 405
    assert bay.get(f"orders/{number}.json").status_code == 404


def test_order_name_is_unique(bay):
    assert bay.order(order(name="one")).status_code == 201
    assert set(errors_of(bay.order(order(name="one")))) == {"order_name"}
    assert bay.order(order(name="One")).status_code == 201
    assert len(bay.sandbox.orders("bayphoto")) == 2


def test_a_refused_order_leaves_its_name_free(bay):
    errors_of(bay.order(order(("shipping_billing_code", "NONE"), name="one")))
    assert bay.order(order(name="one")).status_code == 201


# Mandatory fields

MANDATORY = [
    ("order_name",),
    ("order_date",),
    ("shipping_billing_code",),
    ("customer",),
    *[("customer", each) for each in ("name", "address1", "city", "state", "country", "zip")],
    ("products",),
    ("products", 0, "product_id"),
    ("products", 0, "qty"),
    ("products", 0, "photos"),
    *[
        (*PHOTO, each)
        for each in (
            "image_file_name",
            "image_source_path",
            "crop_width",
            "crop_height",
            "crop_x",
            "crop_y",
            "node_uid",
        )
    ],
    ("products", 0, "print_services", 0, "service_id"),
    ("order_services", 0, "service_id"),
]


@pytest.mark.parametrize("place", MANDATORY, ids=dotted)
@pytest.mark.parametrize("value", [GONE, None, ""], ids=["absent", "null", "blank"])
def test_what_is_not_marked_optional_is_mandatory(bay, place, value):
    assert fault_of(bay, (*place, value)) == dotted(place)


OPTIONAL = [
    ("return_shipping_id",),
    ("customer", "email"),
    ("customer", "phone"),
    ("customer", "address2"),
]


@pytest.mark.parametrize("place", OPTIONAL, ids=dotted)
@pytest.mark.parametrize("value", [GONE, None, ""], ids=["absent", "null", "blank"])
def test_q72_what_is_optional_may_be_empty_null_or_absent(bay, place, value):
    assert bay.order(order((*place, value))).status_code == 201


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (("drop_ship", GONE), 201),
        (("drop_ship", False), 201),
        (("pick_up", False), 201),
        (("order_services", GONE), 201),
        (("order_services", []), 201),
        (("order_services", None), 201),
        (("return_shipping_id", "R-17"), 201),
        (("return_shipping_id", 17), 201),
        (("return_shipping_id", ["R-17"]), 422),
        (("return_shipping_id", True), 422),
        (("products", []), 422),
        (("products", 0, "photos", []), 422),
    ],
)
def test_what_else_may_be_left_out(bay, change, status):
    assert bay.order(order(change)).status_code == status


@pytest.mark.parametrize(
    "place",
    [("test",), ("customer", "company"), ("products", 0, "quantity"), (*PHOTO, "rotation")],
    ids=dotted,
)
def test_a_field_the_documents_do_not_have_is_named(bay, place):
    assert fault_of(bay, (*place, "x")) == dotted(place)


def test_q68_what_is_in_no_table_and_what_is_in_no_sample_is_taken(bay):
    assert {"customer", "order_services"} <= set(order())
    assert "print_services" in order()["products"][0]
    assert "pick_up" not in order()
    changes = (("pick_up", True), ("shipping_billing_code", GONE))
    assert bay.order(order(*changes)).status_code == 201


# Types

TEXTS = [place for place in MANDATORY if place[-1] in {"order_name", "name", "city", "node_uid"}]


@pytest.mark.parametrize("place", TEXTS, ids=dotted)
@pytest.mark.parametrize("value", [1, 1.5, True, ["1"], {"a": "1"}, "   "], ids=repr)
def test_texts_are_text(bay, place, value):
    assert fault_of(bay, (*place, value)) == dotted(place)


@pytest.mark.parametrize("place", [("products", 0, "product_id"), ("products", 0, "qty")])
@pytest.mark.parametrize("value", ["2", True, 1.5, 0, -2, [2], {}, 10**10, 10**40], ids=repr)
def test_numbers_are_whole_and_positive(bay, place, value):
    assert fault_of(bay, (*place, value)) == dotted(place)


@pytest.mark.parametrize("name", ["drop_ship", "pick_up"])
@pytest.mark.parametrize("value", ["true", 1, 0, "", [True]], ids=repr)
def test_flags_are_true_or_false(bay, name, value):
    assert fault_of(bay, (name, value)) == name


@pytest.mark.parametrize(
    "place",
    [
        ("customer",),
        ("products",),
        ("products", 0),
        ("products", 0, "photos"),
        PHOTO,
        ("products", 0, "print_services"),
        ("products", 0, "print_services", 0),
        ("order_services",),
    ],
    ids=dotted,
)
@pytest.mark.parametrize("value", ["x", 7, True], ids=repr)
def test_lists_and_objects_are_what_they_are_shown_as(bay, place, value):
    assert fault_of(bay, (*place, value)) == dotted(place)


# order_date


@pytest.mark.parametrize(
    "value",
    [
        "2015-03-10",
        "2015-03-10 03:03:46",
        "2015-03-10T03:03:46Z",
        "2015-03-10 03:03:46 utc",
        "2015-03-10 03:03:46 +0000",
        "2015-03-10 03:03:46 UTC ",
        "2015-3-10 03:03:46 UTC",
        "2015-02-29 03:03:46 UTC",
        "2015-13-10 03:03:46 UTC",
        "2015-03-10 24:03:46 UTC",
        "\u0662\u0660\u0661\u0665-03-10 03:03:46 UTC",
        1425956626,
    ],
)
def test_q80_order_date_is_a_moment_in_utc(bay, value):
    assert fault_of(bay, ("order_date", value)) == "order_date"


def test_q80_any_moment_will_do(bay):
    assert bay.order(order(("order_date", "2016-02-29 23:59:59 UTC"))).status_code == 201


# Shipping


@pytest.mark.parametrize("code", ["FEDEX G_DS", "FEDEX2", "ECON_DS"])
def test_q81_any_listed_code_is_taken_spaces_and_all(bay, code):
    assert bay.order(order(("shipping_billing_code", code))).status_code == 201


@pytest.mark.parametrize("code", ["fedex2", "FEDEX+G_DS", "FEDEXG_DS", " FEDEX2", "162", 162])
def test_q81_a_code_that_is_not_listed_is_refused(bay, code):
    assert fault_of(bay, ("shipping_billing_code", code)) == "shipping_billing_code"


@pytest.mark.parametrize("code", [GONE, None, ""])
def test_q81_a_pick_up_needs_no_code(bay, code):
    changes = (("pick_up", True), ("shipping_billing_code", code))
    assert bay.order(order(*changes)).status_code == 201


def test_q81_a_pick_up_with_a_code_is_refused_by_default(bay):
    assert fault_of(bay, ("pick_up", True)) == "pick_up"


def test_q81_a_pick_up_with_a_code_can_be_accepted(bay, reading):
    reading("q81", "accept")
    assert bay.order(order(("pick_up", True))).status_code == 201
    changes = (("pick_up", True), ("shipping_billing_code", "NONE"))
    assert set(errors_of(bay.order(order(*changes, name="x")))) == {"shipping_billing_code"}


@pytest.mark.parametrize("country", ["us", "USA", "U", "United States", "U1"])
def test_country_is_a_code(bay, country):
    assert fault_of(bay, ("customer", "country", country)) == "customer.country"


def test_every_fault_of_an_order_is_named_at_once(bay):
    body = order(
        ("shipping_billing_code", "NONE"),
        ("products", [product(686, 3010), product(9999), product(686, 3010, crop_x="10.0")]),
    )
    assert set(errors_of(bay.order(body))) == {
        "shipping_billing_code",
        "products[1].product_id",
        "products[2].photos[0].crop_x",
    }
