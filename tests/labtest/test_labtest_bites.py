"""Each assertion of the contract can fail: a lab is broken in one place, and it is seen."""

import importlib

import pytest
from plugins_kit import copy_lab

from labkit.http import Client, connection
from labkit.labtest import LabContract
from labkit.ordering.service import OrderService

FILE = """
import labkit as lk
from labkit.labtest import LabContract


class TestIt(LabContract):
    lab = "brokenlab"

    def line(self, lab, photo):
        return super().line(lab, photo).model_copy(update={"options": ("frame",)})

    def refused(self, lab, intent):
        return intent.model_copy(update={"recipient": lk.Address(last_name="Nobody", street="1")})
"""


class Outcomes:
    """A plugin of the inner run that notes how each test ended."""

    def __init__(self):
        self.of = {}

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.rpartition("::")[2].partition("[")[0]
        if report.failed or report.skipped or (report.when == "call" and name not in self.of):
            self.of[name] = report.outcome


@pytest.fixture
def contract(plugins, tmp_path, monkeypatch):
    """Run the contract over a copy of the Corner Lab that was changed; return name → outcome."""

    def run(*changes, only="", without=()):
        files = {}
        for part, old, new in changes:
            files[part] = changed(files.get(part), old, new)
        home = copy_lab(plugins, "brokenlab", **files)
        for part in without:
            (home / f"{part}.py").unlink()
        importlib.invalidate_caches()
        path = tmp_path / "inner" / "test_it.py"
        path.parent.mkdir()
        path.write_text(FILE)
        (path.parent / "pytest.ini").write_text("[pytest]\n")
        found = Outcomes()
        options = [
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            # It collects all garbage twice a run; the outer run has it.
            "-p",
            "no:unraisableexception",
            "--import-mode=importlib",
            "-q",
            "-rs",
            "-c",
            str(path.parent / "pytest.ini"),
        ]
        pytest.main([str(path), *options, *(["-k", only] if only else [])], plugins=[found])
        return found.of

    return run


def changed(before, old, new):
    def change(text):
        text = before(text) if before else text
        assert old in text
        return text.replace(old, new, 1)

    return change


def test_the_lab_keeps_to_it_as_it_stands(contract):
    outcomes = contract()
    assert len(outcomes) > 30
    assert set(outcomes.values()) == {"passed"}


