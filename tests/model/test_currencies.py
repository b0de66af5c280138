import pytest

from labkit.errors import CurrencyError
from labkit.model.currencies import parse_currency


@pytest.mark.parametrize("text", ["", "EU", "EURO", "€", None])
def test_what_is_no_currency(text):
    with pytest.raises(CurrencyError, match="ISO 4217"):
        parse_currency(text)
