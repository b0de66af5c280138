"""Requests made from the OpenAPI document that is served: every answer is one it announces."""

import pytest
from bayphoto_sandbox_kit import DOCUMENTS
from fuzz_kit import QUICKLY, schema_without_security
from hypothesis import given
from jsonschema import Draft202012Validator
from schemathesis.checks import positive_data_acceptance
from schemathesis.generation import GenerationMode

OPERATIONS = {
    ("/api/v1/templates.json", "GET"): {200, 404},
    ("/api/v1/templates/{id}.json", "GET"): {200, 404},
    ("/api/v1/options.json", "GET"): {200, 404},
    ("/api/v1/options/{id}.json", "GET"): {200, 404},
    ("/api/v1/shipping_methods.json", "GET"): {200},
    ("/api/v1/shipping_methods/{id}.json", "GET"): {200, 404},
    # Nobody knows its products and services, so most orders of the right shape are refused.
    ("/api/v1/orders.json", "POST"): {201, 422},
}


@pytest.fixture
def schema(bay):
    return schema_without_security(bay.call("GET", "/openapi.json").json())


def send(bay, case):
    return case.call(base_url=bay.base, session=bay.session)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_well_formed_requests_are_answered_as_announced(bay, schema, path, method):
    operation = schema[path][method]

    @QUICKLY
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def check(case):
        answer = send(bay, case)
        assert answer.status_code in OPERATIONS[path, method], answer.text
        case.validate_response(answer, excluded_checks=[positive_data_acceptance])

    check()


@pytest.mark.parametrize("path", ["/api/v1/templates.json", "/api/v1/options.json"])
def test_malformed_parameters_are_refused(bay, schema, path):
    @QUICKLY
    @given(case=schema[path]["GET"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case):
        case.validate_response(send(bay, case))

    check()


def test_malformed_orders_are_refused_and_nothing_is_kept(bay, schema):
    operation = schema["/api/v1/orders.json"]["POST"]

    @QUICKLY
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case):
        answer = send(bay, case)
        assert answer.status_code in {400, 401, 415, 422}, answer.text
        case.validate_response(answer)

    check()
    assert bay.sandbox.orders("bayphoto") == []


def test_the_samples_are_what_the_document_describes(bay):
    openapi = bay.call("GET", "/openapi.json").json()
    assert openapi["servers"] == [{"url": "/bayphoto"}]

    def valid(schema, instance):
        shape = {**schema, "components": openapi["components"]}
        Draft202012Validator(shape).validate(instance)

    for path, sample in (
        ("/api/v1/templates.json", "templates"),
        ("/api/v1/templates/{id}.json", "template"),
        ("/api/v1/options.json", "options"),
        ("/api/v1/options/{id}.json", "option"),
        ("/api/v1/shipping_methods.json", "shipping_methods"),
        ("/api/v1/shipping_methods/{id}.json", "shipping_method"),
    ):
        answer = openapi["paths"][path]["get"]["responses"]["200"]
        valid(answer["content"]["application/json"]["schema"], DOCUMENTS[sample])
    body = openapi["paths"]["/api/v1/orders.json"]["post"]["requestBody"]
    valid(body["content"]["application/json"]["schema"], DOCUMENTS["order"])


def test_all_the_sandbox_serves_is_what_the_document_describes(bay, reading):
    openapi = bay.call("GET", "/openapi.json").json()
    templates = bay.read("templates.json")
    Draft202012Validator(
        {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Template"},
            "components": openapi["components"],
        }
    ).validate(templates)
    options = Draft202012Validator(
        {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Option"},
            "components": openapi["components"],
        }
    )
    reading("q75", "both")
    for container in (2152, 2308):
        options.validate(bay.read("options.json", template_id=container))
