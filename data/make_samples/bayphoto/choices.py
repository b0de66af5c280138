"""The sets of options of Bay Photo's sample catalog, as data.

The group Surface with its option Lustre is the example of document 002; all else is invented.
"""

from __future__ import annotations

from dataclasses import dataclass

PRINT, IMAGE, ORDER = 1, 2, 3


@dataclass(frozen=True)
class Choice:
    """An option, or with `choices` a container of options.

    Attributes
    ----------
    cents
        The retail price of its service [US cents]; None makes a service without a known price.
    service
        The id of its service; by default the next of its set. A label has none.
    excludes
        Names of the options (or containers) of this set that it rules out.
    """

    name: str
    cents: int | None = 0
    choices: tuple[Choice, ...] = ()
    service: int | None = None
    level: int = PRINT
    required: bool = False
    default: bool = False
    multiple: bool = False
    hidden: bool = False
    label: bool = False
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionSet:
    """The options of some containers, with the first ids of its options and services."""

    name: str
    first_option: int
    first_service: int
    choices: tuple[Choice, ...]


def _surface(*, default: str = "") -> Choice:
    return Choice(
        "Surface",
        required=True,
        choices=(
            Choice("Lustre", 29, default=default == "Lustre"),
            Choice("Glossy", 0, excludes=("Lustre", "Deep Matte")),
            Choice("Deep Matte", 45, excludes=("Lustre", "Glossy")),
        ),
    )


BACK_PRINT = Choice(
    "Back Printing",
    choices=(
        Choice("Back Print Line", 5, multiple=True),
        Choice("Lab Order Mark", 0, hidden=True),
    ),
)
MOUNTING = Choice(
    "Mounting",
    choices=(
        Choice(
            "Styrene",
            choices=(
                Choice("2mm Styrene", 395, excludes=("Gatorfoam",)),
                Choice("4mm Styrene", 595, excludes=("2mm Styrene", "Gatorfoam")),
            ),
        ),
        Choice("Gatorfoam", choices=(Choice("1/2in Gatorfoam", 895),)),
        Choice("Mounted prints take two more days", label=True),
    ),
)
SETS = (
    OptionSet(
        "standout",
        18114,
        13462,
        (
            _surface(),
            Choice(
                "Edge",
                required=True,
                choices=(
                    Choice("Black Edge", 0, default=True, excludes=("White Edge",)),
                    Choice("White Edge", 0),
                ),
            ),
            Choice(
                "Texture",
                choices=(Choice("Linen Texture", 150, excludes=("Glossy",)),),
            ),
            BACK_PRINT,
        ),
    ),
    OptionSet("prints", 18200, 13500, (_surface(default="Lustre"), MOUNTING, BACK_PRINT)),
    OptionSet(
        "papers",
        18300,
        13600,
        (
            Choice(
                "Paper",
                required=True,
                choices=(
                    # Two defaults in one group: real catalogs do that.
                    Choice("Smooth Cotton", 120, default=True, excludes=("Torchon",)),
                    Choice("Torchon", 180, default=True),
                ),
            ),
            Choice("Deckled Edges", 650),
            MOUNTING,
        ),
    ),
    OptionSet(
        "metal",
        18400,
        3010,
        (
            Choice(
                "Hanging Hardware",
                required=True,
                choices=(
                    Choice("Float Mount Hanger", 450, default=True),
                    Choice("Easel Back", 300, excludes=("Float Mount Hanger",)),
                ),
            ),
            Choice("Corners", choices=(Choice("Rounded Corners", 200, service=4616),)),
            Choice(
                "Framing",
                choices=(
                    Choice("Walnut Frame", 5900, excludes=("Corners", "Rush Service")),
                    Choice("Frame Made to Measure", None, excludes=("Corners",)),
                ),
            ),
            Choice("Please allow a week for metal", 0, service=3099, label=True),
        ),
    ),
    OptionSet(
        "canvas",
        18500,
        13700,
        (
            Choice(
                "Wrap",
                required=True,
                choices=(
                    Choice("Mirrored Edge", 0, default=True),
                    Choice("Black Wrap", 0, excludes=("Mirrored Edge", "White Wrap")),
                    Choice("White Wrap", 0, excludes=("Mirrored Edge",)),
                ),
            ),
            Choice("Satin Laminate", 750),
        ),
    ),
    OptionSet(
        "cards",
        18600,
        13800,
        (
            Choice(
                "Card Stock",
                required=True,
                choices=(
                    Choice("Linen Stock", 0),
                    Choice("Pearl Stock", 35, excludes=("Linen Stock",)),
                ),
            ),
            Choice("Envelope", 15, multiple=True),
        ),
    ),
    OptionSet("collages", 18700, 13900, (_surface(default="Lustre"), BACK_PRINT)),
    OptionSet("gifts", 18800, 13950, ()),
)
SHARED = OptionSet(
    "shared",
    19001,
    100401,
    (
        Choice(
            "Image Services",
            level=IMAGE,
            choices=(
                Choice("Color Correction", 35, level=IMAGE),
                Choice("Print As Is", 0, level=IMAGE, excludes=("Color Correction",)),
                Choice("Retouching", 600, level=IMAGE, multiple=True),
            ),
        ),
        Choice(
            "Packaging",
            level=ORDER,
            choices=(
                Choice("Boutique Packaging", 495, service=100501, level=ORDER),
                Choice(
                    "Plain Packaging",
                    0,
                    service=100502,
                    level=ORDER,
                    excludes=("Boutique Packaging",),
                ),
            ),
        ),
        Choice("Rush Service", 2500, service=100503, level=ORDER),
        Choice("Gift Tag", 150, service=100504, level=ORDER, multiple=True),
    ),
)
