"""Currencies of ISO 4217: their codes, and how many decimals their amounts have.

Includes the currencies withdrawn since 1999, which old exchange rates and price lists still name.
"""

from __future__ import annotations

import difflib

from labkit.errors import CurrencyError

WITHOUT_MINOR = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
WITH_THREE = frozenset("BHD IQD JOD KWD LYD OMR TND".split())

ISO_4217 = (
    frozenset(
        """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
    PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT
    TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
    ANG CYP EEK HRK LTL LVL MTL ROL SIT SKK SLL TRL VEF ZWL
    """.split()
    )
    | WITHOUT_MINOR
    | WITH_THREE
)

# Signs as they stand beside amounts, folded; several currencies share some.
CURRENCY_SIGNS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"),
    "us$": ("USD",),
    "¥": ("JPY", "CNY"),
    "fr": ("CHF",),
    "sfr": ("CHF",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "zł": ("PLN",),
    "kč": ("CZK",),
}


def minor_digits(currency: str) -> int:
    """Return how many decimals a currency's amounts have (2 for most, 0 for the yen)."""
    if currency in WITHOUT_MINOR:
        return 0
    return 3 if currency in WITH_THREE else 2


def parse_currency(text: str) -> str:
    """Return a currency's ISO 4217 code in upper case.

    Raises
    ------
    CurrencyError
        If it is none. Whether there are rates for it shows when one is asked for.
    """
    code = text.strip().upper() if isinstance(text, str) else ""
    if code not in ISO_4217:
        # Letters that changed places are the commonest slip.
        turned = [known for known in sorted(ISO_4217) if sorted(known) == sorted(code)]
        near = turned or difflib.get_close_matches(code, sorted(ISO_4217), n=1)
        use = "use the three letters of ISO 4217, as EUR, USD"
        hint = f"did you mean {near[0]!r}? Else {use}" if near else use
        raise CurrencyError(f"{text!r} is no currency", hint=hint)
    return code
