"""The emulator against the document, operation by operation and parameter by parameter."""

from __future__ import annotations

import pytest
from printofoto_sandbox_kit import (
    ITEMS,
    OPERATIONS,
    PARENTS,
    Lab,
    body_parameters,
    id_name,
    operation,
    resources,
)

WRITES = [(name, method) for name in resources() for method in ("POST", "PUT")]
MANDATORY = [
    (name, method, parameter["name"])
    for name, method in WRITES
    for parameter in body_parameters(name, method)
    if parameter["need"] == "mandatory"
]


@pytest.fixture(scope="module")
def lab():
    return Lab()


@pytest.fixture(scope="module")
def spec(lab):
    return lab.call("GET", "/openapi.json", 200)


def _described(spec):
    return {
        (method.upper(), path)
        for path, item in spec["paths"].items()
        for method in item
        if method in {"get", "post", "put", "delete", "patch", "head", "options"}
    }


def _target(lab, resource, method):
    """Return the path of a write, making what a PUT needs."""
    return f"/{resource}" + (f"/{lab.make(resource)[id_name(resource)]}" if method == "PUT" else "")


def test_q47_there_are_103_operations(spec):
    assert len(OPERATIONS) == 103
    assert _described(spec) == {(o["method"], o["path"]) for o in OPERATIONS}


@pytest.mark.parametrize("resource", resources())
def test_every_operation_answers(lab, resource):
    field = id_name(resource)
    made = lab.make(resource)
    path = f"/{resource}/{made[field]}"
    assert lab.call("GET", path, 200) == made
    assert made in lab.list(resource, limit=1000)
    changed = lab.call("PUT", path, 200, lab.valid(resource, "PUT"))
    assert changed[field] == made[field]
    if resource in {"order", "orderdetail"}:
        assert "method" in lab.errors("DELETE", path, 405)
    else:
        assert lab.call("DELETE", path, 204) is None
        assert "id" in lab.errors("GET", path, 404)


def test_q47_no_delete_for_order_and_orderdetail():
    deletable = {o["resource"] for o in OPERATIONS if o["method"] == "DELETE"}
    assert set(resources()) - deletable == {"order", "orderdetail"}


@pytest.mark.parametrize(
    ("method", "path"), [(o["method"], o["path"]) for o in OPERATIONS if "{id}" in o["path"]]
)
def test_unknown_ids_are_not_found(lab, method, path):
    codes = operation(method, path)["codes"]
    assert 404 in codes
    body = {} if method == "PUT" else None
    for number in ("999999", "0", "abc", "-1", "1e3", "9" * 40):
        assert "id" in lab.errors(method, path.format(id=number), 404, body)


@pytest.mark.parametrize(("resource", "method", "name"), MANDATORY)
def test_each_mandatory_field_is_asked_for_by_name(lab, resource, method, name):
    path = _target(lab, resource, method)
    whole = lab.valid(resource, method)
    without = {key: value for key, value in whole.items() if key != name}
    assert list(lab.errors(method, path, 400, without)) == [name]
    for nothing in (None, "", "  "):
        assert list(lab.errors(method, path, 400, {**whole, name: nothing})) == [name]


@pytest.mark.parametrize(("resource", "method"), WRITES)
def test_all_that_is_missing_is_named_at_once(lab, resource, method):
    path = _target(lab, resource, method)
    parameters = body_parameters(resource, method)
    expected = {p["name"] for p in parameters if p["need"] != "optional"}
    if expected:
        assert set(lab.errors(method, path, 400, {})) == expected
    else:
        lab.call(method, path, 201 if method == "POST" else 200, {})


