"""Bephoto's catalog: one call, ``GET /products`` (API Bephoto: Fetching Products).

An order's line takes `idproduct` and `idpaper` (Adding Products), so a row of `products` is a
product on one paper. The API has no shipping methods and no prices for them: there is no
``fetch_shipping``, and the frame is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from labkit.errors import AnswerError
from labkit.lab_api import lenient, notes
from labkit.model.size_finder import size_in, size_of
from labkit.providers.bephoto import LAB
from labkit.providers.bephoto.catalog.tiers import price_of_one, thresholds, tier_rows

if TYPE_CHECKING:
    from labkit.frames import Columns
    from labkit.http import Client, Page
    from labkit.lab_api.lenient import Floats, Record
    from labkit.model.size import Size

PATH = "/products"
# "1 pour brillant, 2 pour lustre" (Adding Products); others are kept by their number.
PAPERS = {"1": "glossy", "2": "lustre"}

_WHERE: dict[str, Any] = {"lab": LAB.name, "call": f"GET {PATH}"}
_HINT = "this is not what the lab's document shows; check that the address is the lab's API"
_METRE = 1000.0
_NO_SIZE = (np.nan, np.nan)
# Stands for the price of a product that has none, on no paper; told by its identity.
_NO_PAPER = object()
_UNPRICED: Record = {"idpaper": _NO_PAPER, "price": None}


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the products: one page."""
    return [client.get(PATH, refresh=refresh)]


def fetch_options(client: Client, *, refresh: bool = False) -> list[Page]:
    """Read the papers: they stand in the products' page."""
    return fetch_products(client, refresh=refresh)


def parse_products(pages: list[Page]) -> Columns:
    """Return one row for each product and paper.

    A product without prices is kept, with price and paper unknown.

    Parameters
    ----------
    pages
        The page of `fetch_products`.

    Returns
    -------
    dict
        ``product_id`` (`idproduct`), ``variant_id`` (`idpaper`), ``name`` (`product`),
        ``variant`` (glossy, lustre or "paper 7"), ``width_mm``, ``height_mm`` [mm] as listed in
        `dimensions` or else read from the name, ``size_source``, ``price`` [EUR, assumed].

    Raises
    ------
    AnswerError
        If the page is not what Fetching Products shows, or an id is missing.
    """
    offer = _read_offer(pages)
    width, height, source = _sizes(offer.dimensions, offer.names)
    columns: dict[str, Any] = {
        "product_id": offer.spread(offer.product_ids),
        "variant_id": offer.paper_ids,
        "name": offer.spread(offer.names),
        "variant": _papers(offer.paper_ids),
        "width_mm": np.repeat(width, offer.counts),
        "height_mm": np.repeat(height, offer.counts),
        "size_source": offer.spread(source),
        "price": lenient.prices(offer.prices),
    }
    if offer.has_repeats():
        columns["price"] = price_of_one(offer.keys, columns["price"], offer.records)
        return lenient.once(columns, offer.keys, "price")
    return columns


def parse_price_tiers(pages: list[Page]) -> Columns:
    """Return all prices of what has several for one paper: a row for each.

    Parameters
    ----------
    pages
        The page of `fetch_products`.

    Returns
    -------
    dict
        ``product_id``, ``variant_id``, ``min_quantity`` (None where the entry does not say it; the
        document shows no such field), ``price`` [EUR, assumed].

    Raises
    ------
    AnswerError
        As `parse_products`.
    """
    offer = _read_offer(pages)
    prices = lenient.prices(offer.prices)
    rows = tier_rows(offer.keys, prices) if offer.has_repeats() else []
    return {
        "product_id": [offer.keys[row][0] for row in rows],
        "variant_id": [offer.keys[row][1] for row in rows],
        "min_quantity": thresholds([offer.records[row] for row in rows]),
        "price": prices[rows],
    }


def parse_options(pages: list[Page]) -> Columns:
    """Return the papers of each product as a group of which one has to be chosen.

    A paper's price is the product's whole price on that paper and stands in `products`: choosing
    it adds 0, and this 0 is known.

    Parameters
    ----------
    pages
        The page of `fetch_options`.

    Returns
    -------
    dict
        ``product_id``, ``group_id`` "paper", ``option_id`` (`idpaper`), ``option``, ``price``
        [EUR on top of the product's], ``required``, ``level`` "print".

    Raises
    ------
    AnswerError
        As `parse_products`.
    """
    offer = _read_offer(pages)
    rows = [(product, paper) for product, paper in dict.fromkeys(offer.keys) if paper]
    papers = [paper for _, paper in rows]
    return {
        "product_id": [product for product, _ in rows],
        "group_id": "paper",
        "group": "Paper",
        "option_id": papers,
        "option": _papers(papers),
        "price": np.zeros(len(rows)),
        "required": True,
        "level": "print",
    }


