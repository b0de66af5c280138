"""The parts Bay Photo's sample catalog is put together from: folders and leaves."""

from __future__ import annotations

from dataclasses import dataclass

Frame = tuple[str, tuple[float, float, float, float]]


@dataclass(frozen=True)
class Leaf:
    """A template that can be ordered.

    Attributes
    ----------
    mark
        Its size in slugs and billing codes: ``"4x5"``.
    size
        ``print_size_x`` and ``print_size_y`` [in].
    cents
        Its retail price [US cents].
    frames
        Its image nodes: uid and bounds (x, y, width, height) [in]; none for a single one.
    mask
        The path of its mask node's picture, "" for no mask node.
    """

    name: str
    mark: str
    size: tuple[float, float]
    cents: int
    number: int | None = None
    product: int | None = None
    node: int | None = None
    default: bool = False
    frames: tuple[Frame, ...] = ()
    mask: str = ""


@dataclass(frozen=True)
class Folder:
    """A container of templates.

    Attributes
    ----------
    sizes
        Short and long side [in] of the templates it has by rule.
    base, rate
        Their price: `base` [US cents] and `rate` [1/100 US cent a square inch].
    upright
        Whether their longer side is y; the document's example lies on its side.
    leaves
        Templates it has beside those, or in place of the one of the same mark.
    options
        The name of the set of options its templates take.
    label
        A template that is only a notice.
    """

    name: str
    slug: str
    noun: str = "Print"
    code: str = ""
    sizes: tuple[tuple[float, float], ...] = ()
    base: int = 0
    rate: int = 0
    upright: bool = False
    leaves: tuple[Leaf, ...] = ()
    folders: tuple[Folder, ...] = ()
    options: str = ""
    label: str = ""
    number: int | None = None
    shipping_group: int | None = None
    leaf_slug: str = ""

    def all_leaves(self) -> list[Leaf]:
        """Return the templates it holds itself."""
        own = {leaf.mark: leaf for leaf in self.leaves}
        by_rule = [self._leaf(short, long) for short, long in self.sizes]
        return [own.pop(leaf.mark, leaf) for leaf in by_rule] + list(own.values())

    def _leaf(self, short: float, long: float) -> Leaf:
        mark = f"{short:g}x{long:g}"
        size = (short, long) if self.upright else (long, short)
        cents = int(self.base + self.rate * short * long / 100) // 10 * 10 + 9
        # One size of each folder is the suggested one.
        return Leaf(f"{mark} {self.noun}", mark, size, cents, default=(short, long) == (5.0, 7.0))
