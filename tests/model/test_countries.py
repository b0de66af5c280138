import pytest

from labkit.errors import CountryError
from labkit.model.countries import parse_country


@pytest.mark.parametrize(("text", "code"), [("nl", "NL"), (" FR ", "FR"), ("US", "US")])
def test_countries(text, code):
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["", "XX", "NLD", "Holland", None])
def test_what_is_no_country(text):
    with pytest.raises(CountryError, match="ISO 3166"):
        parse_country(text)
