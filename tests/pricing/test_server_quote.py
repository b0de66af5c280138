"""A lab whose own server quotes, and one with settings: a package from outside."""

import io
from decimal import Decimal

import pandas as pd
import pytest
from plugins_kit import copy_lab

import labkit as lk
from labkit.errors import InputError, LabkitError, LabModuleError

PRICING = """
from decimal import Decimal

from labkit.http import Call
from labkit.http.flow import Step
from labkit.pricing.server_quote import QuoteAnswer


def quote(lines, country, method):
    items = [[line.product_id, line.quantity, *line.options] for line in lines]
    body = {"to": country, "by": method, "items": items}
    answer = yield Step(Call("POST", "/quotes", json=body))
    data = answer.json()
    return QuoteAnswer(
        currency="EUR",
        lines=tuple(Decimal(cents) / 100 for cents in data["cents"]),
        shipping=Decimal(data["postage"]) / 100,
        tax="included",
        method=data["by"],
        notes=("quantity discount",),
    )
"""
ROUTE = """
    @app.post("/quotes")
    async def quotes(request: Request) -> JSONResponse:
        body = await request.json()
        if body["to"] == "US":
            return JSONResponse({"fault": "not to the US"}, 422)
        cents = [20 * item[1] for item in body["items"]]
        return JSONResponse({"cents": cents, "postage": 300, "by": f"fast{body['by']}"})

    return app
"""


@pytest.fixture
def quotelab(plugins):
    def install(pricing=PRICING):
        copy_lab(
            plugins,
            "quotelab",
            pricing=pricing,
            sandbox=lambda text: text.replace("    return app\n", ROUTE, 1),
            __init__=lambda text: text.replace(
                "currency=", 'read_by_post=("/quotes",),\n    currency='
            ),
        )
        return lk.connect("quotelab")

    return install


def test_a_quote_is_the_servers_own_and_says_so(quotelab):
    quote = quotelab().quote([("7000000000000001", 10), ("7000000000000002", 2)], "DE")
    assert [part.amount for part in quote.lines] == [Decimal(2), Decimal("0.40")]
    assert (quote.shipping.amount, quote.total) == (Decimal(3), Decimal("5.40"))
    assert {part.kind for part in quote.parts} == {"known"}
    assert {part.why for part in quote.parts} == {"the lab's own quote"}
    assert (quote.method, quote.starting, quote.options) == ("fast", None, ())
    assert quote.notes[:2] == ("quoted by the lab's own server", "quantity discount")
    # 19/119 of 2.00, 0.40 and 3.00
    assert quote.tax.amount == Decimal("0.32") + Decimal("0.06") + Decimal("0.48")


def test_a_catalogs_quote_is_the_servers_too_and_in_any_currency(quotelab):
    quotelab()
    catalog = lk.catalog(["quotelab", "bephoto"])
    rows = catalog.quote([("10x15 cm", 10)], country="DE", currency="EUR").set_index("lab")
    assert rows.loc["quotelab", "total"] == 5.0
    assert "quoted by the lab's own server" in rows.loc["quotelab", "notes"]
    assert "own server" not in rows.loc["bephoto", "notes"]
    dollars = catalog.quote([("10x15 cm", 10)], country="DE", currency="USD", rates={"EUR": "1.5"})
    assert dollars.set_index("lab").loc["quotelab", "total"] == 7.5


def test_a_users_own_price_goes_before_the_servers(quotelab):
    quotelab()
    prices = (
        "product_id,variant_id,min_quantity,price,currency,tax\n"
        "7000000000000001,matt,1,0.11,EUR,included\n"
    )
    price_list = pd.read_csv(io.StringIO(prices), dtype=str)
    quote = lk.connect("quotelab", prices=price_list).quote([("7000000000000001", 10)], "DE")
    assert (quote.lines[0].amount, quote.lines[0].price_kind) == (Decimal("1.10"), "user")
    assert quote.shipping.amount == Decimal(3)


def test_a_refusal_is_the_labs_own_and_leaves_a_catalog_its_row(quotelab):
    lab = quotelab()
    with pytest.raises(LabkitError, match=r"quotelab POST /quotes.*not to the US"):
        lab.quote([("7000000000000001", 1)], "US")
    rows = lk.catalog([lab]).quote([("10x15 cm", 1)], country="US")
    assert not rows["complete"].any()
    assert "not to the US" in rows["notes"].iloc[0]


def test_a_day_gone_by_is_not_asked_of_the_server(quotelab):
    lab = quotelab()
    for table in (lab.products, lab.options, lab.shipping):
        table()
    kept = lk.catalog(["quotelab"], as_of="2999-01-01")
    rows = kept.quote([("10x15 cm", 10)], country="DE")
    # 10 x 0.29 and 4.95 of postage, by the catalog.
    assert rows["total"].iloc[0] == 7.85


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("lines=tuple(", "lines=(1,) + tuple("), "one amount for each line"),
        (('/ 100,\n        tax="', '/ 100 - 9,\n        tax="'), "Decimals of 0 or more"),
        (('shipping=Decimal(data["postage"]) / 100', "shipping=3.0"), "Decimals of 0 or more"),
        (("return QuoteAnswer(", "return dict("), "no QuoteAnswer"),
    ],
)
def test_an_answer_that_cannot_be_used_is_the_modules_mistake(quotelab, change, message):
    lab = quotelab(PRICING.replace(*change))
    with pytest.raises(LabModuleError, match=f"quotelab quote.*{message}"):
        lab.quote([("7000000000000001", 1)], "DE")


# --- settings ------------------------------------------------------------------------------


@pytest.fixture
def storelab(plugins):
    copy_lab(
        plugins,
        "storelab",
        __init__=lambda text: text.replace(
            "currency=", 'settings={"store": "main"},\n    currency='
        ),
        wire=lambda text: text.replace("_token: str)", "_token: str, *, settings)").replace(
            'return {"X-Corner"', 'return {"X-Store": settings["store"], "X-Corner"'
        ),
        sandbox=lambda text: (
            text.replace('f"Print {', 'f"{context.store_asked} {')
            .replace(
                "given = request.headers",
                'context.store_asked = request.headers.get("X-Store"); given = request.headers',
            )
            .replace("article(number) for", "article(number, context) for")
            .replace("def article(number: int)", "def article(number: int, context)")
        ),
    )


def test_a_setting_is_taken_by_connect_by_the_environment_or_by_its_default(storelab, monkeypatch):
    names = [
        lk.connect("storelab", **given).products()["name"][0] for given in ({}, {"store": "7"})
    ]
    assert [name.split()[0] for name in names] == ["main", "7"]
    # What was kept for one store is not the other's.
    assert lk.connect("storelab").products()["name"][0].startswith("main")
    monkeypatch.setenv("LABKIT_STORELAB_STORE", "9")
    lab = lk.connect("storelab")
    assert lab.settings == {"store": "9"} == lab.client.settings
    assert lab.products()["name"][0].startswith("9")


def test_a_setting_that_cannot_be_used_or_is_unknown_is_refused(storelab):
    with pytest.raises(InputError, match="store is no printable text"):
        lk.connect("storelab", store=5)
    with pytest.raises(InputError, match="did you mean 'store'"):
        lk.connect("storelab", stor="7")
