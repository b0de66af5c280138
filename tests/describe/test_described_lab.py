"""A whole lab that is described, tried on its own emulator: catalog, orders, faults, states."""

import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

import labkit as lk
from labkit.errors import InvalidOrderError, RefusedError, UnauthorizedError
from labkit.lab_api import modules

ADA = lk.Address(
    first_name="Ada",
    last_name="Lovelace",
    street="Keizersgracht",
    house_number="1",
    postcode="1015 CJ",
    city="Amsterdam",
    country="NL",
)


def intent(reference="r1", **changes):
    line = {"product_id": "PRINT-4X6", "quantity": 2, "options": ("metallic",)}
    line |= {"photo": "https://photos.example/1.jpg"} | changes
    return lk.OrderIntent(
        reference=reference, recipient=ADA, lines=[lk.Line(**line)], shipping="budget"
    )


def order(lab, reference="r1", **changes):
    return lab.from_intent(intent(reference, **changes))[0]


def test_the_catalog_is_read_page_by_page(lab):
    products = lab.products()
    assert products["product_id"].to_list() == [
        *("PRINT-4X6", "PRINT-5X7", "PRINT-8X10", "PRINT-8X12")
    ]
    assert products.loc[2, ["width_mm", "height_mm", "price"]].to_list() == [203.2, 254.0, 2.4]
    assert [page.path for page in lab.pages("products")] == ["/products?page=1", "/products?page=2"]
    assert products["source_url"].str.endswith("page=2").to_list() == [False, False, False, True]


def test_lists_within_a_record_become_rows(lab):
    options = lab.options()
    assert len(options) == 8
    assert options.loc[1, ["product_id", "group_id", "option_id"]].to_list() == [
        *("PRINT-4X6", "finish", "metallic")
    ]
    shipping = lab.shipping()
    prices = dict(
        zip(
            zip(shipping["method_id"], shipping["country"], strict=True),
            shipping["price"],
            strict=True,
        )
    )
    assert prices == {
        ("budget", "NL"): 3.95,
        ("budget", "DE"): 5.95,
        ("budget", "*"): 9.95,
        ("express", "NL"): 8.5,
    }


def test_an_intent_goes_there_and_back(lab):
    made, dropped = lab.from_intent(intent())
    assert not dropped
    assert lab.check(made) == []
    assert json.loads(made.model_dump_json(exclude_none=True)) == {
        "reference": "r1",
        "idempotencyKey": "r1",
        "method": "budget",
        "recipient": {
            "name": "Ada Lovelace",
            "line1": "Keizersgracht 1",
            "postcode": "1015 CJ",
            "town": "Amsterdam",
            "country": "NL",
        },
        "items": [
            {
                "sku": "PRINT-4X6",
                "copies": 2,
                "attributes": [{"name": "finish", "value": "metallic"}],
                "assets": [{"url": "https://photos.example/1.jpg"}],
            }
        ],
    }
    assert lab.spec.module("orders").to_intent(made) == intent()


def test_what_the_lab_cannot_carry_is_said(lab):
    asked = intent(crop=(0, 0, 1, 0.5), fields={"copis": 3})
    asked = asked.model_copy(update={"recipient": ADA.model_copy(update={"phone": "1"})})
    said = {problem.field: problem for problem in lab.from_intent(asked)[1]}
    assert set(said) == {"recipient.phone", "lines[0].crop", "lines[0].fields.copis"}
    assert "copies" in said["lines[0].fields.copis"].message


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"options": ("silk",)}, "items[0].attributes[0].name"),
        ({"options": ()}, "items[0].attributes"),
        ({"photo": ""}, "items[0].assets"),
    ],
)
def test_what_is_wrong_is_found_before_it_is_sent(lab, changes, field):
    found = lab.check(order(lab, **changes))
    assert {problem.field for problem in found} == {field}
    with pytest.raises(InvalidOrderError):
        lab.submit(order(lab, **changes))


def test_the_catalog_is_asked_too(lab):
    data = order(lab).model_dump(exclude_none=True)
    (item,) = data["items"]
    finish = {"name": "finish", "value": "silk"}
    wrong = {"sku": "PRINT-4X7", "attributes": [finish]}
    said = lab.check(data | {"items": [item | wrong, item | {"attributes": [finish]}]})
    assert [problem.field for problem in said] == [
        *("items[0].sku", "items[0].attributes", "items[1].attributes", "items[1].attributes")
    ]
    assert "choose a finish: lustre, metallic" in said[-1].message
    asked = lab.from_intent(intent(options=("silk",)))[1]
    assert [problem.message for problem in asked] == ["PRINT-4X6 has no option 'silk'"]


