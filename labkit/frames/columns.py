"""The columns of labkit's public DataFrames, as data: name, kind, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Column:
    """One column of a public frame.

    Attributes
    ----------
    name
        Its name.
    kind
        ``text``, ``number``, ``whole``, ``flag``, ``time`` or ``texts`` (a tuple of texts).
    meaning
        What it holds, with the unit in brackets where there is one.
    """

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """The schema of one public frame: its name and its columns in order."""

    name: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """The columns' names in order."""
        return [column.name for column in self.columns]

    def describe(self) -> pd.DataFrame:
        """Return a frame with each column's name, kind and meaning."""
        import pandas as pd

        return pd.DataFrame(
            {
                "column": self.names,
                "kind": [column.kind for column in self.columns],
                "meaning": [column.meaning for column in self.columns],
            }
        )


PRODUCTS = Table(
    "products",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product's id as an order takes it"),
        Column("variant_id", "text", "the paper's or format's id as an order takes it"),
        Column("name", "text", "as the lab says"),
        Column("category", "text", "the path of categories, joined by ' > '"),
        Column("variant", "text", "the paper or format, as the lab says"),
        Column("width_mm", "number", "as the lab lists it, not turned [mm]"),
        Column("height_mm", "number", "as the lab lists it, not turned [mm]"),
        Column("size_source", "text", "where the size came from: field, name, document or ''"),
        Column("price", "number", "one unit [major units of currency]"),
        Column("currency", "text", "ISO 4217 code of the lab's own currency"),
        Column("price_kind", "text", "lab, suggested_retail, user or unknown"),
        Column("tax", "text", "included, excluded or unknown"),
        Column("source_url", "text", "where the record was read"),
        Column("fetched_at", "time", "when it was read (UTC)"),
        Column("stale", "flag", "served past its life because the lab did not answer"),
    ),
)

COMPARE = Table(
    "compare",
    (
        *PRODUCTS.columns,
        Column("size_error_mm", "number", "how far the worse side is from the asked size [mm]"),
        Column("size_error", "number", "the same relative to the asked side (0.02 = 2 %)"),
        Column("quantity", "whole", "how many were asked for"),
        Column("items_total", "number", "price times quantity [asked currency]"),
        Column("options_total", "number", "what the chosen options add [asked currency]"),
        Column("shipping_total", "number", "shipping to the asked country [asked currency]"),
        Column("total", "number", "what is known of it, added up [asked currency]"),
        Column("fx_date", "text", "day of the exchange rate, ISO; '' where not converted"),
        Column("complete", "flag", "nothing in the total is unknown"),
        Column("notes", "text", "kind of price, tax, and what the total leaves out"),
    ),
)

CONVERTED = Table(
    "converted",
    (
        Column("converted_price", "number", "the price, rounded to minor units [asked currency]"),
        Column("converted_currency", "text", "the asked currency, ISO 4217"),
        Column("fx_date", "text", "day of the exchange rate, ISO; '' where not converted"),
    ),
)

QUOTES = Table(
    "quotes",
    (
        Column("lab", "text", "the lab's name"),
        Column("products", "text", "how many of which product were taken"),
        Column("items_total", "number", "prices times quantities [asked currency]"),
        Column("options_total", "number", "what options add that have to be chosen"),
        Column("shipping_total", "number", "shipping to the asked country [asked currency]"),
        Column("starting_total", "number", "charged once for an order; <NA> where nothing is"),
        Column("total", "number", "all parts; <NA> where one is unknown [asked currency]"),
        Column("known_total", "number", "what is known of it, added up [asked currency]"),
        Column("tax_total", "number", "the tax in it, or what comes on top (see tax)"),
        Column("currency", "text", "the asked currency, ISO 4217"),
        Column("price_kind", "text", "lab, suggested_retail, user or unknown; several by '+'"),
        Column("tax", "text", "included, excluded or unknown; several by '+'"),
        Column("fx_date", "text", "day of the exchange rate, ISO; '' where not converted"),
        Column("complete", "flag", "no part is unknown"),
        Column("notes", "text", "what is unknown or estimated, and how the prices differ"),
    ),
)

OPTIONS = Table(
    "options",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product it belongs to; '' = all"),
        Column("group_id", "text", "the id of the group it belongs to"),
        Column("group", "text", "the group's name"),
        Column("option_id", "text", "its id as an order takes it"),
        Column("option", "text", "as the lab says"),
        Column("price", "number", "[major units of currency]"),
        Column("currency", "text", "ISO 4217 code"),
        Column("required", "flag", "one of this group has to be chosen"),
        Column("default", "flag", "the lab's suggestion"),
        Column("multiple", "flag", "may be chosen more than once"),
        Column("hidden", "flag", "not meant for public display"),
        Column("read_only", "flag", "a label; cannot be ordered"),
        Column("level", "text", "what it applies to: print, image or order"),
        Column("excludes", "texts", "the option_ids, of this frame, that this one rules out"),
    ),
)

