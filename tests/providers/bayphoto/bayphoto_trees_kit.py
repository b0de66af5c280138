"""Small catalogs that Bay Photo's sandbox serves, and orders of them, checked and placed."""

import contextlib
import datetime as dt
import re

import requests
from bayphoto_catalog_kit import option, template
from bayphoto_sandbox_kit import DOCUMENTS

from labkit import frames
from labkit.http import Page
from labkit.providers.bayphoto import catalog, orders
from labkit.providers.bayphoto.orders.model import Order, to_wire
from labkit.providers.bayphoto.sandbox import options as sandbox_options
from labkit.providers.bayphoto.sandbox import templates as sandbox_templates

FLAGS = ("default", "hidden", "multiple", "read_only", "required")
NOTHING = ("nodes", "options")


def node(uid, *, option_id=None, node_type=1, template_id=0):
    """Make a node as document 002 shows one."""
    return {
        "bounds": "0,0,5,4",
        "id": int(uid),
        "node_image": "",
        "node_type": node_type,
        "option_id": option_id,
        "template_id": template_id,
        "sort_order": 1,
        "uid": uid,
    }


def choice(number, *below, level=1, **changes):
    """Make an option whose service is ten times its number; level None for one without."""
    made = dict.fromkeys(FLAGS, False) | {"name_long": "", "service_type": "", "nodes": []}
    made |= option(number, *below, service=None if level is None else number * 10)
    if level is not None:
        made["service"]["service_type"] = level
    return made | changes


def group(number, *below, **changes):
    """Make a container of options."""
    return choice(number, *below, level=None, **changes)


def serve(caller, monkeypatch, *products):
    """Let a sandbox serve the products 10, 20, …; of each its options and nodes are given."""
    leaves, containers = [], []
    for n, (tops, nodes) in enumerate(products, start=1):
        leaf = _complete(template(n, product=n * 10)) | {"nodes": nodes}
        leaves.append(_complete(template(100 + n, leaf)))
        containers.append({"template_ids": [100 + n], "options": tops})
    options = sandbox_options.read_sample({"containers": containers, "shared": []})
    monkeypatch.setattr(sandbox_options, "_sample", lambda: options)
    templates = sandbox_templates.read_sample({"templates": leaves})
    monkeypatch.setattr(sandbox_templates, "_sample", lambda: templates)
    return Served(caller)


class Served:
    """A catalog that a sandbox serves, and orders of it."""

    def __init__(self, caller):
        self.lab = PlainLab(caller)
        self.caller = caller

    def check(self, order):
        return orders.check(Order.model_validate(order), self.lab)

    def place(self, order):
        """Return the fields the sandbox refuses an order for; none where it takes it."""
        answer = self.caller.order(to_wire(Order.model_validate(order)))
        assert answer.status_code in {201, 422}, answer.text
        return {} if answer.status_code == 201 else answer.json()["errors"]


def _complete(made):
    empty = {"default": False, "name_long": "", "slug": made["name"], "nodes": []}
    if "product" in made:
        made["product"]["billing_code"] = "X"
    return empty | made


class PlainLab:
    """What the check of an order asks of a connected lab; each page is read once."""

    def __init__(self, caller):
        self.caller = caller
        self.client = self
        self.read = {}

    def get(self, path, params=None, *, refresh=False):
        key = path, *(params or {}).values()
        if key not in self.read:
            self.read[key] = self._get(path, params)
        return self.read[key]

    def _get(self, path, params):
        answer = self.caller.call("GET", path, params=params)
        answer.raise_for_status()
        target = requests.Request("GET", "http://x" + path, params=params).prepare().path_url
        return Page(answer.url, target, answer.json(), dt.datetime.now(dt.UTC))

    keeping = contextlib.nullcontext

    def get_many(self, calls, **how):
        return [self.get(path, params) for path, params in calls]

    def pages(self, table):
        return getattr(catalog, f"fetch_{table}")(self)

    def products(self):
        return frames.build(frames.PRODUCTS, catalog.parse_products(self.pages("products")))

    def shipping(self):
        return frames.build(frames.SHIPPING, catalog.parse_shipping(self.pages("shipping")))


def order(*lines, services=(), name="A-1", **changes):
    """Make an order of (product, services, uids of photos)."""
    photo = DOCUMENTS["order"]["products"][0]["photos"][0]
    products = [
        {
            "product_id": product,
            "qty": 1,
            "photos": [photo | {"node_uid": uid} for uid in uids],
            "print_services": [{"service_id": number} for number in chosen],
        }
        for product, chosen, uids in lines
    ]
    services = [{"service_id": number} for number in services]
    made = DOCUMENTS["order"] | {"order_name": name, "products": products}
    return made | {"order_services": services} | changes


def section(field):
    """Return the part of an order that a field is in: a product's services or photos, …"""
    return re.match(r"products\[\d+\](\.\w+)?|\w+(\.\w+)?", field)[0]


def errors(problems):
    return {problem.field: problem.message for problem in problems if problem.severity == "error"}


def warnings(problems):
    return {problem.field: problem.message for problem in problems if problem.severity != "error"}
