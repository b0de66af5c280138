"""How labkit reads Example Press: wire, catalog and orders, as data."""

from examplepress import LAB
from examplepress.document import ORDER
from labkit import describe
from labkit.describe import Calls, Id, Mapped, Number, Pages, Table, Text

PRODUCTS = {"path": "/products", "at": "items", "pages": Pages("page", total="pages")}

wire = describe.wire({"X-Api-Key": "{key}"})
catalog = describe.catalog(
    LAB.name,
    products=Table(
        **PRODUCTS,
        columns={
            "product_id": Id("sku"),
            "name": Text("title"),
            "category": "Prints",
            "width_mm": Number("size.width", factor=25.4),
            "height_mm": Number("size.height", factor=25.4),
            "price": Number("price"),
        },
    ),
    options=Table(
        **PRODUCTS,
        each=("attributes", "values"),
        columns={
            "product_id": Id("sku"),
            "group_id": Id("attributes.name"),
            "group": Text("attributes.name"),
            "option_id": Id("values.code"),
            "option": Text("values.title"),
            "price": Number("values.surcharge"),
            "required": True,
            "level": "print",
        },
    ),
    shipping=Table(
        "/shipping",
        at="methods",
        each=("prices{}",),
        columns={
            "method_id": Id("code"),
            "method": Text("title"),
            "country": Text("prices.key"),
            "price": Number("prices.value"),
        },
    ),
)
orders = describe.orders(
    LAB,
    Mapped(
        ORDER,
        reference="reference",
        same={"idempotencyKey": "reference"},
        shipping="method",
        lines="items",
        product="sku",
        quantity="copies",
        photo="assets[].url",
        options="attributes[].value",
        option_group="attributes[].name",
        address={
            "recipient.name": ("first_name", "last_name"),
            "recipient.email": "email",
            "recipient.line1": ("street", "house_number"),
            "recipient.postcode": "postcode",
            "recipient.town": "city",
            "recipient.country": "country",
        },
    ),
    Calls(
        place="POST /orders",
        read="GET /orders/{id}",
        find="GET /orders?reference={reference}",
        cancel="POST /orders/{id}/cancel",
        at="order",
        listed="orders",
        total="charge.total",
        tracking="parcels[].code",
        final=frozenset({"shipped", "cancelled"}),
    ),
)
