"""What Example Press's document prints: the fields of its bodies, and its closed lists."""

from labkit.describe import Field

METHODS = ("budget", "express")
FINISHES = ("lustre", "metallic")
PHOTO = Field("url", pattern="^https?://", example="https://photos.example/1.jpg")
CHOICE = (Field("name", example="finish"), Field("value", example="lustre"))
ITEM = (
    Field("sku", about="The product.", example="PRINT-4X6"),
    Field("copies", "whole", least=1, example=2),
    Field("attributes", parts=CHOICE, many=True),
)
RECIPIENT = (
    Field("name", longest=60, example="Ada Lovelace"),
    Field("email", required=False),
    Field("line1", about="Street and number.", example="Keizersgracht 1"),
    Field("postcode", example="1015 CJ"),
    Field("town", example="Amsterdam"),
    Field("country", about="ISO 3166, two letters.", example="NL"),
)
ORDER = (
    Field("reference", longest=100, example="order 42"),
    Field("idempotencyKey", about="The same key is the same order.", example="order 42"),
    Field("method", choices=METHODS),
    Field("recipient", parts=RECIPIENT),
    Field("items", parts=(*ITEM, Field("assets", parts=(PHOTO,), many=True)), many=True),
)
QUOTE = (
    Field("country", example="NL"),
    Field("method", choices=METHODS),
    Field("items", parts=ITEM, many=True),
)
