"""The Printofoto emulator answers what its OpenAPI document says, whatever comes in.

A few made-up requests for some of the lists and POSTs, always the same ones. For longer, and one
after the other: ``tests/reliability/test_openapi_calls.py`` with ``--full``.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from printofoto_sandbox_kit import OPERATIONS, Lab
from schemathesis import GenerationMode

_FEW = settings(
    max_examples=3,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


# Between them they have every kind of field. (A polaroidbox has 2**12 ways to be right, which takes
# a generator half a minute.)
_RESOURCES = {
    "calendar",
    "calendarevent",
    "image",
    "order",
    "orderdetail",
    "photobookpage",
    "poster",
}
_TRIED = [o for o in OPERATIONS if "{id}" not in o["path"] and o["resource"] in _RESOURCES]


@pytest.fixture(scope="module")
def fuzzed():
    lab = Lab()
    # So that the numbers that are tried first lead to something.
    for operation in OPERATIONS:
        if operation["method"] == "POST":
            lab.make(operation["resource"])
    document = lab.call("GET", "/openapi.json", 200)
    return schemathesis.openapi.from_asgi("/openapi.json", lab.http.app), document, lab


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("documented", _TRIED, ids=lambda o: f"{o['method']} {o['path']}")
def test_answers_are_what_the_openapi_document_says(fuzzed, documented, mode):
    schema, document, lab = fuzzed
    operation = schema[documented["path"]][documented["method"]]
    described = document["paths"][documented["path"]][documented["method"].lower()]

    @seed(20150105)
    @_FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        response = case.call(headers=dict(lab.http.headers))
        assert str(response.status_code) in described["responses"], response.text
        assert response.status_code < 500
        if response.status_code >= 400:
            assert list(response.json()) == ["errors"]
        else:
            case.validate_response(response)

    check()
