"""Requests made from the OpenAPI document that is served: every answer is one it announces."""

import pytest
from fuzz_kit import QUICKLY, schema_without_security
from hypothesis import given
from jsonschema import Draft202012Validator
from schemathesis.checks import positive_data_acceptance
from schemathesis.generation import GenerationMode

ORDER = "100001"
OPERATIONS = {
    ("/user/login", "POST"): {200, 401},
    ("/orders", "POST"): {200},
    ("/orders/{idorder}", "GET"): {200, 404},
    ("/products", "GET"): {200},
    ("/orders/{idorder}/products", "POST"): {200, 422},
    ("/orders/{idorder}/close", "POST"): {409},
}


@pytest.fixture
def schema(bephoto):
    return schema_without_security(bephoto.call("GET", "/openapi.json").json())


def send(bephoto, case):
    if "{idorder}" in case.path and case.method == "POST":
        case.path_parameters["idorder"] = ORDER
    return case.call(base_url=bephoto.base, session=bephoto.session)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_well_formed_requests_are_answered_as_announced(bephoto, schema, path, method):
    assert str(bephoto.new_order()) == ORDER
    operation = schema[path][method]

    @QUICKLY
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def check(case):
        answer = send(bephoto, case)
        assert answer.status_code in OPERATIONS[path, method], answer.text
        if answer.status_code == 422:  # nobody knows its products
            assert answer.json()["error"].startswith(("idproduct: ", "idpaper: "))
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])

    check()


@pytest.mark.parametrize(
    "path", ["/user/login", "/orders", "/orders/{idorder}/products", "/orders/{idorder}/close"]
)
def test_malformed_bodies_are_refused_and_change_nothing(bephoto, schema, path):
    assert str(bephoto.new_order()) == ORDER
    before = bephoto.sandbox.orders("bephoto")
    operation = schema[path]["POST"]
    (body,) = operation.body
    well_formed = Draft202012Validator(body.definition["schema"])

    @QUICKLY
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case):
        if well_formed.is_valid(case.body):
            return  # it is the path that is malformed, and `send` puts the order's number there
        answer = send(bephoto, case)
        if not answer.request.body and path == "/orders":
            return  # metadata is optional, and so is the body
        assert answer.status_code in {400, 401, 409, 415, 422}, answer.text
        assert set(answer.json()) == {"error"}

    check()
    kept = bephoto.sandbox.orders("bephoto")
    assert kept[0] == before[0]
    assert all(row["reference"] == "" for row in kept)