class _Offer(NamedTuple):
    """The products, how many prices each has, and those prices one after the other."""

    product_ids: list[str]
    names: list[str]
    dimensions: list[str]
    counts: list[int]
    prices: list[Any]
    paper_ids: list[str]
    records: list[Record]

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Product and paper of each price."""
        return list(zip(self.spread(self.product_ids), self.paper_ids, strict=True))

    def spread(self, values: list[str]) -> list[str]:
        """Repeat each product's value for each of its prices."""
        repeated: list[str] = np.repeat(np.array(values, dtype=object), self.counts).tolist()
        return repeated

    def has_repeats(self) -> bool:
        """Say whether a product, or a paper of a product, is listed twice."""
        if len(set(self.product_ids)) < len(self.product_ids):
            return True
        papers = iter(self.paper_ids)
        return any(len(set(islice(papers, count))) < count for count in self.counts)


def _read_offer(pages: list[Page]) -> _Offer:
    products = lenient.records(_products(pages[0].data), **_WHERE, what="products", key="idproduct")
    ids, names, dimensions, listed = lenient.columns(
        products,
        *("idproduct", "product", "dimensions", "prices"),
        **_WHERE,
        what="products",
    )
    if not _all_priced(listed):
        listed = [_prices(prices) for prices in listed]
    records = list(chain.from_iterable(listed))
    prices, papers = lenient.columns(records, "price", "idpaper", **_WHERE, what="prices")
    return _Offer(
        lenient.ids(ids, **_WHERE, what="idproduct"),
        lenient.texts(names),
        lenient.texts(dimensions),
        list(map(len, listed)),
        prices,
        _paper_ids(papers),
        records,
    )


def _all_priced(listed: list[Any]) -> bool:
    if not (set(map(type, listed)) <= {list} and all(listed)):
        return False
    records = list(chain.from_iterable(listed))
    if not set(map(type, records)) <= {dict}:
        return False
    papers = lenient.field(records, "idpaper")
    return set(map(type, papers)) <= {int} or all(map(lenient.identifier, papers))


def _paper_ids(papers: list[Any]) -> list[str]:
    if set(map(type, papers)) <= {int}:
        # Few papers, many prices.
        names = {paper: str(paper) for paper in set(papers)}
        return list(map(names.__getitem__, papers))
    return ["" if paper is _NO_PAPER else lenient.identifier(paper) for paper in papers]


def _products(data: object) -> object:
    if not isinstance(data, dict) or data.get("products") is None:
        raise AnswerError("the answer has no products", **_WHERE, hint=_HINT)
    return data["products"]


def _prices(prices: object) -> list[Record]:
    # A product without prices keeps one row, with nothing known of price and paper.
    return lenient.records(prices, **_WHERE, what="prices", key="idpaper") or [_UNPRICED]


def _papers(paper_ids: Iterable[str]) -> list[str]:
    names = {paper: PAPERS.get(paper, f"paper {paper}") for paper in set(paper_ids)} | {"": ""}
    return [names[paper] for paper in paper_ids]


def _sizes(listed: list[str], names: list[str]) -> tuple[Floats, Floats, list[str]]:
    # Many products share a few sizes: each text is read once.
    place = {text: index for index, text in enumerate(dict.fromkeys(listed))}
    sizes = [_read_dimensions(text) for text in place]
    unread = [text for text, size in zip(place, sizes, strict=True) if not size and text.strip()]
    notes.note("width_mm", unread, "dimensions that cannot be read")
    known = np.array([(s.width_mm, s.height_mm) if s else _NO_SIZE for s in sizes]).reshape(-1, 2)
    rows = np.array(list(map(place.__getitem__, listed)), dtype=np.intp)
    width, height = known[rows, 0], known[rows, 1]
    source = ["field"] * len(listed)
    for index in np.flatnonzero(np.isnan(width)):
        size = _size_in_name(names[index])
        source[index] = "name" if size else ""
        if size:
            width[index], height[index] = size.width_mm, size.height_mm
    return width, height, source


def _read_dimensions(text: str) -> Size | None:
    # "Les dimensions du produit (en millimètres)": a bare pair is millimetres here.
    return size_of(text, bare="mm")


def _size_in_name(name: str) -> Size | None:
    # A bare pair in a name is centimetres, as the trade writes it ("10x15"). One of a metre or
    # more may as well be millimetres: nobody can say. "2 x 10x15" is a sheet of two.
    size = size_in(name, bare="cm")
    if size and size.long_mm >= _METRE and not size_in(name, bare=""):
        return None
    return size
