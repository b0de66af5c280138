"""The tree of templates of Bay Photo's sample catalog: folders, sizes [in] and price rules."""

from __future__ import annotations

from data.make_samples.bayphoto.folders import Folder, Leaf

SMALL = ((3.5, 5.0), (4.0, 5.0), (4.0, 6.0), (5.0, 5.0), (5.0, 7.0), (6.0, 8.0), (6.0, 9.0))
MEDIUM = ((8.0, 8.0), (8.0, 10.0), (8.0, 12.0), (8.5, 11.0), (10.0, 10.0), (11.0, 14.0))
LARGE = ((12.0, 12.0), (12.0, 18.0), (16.0, 20.0), (16.0, 24.0), (20.0, 20.0), (20.0, 24.0))
HUGE = ((20.0, 30.0), (24.0, 36.0), (30.0, 40.0))


STANDOUT = Folder(
    "Standout Photo Prints",
    "StandoutMounts_PhotoPrints",
    code="DR",
    sizes=(*SMALL[1:6], *MEDIUM[:3], MEDIUM[5]),
    base=22,
    rate=100,
    leaves=(
        Leaf("4x5 Print", "4x5", (5.0, 4.0), 49, number=2153, product=1975, node=1461),
        # The document asks for the options of template_id=18114.
        Leaf("5x5 Print", "5x5", (5.0, 5.0), 59, number=18114),
    ),
    options="standout",
    number=2152,
    leaf_slug="Standout_PhotoPrint",
)
LOOSE = Folder(
    "Loose Photo Prints",
    "loose_prints",
    options="prints",
    folders=(
        Folder("Standard Prints", "std", "Print", "ST", SMALL + MEDIUM + LARGE + HUGE, 9, 90),
        Folder("Metallic Prints", "mtl", "Metallic Print", "MT", SMALL[2:] + MEDIUM, 19, 120),
        Folder("Deep Matte Prints", "dm", "Deep Matte Print", "DM", SMALL[2:] + MEDIUM, 19, 110),
        Folder(
            "Fine Art Prints",
            "fa",
            "Fine Art Print",
            "FA",
            MEDIUM + LARGE + HUGE,
            250,
            450,
            options="papers",
        ),
    ),
)
METAL = Folder(
    "Metal Prints",
    "metal",
    options="metal",
    folders=(
        Folder(
            "High Gloss Metal",
            "metal_gloss",
            "High Gloss Metal Print",
            "MHG",
            MEDIUM + LARGE + HUGE,
            1200,
            1400,
            upright=True,
            leaves=(Leaf("8x10 High Gloss Metal Print", "8x10", (8.0, 10.0), 2320, product=686),),
        ),
        Folder(
            "Satin Metal",
            "metal_satin",
            "Satin Metal Print",
            "MSA",
            MEDIUM[1:] + LARGE,
            1200,
            1450,
            upright=True,
        ),
    ),
)
CANVAS = Folder(
    "Canvas",
    "canvas",
    options="canvas",
    folders=(
        Folder(
            "Gallery Wraps",
            "wrap",
            "Gallery Wrap",
            "GW",
            MEDIUM + LARGE + HUGE,
            2400,
            1100,
            upright=True,
        ),
        Folder("Rolled Canvas", "roll", "Rolled Canvas", "RC", LARGE + HUGE, 1500, 700),
    ),
)
HARD_BOARDS = Folder(
    "Acrylic and Wood",
    "boards",
    folders=(
        Folder(
            "Acrylic Prints",
            "acrylic",
            "Acrylic Print",
            "AC",
            MEDIUM + LARGE,
            3500,
            2100,
            upright=True,
            options="metal",
        ),
        Folder(
            "Natural Wood Prints",
            "wood",
            "Wood Print",
            "WD",
            MEDIUM[1:] + LARGE[:3],
            1900,
            1300,
            options="gifts",
        ),
    ),
)
CARDS = Folder(
    "Cards",
    "cards",
    options="cards",
    folders=(
        Folder(
            "Flat Cards",
            "flat",
            "Flat Card",
            "FC",
            SMALL[:5],
            99,
            200,
            upright=True,
            label="Now on recycled stock",
        ),
        Folder(
            "Folded Cards",
            "folded",
            code="FD",
            leaves=(
                Leaf(
                    "5x7 Folded Card",
                    "5x7",
                    (5.0, 7.0),
                    229,
                    frames=(("1", (0, 0, 5, 7)), ("2", (0.5, 0.5, 4, 6))),
                ),
            ),
        ),
    ),
)
CALENDARS = Folder(
    "Calendars",
    "calendars",
    folders=(
        Folder(
            "Wall Calendars",
            "wall_calendars",
            code="WC",
            leaves=(
                Leaf(
                    "8.5x11 Wall Calendar",
                    "8.5x11",
                    (11.0, 8.5),
                    1999,
                    # A cover and twelve months.
                    frames=tuple((str(page), (0.25, 0.25, 10.5, 8)) for page in range(13)),
                ),
            ),
            options="gifts",
        ),
    ),
)
COLLAGES = Folder(
    "Collages",
    "collages",
    options="collages",
    folders=(
        Folder(
            "Multi-Photo Collages",
            "multi",
            code="CO",
            leaves=(
                Leaf(
                    "11x14 Collage of Four",
                    "11x14",
                    (14.0, 11.0),
                    1499,
                    frames=(
                        ("1", (0, 0, 7, 5.5)),
                        ("2", (7, 0, 7, 5.5)),
                        ("3", (0, 5.5, 7, 5.5)),
                        ("4", (7, 5.5, 7, 5.5)),
                    ),
                    mask="/system/nodes/collage_11x14_of_four.png",
                ),
                Leaf(
                    "10x20 Triptych",
                    "10x20",
                    (20.0, 10.0),
                    1899,
                    frames=(
                        ("left", (0, 0, 6.5, 10)),
                        ("middle", (6.75, 0, 6.5, 10)),
                        ("right", (13.5, 0, 6.5, 10)),
                    ),
                ),
            ),
        ),
    ),
)
GIFTS = Folder(
    "Photo Gifts",
    "gifts",
    folders=(
        Folder("Magnets", "magnet", "Magnet", "MG", SMALL[:4], 199, 600),
        Folder(
            "Keepsakes",
            "keepsakes",
            code="KS",
            leaves=(
                Leaf("Photo Mug", "mug", (8.5, 3.5), 1499, frames=(("7", (0, 0, 8.5, 3.5)),)),
                Leaf("Mouse Pad", "pad", (9.25, 7.75), 1299),
                Leaf("Round Ornament", "ornament", (3.0, 3.0), 899),
            ),
        ),
    ),
)
ROOTS = (
    Folder("Photo Prints", "print", folders=(STANDOUT, LOOSE), number=2145, shipping_group=25),
    Folder("Wall Displays", "wall", folders=(METAL, CANVAS, HARD_BOARDS), shipping_group=26),
    Folder("Press Printed Products", "press", folders=(CARDS, CALENDARS), shipping_group=27),
    Folder("Collages and Gifts", "gift", folders=(COLLAGES, GIFTS), shipping_group=28),
)
