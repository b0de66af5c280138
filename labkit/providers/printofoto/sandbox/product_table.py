"""The fourteen resources that can be printed, as the document describes them.

Source: the Printofoto API document, for each resource its item table, the parameters of its POST
and PUT and the filters of its list. Figures in the descriptions (centimetres, pixels at 300 dpi)
are the document's, its two slips included.
"""

from __future__ import annotations

from labkit.providers.printofoto.sandbox.common_fields import (
    CUSTOM,
    address,
    aspect,
    logo,
    numbered,
    picture,
    polaroid_fields,
    text,
)
from labkit.providers.printofoto.sandbox.model import Field, Kind, Resource


def _product(name: str, *fields: Field) -> Resource:
    return Resource(name, f"id_{name}", name, fields, ("custom",))


PRODUCTS: tuple[Resource, ...] = (
    _product(
        "bookmark",
        text("text", description="Text on the back."),
        picture("image_url_1", description="5x15 cm, 567x1795 px."),
        logo("Shown on the back."),
        CUSTOM,
    ),
    _product(
        "businesscard",
        picture("front_image_url", description="8.5x5.5 cm, 1004x650 px."),
        picture("back_image_url", description="8.5x5.5 cm, 1004x650 px."),
        CUSTOM,
    ),
    _product(
        "calendar",
        text("title", description="Title on the first page."),
        text("cover_message", description="Message on the first page."),
        Field("template", Kind.INTEGER, "mm", "Template; the document has no list of values."),
        Field("font_color", Kind.COLOUR, "mm", "Colour of the text."),
        Field("background_color", Kind.COLOUR, "mm", "Colour of each page."),
        logo("Shown on the back page."),
        Field("start_date", Kind.MONTH, "mm", "Where the calendar starts."),
        Field("show_week_number", Kind.BOOLEAN, "mm", "Show the number of each week."),
        Field(
            "show_ephemeris",
            Kind.BOOLEAN,
            "mm",
            'Show "holy" in the box of all days (sic).',
        ),
        *numbered(12, "28x17 cm, 3307x2008 px."),
        picture("cover_url", "oo", "29.7x42 cm, 3580x4961 px."),
        picture("backcover_url", "oo", "29.7x42 cm, 3580x4961 px."),
        CUSTOM,
    ),
    _product(
        "card",
        picture("image_url", description="Front; 15x15 cm, 1772x1772 px."),
        aspect("card"),
        picture("logo_url", "oo", "Logo on the back."),
        picture("backcover_url", "oo", "Back; 15x15 cm, 1772x1772 px."),
        CUSTOM,
    ),
    _product(
        "factsheet",
        logo("Shown as a logo."),
        CUSTOM,
        Field("format", Kind.CHOICE, description="Pack of 3 A5 sheets.", choices=("148x210_by_3",)),
    ),
    _product(
        "magnet",
        picture("image_url", description="As large as the magnet."),
        CUSTOM,
        Field(
            "format",
            Kind.CHOICE,
            "mm",
            "Size in millimetres.",
            choices=("50x50", "60x60", "70x70", "80x80"),
        ),
    ),
    _product("magnetgrid", *numbered(9, "5x5 cm, 591x591 px."), CUSTOM),
    _product(
        "notebook",
        picture("image_cover", description="11x15 cm, 1299x1772 px."),
        picture("image_backcover", description="11x15 cm, 1299x1772 px."),
        picture("image_cover_inside", "oo", "11x15 cm, 1299x1772 px."),
        picture("image_backcover_inside", "oo", "11x15 cm, 1299x1772 px."),
        CUSTOM,
        Field("format", Kind.SET_BY_LAB, "--", "Size in millimetres.", default="110x150"),
    ),
    _product(
        "photobook",
        Field("template", Kind.INTEGER, "mm", "Template; the document has no list of values."),
        text("title", description="Title; on the cover if show_cover_title says so."),
        Field("show_cover_title", Kind.BOOLEAN, "mm", "Show the title on the cover."),
        logo("Shown on the back page."),
        text("backcover_message", description="Message on the back cover."),
        picture("cover_url", "oo", "If empty, the cover is a mosaic of the pages."),
        picture("backcover_url", "o-", "If empty, the back cover has the logo or the message."),
        CUSTOM,
    ),
    _product(
        "photoprint",
        logo("Printed on one photo more."),
        text("message", description="Printed on one photo more."),
        CUSTOM,
        Field(
            "format",
            Kind.CHOICE,
            description="Pack of 5 or of 20 photos, 11x15 cm.",
            choices=("11x15_by_5", "11x15_by_20"),
        ),
    ),
    _product(
        "polaroidbox",
        *polaroid_fields(),
        logo("Shown as a logo."),
        text("message", description="Printed for the recipient."),
        CUSTOM,
    ),
    _product(
        "postcard",
        picture("image_url", description="15x11 cm, 1772x1299 px."),
        picture("logo_url", "om", "Logo on the back."),
        picture("stamp_url", "om", "Stamp; 1.6x2 cm, 189x236 px."),
        text("text", "mm", "Text of the postcard."),
        *address("postcard"),
        CUSTOM,
    ),
    _product(
        "poster",
        picture("image_url", description="29.7x42 cm, 3508x4961 px."),
        logo("Shown on the back."),
        CUSTOM,
        Field(
            "format",
            Kind.CHOICE,
            description="Size in millimetres.",
            choices=("297x420", "420x297"),
            default="297x420",
        ),
    ),
    _product("stickergrid", *numbered(9, "5x5 cm, 591x591 px."), CUSTOM),
)
