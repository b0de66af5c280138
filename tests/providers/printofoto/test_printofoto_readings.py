"""Both readings of what Printofoto's document leaves open, with the client right under each."""

import pytest
from order_bases import bases
from PIL import Image

import labkit as lk

NAME = "printofoto"
PHOTO = (1772, 1772)


def submit(lab, photo, country, *products, reference="A-1"):
    recipient = lk.Address(
        first_name="Jo", last_name="Sample", street="Straat", house_number="1",
        postcode="1000", city="Town", country=country,
    )  # fmt: skip
    lines = [lk.Line(product_id=number, photo=photo, fields=more) for number, more in products]
    order, _ = lab.from_intent(
        lk.OrderIntent(reference=reference, recipient=recipient, lines=lines)
    )
    return lab.submit(order)


POSTER, CARD = ("14", {}), ("3", {"text": "Hello"})
NAMES = {"any": "Pays-Bas", "french": "Pays-Bas", "english": "Netherlands", "code": "NL"}


@pytest.mark.parametrize("reading", sorted(NAMES))
@pytest.mark.parametrize("product", [POSTER, CARD])
def test_q95_a_country_is_sent_as_the_lab_takes_it(box, lab, photo, reading, product):
    """Broken once each: the French name sent alone, the name that was taken not kept for `cancel`.

    Both times english and code were refused.
    """
    box.readings.set(NAME, "q95", reading)
    assert submit(lab, photo, "NL", product).state == "confirmed"
    validated = [o["raw"] for o in box.orders(NAME) if str(o["raw"]["order_state"]) == "1"]
    assert [order["shipping_country"] for order in validated] == [NAMES[reading]]
    # What changes the order later sends the same name.
    assert lab.cancel("A-1").lab_state == "6"


@pytest.mark.parametrize("reading", ["together", "each"])
def test_q95_each_detail_has_a_shipment_of_its_own(box, lab, photo, reading):
    """Broken once by reading the first detail's tracking alone."""
    box.readings.set(NAME, "q95_shipments", reading)
    submit(lab, photo, "FR", POSTER, CARD)
    # Half an hour, a day and a day: shipped (the sandbox's assumptions).
    box.clock.advance(days=2, hours=1)
    status = lab.status("A-1")
    assert (status.lab_state, status.final) == ("4", False)
    assert len(status.tracking) == (2 if reading == "together" else 1)
    box.clock.advance(days=1)
    assert len(lab.status("A-1").tracking) == 2


# The field tables of document 001 have "(max_width=800px,max_height=400px)" for these logos.
BOUNDED = {"bookmark", "calendar", "factsheet", "photobook", "photoprint", "polaroidbox", "poster"}


@pytest.mark.parametrize("size", [(800, 400), (801, 400), (800, 401), (1600, 1000)])
def test_a_logo_over_the_documents_limit_is_named_before_it_is_uploaded(
    box, lab, photo, tmp_path, size
):
    """Broken once by looking at no logo: each was uploaded, and then refused."""
    logo = tmp_path / "logo.png"
    Image.new("RGB", size).save(logo)
    for base in bases(lab, photo):
        (name,) = (name for name in base["details"][0] if name != "id_product")
        if name in {"magnet", "magnetgrid", "stickergrid", "notebook", "businesscard"}:
            continue
        part = base["details"][0][name] | {"logo_url": str(logo)}
        order = base | {"details": [base["details"][0] | {name: part}]}
        named = {p.field for p in lab.check(order) if p.severity == "error"}
        over = name in BOUNDED and (size[0] > 800 or size[1] > 400)
        assert named == ({f"details[0].{name}.logo_url"} if over else set()), name
    assert box.orders(NAME) == []
