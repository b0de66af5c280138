"""Example bodies of Profotonet's calls, for the OpenAPI document.

They are document 003's own samples, mended where they are no JSON. Two things differ: the sample
order's shipping is 575 cents, a price that stands in no catalog, and the answer to a test has zeros
for all totals, so the answer shown is that to an order that is no test.
"""

from __future__ import annotations

from typing import Any

__all__ = ["CALLBACK", "EXAMPLES"]

_PRODUCTS = [
    {
        "productId": 1002201300190001,
        "name": "Schoolfotoset A - Papiersoort: Glans",
        "price": 127,
        "options": [
            {
                "name": "Witte randen",
                "code": "whiteborder",
                "attributes": [{"name": "Witte randen", "code": "checked"}],
            },
            {
                "name": "Optimalisatie",
                "code": "optimalisation",
                "attributes": [{"name": "Optimalisatie", "code": "checked"}],
            },
        ],
        "shippingMethods": [
            {"name": "Brievenbuspost via PostNL", "pricing": {"default": 349, "nl": 249}},
            {
                "name": "Brievenbuspost als pakket via PostNL",
                "pricing": {"default": 899, "nl": 599},
            },
        ],
    },
    {
        "productId": 1003705000500003,
        "name": "Canvas 2cm (50 x 50) - Houten baklijst: Wit",
        "price": 8195,
        "options": [
            {
                "name": "Afwerking randen",
                "code": "canvasedge",
                "attributes": [
                    {"name": "Geen bewerking", "code": "none"},
                    {"name": "Uitrekken", "code": "stretch"},
                    {"name": "Spiegelen", "code": "mirror"},
                    {"name": "Wit laten", "code": "white"},
                ],
            }
        ],
        "shippingMethods": [
            {"name": "Pakketpost via PostNL", "pricing": {"default": 899, "nl": 599}}
        ],
    },
]
_ORDER = {
    "test": True,
    "testNotificationUrl": "http://127.0.0.1:9000/test",
    "notificationUrl": "http://127.0.0.1:9000/status",
    "referenceId": "10000000",
    "reference": "10000000",
    "companyName": "Company",
    "firstName": "John",
    "lastName": "Doe",
    "street": "Street",
    "houseNumber": "1A",
    "zipCode": "1234AA",
    "city": "Rotterdam",
    "state": "",
    "country": "NL",
    "shippingMethod": "send",
    "entries": [
        {
            "referenceId": 10000,
            "productId": 1002201300190001,
            "quantity": 1,
            "backprint": "",
            "file": {
                "name": "testimage1.jpg",
                "url": "https://photos.example/testimage1.jpg",
                "md5": "e2c0c4781074792afbaf73c6af5eae87",
            },
            "options": [{"code": "whiteborder", "value": "checked"}],
        },
        {
            "referenceId": 10001,
            "productId": 1003705000500003,
            "quantity": 1,
            "backprint": "",
            "file": {
                "name": "testimage2.jpg",
                "url": "https://photos.example/testimage2.jpg",
                "md5": "7815696ecbf1c96e6894b779456d330e",
            },
            "options": [{"code": "canvasedge", "value": "mirror"}],
        },
    ],
    "packingSlip": {
        "url": "https://photos.example/packingslip.pdf",
        "md5": "6af0d8b2c5c3fff02066b31e8e83c192",
    },
    "label": {
        "url": "https://photos.example/label.pdf",
        "md5": "a90790e52d1c0e138edf47c5324ebeeb",
    },
}
_TOTALS = {
    "total": 8996,
    "taxTotal": 1561,
    "subTotal": 8322,
    "shippingTotal": 575,
    "shippingTaxTotal": 100,
    "startingCostsTotal": 99,
    "startingCostsTaxTotal": 17,
    "entryTotals": [
        {"productId": 1002201300190001, "quantity": 1, "total": 127, "taxTotal": 22},
        {"productId": 1003705000500003, "quantity": 1, "total": 8195, "taxTotal": 1422},
    ],
}
_ID = "507f1f77bcf86cd799439011"
_CODE = "3SYMFU0000001"


def _refused(field: str, message: str) -> dict[str, Any]:
    return {"errors": [{"field": field, "message": message}]}


_ERRORS = {
    "400": _refused("referenceId", "Invalid parameter: is mandatory"),
    "401": _refused("key", "Unauthorized: the header key is absent or not the key of this account"),
    "404": _refused("referenceId", "Not found: no order of this referenceId"),
    "500": _refused("request", "Internal server error"),
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "GET /products": _ERRORS | {"200": _PRODUCTS},
    "POST /order": _ERRORS
    | {
        "request": _ORDER,
        "200": {"data": {"id": _ID, "status": "accepted"} | _TOTALS},
        "409": _refused("referenceId", "Already exists: there is an order of this referenceId"),
        "422": _refused("entries[0].productId", "Incorrect parameter: is not in the catalog"),
    },
    "GET /order": _ERRORS
    | {
        "200": {
            "data": {
                "id": _ID,
                "orderId": 1000023,
                "status": "shipped",
                **_TOTALS,
                "trackAndTrace": [{"code": _CODE}],
            }
        }
    },
    "POST /reprint": _ERRORS
    | {
        "request": {
            "test": True,
            "referenceId": 10000000,
            "entries": [{"referenceId": 10000, "quantity": 1}, {"referenceId": 10001}],
            "reason": "damaged",
            "note": "Order was damaged.",
        },
        "200": {"data": {"id": _ID, "orderId": 1000023}},
        "403": _refused("referenceId", "Illegal action: the order is not processed yet"),
        "422": _refused("entries[0].referenceId", "Incorrect parameter: no entry of this order"),
    },
}
CALLBACK = {
    "id": _ID,
    "orderId": 1000023,
    "referenceId": "10000000",
    "status": "shipped",
    "trackAndTraceCode": _CODE,
}
