"""Example bodies of Bephoto's calls, for the OpenAPI document.

Document 000 shows types where values would be, so the values are made up; products and prices are
those of the sample catalog.
"""

from typing import Any

_ORDER = {
    "idorder": 100001,
    "datestart": "2026-03-10 14:05:06",
    "totalorder": 0.3,
    "totalcost": 5.25,
    "dateconfirmation": "2026-03-10 14:05:09",
    "dateprocessed": None,
    "shippingmethod": "Livraison standard",
    "metadata": "commande 2026-0042",
}
_OPEN = _ORDER | {"totalorder": 0.0, "totalcost": 0.0, "dateconfirmation": None}
_DONE = {"status": 1}
_ERRORS = {
    "401": {"error": "Unauthorized"},
    "404": {"error": "idorder: there is no order 100001"},
    "4XX": {"error": "Content-Type: must be application/json"},
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "POST /user/login": _ERRORS
    | {
        "request": {"email": "user@studio.example", "password": "your-password"},
        "200": {"status": 1, "token": "your-authentication-token"},
        "422": {"error": "email: must not be blank"},
    },
    "POST /orders": _ERRORS
    | {
        "request": {"metadata": "commande 2026-0042"},
        "200": {"status": 1, "order": [_OPEN]},
        "422": {"error": "metadata: must have at most 255 characters"},
    },
    "GET /orders/{idorder}": _ERRORS | {"200": {"status": 1, "order": [_ORDER]}},
    "GET /products": _ERRORS
    | {
        "200": {
            "status": 1,
            "products": [
                {
                    "idproduct": 101,
                    "product": "Tirage 9x12",
                    "dimensions": "90x120",
                    "prices": [{"price": 0.15, "idpaper": 1}, {"price": 0.17, "idpaper": 2}],
                }
            ],
        }
    },
    "POST /orders/{idorder}/products": _ERRORS
    | {
        "request": {
            "idproduct": 101,
            "idpaper": 1,
            "quantity": 2,
            "fileurl": "https://photos.example/1.jpg",
            "filename": "1.jpg",
            "filesize": 482133,
        },
        "200": _DONE,
        "409": {"error": "idorder: order 100001 is closed"},
        "422": {"error": "quantity: must be greater than or equal to 1"},
    },
    "POST /orders/{idorder}/close": _ERRORS
    | {
        "request": {},
        "200": _DONE,
        "409": {"error": "idorder: order 100001 has no products"},
        "422": {"error": "quantity: is not a field of this call"},
    },
}
