"""Value added tax: standard rates, and amounts with and without it.

The rates come with the eu-vat-rates-data package: the EU's countries and some neighbours. For
other countries the rate is unknown.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from labkit.errors import InputError, RateError, did_you_mean
from labkit.model.countries import parse_country
from labkit.model.currencies import minor_digits
from labkit.model.money import Tax

TAX_BASES = (str(Tax.INCLUDED), str(Tax.EXCLUDED))


def standard_rate(country: str) -> Decimal:
    """Return a country's standard rate of value added tax, as a fraction.

    Parameters
    ----------
    country
        ISO 3166 alpha-2.

    Raises
    ------
    CountryError
        If it is no country.
    RateError
        If the table has no rate for it.

    Examples
    --------
    >>> standard_rate("NL")
    Decimal('0.21')
    """
    code = parse_country(country)
    percent = _table().get_standard_rate(code)
    if percent is None:
        raise RateError(
            f"there is no rate of value added tax for {code}",
            hint="the table has the EU's countries and some neighbours; leave tax= out",
        )
    return (Decimal(str(percent)) / 100).normalize()


def parse_tax_basis(tax: str | None) -> str:
    """Parse a tax basis: ``"included"``, ``"excluded"`` or "" for None.

    Raises
    ------
    InputError
        If it is another word.
    """
    if tax is None or tax == "":
        return ""
    if tax not in TAX_BASES:
        raise InputError(f"{tax!r} is no tax basis", hint=did_you_mean(str(tax), TAX_BASES))
    return str(tax)


def contained(amount: Decimal, rate: Fraction, currency: str) -> Decimal:
    """Return the tax in an amount that includes it, rounded to the minor unit (half to even).

    Examples
    --------
    >>> contained(Decimal("5.75"), Fraction(21, 100), "EUR")
    Decimal('1.00')
    """
    return rounded(Fraction(amount) * rate / (1 + rate), currency)


def added(amount: Decimal, rate: Fraction, currency: str) -> Decimal:
    """Return the tax on an amount that does not include it, rounded to the minor unit."""
    return rounded(Fraction(amount) * rate, currency)


def rounded(amount: Fraction, currency: str) -> Decimal:
    """Return an exact amount rounded to a currency's minor unit, half to even."""
    digits = minor_digits(currency)
    return Decimal(round(amount * 10**digits)).scaleb(-digits)


def step(
    basis: str, target: str, lab: Fraction | None, destination: Fraction | None
) -> Fraction | None:
    """Return the factor that converts an amount from one tax basis to another.

    Parameters
    ----------
    basis, target
        The amount's basis, and the basis to convert to (included, excluded, "" for none).
    lab
        The rate included in the lab's prices.
    destination
        The rate of the destination.

    Returns
    -------
    fractions.Fraction or None
        1 where nothing changes; None where basis or rate is not known.
    """
    if basis == target or not target:
        return Fraction(1)
    if basis == Tax.INCLUDED and lab is not None:
        return 1 / (1 + lab)
    if basis == Tax.EXCLUDED and destination is not None:
        return 1 + destination
    return None


def rate_or_none(country: str) -> Fraction | None:
    """Return the standard rate of a country; None where there is none."""
    try:
        return Fraction(standard_rate(country)) if country else None
    except RateError:
        return None


@lru_cache(maxsize=1)
def _table() -> Any:  # noqa: ANN401 - the package's module, which has no types
    import eu_vat_rates_data

    return eu_vat_rates_data