@pytest.mark.parametrize(("resource", "method"), WRITES)
def test_every_documented_field_is_taken_and_answered(lab, resource, method):
    path = _target(lab, resource, method)
    optional = {
        p["name"]: {"String": f"my {p['name']}"[:30], "Int": "0"}.get(
            p["kind"], f"https://photos.example/{p['name']}.jpg"
        )
        for p in body_parameters(resource, method)
        if p["need"] == "optional"
    }
    closed = {"poster": "420x297", "factsheet": "148x210_by_3", "photoprint": "11x15_by_20"}
    if resource in closed:
        optional["format"] = closed[resource]
    if resource == "polaroidbox":
        optional["logo_url"] = "https://photos.example/logo.png"
    sent = lab.valid(resource, method, **optional)
    answer = lab.call(method, path, 201 if method == "POST" else 200, sent)
    written_otherwise = {"image", "start_date", "image_aspect_ratio"}
    for name in set(sent) - written_otherwise:
        assert answer[name] == sent[name], name


@pytest.mark.parametrize(("resource", "method"), WRITES)
def test_fields_the_document_does_not_know_are_named(lab, resource, method):
    path = _target(lab, resource, method)
    body = lab.valid(resource, method, colour_of_the_sky="blue")
    assert list(lab.errors(method, path, 400, body)) == ["colour_of_the_sky"]


@pytest.mark.parametrize(("resource", "method"), WRITES)
def test_forms_do_as_well_as_json(lab, resource, method):
    path = _target(lab, resource, method)
    status = 201 if method == "POST" else 200
    body = {name: str(value) for name, value in lab.valid(resource, method).items()}
    answer = lab.call(method, path, status, data=body)
    assert answer[id_name(resource)].isdigit()


@pytest.mark.parametrize("resource", resources())
def test_q35_q38_answers_have_the_fields_of_tables_and_samples_as_text(lab, resource):
    answer = lab.make(resource)
    table = {name.lower() for name in ITEMS[resource]["item"]}  # the magnet's says Format
    shown = {name for sample in ITEMS[resource]["samples"] for name in sample}
    assert set(answer) == table | shown
    assert all(isinstance(value, str) for value in answer.values())


@pytest.mark.parametrize(
    ("resource", "sample"),
    [(name, sample) for name in resources() for sample in ITEMS[name]["samples"]],
)
def test_samples_can_be_sent_back_and_come_out_the_same(lab, resource, sample):
    """A sample without its own id, date and state is a body; what comes back is the sample."""
    made_here = {"date_creation", "preview_url", "order_state", id_name(resource)}
    body = {name: value for name, value in sample.items() if name not in made_here}
    body.update({name: lab.make(PARENTS[name])[name] for name in body if name in PARENTS})
    if resource == "orderdetail":
        product = {"1": "photobook", "2": "calendar"}[body["id_product"]]
        body["id_custom"] = lab.make(product)[id_name(product)]
    if resource == "image":
        body["image"] = sample["preview_url"]
    answer = lab.call("POST", f"/{resource}", 201, body)
    changed = {"image", "price", "shipping_date_update"}
    for name in set(body) - changed:
        assert answer[name] == body[name], name
    assert set(sample) <= set(answer)


@pytest.mark.parametrize("resource", resources())
def test_openapi_lists_the_documents_parameters(spec, resource):
    listed = {p["name"] for p in spec["paths"][f"/{resource}"]["get"]["parameters"]}
    documented = {p["name"] for p in operation("GET", f"/{resource}")["parameters"]}
    assert listed == documented | {"limit", "offset", "sort"}
    for method in ("POST", "PUT"):
        schema = spec["components"]["schemas"][f"{resource}_{method.lower()}"]
        parameters = body_parameters(resource, method)
        writable = {n for n, one in schema["properties"].items() if not one.get("readOnly")}
        assert writable == {p["name"] for p in parameters}
        mandatory = [p["name"] for p in parameters if p["need"] == "mandatory"]
        assert sorted(schema["required"]) == sorted(mandatory)


@pytest.mark.parametrize("documented", OPERATIONS, ids=lambda o: f"{o['method']} {o['path']}")
def test_openapi_lists_the_documents_codes(spec, documented):
    described = spec["paths"][documented["path"]][documented["method"].lower()]
    assert {str(code) for code in documented["codes"]} <= set(described["responses"])