N = "len(articles)"
SPEC, CATALOG, ORDERS, WIRE, SANDBOX = "__init__", "catalog", "orders", "wire", "sandbox"
SIZE = '"size_source": ["field"]'
POSTAGE = '"country": list(postage)'
ARTICLES = "    articles ="
RETURN_ORDER = "    answer = yield plan(order, service)[0]\n"
WITH_A_NUMBER = """fetch = fetch_products


def fetch_products(client, *, refresh=False):
    pages = fetch(client, refresh=refresh)
    pages[0].data[7] = 7
    return pages


fetch_options ="""
OPENAPI = """    app.openapi = lambda: {{"openapi": "{}", "info": {{}}, "paths": {}}}
    return app
"""
CANCEL = """def cancel(entry, order, service):
    return Outcome()
    yield


def reference"""
TRY = "    try:\n        answer = yield plan(order, service)[0]\n    except Exception as error:\n"
FORGET = f"{TRY}        return Outcome()\n"
AGAIN = f"{TRY}        answer = yield plan(order, service)[0]\n"
FAIL = f"""{TRY}        from labkit.errors import RefusedError
        raise RefusedError('lost') from error
"""
LIST = '{200: {"content": {"application/json": {"schema": {"type": "array"}}}}}'
BROKEN = {
    "it_is_listed": [[(SPEC, 'country="DE"', 'country="UK"')]],
    "frames_have_the_pinned_columns": [
        [(CATALOG, '"name": [', f'"lab": ["other"] * {N}, "name": [')],
    ],
    "parsers_name_only_columns_there_are": [
        [(CATALOG, '"name": [', f'"colour": ["red"] * {N}, "name": [')],
    ],
    "every_product_has_one_row_and_ids_as_text": [
        [(CATALOG, 'article["no"] for', '"7" for')],
        [(CATALOG, 'article["no"] for', '"" for')],
        [(CATALOG, 'article["no"] for', 'article["no"] + ".0" for')],
    ],
    "sizes_are_millimetres_and_say_where_they_are_from": [
        [(CATALOG, '["mm"][0] for', '["mm"][0] / 10 for')],
        [(CATALOG, 'article["mm"][1] for', "None for")],
        [(CATALOG, SIZE, '"size_source": ["guess"]')],
        [(CATALOG, SIZE, '"size_source": [""]')],
    ],
    "the_trades_10x15_is_found_where_it_is_sold": [
        [(SANDBOX, "(102, 152, 29)", "(110, 152, 29)")],
    ],
    "prices_say_what_they_are_and_unknown_is_not_zero": [
        [(CATALOG, '"cents"] / 100', '"cents"] * 0')],
        [(CATALOG, '"cents"] / 100', '"cents"] * -1')],
        [(CATALOG, '"price": [', f'"currency": ["USD"] * {N}, "price": [')],
        [(CATALOG, '"price": [', f'"tax": ["excluded"] * {N}, "price": [')],
        [(CATALOG, '"price": [', f'"price_kind": ["user"] * {N}, "price": [')],
        [(CATALOG, 'article["cents"] / 100', "None")],
    ],
    "every_record_says_where_and_when_it_was_read": [
        [(CATALOG, ARTICLES, f"    pages[0].__dict__['url'] = ''\n{ARTICLES}")],
        [(CATALOG, ARTICLES, f"    pages[0].__dict__['stale'] = True\n{ARTICLES}")],
    ],
    "options_say_where_they_apply": [
        [(CATALOG, '"level": ["print"]', '"level": ["page"]')],
        [(CATALOG, 'extra["code"] for', '"" for')],
        [(CATALOG, "[[]] *", '[["nothing"]] *')],
        [(CATALOG, '"product_id": [""]', '"product_id": ["404"]')],
    ],
    "options_have_one_row_each": [
        [(CATALOG, 'pages[0].data["extras"]', 'pages[0].data["extras"] * 2')],
    ],
    "shipping_names_countries_by_their_two_letters": [
        [(CATALOG, POSTAGE, f'"product_id": ["404"] * 2, {POSTAGE}')],
    ],
    "its_sample_catalog_is_understood": [
        [(CATALOG, 'extra["cents"] / 100', "-1")],
        [(CATALOG, POSTAGE, '"country": ["UK", "*"]')],
        [(CATALOG, "cents / 100", "-cents / 100")],
    ],
    "raw_is_the_wire_json": [[(CATALOG, "fetch_options =", WITH_A_NUMBER)]],
    "a_catalog_compares_and_quotes_it": [
        [(CATALOG, "    extras =", "    raise RuntimeError('no options')\n    extras =")],
    ],
    "its_frames_survive_a_snapshot": [
        [
            (CATALOG, 'article["label"] for', "next(N) for"),
            (
                CATALOG,
                "def parse_products",
                "import itertools\nN = map(str, itertools.count())\n\n\ndef parse_products",
            ),
            (SPEC, "hours=1", "hours=0"),
        ],
    ],
    "what_is_assumed_is_said": [[(SPEC, "is made up.", "is made up")]],
    "the_sandbox_plays_it_and_says_where": [
        [(SANDBOX, 'credentials={"word"', 'credentials={"words"')],
        [(SANDBOX, 'mount="/brokenlab"', 'mount="/elsewhere"')],
    ],
    "it_has_an_openapi_document": [
        [
            (
                SANDBOX,
                "    return app\n",
                OPENAPI.format("3.1.0", {}),
            )
        ],
        [
            (
                SANDBOX,
                "    return app\n",
                OPENAPI.format("2.0", {"/a": {}}),
            )
        ],
    ],
    "wrong_credentials_are_refused_by_lab_and_call": [
        [(SANDBOX, "if not secrets.compare", "if False and not secrets.compare")],
        [(WIRE, "answer.status == 401", "False")],
    ],
    "what_the_sandbox_assumes_is_said": [[(SANDBOX, "does not exist.", "does not exist")]],
    "an_intent_becomes_an_order_and_an_order_an_intent": [
        [(ORDERS, "quantity=item.count", "quantity=1")],
        [(ORDERS, "    return order.mark", "    return 'A-1'")],
        [(ORDERS, "options=tuple(", "options=() and tuple(")],
        [
            (
                ORDERS,
                "    return Order.model_construct(",
                "    dropped.append(Problem('lines', 'no'))\n    return Order.model_construct(",
            )
        ],
    ],
    "an_order_of_the_catalog_may_be_sent": [
        [(ORDERS, "if item.no not in known", "if True")],
    ],
    "a_product_that_is_not_sold_is_a_problem_of_its_field": [
        [(ORDERS, "if item.no not in known", "if False")],
        [(ORDERS, 'f"items[{n}].no"', 'f"lines[{n}].no"')],
    ],
    "an_empty_order_names_every_field_it_lacks": [
        [
            (ORDERS, "mark: str = Field(", 'mark: str = Field(default="m", '),
            (ORDERS, "who: str = Field(", 'who: str = Field(default="w", '),
            (ORDERS, "place: str = Field(", 'place: str = Field(default="p", '),
            (ORDERS, "items: list[Item] = Field(", "items: list[Item] = Field(default=[], "),
        ],
    ],
    "a_preview_hides_secrets_and_sends_nothing": [
        [
            (
                ORDERS,
                "order: Order, _service: OrderService) -> list",
                "order: Order, service: OrderService) -> list",
            ),
            (
                ORDERS,
                "    return [Step(",
                '    word = service.lab.endpoint.credentials["word"].reveal()\n    return [Step(',
            ),
            (
                ORDERS,
                'json=order.model_dump(mode="json")',
                'json={**order.model_dump(mode="json"), "word": word}',
            ),
        ],
        [(ORDERS, ", commits=True", "")],
    ],
    "it_is_placed_once_and_the_same_reference_is_the_same_order": [
        [(ORDERS, RETURN_ORDER, RETURN_ORDER * 2)],
        [(ORDERS, "def reference", "VOLATILE = frozenset({'items'})\n\n\ndef reference")],
    ],
    "its_state_is_told_where_the_lab_can": [
        [(ORDERS, 'OrderStatus(answer.json()["state"]', 'OrderStatus(""')],
        [(ORDERS, "def reference", "STATES = {'sent': 'on its way'}\n\n\ndef reference")],
    ],
    "cancel_and_reprint_are_there_where_they_are_declared": [
        [(ORDERS, "def reference", CANCEL)],
    ],
    "an_answer_lost_before_it_was_processed_is_unknown_until_settled": [
        [(ORDERS, RETURN_ORDER, FORGET)],
        [(ORDERS, RETURN_ORDER, AGAIN)],
    ],
    "an_answer_lost_after_it_was_processed_is_found_or_stays_unknown": [
        [(ORDERS, RETURN_ORDER, AGAIN)],
        [(ORDERS, RETURN_ORDER, FAIL)],
    ],
    "a_refusal_lands_at_a_field_of_the_form": [
        [(WIRE, "if at else ()", "if not at else ()")],
        [(SANDBOX, '"at": "who"', '"at": "whom"')],
        [(SANDBOX, 'if body["who"] == "Nobody"', "if False")],
    ],
    "the_openapi_document_agrees_with_the_answers": [
        [(SANDBOX, '@app.get("/articles")', '@app.get("/articles", include_in_schema=False)')],
        [(SANDBOX, '@app.post("/orders")', '@app.post("/orders", status_code=201)')],
        [
            (
                SANDBOX,
                '@app.get("/orders/{number}")',
                f'@app.get("/orders/{{number}}", responses={LIST})',
            )
        ],
    ],
}


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param(name, changes, id=f"{name}-{n}")
        for name, cases in BROKEN.items()
        for n, changes in enumerate(cases)
    ],
)
def test_a_lab_that_breaks_it_is_seen(contract, name, changes):
    outcomes = contract(*changes, only=f"test_{name}")
    assert outcomes == {f"test_{name}": "failed"}


