"""Example Press's emulator, written from its document alone."""

import datetime as dt
from decimal import Decimal

from examplepress.document import METHODS, ORDER, QUOTE
from labkit.describe import sandbox
from labkit.describe.sandbox import KeptOrders, Refusal, Route

SIZES = ((4, 6, "0.35"), (5, 7, "0.65"), (8, 10, "2.40"), (8, 12, "2.95"))
SURCHARGE = {"lustre": "0.00", "metallic": "0.20"}
POSTAGE = {"budget": {"NL": "3.95", "DE": "5.95", "*": "9.95"}, "express": {"NL": "8.50"}}


def product(number):
    copy, base = divmod(number, len(SIZES))
    width, height, price = SIZES[base]
    values = [{"code": c, "title": c.title(), "surcharge": s} for c, s in SURCHARGE.items()]
    return {
        "sku": f"PRINT-{width}X{height}{f'-{copy}' * bool(copy)}",
        "title": f"Print {width}x{height} in",
        "size": {"width": width, "height": height},
        "price": price,
        "attributes": [{"name": "finish", "values": values}],
    }


def products(context, given):
    count, page = context.scale or len(SIZES), int(given.query.get("page", 1))
    size = 3 if context.scale is None else 1000
    shown = range(page * size - size, min(page * size, count))
    return {"items": [product(number) for number in shown], "pages": -(-count // size)}


def shipping(_context, _given):
    return {"methods": [{"code": m, "title": m.title(), "prices": POSTAGE[m]} for m in METHODS]}


def charge(context, body, country):
    sold = map(product, range(context.scale or len(SIZES)))
    prices = {each["sku"]: each["price"] for each in sold}
    faults, lines = [], []
    for n, item in enumerate(body["items"]):
        finish = {each["name"]: each["value"] for each in item["attributes"]}.get("finish")
        if item["sku"] not in prices:
            faults.append((f"items[{n}].sku", f"there is no product {item['sku']}"))
        elif finish not in SURCHARGE:
            faults.append((f"items[{n}].attributes", "needs a finish: lustre or metallic"))
        else:
            price = Decimal(prices[item["sku"]]) + Decimal(SURCHARGE[finish])
            lines.append(item["copies"] * price)
    postage = POSTAGE[body["method"]].get(country) or POSTAGE[body["method"]].get("*")
    if faults or not postage:
        raise Refusal(422, faults or {"method": f"does not go to {country}"})
    total = sum(lines, Decimal(postage))
    return {"lines": [*map(str, lines)], "shipping": postage, "total": str(total)}


def quote(context, given):
    return {"quote": charge(context, given.body, given.body["country"])}


def write(order):
    parcels = [{"code": f"EP{order.number}"}] if order.state == "shipped" else []
    about = {"id": str(order.number), "status": order.state, "charge": order.more}
    return {**about, **order.body, "parcels": parcels}


HOUR = dt.timedelta(hours=1)
ORDERS = KeptOrders(
    ORDER,
    write,
    states={"received": 0 * HOUR, "printing": 4 * HOUR, "shipped": 24 * HOUR},
    reference="reference",
    lines="items",
    accept=lambda context, body: charge(context, body, body["recipient"]["country"]),
    key="idempotencyKey",
    cancellable={"received"},
)
COST = {"lines": ["0.70"], "shipping": "3.95", "total": "4.65"}
API = sandbox.Described(
    "examplepress",
    "Example Press",
    (
        Route("GET /products", products, {"items": [product(0)], "pages": 2}, query=("page",)),
        Route("GET /shipping", shipping, shipping(None, None)),
        Route("POST /quotes", quote, {"quote": COST}, QUOTE, errors=(422,)),
        *ORDERS.routes("/orders", shown=COST, listed="orders", cancel="POST /orders/{id}/cancel"),
    ),
    headers={"X-Api-Key": "{key}"},
)
EMULATOR = sandbox.emulator(API, ORDERS, mount="/examplepress/v4", credentials={"key": "k-press"})
