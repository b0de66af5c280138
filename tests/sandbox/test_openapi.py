"""The OpenAPI documents of labkit's own labs: each call with examples that hold.

Examples are tried on a sandbox as somebody would who has the document in hand and nothing else.
"""

import re

import pytest
import requests
from jsonschema import Draft202012Validator

import labkit as lk
from labkit import sandbox

OPERATIONS = {"bayphoto": 7, "bephoto": 6, "printofoto": 103, "profotonet": 4}


@pytest.fixture(scope="module", params=sorted(OPERATIONS))
def lab(request):
    return request.param


@pytest.fixture(scope="module")
def document(lab):
    return sandbox.openapi(lab)


def _operations(document):
    for path, calls in document["paths"].items():
        for method, operation in calls.items():
            if method in {"get", "post", "put", "delete"}:
                yield f"{method.upper()} {path}", operation


def _bodies(operation):
    """Yield (place, schema, example or None) of each body of an operation."""
    places = {"request": operation.get("requestBody", {}), **operation["responses"]}
    for place, body in places.items():
        for content in body.get("content", {}).values():
            yield place, content["schema"], content.get("example")


def test_it_has_every_documented_operation(lab, document):
    assert len(list(_operations(document))) == OPERATIONS[lab]


def test_its_title_says_whose_it_is_and_that_it_is_no_word_of_the_lab(document):
    assert document["info"]["title"].endswith("(labkit's sandbox)")
    assert "the lab has not seen it" in document["info"]["description"]
    assert document["info"]["version"] == lk.__version__


def test_every_body_has_an_example_that_fits_its_schema(document):
    without = []
    for call, operation in _operations(document):
        for place, schema, example in _bodies(operation):
            if example is None:
                without.append(f"{call} {place}")
                continue
            whole = {**schema, "components": document["components"]}
            Draft202012Validator(whole).validate(example)
    assert not without


# As somebody would who has the document in hand: its requests, one after the other.

HEADERS = {
    "bayphoto": {"Authorization": 'Token token="sandbox-bayphoto"'},
    "printofoto": {
        "api_key": "printofoto-sandbox-key",
        "api_secret": "printofoto-sandbox-secret",
    },
    "profotonet": {"key": "sample-profotonet-key"},
}
# An order first, then its lines; a set before what goes into it.
FIRST = {
    "bephoto": ["POST /orders", "POST /orders/{idorder}/products", "POST /orders/{idorder}/close"],
    "printofoto": [
        f"POST /{name}"
        for name in ("bookmark", "order", "calendar", "factsheet", "photobook", "photoprint")
    ],
}


def _example(operation, place):
    return next(example for at, _schema, example in _bodies(operation) if at == place)


def _headers(lab, base):
    if lab != "bephoto":
        return HEADERS[lab]
    account = {"email": "sandbox@bephoto.example", "password": "sandbox-bephoto"}
    token = requests.post(f"{base}/user/login", json=account, timeout=10).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def _turns(lab, document):
    calls = {
        call: operation
        for call, operation in _operations(document)
        if "requestBody" in operation and call != "POST /user/login"
    }
    first = FIRST.get(lab, [])
    order = [*first, *(call for call in calls if call.startswith("POST") and call not in first)]
    order += [call for call in calls if not call.startswith("POST")]
    return [(call, calls[call]) for call in order]


def test_its_requests_are_accepted_as_they_stand(lab, document):
    with sandbox.start() as box:
        base = box.base_url(lab)
        headers = _headers(lab, base)
        if lab == "profotonet":  # whose reprint needs an order that is not a test
            body = _example(dict(_operations(document))["POST /order"], "request")
            requests.post(f"{base}/order", json={**body, "test": False}, headers=headers, timeout=9)
            box.clock.advance(days=2)
        for call, operation in _turns(lab, document):
            method, path = call.split()
            url = base + re.sub(r"{\w+}", "100001" if lab == "bephoto" else "1", path)
            body = _example(operation, "request")
            if call == "POST /order" and lab == "profotonet":
                body = {**body, "referenceId": "10000001"}
            answer = requests.request(method, url, json=body, headers=headers, timeout=10)
            assert answer.ok, f"{call}: {answer.text}"
