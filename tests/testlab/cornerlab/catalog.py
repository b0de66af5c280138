"""The Corner Lab's catalog: one answer holds everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkit.http import Client, Page


def fetch_products(client: Client, *, refresh: bool = False) -> list[Page]:
    return [client.get("/articles", refresh=refresh)]


fetch_options = fetch_products
fetch_shipping = fetch_products


def parse_products(pages: list[Page]) -> dict[str, Any]:
    articles = pages[0].data["articles"]
    return {
        "product_id": [article["no"] for article in articles],
        "variant_id": ["matt"] * len(articles),
        "name": [article["label"] for article in articles],
        "category": ["Prints"] * len(articles),
        "variant": ["matt"] * len(articles),
        "width_mm": [article["mm"][0] for article in articles],
        "height_mm": [article["mm"][1] for article in articles],
        "size_source": ["field"] * len(articles),
        "price": [article["cents"] / 100 for article in articles],
    }


def parse_options(pages: list[Page]) -> dict[str, Any]:
    extras = pages[0].data["extras"]
    return {
        "product_id": [""] * len(extras),
        "option_id": [extra["code"] for extra in extras],
        "option": [extra["label"] for extra in extras],
        "price": [extra["cents"] / 100 for extra in extras],
        "level": ["print"] * len(extras),
        "excludes": [[]] * len(extras),
    }


def parse_shipping(pages: list[Page]) -> dict[str, Any]:
    postage = pages[0].data["postage"]
    return {
        "method": ["Post"] * len(postage),
        "country": list(postage),
        "price": [cents / 100 for cents in postage.values()],
    }
