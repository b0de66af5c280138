"""Requests made from the served OpenAPI document, good and bad ones: no surprise in any answer."""

import pytest
import schemathesis
from fuzz_kit import QUICKLY
from hypothesis import given
from jsonschema import Draft202012Validator
from profotonet_sandbox_help import KEY, Lab
from schemathesis.generation import GenerationMode

LAB = Lab()
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", LAB.http.app)
ERRORS = Draft202012Validator(
    {
        "$ref": "#/components/schemas/Errors",
        "components": LAB.http.get("/openapi.json").json()["components"],
    }
)
# What a request that is well formed may still meet: nobody knows its products and orders.
WELL_FORMED = {
    ("/order", "POST"): {200, 409, 422},
    ("/order", "GET"): {200, 404},
    ("/reprint", "POST"): {200, 403, 404, 422},
}


@pytest.mark.parametrize(("path", "method"), WELL_FORMED)
def test_well_formed_requests_are_never_called_malformed(path, method):
    @QUICKLY
    @given(case=SCHEMA[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
    def check(case):
        answer = case.call(headers={"key": KEY})
        assert answer.status_code in WELL_FORMED[path, method], answer.text
        if answer.status_code != 200:
            ERRORS.validate(answer.json())

    check()


@pytest.mark.parametrize("path", ["/order", "/reprint"])
def test_malformed_requests_are_refused_in_the_labs_form(path):
    @QUICKLY
    @given(case=SCHEMA[path]["POST"].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def check(case):
        answer = case.call(headers={"key": KEY})
        assert answer.status_code in {400, 401}, answer.text
        ERRORS.validate(answer.json())

    check()
