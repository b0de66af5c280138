"""What an order of one product can name: its options, and its places for photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from labkit.lab_api import notes
from labkit.providers.bayphoto.catalog.choices import Choices
from labkit.providers.bayphoto.catalog.nodes import Node, fetch_template, nodes, nodes_of_options
from labkit.providers.bayphoto.catalog.options import fetch_choices
from labkit.providers.bayphoto.catalog.templates import leaves

if TYPE_CHECKING:
    from labkit.catalogs.connected import ConnectedLab
    from labkit.providers.bayphoto.catalog.choices import Option


@dataclass(frozen=True)
class Offer:
    """The options and nodes of one product.

    Attributes
    ----------
    choices
        Its options, and what is required of them.
    nodes
        Those of the template, then those of its options.
    """

    choices: Choices = field(default_factory=Choices)
    nodes: tuple[Node, ...] = ()

    def places(self, chosen: Iterable[Option]) -> dict[str, Node]:
        """Return the places for photos, by `uid`, in the lab's order.

        A node that belongs to an option is taken to exist only if that option is chosen.
        """
        keys = {key for option in chosen for key in option.ids}
        return {
            node.uid: node
            for node in sorted(self.nodes, key=lambda node: node.sort_order or 0)
            if node.kind == "image" and (not node.option_id or node.option_id in keys)
        }


class Offers:
    """The offers of a lab's products, each read once.

    Parameters
    ----------
    lab
        The connected lab.
    """

    def __init__(self, lab: ConnectedLab) -> None:
        self._client = lab.client
        with notes.collected():
            self.chains = {leaf.product_id: leaf.chain for leaf in leaves(lab.pages("products"))}
        self._found: dict[str, Offer] = {}

    def find(self, product_id: str) -> Offer | None:
        """Return what can be chosen with a product, and where its photos go; None for strangers."""
        chain = self.chains.get(product_id)
        if chain and product_id not in self._found:
            choices = fetch_choices(self._client, chain)
            listed = nodes(fetch_template(self._client, chain[0]))
            self._found[product_id] = Offer(choices, (*listed, *nodes_of_options(choices)))
        return self._found.get(product_id)
