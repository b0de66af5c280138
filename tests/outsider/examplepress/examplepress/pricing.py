"""Example Press quotes by itself: ``POST /quotes`` changes nothing at the lab."""

from decimal import Decimal

from examplepress.document import FINISHES, METHODS
from labkit.describe import Call, QuoteAnswer, Step


def quote(lines, country, method):
    method = method or METHODS[0]
    body = {"country": country, "method": method, "items": [_item(line) for line in lines]}
    answer = yield Step(Call("POST", "/quotes", json=body))
    said = answer.json_object()["quote"]
    amounts = tuple(map(Decimal, said["lines"]))
    return QuoteAnswer("EUR", amounts, Decimal(said["shipping"]), tax="excluded", method=method)


def _item(line):
    chosen = [{"name": "finish", "value": option} for option in line.options or FINISHES[:1]]
    return {"sku": line.product_id, "copies": line.quantity, "attributes": chosen}
