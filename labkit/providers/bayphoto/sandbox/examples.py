"""Example bodies of Bay Photo's calls, for the OpenAPI document.

They are the samples of document 002, with what its tables add; the document shows neither the
answer to an order nor an error.
"""

from typing import Any

_PRODUCT = {
    "billing_code": "DR45",
    "id": 1975,
    "name": "4x5 Print",
    "price": "0.49",
    "print_size_x": "5.0",
    "print_size_y": "4.0",
}
_NODE = {
    "bounds": "0,0,5,4",
    "id": 1461,
    "node_image": "",
    "node_type": 1,
    "option_id": None,
    "template_id": 2153,
    "sort_order": 1,
    "uid": "1",
}
_ROOT = {
    "default": False,
    "id": 2145,
    "name": "Photo Prints",
    "name_long": "Photo Prints",
    "read_only": False,
    "slug": "print",
    "shipping_group_id": 25,
}
_BRANCH = {
    "default": False,
    "id": 2152,
    "name": "Standout Photo Prints",
    "name_long": "Standout Photo Prints",
    "read_only": False,
    "slug": "StandoutMounts_PhotoPrints",
    "shipping_group_id": "",
    "parent_id": 2145,
}
_LEAF = {
    "default": False,
    "id": 2153,
    "name": "4x5 Print",
    "name_long": "4x5 Print",
    "read_only": False,
    "slug": "Standout_PhotoPrint_4x5",
    "shipping_group_id": "",
}
_LISTED_LEAF = _LEAF | {"parent_id": 2152, "product": _PRODUCT, "templates": []}
_TREE = [_ROOT | {"templates": [_BRANCH | {"templates": [_LISTED_LEAF]}], "nodes": []}]
_OPTION = {
    "id": 18114,
    "default": False,
    "disable_ids": "",
    "handling_fee": None,
    "handling_group": "",
    "hidden": False,
    "multiple": False,
    "name": "Surface",
    "name_long": "Surface",
    "read_only": False,
    "required": True,
    "service_type": "",
}
_LUSTRE = _OPTION | {
    "id": 18115,
    "name": "Lustre",
    "name_long": "Lustre",
    "required": False,
    "service": {"id": 13462, "name": "Lustre", "price": "0.29", "service_type": 1},
    "nodes": [],
    "options": [],
}
_GROUND = {
    "id": 162,
    "billing_code": "FEDEX G_DS",
    "name": "FedEx Ground (1-7 business days)",
    "tier_prices": "",
    "tier_type": "",
    "tooltip": None,
    "uses": "price",
}
_EXPRESS = _GROUND | {
    "id": 163,
    "billing_code": "FEDEX XPR_DS",
    "name": "FedEx Express Saver (3 business days)",
}
_ORDER = {
    "order_name": "your order name. This must be unique.",
    "order_date": "2015-03-10 03:03:46 UTC",
    "shipping_billing_code": "FEDEX2",
    "return_shipping_id": "",
    "drop_ship": True,
    "customer": {
        "name": "John Doe",
        "email": "john_doe@example.com",
        "phone": "123.123.1234",
        "address1": "123 first street",
        "address2": "apt 0",
        "city": "Santa Cruz",
        "state": "CA",
        "country": "US",
        "zip": "95426",
    },
    "products": [
        {
            "product_id": 1975,
            "qty": 2,
            "photos": [
                {
                    "image_file_name": "original_filename.jpg",
                    "image_source_path": "https://photos.example/1WaPD3YHTwaLJ3y1RhZC",
                    "crop_height": "100.0",
                    "crop_width": "100.0",
                    "crop_x": "50.0",
                    "crop_y": "50.0",
                    "node_uid": "1",
                }
            ],
            "print_services": [{"service_id": 13462}, {"service_id": 13465}],
        }
    ],
    "order_services": [],
}
_UNKNOWN = {"error": "id: there is no template 1"}
_ERRORS = {
    "401": {"error": 'Authorization: must be Token token="…" with a valid token'},
    "4XX": {"error": "POST /bayphoto/api/v1/templates.json: Method Not Allowed"},
}

EXAMPLES: dict[str, dict[str, Any]] = {
    "GET /api/v1/templates.json": _ERRORS
    | {
        "200": _TREE,
        "400": {"error": "shallow: must be true or false"},
        "404": {"error": "parent_id: there is no template 1"},
    },
    "GET /api/v1/templates/{id}.json": _ERRORS
    | {"200": _LEAF | {"templates": [], "product": _PRODUCT, "nodes": [_NODE]}, "404": _UNKNOWN},
    "GET /api/v1/options.json": _ERRORS
    | {
        "200": [_OPTION | {"options": [_LUSTRE | {"parent_id": 18114}], "nodes": []}],
        "400": {"error": "template_id: must be a whole number"},
        "404": {"error": "template_id: there is no template 1"},
    },
    "GET /api/v1/options/{id}.json": _ERRORS
    | {"200": _LUSTRE, "404": {"error": "id: there is no option 1"}},
    "GET /api/v1/shipping_methods.json": _ERRORS | {"200": [_GROUND, _EXPRESS]},
    "GET /api/v1/shipping_methods/{id}.json": _ERRORS
    | {"200": _EXPRESS, "404": {"error": "id: there is no shipping method 1"}},
    "POST /api/v1/orders.json": _ERRORS
    | {
        "request": _ORDER,
        "201": {"id": 500001, "order_name": "your order name. This must be unique."},
        "400": {"error": "body: is not JSON"},
        "415": {"error": "Content-Type: must be application/json"},
        "422": {"errors": {"order_name": ["has already been taken"]}},
    },
}
