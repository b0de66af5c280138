"""The headings of a price list, in a lab's own words and languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from labkit.errors import InputError, PriceListError, did_you_mean
from labkit.model.currencies import CURRENCY_SIGNS, parse_currency

COLUMNS = ("product_id", "variant_id", "min_quantity", "price", "currency", "tax")
NEEDED = ("product_id", "price", "currency")

# English, French, Dutch, German; for an id the words that mean nothing else come first.
_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "product_id": (
        (
            *("product id", "product code", "product number", "product no", "product nr", "sku"),
            *("article id", "article code", "article number", "article no", "item id"),
            *("item code", "item number", "item no", "référence", "référence produit", "réf"),
            *("code article", "code produit", "numéro d article", "n article", "artikelnummer"),
            *("artikelnr", "artikelcode", "artikel nr", "productnummer", "productcode"),
            *("productnr", "bestelnummer", "bestelcode", "bestellnummer", "bestellnr", "artnr"),
            *("produktnummer", "artikel nummer", "artikel id", "reference", "ref", "productid"),
        ),
        ("product", "article", "item", "artikel", "produit", "produkt", "code", "id"),
    ),
    "variant_id": (
        ("variant id", "variant code", "variantcode", "variantid", "variantnummer"),
        ("variant", "variante", "uitvoering", "ausführung"),
    ),
    "min_quantity": (
        (
            *("min quantity", "minimum quantity", "min qty", "minimum qty", "quantity", "qty"),
            *("quantity from", "from quantity", "moq", "quantité", "quantité min", "qté"),
            *("quantité minimum", "quantité minimale", "à partir de", "aantal", "vanaf"),
            *("vanaf aantal", "aantal vanaf", "minimum aantal", "staffel", "menge", "ab menge"),
            *("mindestmenge", "anzahl", "ab stück", "minimum"),
        ),
    ),
    "price": (
        (
            *("price", "unit price", "price each", "price per piece", "price per unit", "prix"),
            *("prix unitaire", "prix à la pièce", "tarif", "prijs", "stukprijs", "stuksprijs"),
            *("prijs per stuk", "eenheidsprijs", "tarief", "preis", "stückpreis", "einzelpreis"),
            *("preis pro stück", "preis je stück"),
        ),
    ),
    "currency": (
        (
            *("currency", "currency code", "ccy", "devise", "monnaie", "valuta", "munt"),
            *("munteenheid", "währung", "muntsoort"),
        ),
    ),
    "tax": (("tax", "vat", "tva", "btw", "mwst", "ust"),),
}
_ALIKE = 0.85
_SIMILAR = 0.6


def find_columns(
    headings: Sequence[str], mapping: Mapping[str, str | None], name: str
) -> tuple[dict[str, str], list[str]]:
    """Return which heading each column of a price list has, and what was taken for granted.

    Parameters
    ----------
    headings
        As they stand in the list.
    mapping
        Heading → column, from the user; None leaves a heading out.
    name
        The list's, for messages.

    Raises
    ------
    InputError
        If the mapping names a column there is not.
    PriceListError
        If a heading of the mapping is not there, or two headings may be one column.
    """
    found = _mapped(headings, mapping, name)
    given = {heading for heading in headings if _key(heading) in map(_key, mapping)}
    others = [heading for heading in headings if heading not in given]
    for column in COLUMNS:
        # The column's very name first: another heading may be as good a word for it.
        exact = [heading for heading in others if heading.strip().lower() == column]
        if exact and column not in found:
            found[column] = exact[0]
    notes = []
    for column in COLUMNS:
        left = [heading for heading in others if heading not in found.values()]
        if column not in found and (heading := _likely(column, left, name)):
            found[column] = heading
            notes.append(f"{heading!r} is read as {column}")
    _refuse_misspelt(found, others, name)
    return found, notes


def _mapped(
    headings: Sequence[str], mapping: Mapping[str, str | None], name: str
) -> dict[str, str]:
    places = {_key(heading): heading for heading in headings}
    found: dict[str, str] = {}
    for given, column in mapping.items():
        heading = places.get(_key(given))
        if heading is None:
            hint = did_you_mean(str(given), headings)
            raise PriceListError(f"{name} has no column {given!r}", hint=hint)
        if column is None:
            continue
        if column not in COLUMNS:
            raise InputError(
                f"columns={{{given!r}: {column!r}}}: a price list has no {column!r}",
                hint=did_you_mean(str(column), COLUMNS),
            )
        if column in found:
            raise InputError(
                f"columns= gives two headings for {column}: {found[column]!r} and {heading!r}",
                hint="keep one of them",
            )
        found[column] = heading
    return found


def _likely(column: str, headings: Sequence[str], name: str) -> str:
    """Return the one heading that means a column, in words or all but; "" if there is none."""
    for words in _WORDS[column]:
        meant = [heading for heading in headings if _plain(heading) in words]
        meant = meant or [heading for heading in headings if _is_like(heading, words)]
        if len(meant) > 1:
            raise PriceListError(
                f"{name} has {' and '.join(map(repr, meant[:2]))}, each of which may be {column}",
                hint=f"name the one that is: columns={{{meant[0]!r}: {column!r}}}",
            )
        if meant:
            return meant[0]
    return ""


def _is_like(heading: str, words: Sequence[str]) -> bool:
    return bool(difflib.get_close_matches(_plain(heading), words, n=1, cutoff=_ALIKE))


def _refuse_misspelt(found: Mapping[str, str], others: Sequence[str], name: str) -> None:
    left = {heading.strip().lower(): heading for heading in others if heading not in found.values()}
    for column in COLUMNS:
        # A misspelt optional column would be ignored silently and change every price.
        near = difflib.get_close_matches(column, left, n=1, cutoff=_SIMILAR)
        if near and column not in found:
            heading = left[near[0]]
            raise PriceListError(
                f"{name} has a column {heading!r} and no {column!r}",
                hint=f"{did_you_mean(near[0], COLUMNS)}; columns={{{heading!r}: {column!r}}} reads "
                "it as that, None instead of the name leaves it out",
            )


def missing_column(column: str, headings: Sequence[str], name: str) -> PriceListError:
    """Return the error for a column without a heading."""
    return PriceListError(
        f"{name} has no column {column!r}",
        hint=f"it has: {', '.join(headings)}; needed are {', '.join(NEEDED)}; "
        f'columns={{"its heading": {column!r}}} names it',
    )


def currency_in(heading: str) -> str:
    """Return the currency a heading names, as ``Prijs (€)``; "" where it names none for certain."""
    words = re.findall(r"[€£]|\b[A-Z]{3}\b", heading)
    codes = {code for word in words if (code := currency_of(word))}
    return codes.pop() if len(codes) == 1 else ""


def currency_of(word: str) -> str:
    """Return the currency of a sign or code; "" where it is none, or several use it."""
    meant = currencies_of(word)
    return meant[0] if len(meant) == 1 else ""


def currencies_of(word: str) -> tuple[str, ...]:
    """Return the currencies that a sign or code may mean."""
    signs = CURRENCY_SIGNS.get(word.casefold().rstrip("."))
    if signs:
        return signs
    try:
        return (parse_currency(word),)
    except InputError:
        return ()


def _key(heading: str) -> str:
    return str(heading).strip().casefold()


def _plain(heading: str) -> str:
    """Return a heading's words: no marks, no currency, no "in"."""
    words = re.sub(r"[\W_]+", " ", heading.casefold()).split()
    return " ".join(
        word for word in words if word not in {"eur", "euro", "chf", "usd", "gbp", "in"}
    )
