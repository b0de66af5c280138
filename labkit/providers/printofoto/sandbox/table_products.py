"""The fourteen resources that can be printed, as the document describes them.

Source: the Printofoto API document, for each resource its item table, the parameters of its POST
and PUT and the filters of its list. Figures in the descriptions (centimetres, pixels at 300 dpi)
are the document's, its two slips included.
"""

from __future__ import annotations

from labkit.providers.printofoto.sandbox.model import Field, Kind, Resource
from labkit.providers.printofoto.sandbox.parts import (
    CUSTOM,
    address,
    aspect,
    logo,
    numbered,
    picture,
    slots,
    text,
)

_FILTERS = ("custom",)

PRODUCTS: tuple[Resource, ...] = (
    Resource(
        "bookmark",
        "id_bookmark",
        "bookmark",
        (
            text("text", about="Text on the back."),
            picture("image_url_1", about="5x15 cm, 567x1795 px."),
            logo("Shown on the back."),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "businesscard",
        "id_businesscard",
        "businesscard",
        (
            picture("front_image_url", about="8.5x5.5 cm, 1004x650 px."),
            picture("back_image_url", about="8.5x5.5 cm, 1004x650 px."),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "calendar",
        "id_calendar",
        "calendar",
        (
            text("title", about="Title on the first page."),
            text("cover_message", about="Message on the first page."),
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
        _FILTERS,
    ),
    Resource(
        "card",
        "id_card",
        "card",
        (
            picture("image_url", about="Front; 15x15 cm, 1772x1772 px."),
            aspect("card"),
            picture("logo_url", "oo", "Logo on the back."),
            picture("backcover_url", "oo", "Back; 15x15 cm, 1772x1772 px."),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "factsheet",
        "id_factsheet",
        "factsheet",
        (
            logo("Shown as a logo."),
            CUSTOM,
            Field("format", Kind.CHOICE, about="Pack of 3 A5 sheets.", choices=("148x210_by_3",)),
        ),
        _FILTERS,
    ),
    Resource(
        "magnet",
        "id_magnet",
        "magnet",
        (
            picture("image_url", about="As large as the magnet."),
            CUSTOM,
            Field(
                "format",
                Kind.CHOICE,
                "mm",
                "Size in millimetres.",
                choices=("50x50", "60x60", "70x70", "80x80"),
            ),
        ),
        _FILTERS,
    ),
    Resource(
        "magnetgrid",
        "id_magnetgrid",
        "magnetgrid",
        (*numbered(9, "5x5 cm, 591x591 px."), CUSTOM),
        _FILTERS,
    ),
    Resource(
        "notebook",
        "id_notebook",
        "notebook",
        (
            picture("image_cover", about="11x15 cm, 1299x1772 px."),
            picture("image_backcover", about="11x15 cm, 1299x1772 px."),
            picture("image_cover_inside", "oo", "11x15 cm, 1299x1772 px."),
            picture("image_backcover_inside", "oo", "11x15 cm, 1299x1772 px."),
            CUSTOM,
            Field("format", Kind.SET_BY_LAB, "--", "Size in millimetres.", default="110x150"),
        ),
        _FILTERS,
    ),
    Resource(
        "photobook",
        "id_photobook",
        "photobook",
        (
            Field("template", Kind.INTEGER, "mm", "Template; the document has no list of values."),
            text("title", about="Title; on the cover if show_cover_title says so."),
            Field("show_cover_title", Kind.BOOLEAN, "mm", "Show the title on the cover."),
            logo("Shown on the back page."),
            text("backcover_message", about="Message on the back cover."),
            picture("cover_url", "oo", "If empty, the cover is a mosaic of the pages."),
            picture("backcover_url", "o-", "If empty, the back cover has the logo or the message."),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "photoprint",
        "id_photoprint",
        "photoprint",
        (
            logo("Printed on one photo more."),
            text("message", about="Printed on one photo more."),
            CUSTOM,
            Field(
                "format",
                Kind.CHOICE,
                about="Pack of 5 or of 20 photos, 11x15 cm.",
                choices=("11x15_by_5", "11x15_by_20"),
            ),
        ),
        _FILTERS,
    ),
    Resource(
        "polaroidbox",
        "id_polaroidbox",
        "polaroidbox",
        (
            *slots(),
            logo("Shown as a logo."),
            text("message", about="Printed for the recipient."),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "postcard",
        "id_postcard",
        "postcard",
        (
            picture("image_url", about="15x11 cm, 1772x1299 px."),
            picture("logo_url", "om", "Logo on the back."),
            picture("stamp_url", "om", "Stamp; 1.6x2 cm, 189x236 px."),
            text("text", "mm", "Text of the postcard."),
            *address("postcard"),
            CUSTOM,
        ),
        _FILTERS,
    ),
    Resource(
        "poster",
        "id_poster",
        "poster",
        (
            picture("image_url", about="29.7x42 cm, 3508x4961 px."),
            logo("Shown on the back."),
            CUSTOM,
            Field(
                "format",
                Kind.CHOICE,
                about="Size in millimetres.",
                choices=("297x420", "420x297"),
                default="297x420",
            ),
        ),
        _FILTERS,
    ),
    Resource(
        "stickergrid",
        "id_stickergrid",
        "stickergrid",
        (*numbered(9, "5x5 cm, 591x591 px."), CUSTOM),
        _FILTERS,
    ),
)