SHIPPING = Table(
    "shipping",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product it is for; '' = any"),
        Column("method_id", "text", "its id as an order takes it, where there is one"),
        Column("method", "text", "as the lab says"),
        Column("country", "text", "ISO 3166 alpha-2, upper case; '*' = everywhere else"),
        Column("price", "number", "[major units of currency]"),
        Column("currency", "text", "ISO 4217 code"),
        Column("tax", "text", "included, excluded or unknown"),
        Column("condition", "text", "the lab's tier text, raw, where it depends on the order"),
    ),
)

SOURCES = Table(
    "sources",
    (
        Column("lab", "text", "the lab's name"),
        Column("table", "text", "products, options or shipping"),
        Column("source_url", "text", "where it was read"),
        Column("fetched_at", "time", "when it was read (UTC)"),
        Column("stale", "flag", "served past its life because the lab did not answer"),
    ),
)

ORDERS = Table(
    "orders",
    (
        Column("reference", "text", "your reference"),
        Column("lab", "text", "the lab's name"),
        Column("endpoint", "text", "embedded or sandbox; there are no live orders"),
        Column("state", "text", "prepared, unknown, confirmed, rejected or abandoned"),
        Column("lab_state", "text", "the lab's own word, raw"),
        Column("lab_order_id", "text", "the lab's own number"),
        Column("total", "number", "what the lab charges [major units of currency]"),
        Column("currency", "text", "ISO 4217 code"),
        Column("created_at", "time", "when it was written down (UTC)"),
        Column("updated_at", "time", "when the row last changed (UTC)"),
        Column("problem", "text", "what is to be known about it"),
    ),
)

HISTORY = Table(
    "history",
    (
        Column("lab", "text", "the lab's name"),
        Column("date", "text", "the day, ISO"),
        Column("fetched_at", "time", "when it was read (UTC)"),
        Column("endpoint", "text", "embedded, sandbox or live"),
        Column("products", "whole", "rows"),
        Column("snapshot", "text", "its name for diff"),
    ),
)

CHANGES = Table(
    "changes",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product's id"),
        Column("variant_id", "text", "the paper's or format's id"),
        Column("name", "text", "as the lab says"),
        Column("variant", "text", "the paper or format"),
        Column("change", "text", "new, gone, dearer, cheaper, resized or repriced"),
        Column("price_before", "number", "[major units of currency]"),
        Column("price_after", "number", "[major units of currency]"),
        Column("price_change", "number", "relative: 0.1 = 10 % dearer"),
        Column("currency", "text", "ISO 4217 code, afterwards"),
        Column("size_before", "text", "[mm]"),
        Column("size_after", "text", "[mm]"),
    ),
)

PRICE_HISTORY = Table(
    "price_history",
    (
        Column("date", "text", "the day, ISO"),
        Column("price", "number", "[major units of currency]"),
        Column("currency", "text", "ISO 4217 code"),
        Column("endpoint", "text", "embedded, sandbox or live"),
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product's id"),
        Column("variant_id", "text", "the paper's or format's id"),
        Column("name", "text", "as the lab says"),
        Column("variant", "text", "the paper or format"),
        Column("price_kind", "text", "lab, suggested_retail, user or unknown"),
        Column("tax", "text", "included, excluded or unknown"),
    ),
)

FIT = Table(
    "fit",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product's id"),
        Column("variant_id", "text", "the paper's or format's id"),
        Column("name", "text", "as the lab says"),
        Column("variant", "text", "the paper or format"),
        Column("width_mm", "number", "as the lab lists it, not turned [mm]"),
        Column("height_mm", "number", "as the lab lists it, not turned [mm]"),
        Column("ppi", "number", "pixels per inch of the picture when it fills the print"),
        Column("crop_loss", "number", "how much of the picture is cut off then (0.1 = 10 %)"),
        Column("border", "number", "how much of the print stays bare when all of it is shown"),
        Column("orientation", "text", "as it is, turned (by a quarter) or ''"),
        Column("verdict", "text", "good, soft (from 3/4 of what is good on), too small, unknown"),
        Column("notes", "text", "what the lab's document asks for"),
        Column("source_url", "text", "where the product was read"),
        Column("fetched_at", "time", "when it was read (UTC)"),
    ),
)

PRICE_TIERS = Table(
    "price_tiers",
    (
        Column("lab", "text", "the lab's name"),
        Column("product_id", "text", "the product's id"),
        Column("variant_id", "text", "the paper's or format's id"),
        Column("min_quantity", "whole", "from how many on it holds; <NA> where the lab is silent"),
        Column("price", "number", "one unit [major units of currency]"),
        Column("currency", "text", "ISO 4217 code"),
        Column("tax", "text", "included, excluded or unknown"),
    ),
)

NOTES = Table(
    "notes",
    (
        Column("lab", "text", "the lab's name"),
        Column("table", "text", "products, options or shipping"),
        Column("column", "text", "the column; '' where whole records were set aside"),
        Column("count", "whole", "how many values or records"),
        Column("example", "text", "the first of them, as the lab wrote it"),
        Column("reason", "text", "why they are unknown, or set aside"),
    ),
)

TABLES = {table.name: table for table in (PRODUCTS, OPTIONS, SHIPPING)}
