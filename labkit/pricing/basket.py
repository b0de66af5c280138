"""What is asked to be quoted, read: lines with the product's row and the options chosen."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from labkit.errors import InputError
from labkit.model.quantity import parse_quantity

if TYPE_CHECKING:
    import pandas as pd

    from labkit.model.intent import Line

_PAIR, _TRIPLE = 2, 3
_CALL = "quote"


@dataclass(frozen=True)
class QuoteLine:
    """One line as it was asked for."""

    product_id: str
    variant_id: str
    quantity: int
    options: tuple[str, ...] = ()


if TYPE_CHECKING:
    LineLike: TypeAlias = Line | QuoteLine | tuple[str, int] | tuple[str, str, int]


@dataclass(frozen=True)
class Item:
    """One line of a basket.

    Attributes
    ----------
    row
        The product's row of `labkit.frames.PRODUCTS`.
    quantity
        How many.
    chosen
        The rows of `labkit.frames.OPTIONS` that were chosen.
    open_groups
        The rows of each required group from which nothing was chosen and nothing is a default.
    """

    row: pd.Series
    quantity: int
    chosen: pd.DataFrame
    open_groups: tuple[pd.DataFrame, ...] = ()

    @property
    def title(self) -> str:
        """The product's name with its variant."""
        variant = self.row["variant"]
        named = variant and variant not in self.row["name"]
        return f"{self.row['name']}, {variant}" if named else str(self.row["name"])


def read_basket(
    lines: Iterable[LineLike], products: pd.DataFrame, options: pd.DataFrame, lab: str
) -> list[Item]:
    """Find the products and options of lines.

    Parameters
    ----------
    lines
        ``(product_id, quantity)``, ``(product_id, variant_id, quantity)`` or `labkit.Line`.
    products, options
        The lab's frames.
    lab
        Its name, for messages.

    Raises
    ------
    InputError
        If there are no lines, or a quantity, product, variant or option cannot be used.
    """
    request = [_read(line, lab) for line in _many(lines, lab)]
    rows = [_product(line, products, lab) for line in request]
    own = options[options["product_id"].isin([line.product_id for line in request] + [""])]
    return [_item(line, row, own, lab) for line, row in zip(request, rows, strict=True)]


def _many(lines: Any, lab: str) -> Sequence[Any]:  # noqa: ANN401 - whatever was passed in
    if isinstance(lines, str) or not isinstance(lines, Iterable):
        raise InputError(f"{lines!r} is no list of lines", lab=lab, call=_CALL, hint=_FORMS)
    found = list(lines)
    if not found:
        raise InputError("there are no lines", lab=lab, call=_CALL, hint=_FORMS)
    return found


_FORMS = "give a list of (product_id, quantity), (product_id, variant_id, quantity) or lk.Line"


def _read(line: Any, lab: str) -> QuoteLine:  # noqa: ANN401 - whatever was passed in
    if hasattr(line, "product_id"):
        return QuoteLine(line.product_id, line.variant_id, line.quantity, tuple(line.options))
    if not isinstance(line, tuple | list) or len(line) not in {_PAIR, _TRIPLE}:
        raise InputError(f"{line!r} is no line", lab=lab, call=_CALL, hint=_FORMS)
    product, *variant, quantity = line
    return QuoteLine(
        _id(product, lab), _id(variant[0], lab) if variant else "", parse_quantity(quantity)
    )


def _id(value: object, lab: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise InputError(f"{value!r} is no id", lab=lab, call=_CALL, hint="ids are text")
    return value


def _product(line: QuoteLine, products: pd.DataFrame, lab: str) -> pd.Series:
    rows = products[products["product_id"] == line.product_id]
    if rows.empty:
        hint = _near(line.product_id, products["product_id"])
        raise InputError(f"it has no product {line.product_id!r}", lab=lab, call=_CALL, hint=hint)
    if line.variant_id or len(rows) > 1:
        found = rows[rows["variant_id"] == line.variant_id]
        if len(found) != 1:
            listed = ", ".join(repr(str(known)) for known in rows["variant_id"].head(12))
            said = f"no variant {line.variant_id!r}" if line.variant_id else "several variants"
            raise InputError(
                f"product {line.product_id!r} has {said}",
                lab=lab,
                call=_CALL,
                hint=f"give (product_id, variant_id, quantity); its variants are: {listed}",
            )
        rows = found
    return rows.iloc[0]


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, {str(name) for name in known}, n=3, cutoff=0.5)
    asked = f"did you mean {', '.join(map(repr, sorted(near)))}? " if near else ""
    return f"{asked}ids are text, as in the columns product_id and variant_id of products()"


def _item(line: QuoteLine, row: pd.Series, options: pd.DataFrame, lab: str) -> Item:
    own = options[options["product_id"].isin([line.product_id, ""]) & ~options["read_only"]]
    places = [_option(asked, own, line, lab) for asked in dict.fromkeys(line.options)]
    # Where papers are both variants and options, the variant is the choice.
    if row["variant_id"]:
        places += list(own.index[(own["option_id"] == row["variant_id"]) & own["required"]])
    _check_together(own.loc[list(dict.fromkeys(places))], line, lab)
    taken = set(own.loc[places, "group_id"])
    still_open = []
    # What belongs to a picture is not a line's: how many pictures there are is not said here.
    needed = own[own["required"] & (own["level"] != "image")]
    for group_id, group in needed.groupby("group_id", sort=False):
        if group_id in taken:
            continue
        defaults = group.index[group["default"]]
        if len(defaults) == 1:
            places.append(defaults[0])
        else:
            still_open.append(group)
    return Item(row, line.quantity, own.loc[list(dict.fromkeys(places))], tuple(still_open))


def _check_together(chosen: pd.DataFrame, line: QuoteLine, lab: str) -> None:
    """Refuse options that no order can have at the same time."""
    single = chosen[~chosen["multiple"]]
    twice = single[single.duplicated("group_id", keep=False)]
    ruled_out = {other for others in chosen["excludes"] for other in others}
    against = chosen[chosen["option_id"].isin(ruled_out)]
    if twice.empty and against.empty:
        return
    both = twice if len(twice) else against
    ways = [f"{g}={o}" for g, o in zip(both["group_id"], both["option_id"], strict=True)]
    said = "of this group one can be chosen" if len(twice) else "ruled out by what else was chosen"
    raise InputError(
        f"{', '.join(ways)}: {said} (product {line.product_id!r})",
        lab=lab,
        call=_CALL,
        hint="leave one of them out",
    )


def _option(asked: str, own: pd.DataFrame, line: QuoteLine, lab: str) -> Any:  # noqa: ANN401 - a label
    # The same id may be in several groups: "group=option" says which.
    group, _, option = asked.rpartition("=")
    found = own[(own["option_id"] == option) & ((own["group_id"] == group) | (group == ""))]
    if len(found) == 1:
        return found.index[0]
    pairs = found if len(found) else own
    ways = [f"{g}={o}" for g, o in zip(pairs["group_id"], pairs["option_id"], strict=True)]
    said = "is in several groups" if len(found) else "is none of its options"
    near = difflib.get_close_matches(asked, ways, n=1, cutoff=0.3)
    mean = f"did you mean {near[0]!r}? " if near and not len(found) else ""
    raise InputError(
        f"{asked!r} {said} (product {line.product_id!r})",
        lab=lab,
        call=_CALL,
        hint=f"{mean}There are: {', '.join(ways[:12]) or 'none'}",
    )
