"""One line that each lab of labkit prints, for tests of what holds at all of them."""

import labkit as lk

LINES = {
    "bayphoto": {"product_id": "1975", "options": ("13462",)},
    "bephoto": {"product_id": "103", "variant_id": "1"},
    "printofoto": {"product_id": "14", "variant_id": "420x297"},
    "profotonet": {"product_id": "1000101000150001"},
}
TO = lk.Address(first_name="Jo", last_name="Sample", street="Teststreet", house_number="1",
                postcode="1234 AB", city="Sampletown", country="NL")  # fmt: skip


def wish(name, photo, **changes):
    """Return an intent of one line for a lab."""
    line = lk.Line(**{"photo": photo, **LINES[name], **changes})
    shipping = "send" if name == "profotonet" else ""
    return lk.OrderIntent(reference="A-1", recipient=TO, lines=[line], shipping=shipping)
