"""Printofoto's customisable products, one model for each resource an order can name (document 001).

Pictures are files or URLs; the flow makes image resources of them and sends those. `custom` is
not here: labkit keeps its own mark in it, to find a resource again whose answer was lost.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from labkit.model.order_values import NotBlank
from labkit.providers.printofoto.orders.fields import (
    Aspect,
    Colour,
    Day,
    Flag,
    Month,
    Part,
    image,
    images,
    optional_text,
    with_fields,
)

PAGES = 10
POLAROIDS = 12
_LOGO = "Logo, at most 800 x 400 pixels."
MOST_LOGO = (800, 400)
BOUNDED_LOGOS = frozenset(
    {"bookmark", "calendar", "factsheet", "photobook", "photoprint", "polaroidbox", "poster"}
)
"""Resources whose logo the document bounds; those of a card and a postcard it does not."""


Template = Annotated[
    int,
    Field(ge=0, le=999_999_999, description="Its number; the lab tells which there are."),
]


class Bookmark(Part):
    """A bookmark of 5 x 15 cm."""

    image_url_1: str = image("The picture, 591 x 1772 pixels.")
    text: str = optional_text("Text on the back.")
    logo_url: str = image(_LOGO, required=False)


class BusinessCard(Part):
    """A business card of 8.5 x 5.5 cm."""

    front_image_url: str = image("The front, 1004 x 650 pixels.")
    back_image_url: str = image("The back, 1004 x 650 pixels.")


class CalendarEvent(Part):
    """A day marked in a calendar."""

    date_event: Day = Field(description="The day, as 2015-01-31.")
    text: NotBlank = Field(description="What is written on it.")
    image_url: str = image("Background of the day, 472 x 402 pixels.", required=False)


class _Calendar(Part):
    template: int = Field(
        ge=0, le=999_999_999, description="The template's number; the lab tells which there are."
    )
    title: str = optional_text("Title on the first page.")
    cover_message: str = optional_text("Message on the first page.")
    font_color: Colour = Field(description="Colour of the text, as #000000.")
    background_color: Colour = Field(description="Colour of the pages, as #ffffff.")
    start_date: Month = Field(description="First month, as 2015-01.")
    show_week_number: Flag = Field(default=False, description="Show the weeks' numbers.")
    show_ephemeris: Flag = Field(default=False, description="Show the days' saints.")
    logo_url: str = image(_LOGO, required=False)
    cover_url: str = image("The cover, 3508 x 4961 pixels.", required=False)
    backcover_url: str = image("The back cover, 3508 x 4961 pixels.", required=False)
    events: list[CalendarEvent] = Field(default_factory=list, description="Days to be marked.")


Calendar: Any = with_fields(
    "Calendar",
    "A calendar of twelve months, A3.",
    _Calendar,
    **images("image_url", 12, "Picture of month"),
)


class Card(Part):
    """A card of 15 x 15 cm."""

    image_url: str = image("The front, 1772 x 1772 pixels.")
    image_aspect_ratio: Aspect = Field(description="Fit the picture in, or fill the card.")
    logo_url: str = image("Logo on the back.", required=False)
    backcover_url: str = image("The back, 1772 x 1772 pixels.", required=False)


class FactsheetItem(Part):
    """One sheet of a pack."""

    front_image_url: str = image("The front, 2480 x 1748 pixels or upright.")
    back_image_url: str = image("The back, 2480 x 1748 pixels or upright.")


class Factsheet(Part):
    """A pack of three A5 sheets."""

    format: Literal["148x210_by_3"] = Field(default="148x210_by_3", description="The pack.")
    logo_url: str = image(_LOGO, required=False)
    items: list[FactsheetItem] = Field(min_length=1, description="The sheets.")


class Magnet(Part):
    """A square magnet."""

    image_url: str = image("The picture: 591, 709, 827 or 945 pixels square, by format.")
    format: Literal["50x50", "60x60", "70x70", "80x80"] = Field(description="Its size [mm].")


MagnetGrid: Any = with_fields(
    "MagnetGrid",
    "Nine magnets of 5 x 5 cm.",
    Part,
    **images("image_url", 9, "Magnet"),
)


class Notebook(Part):
    """A notebook of 11 x 15 cm."""

    image_cover: str = image("The cover, 1299 x 1772 pixels.")
    image_backcover: str = image("The back cover, 1299 x 1772 pixels.")
    image_cover_inside: str = image("Inside of the cover.", required=False)
    image_backcover_inside: str = image("Inside of the back cover.", required=False)


class PhotobookPage(Part):
    """One page of a photo book."""

    image_url: str = image("The picture, 1772 x 1772 pixels.")
    image_aspect_ratio: Aspect = Field(description="Fit the picture in, or fill the page.")
    position: int = Field(ge=1, le=PAGES, description="Which page, 1 to 10.")


class Photobook(Part):
    """A photo book of ten pages, 15 x 15 cm."""

    template: int = Field(
        ge=0, le=999_999_999, description="The template's number; the lab tells which there are."
    )
    title: str = optional_text("Title of the book.")
    show_cover_title: Flag = Field(default=False, description="Show the title on the cover.")
    logo_url: str = image(_LOGO, required=False)
    backcover_message: str = optional_text("Message on the back cover.")
    cover_url: str = image("The cover; without it a mosaic of the pages.", required=False)
    backcover_url: str = image("The back cover; without it logo or message.", required=False)
    pages: list[PhotobookPage] = Field(min_length=1, description="The pages.")


class PhotoprintItem(Part):
    """One print of a pack."""

    image_url: str = image("The picture, 1772 x 1299 pixels or upright.")


class Photoprint(Part):
    """A pack of prints of 11 x 15 cm."""

    format: Literal["11x15_by_5", "11x15_by_20"] = Field(description="How many prints.")
    message: str = optional_text("Message on an additional print.")
    logo_url: str = image(_LOGO, required=False)
    items: list[PhotoprintItem] = Field(min_length=1, description="The prints.")


class _PolaroidBox(Part):
    message: str = optional_text("Message for the recipient.")
    logo_url: str = image(_LOGO, required=False)


PolaroidBox: Any = with_fields(
    "PolaroidBox",
    "Twelve polaroids; for each either a full picture or a square one.",
    _PolaroidBox,
    **images("image_url", POLAROIDS, "Full picture of polaroid", required=False),
    **images("pic_url", POLAROIDS, "Square picture of polaroid", required=False),
    **{
        f"text_{n}": (str, optional_text(f"Text of polaroid {n}.", max_length=30))
        for n in range(1, POLAROIDS + 1)
    },
)


class Postcard(Part):
    """A postcard of 15 x 11 cm, with an address of its own."""

    image_url: str = image("The picture, 1772 x 1299 pixels.")
    text: NotBlank = Field(description="What is written on it.")
    logo_url: str = image("Logo on the back.", required=False)
    stamp_url: str = image("Stamp, 189 x 236 pixels.", required=False)
    shipping_firstname: NotBlank = Field(title="First name")
    shipping_name: NotBlank = Field(title="Last name")
    shipping_company: str = optional_text("", title="Company")
    shipping_address_1: NotBlank = Field(title="Address", description="Street and number.")
    shipping_address_2: str = optional_text("", title="Address, second line")
    shipping_zipcode: NotBlank = Field(title="Postcode")
    shipping_city: NotBlank = Field(title="City")
    shipping_country: NotBlank = Field(
        title="Country", description="Its name in French, as France."
    )


class Poster(Part):
    """A poster, A3."""

    image_url: str = image("The picture, 3508 x 4961 pixels.")
    format: Literal["297x420", "420x297"] = Field(default="297x420", description="Its size [mm].")
    logo_url: str = image(_LOGO, required=False)


StickerGrid: Any = with_fields(
    "StickerGrid",
    "Nine stickers of 5 x 5 cm.",
    Part,
    **images("image_url", 9, "Sticker"),
)