BAD = {
    "Url of image resource": ["photo.jpg", "ftp://a.example/b.jpg", "http://", "javascript:1", 7],
    "Integer": ["one", "1.5", -1, True, 1.5, 10**30, "9" * 25, "-1"],
    "Boolean": ["yes", 2, "True", "on", []],
    "Color:#ff00ff": ["red", "#fff", "#gggggg", "ff00ff", "#ff00ff00", 0],
    "Date:2015-01": ["January", "2015-13", "2015-1", "15-01", "2015-02-30", "2015/01", 201501],
    "Date:2015-01-01": ["2015-01", "2015-02-30", "01/02/2015", "2015-1-1", 20150101],
    "Fit or Fill": ["stretch", "fits", 1],
    "Float": ["8,5", "free", "-1", -1, True, "1e3", "NaN"],
    "normal OR express": ["Normal", "slow", 0],
    "Format": ["90x90", "50X50", "5x5", 50],
    "Int": ["7", "-1", "open", True, "2", "3", "4", "5"],
    "String": [["a"], {"a": 1}, True],
}


@pytest.mark.parametrize(("resource", "method"), WRITES)
def test_values_of_a_wrong_kind_are_refused_by_name(lab, resource, method):
    path = _target(lab, resource, method)
    wrong = {
        p["name"]: BAD.get(p["kind"].split(" | ")[0], [[], {}, 7])
        for p in body_parameters(resource, method)
        if not p["name"].startswith("pic_url")
    }
    if resource == "polaroidbox":
        wrong["logo_url"] = BAD["Url of image resource"]  # "String" there, an URL by its table
    # The errors of one request name every field, so each round tries one value of each.
    for turn in range(max(len(values) for values in wrong.values())):
        body = {name: values[turn % len(values)] for name, values in wrong.items()}
        errors = lab.errors(method, path, 400, {**lab.valid(resource, method), **body})
        assert set(errors) == set(wrong), body


@pytest.mark.parametrize(
    ("resource", "name", "allowed"),
    [
        ("magnet", "format", ["50x50", "60x60", "70x70", "80x80"]),
        ("poster", "format", ["297x420", "420x297"]),
        ("photoprint", "format", ["11x15_by_5", "11x15_by_20"]),
        ("factsheet", "format", ["148x210_by_3"]),
        ("orderdetail", "shipping_type", ["normal", "express"]),
        ("photobookpage", "position", [str(n) for n in range(1, 11)]),
    ],
)
def test_closed_lists(lab, resource, name, allowed):
    for value in allowed:
        assert lab.make(resource, **{name: value})[name] == value
    for value in ("", "0", "11", "100x100", "11x15_by_10", "297x421", "overnight"):
        if value:
            body = lab.valid(resource, **{name: value})
            assert list(lab.errors("POST", f"/{resource}", 400, body)) == [name]


@pytest.mark.parametrize("field", [f"text_{n}" for n in range(1, 13)])
def test_q44_texts_of_a_polaroid_have_30_characters(lab, field):
    assert lab.make("polaroidbox", **{field: "é" * 30})[field] == "é" * 30
    body = lab.valid("polaroidbox", **{field: "é" * 31})
    assert list(lab.errors("POST", "/polaroidbox", 400, body)) == [field]


def test_the_poster_is_upright_unless_said_otherwise(lab):
    assert lab.make("poster")["format"] == "297x420"


@pytest.mark.parametrize("name", sorted(PARENTS))
def test_a_part_of_nothing_is_refused_by_name(lab, name):
    part = next(
        resource
        for resource in resources()
        if any(p["name"] == name for p in body_parameters(resource, "POST"))
    )
    body = lab.valid(part, **{name: "999999"})
    assert list(lab.errors("POST", f"/{part}", 400, body)) == [name]


EXAMPLES = {
    "image_url_1": "http://api.printofoto.com/images/113/373/145/b36d0.jpg",
    "font_color": "#ff00ff",
    "start_date": "2015-01",
    "show_ephemeris": "1",
}


@pytest.mark.parametrize(("field", "shown"), EXAMPLES.items())
def test_openapi_shows_an_example_of_what_is_not_plain_text(spec, field, shown):
    for write in ("post", "put", "post_form"):
        described = spec["components"]["schemas"][f"calendar_{write}"]["properties"][field]
        assert described["examples"] == [shown]
