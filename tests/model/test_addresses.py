"""Addresses of other countries: expectations from the postal services' own examples.

Broken once each: the house number first in each country, `needs_postcode` and `has_postcodes` true
of each country.
"""

import pytest

import labkit as lk
from labkit.model.addresses import has_postcodes, needs_postcode, street_line
from labkit.model.countries import ALPHA2

# country → the street line as its post writes it.
LINES = {
    "NL": "Dorpsstraat 1A", "DE": "Dorpsstraat 1A", "BE": "Dorpsstraat 1A", "IT": "Dorpsstraat 1A",
    "ES": "Dorpsstraat 1A", "SE": "Dorpsstraat 1A", "PL": "Dorpsstraat 1A", "CH": "Dorpsstraat 1A",
    "BR": "Dorpsstraat 1A", "FR": "1A Dorpsstraat", "LU": "1A Dorpsstraat", "GB": "1A Dorpsstraat",
    "IE": "1A Dorpsstraat", "US": "1A Dorpsstraat", "CA": "1A Dorpsstraat", "AU": "1A Dorpsstraat",
    "IN": "1A Dorpsstraat", "ZA": "1A Dorpsstraat", "SG": "1A Dorpsstraat", "RE": "1A Dorpsstraat",
}  # fmt: skip


def to(country, **changes):
    given = {
        "first_name": "Jo", "last_name": "Sample", "street": "Dorpsstraat", "house_number": "1A",
        "postcode": "1000", "city": "Town", "state": "CA",
    }  # fmt: skip
    return lk.Address(**given | changes, country=country)


@pytest.mark.parametrize("country", sorted(LINES))
def test_the_house_number_stands_where_the_country_has_it(country):
    assert street_line(to(country)) == LINES[country]
    for name, field in (("printofoto", "shipping_address_1"), ("bayphoto", "customer")):
        line = {"bayphoto": ("1975", "13462"), "printofoto": ("14", "")}[name]
        lab = lk.connect(name)
        photo = "https://pictures.example/p.jpg"
        wanted = lk.Line(product_id=line[0], photo=photo, options=[o for o in line[1:] if o])
        intent = lk.OrderIntent(reference="A", recipient=to(country), lines=[wanted])
        order, _ = lab.from_intent(intent)
        value = getattr(order, field)
        assert getattr(value, "address1", value) == LINES[country]


def test_a_number_alone_or_a_street_alone_is_the_line():
    assert street_line(to("FR", house_number="")) == "Dorpsstraat"
    assert street_line(to("NL", street="")) == "1A"


def test_postcodes_are_needed_where_the_country_has_them():
    assert all(map(needs_postcode, ["US", "NL", "FR", "GB", "DE", "SG"]))
    assert not any(map(has_postcodes, ["HK", "AE"]))
    # Eircodes exist and are not demanded.
    assert (has_postcodes("IE"), needs_postcode("IE")) == (True, False)
    assert {has_postcodes(country) for country in ALPHA2} == {True, False}


@pytest.mark.parametrize(("country", "missing"), [("US", True), ("HK", False), ("IE", False)])
def test_bay_photos_zip_is_asked_for_where_the_country_has_one(country, missing):
    # No table of its documents has the field.
    lab = lk.connect("bayphoto")
    photo = "https://pictures.example/p.jpg"
    wanted = lk.Line(product_id="1975", photo=photo, options=["13462"])
    recipient = to(country, postcode="")
    order, _ = lab.from_intent(lk.OrderIntent(reference="A", recipient=recipient, lines=[wanted]))
    named = {problem.field for problem in lab.check(order) if problem.severity == "error"}
    assert named == ({"customer.zip"} if missing else set())


@pytest.mark.parametrize(("name", "field"), [
    ("printofoto", "shipping_zipcode"), ("profotonet", "zipCode"),
])  # fmt: skip
def test_where_the_document_demands_one_a_country_without_is_said(name, field):
    lab = lk.connect(name)
    product = {"printofoto": "14", "profotonet": "1002201300190001"}[name]
    wanted = lk.Line(product_id=product, photo="https://pictures.example/p.jpg")
    for country, sent in (("AE", "-"), ("FR", None)):
        recipient = to(country, postcode="")
        intent = lk.OrderIntent(reference="A", recipient=recipient, lines=[wanted])
        order, dropped = lab.from_intent(intent)
        notes = [p for p in dropped if p.field == "recipient.postcode"]
        assert [p.severity for p in notes] == (["warning"] if sent else [])
        assert getattr(order, field, None) == sent
        named = {problem.field for problem in lab.check(order) if problem.severity == "error"}
        assert (field in named) == (sent is None)
