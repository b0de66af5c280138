import pytest

from labkit.errors import InputError
from labkit.model.quantity import parse_quantity


@pytest.mark.parametrize(
    "value", [0, -1, 1.5, "2.5", "many", None, True, float("nan"), float("inf")]
)
def test_what_is_no_quantity(value):
    with pytest.raises(InputError, match="whole number"):
        parse_quantity(value)


@pytest.mark.parametrize("value", [1, "100", 2.0])
def test_whole_numbers_are_quantities(value):
    assert parse_quantity(value) == int(float(value))