def test_an_order_is_placed_followed_and_cancelled(lab):
    receipt = lab.submit(order(lab))
    # 2 x (0.35 + 0.20) + 3.95
    assert (receipt.state, receipt.total) == ("confirmed", Decimal("5.05"))
    assert lab.submit(order(lab)).lab_order_id == receipt.lab_order_id
    assert not lab.status("r1").final
    assert lab.cancel("r1").lab_state == "cancelled"
    assert lab.status("r1").final


def test_states_come_with_the_clock_and_a_late_cancel_is_refused(lab):
    lab.submit(order(lab))
    clock = lk.sandbox.shared().clock
    clock.advance(hours=4)
    assert lab.status("r1").lab_state == "printing"
    with pytest.raises(RefusedError, match="printing cannot be cancelled"):
        lab.cancel("r1")
    clock.advance(hours=20)
    status = lab.status("r1")
    assert (status.lab_state, status.final, status.tracking) == ("shipped", True, ("EP1001",))


def test_a_refusal_of_the_labs_lands_at_the_field(lab):
    with pytest.raises(RefusedError) as caught:
        lab.submit(order(lab).model_copy(update={"method": "express", "recipient": _to("FR")}))
    assert [(p.field, p.message) for p in caught.value.problems] == [
        ("method", "does not go to FR")
    ]


def _to(country):
    return {"name": "Ada", "line1": "1", "postcode": "1", "town": "Paris", "country": country}


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_lost_answer_is_looked_up_and_sent_again_on_a_word_alone(lab, kind):
    faults = lk.sandbox.shared().faults
    faults.add(kind, method="POST", path="/orders")
    faults.add("drop_before", method="GET", path="/orders", times=9)
    receipt = lab.submit(order(lab))
    assert receipt.state == "unknown"
    faults.clear()
    there = kind == "drop_after"
    assert lab.resolve("r1").state == ("confirmed" if there else "unknown")
    assert lab.resolve("r1", resend=True).state == "confirmed"
    assert len(lk.sandbox.shared().orders("examplepress")) == 1


def test_one_key_is_one_order(lab):
    placed = order(lab)
    lab.submit(placed)
    copies = placed.model_copy(update={"reference": "r2"})
    with pytest.raises(RefusedError) as caught:
        lab.submit(copies)
    assert caught.value.problems[0].field == "idempotencyKey"


def test_secrets_are_hidden_and_wrong_ones_refused(lab):
    (call,) = lab.preview(order(lab))
    assert call.headers == {"X-Api-Key": "**********"}
    base_url = lab.endpoint.base_url
    stranger = lk.connect("examplepress", base_url=base_url, key="another")
    with pytest.raises(UnauthorizedError):
        stranger.products()


def test_its_openapi_document_shows_whole_bodies(outsider):
    document = lk.sandbox.openapi(outsider)
    calls = {
        f"{method.upper()} {path}": operation
        for path, found in document["paths"].items()
        for method, operation in found.items()
    }
    assert set(calls) == {
        "GET /products",
        "GET /shipping",
        "POST /quotes",
        "POST /orders",
        "GET /orders",
        "GET /orders/{id}",
        "POST /orders/{id}/cancel",
    }
    for operation in calls.values():
        for body in [operation.get("requestBody", {}), *operation["responses"].values()]:
            for content in body.get("content", {}).values():
                schema = {**content["schema"], "components": document["components"]}
                Draft202012Validator(schema).validate(content["example"])


def test_a_cancelled_order_stays_cancelled(lab):
    lab.submit(order(lab))
    lab.cancel("r1")
    lk.sandbox.shared().clock.advance(days=2)
    assert lab.status("r1").lab_state == "cancelled"


def test_the_last_word_of_a_joined_text_is_its_last_part(lab):
    street = ADA.model_copy(update={"street": "Rue de la Loi", "house_number": "12a"})
    asked = intent().model_copy(update={"recipient": street})
    made, _ = lab.from_intent(asked)
    assert made.recipient.line1 == "Rue de la Loi 12a"
    assert lab.spec.module("orders").to_intent(made) == asked


def test_without_a_shipping_method_the_labs_first_is_taken_and_said(lab):
    made, dropped = lab.from_intent(intent().model_copy(update={"shipping": ""}))
    assert made.method == "budget"
    assert [(each.field, each.severity) for each in dropped] == [("shipping", "warning")]


def test_what_stands_in_a_parts_own_file_goes_before_what_is_described(tmp_path, monkeypatch):
    home = tmp_path / "halflab"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / "client.py").write_text(
        "from types import SimpleNamespace\n"
        "orders = SimpleNamespace(check=lambda: 'described', plan=lambda: 'described')\n"
    )
    (home / "orders.py").write_text("def check():\n    return 'written'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = modules.load("halflab", "orders")
    assert (found.check(), found.plan()) == ("written", "described")
    assert modules.has("halflab", "orders")
    assert not modules.has("halflab", "photos")
    with pytest.raises(ImportError):
        modules.load("halflab", "photos")
