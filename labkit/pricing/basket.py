"""Reading a basket to quote: its lines' products and chosen options."""

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
    """One requested line."""

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
        The chosen rows of `labkit.frames.OPTIONS`.
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
    """Look up the products and options of lines.

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
    request = [_read_line(line, lab) for line in _as_list(lines, lab)]
    rows = [_product(line, products, lab) for line in request]
    options_of_lines = options[
        options["product_id"].isin([line.product_id for line in request] + [""])
    ]
    return [
        _item(line, row, options_of_lines, lab) for line, row in zip(request, rows, strict=True)
    ]


def _as_list(lines: Any, lab: str) -> Sequence[Any]:  # noqa: ANN401 - whatever was passed in
    if isinstance(lines, str) or not isinstance(lines, Iterable):
        raise InputError(f"{lines!r} is no list of lines", lab=lab, call=_CALL, hint=_FORMS)
    found = list(lines)
    if not found:
        raise InputError("there are no lines", lab=lab, call=_CALL, hint=_FORMS)
    return found


_FORMS = "give a list of (product_id, quantity), (product_id, variant_id, quantity) or lk.Line"


def _read_line(line: Any, lab: str) -> QuoteLine:  # noqa: ANN401 - whatever was passed in
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
        hint = _suggestion(line.product_id, products["product_id"])
        raise InputError(f"it has no product {line.product_id!r}", lab=lab, call=_CALL, hint=hint)
    if line.variant_id or len(rows) > 1:
        matches = rows[rows["variant_id"] == line.variant_id]
        if len(matches) != 1:
            listed = ", ".join(repr(str(known)) for known in rows["variant_id"].head(12))
            reason = f"no variant {line.variant_id!r}" if line.variant_id else "several variants"
            raise InputError(
                f"product {line.product_id!r} has {reason}",
                lab=lab,
                call=_CALL,
                hint=f"give (product_id, variant_id, quantity); its variants are: {listed}",
            )
        rows = matches
    return rows.iloc[0]


def _suggestion(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, {str(name) for name in known}, n=3, cutoff=0.5)
    suggestion = f"did you mean {', '.join(map(repr, sorted(near)))}? " if near else ""
    return f"{suggestion}ids are text, as in the columns product_id and variant_id of products()"


def _item(line: QuoteLine, row: pd.Series, options: pd.DataFrame, lab: str) -> Item:
    choices = options[options["product_id"].isin([line.product_id, ""]) & ~options["read_only"]]
    chosen = [_option(option, choices, line, lab) for option in dict.fromkeys(line.options)]
    # Where papers are both variants and options, the variant is the choice.
    if row["variant_id"]:
        chosen += list(
            choices.index[(choices["option_id"] == row["variant_id"]) & choices["required"]]
        )
    _check_together(choices.loc[list(dict.fromkeys(chosen))], line, lab)
    open_groups = []
    # Options of single pictures are left out: a line does not say how many pictures it has.
    needed = choices[choices["required"] & (choices["level"] != "image")]
    for _, group in needed.groupby("group_id", sort=False):
        if not group.index.isin(chosen).any():
            # What is ruled out cannot be chosen; where that is all, nothing is asked for.
            left = group[~group["option_id"].isin(_ruled_out(choices.loc[chosen]))]
            defaults = left.index[left["default"]]
            if len(defaults) == 1:
                chosen.append(defaults[0])
            elif len(left):
                open_groups.append(left)
    return Item(row, line.quantity, choices.loc[list(dict.fromkeys(chosen))], tuple(open_groups))


def _ruled_out(chosen: pd.DataFrame) -> set[str]:
    return {other for others in chosen["excludes"] for other in others}


def _check_together(chosen: pd.DataFrame, line: QuoteLine, lab: str) -> None:
    """Raise if the chosen options exclude each other."""
    single = chosen[~chosen["multiple"]]
    same_group = single[single.duplicated("group_id", keep=False)]
    excluded = chosen[chosen["option_id"].isin(_ruled_out(chosen))]
    if same_group.empty and excluded.empty:
        return
    conflicting = same_group if len(same_group) else excluded
    names = [
        f"{g}={o}" for g, o in zip(conflicting["group_id"], conflicting["option_id"], strict=True)
    ]
    reason = (
        "of this group one can be chosen"
        if len(same_group)
        else "ruled out by what else was chosen"
    )
    raise InputError(
        f"{', '.join(names)}: {reason} (product {line.product_id!r})",
        lab=lab,
        call=_CALL,
        hint="leave one of them out",
    )


def _option(text: str, choices: pd.DataFrame, line: QuoteLine, lab: str) -> Any:  # noqa: ANN401 - a label
    # The same id may be in several groups: "group=option" says which.
    group, _, option = text.rpartition("=")
    matches = choices[
        (choices["option_id"] == option) & ((choices["group_id"] == group) | (group == ""))
    ]
    if len(matches) == 1:
        return matches.index[0]
    pairs = matches if len(matches) else choices
    names = [f"{g}={o}" for g, o in zip(pairs["group_id"], pairs["option_id"], strict=True)]
    reason = "is in several groups" if len(matches) else "is none of its options"
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.3)
    suggestion = f"did you mean {near[0]!r}? " if near and not len(matches) else ""
    raise InputError(
        f"{text!r} {reason} (product {line.product_id!r})",
        lab=lab,
        call=_CALL,
        hint=f"{suggestion}There are: {', '.join(names[:12]) or 'none'}",
    )
