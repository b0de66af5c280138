"""Make Bay Photo's sample catalog: real trade sizes, invented products at invented prices.

``python -m data.make_samples.bayphoto`` writes ``data/bayphoto/sample_*.json``. The templates
2145, 2152 and 2153, the options 18114 and 18115 and the shipping methods 162 and 163 are the
examples of document 002, as shown there; product 686 with its services is the one of the sample
order. All else is made up, in the same shape.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from data.make_samples.bayphoto.choices import SHARED
from data.make_samples.bayphoto.options import option_sets
from data.make_samples.bayphoto.shipping import shipping_methods
from data.make_samples.bayphoto.tree import ROOTS
from labkit.resources import data_dir

if TYPE_CHECKING:
    from pathlib import Path

    from data.make_samples.bayphoto.folders import Folder, Leaf

FOLDER = "bayphoto"
ABOUT = "Sample data: invented products and prices in the shape of Bay Photo's API."
SINGLE_NODE_UID = "1"
IMAGE, MASK = 1, 2
_MISSING = ("", None)


class Maker:
    """Writes the tree of templates, numbering what has no number of its own."""

    def __init__(self) -> None:
        self._templates = count(2301)
        self._products = count(5001)
        self._nodes = count(7001)
        self.containers: dict[str, list[int]] = {}

    def folder(self, folder: Folder, *, root: bool = False) -> dict[str, Any]:
        """Return a container with everything below it."""
        record = self._template(folder.number, folder.name, folder.slug)
        if root:
            record["shipping_group_id"] = folder.shipping_group
        if folder.options:
            self.containers.setdefault(folder.options, []).append(record["id"])
        inside = [self.folder(each) for each in folder.folders]
        inside += [self._leaf(folder, leaf) for leaf in folder.all_leaves()]
        if folder.label:
            inside.append(self._label(folder))
        return record | {"templates": inside, "nodes": []}

    def _leaf(self, folder: Folder, leaf: Leaf) -> dict[str, Any]:
        slug = f"{folder.leaf_slug or folder.slug}_{leaf.mark}"
        record = self._template(leaf.number, leaf.name, slug)
        record["default"] = leaf.default
        record["product"] = {
            "billing_code": f"{folder.code}{leaf.mark.replace('x', '').replace('.', '')}",
            "id": leaf.product or next(self._products),
            "name": leaf.name,
            "price": f"{leaf.cents // 100}.{leaf.cents % 100:02d}",
            "print_size_x": str(leaf.size[0]),
            "print_size_y": str(leaf.size[1]),
        }
        return record | {"templates": [], "nodes": self._node_list(record["id"], leaf)}

    def _label(self, folder: Folder) -> dict[str, Any]:
        record = self._template(None, folder.label, f"{folder.slug}_note")
        return record | {"read_only": True, "product": None, "templates": [], "nodes": []}

    def _template(self, number: int | None, name: str, slug: str) -> dict[str, Any]:
        documented = number is not None
        number = next(self._templates) if number is None else number
        record: dict[str, Any] = {
            "default": False,
            "id": number,
            "name": name,
            "name_long": name,
            "read_only": False,
            "slug": slug,
            "shipping_group_id": "" if documented else _MISSING[number % 2],
        }
        if not documented and number % 3 == 0:
            del record["shipping_group_id"]
        return record

    def _node_list(self, template: int, leaf: Leaf) -> list[dict[str, Any]]:
        wide, high = leaf.size
        frames = leaf.frames or ((SINGLE_NODE_UID, (0, 0, wide, high)),)
        nodes = [
            self._node(template, place, uid, bounds, number=leaf.node)
            for place, (uid, bounds) in enumerate(frames, start=1)
        ]
        if leaf.mask:
            above = len(nodes) + 1
            mask = self._node(template, above, str(above), (0, 0, wide, high))
            nodes.append(mask | {"node_image": leaf.mask, "node_type": MASK})
        return nodes

    def _node(
        self,
        template: int,
        order: int,
        uid: str,
        bounds: tuple[float, ...],
        *,
        number: int | None = None,
    ) -> dict[str, Any]:
        return {
            "bounds": ",".join(f"{side:g}" for side in bounds),
            "id": number or next(self._nodes),
            "node_image": "",
            "node_type": IMAGE,
            "option_id": None,
            "template_id": template,
            "sort_order": order,
            "uid": uid,
        }


@dataclass(frozen=True)
class Sample:
    """The sample catalog, as its three files hold it."""

    templates: dict[str, Any]
    options: dict[str, Any]
    shipping_methods: dict[str, Any]


def sample() -> Sample:
    """Make the sample catalog.

    Returns
    -------
    Sample
        ``templates``: the roots as ``GET /api/v1/templates.json`` lists them, less ``parent_id``
        and with every template's ``nodes``. ``options``: for each set of options the containers
        whose templates take it, and the options less ``parent_id``. ``shipping_methods`` as
        listed. Document 002.
    """
    maker = Maker()
    templates = [maker.folder(root, root=True) for root in ROOTS]
    sets = option_sets()
    shared = sets.pop(SHARED.name)
    containers = [
        {"template_ids": numbers, "options": sets[name]}
        for name, numbers in maker.containers.items()
    ]
    return Sample(
        templates={"about": ABOUT, "templates": templates},
        options={"about": ABOUT, "shared": shared, "containers": containers},
        shipping_methods={"about": ABOUT, "shipping_methods": shipping_methods()},
    )


def texts() -> dict[str, str]:
    """Return the text of each sample file by its path below the data folder."""
    made = sample()
    parts = ("templates", "options", "shipping_methods")
    return {
        f"{FOLDER}/sample_{part}.json": json.dumps(getattr(made, part), indent=1) + "\n"
        for part in parts
    }


def write(folder: Path | None = None) -> None:
    """Write the sample files below `folder` (labkit's own data by default)."""
    for name, text in texts().items():
        path = (folder or data_dir()) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