def let_out(self, call):
    return self._checked(self._reads, call)[0]


@pytest.mark.parametrize(
    ("name", "owner", "method", "broken"),
    [
        ("a_live_endpoint_takes_no_write", Client, "read", let_out),
        ("a_live_endpoint_takes_no_write", Client, "send", let_out),
        ("a_live_endpoint_gets_no_order", OrderService, "refuse_live", lambda self, call: None),
    ],
)
def test_a_labkit_that_breaks_it_is_seen(contract, monkeypatch, name, owner, method, broken):
    monkeypatch.setattr(owner, method, broken)
    # The last look at what leaves would stop it as well.
    monkeypatch.setattr(connection, "check_leaving", lambda sender, call: None)
    outcomes = contract(only=f"test_{name}")
    assert outcomes == {f"test_{name}": "failed"}


def test_every_assertion_has_a_lab_that_breaks_it():
    seen = {f"test_{name}" for name in BROKEN}
    seen |= {"test_a_live_endpoint_takes_no_write", "test_a_live_endpoint_gets_no_order"}
    assert {name for name in dir(LabContract) if name.startswith("test_")} == seen


@pytest.mark.parametrize("without", ["orders", "sandbox"])
def test_a_lab_without_orders_or_emulator_is_skipped_by_name(contract, capsys, without):
    words = {"orders": "orders", "sandbox": "emulator"}[without]
    outcomes = contract(without=[without], only="preview or openapi_document")
    assert outcomes["test_a_preview_hides_secrets_and_sends_nothing"] == "skipped"
    assert f"brokenlab has no {words}" in capsys.readouterr().out
