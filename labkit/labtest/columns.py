"""The columns of a lab's three frames, written out once more: what a lab is held to."""

from __future__ import annotations

TEXT, NUMBER, FLAG, TIME = "string", "Float64", "boolean", "datetime64[us, UTC]"
COLUMNS = {
    "products": {
        "lab": TEXT,
        "product_id": TEXT,
        "variant_id": TEXT,
        "name": TEXT,
        "category": TEXT,
        "variant": TEXT,
        "width_mm": NUMBER,
        "height_mm": NUMBER,
        "size_source": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "price_kind": TEXT,
        "tax": TEXT,
        "source_url": TEXT,
        "fetched_at": TIME,
        "stale": FLAG,
    },
    "options": {
        "lab": TEXT,
        "product_id": TEXT,
        "group_id": TEXT,
        "group": TEXT,
        "option_id": TEXT,
        "option": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "required": FLAG,
        "default": FLAG,
        "multiple": FLAG,
        "hidden": FLAG,
        "read_only": FLAG,
        "level": TEXT,
        "excludes": "object",
    },
    "shipping": {
        "lab": TEXT,
        "product_id": TEXT,
        "method_id": TEXT,
        "method": TEXT,
        "country": TEXT,
        "price": NUMBER,
        "currency": TEXT,
        "tax": TEXT,
        "condition": TEXT,
    },
}
