"""Small hierarchies, pages of them, and a client that answers from a table."""

import contextlib
import datetime as dt
import json
from pathlib import Path
from urllib.parse import urlencode

from labkit.http import Page

FIXTURES = Path(__file__).parent / "fixtures"
TEMPLATES = "/api/v1/templates.json"
OPTIONS = "/api/v1/options.json"


def fixture(name):
    return json.loads((FIXTURES / name).read_bytes())


def page(data, path=TEMPLATES):
    return Page("http://x" + path, path, data, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def template(own, *below, product=None, **changes):
    """Make a template; `product` is the product's id."""
    made = {"id": own, "name": f"T{own}", "read_only": False, "templates": list(below)}
    if product is not None:
        made["product"] = {
            "id": product,
            "name": f"P{product}",
            "price": "0.49",
            "print_size_x": "5.0",
            "print_size_y": "4.0",
        }
    return made | changes


def option(own, *below, service=None, **changes):
    """Make an option; `service` is the service's id."""
    made = {"id": own, "name": f"O{own}", "disable_ids": "", "options": list(below)}
    if service is not None:
        made["service"] = {"id": service, "name": f"S{service}", "price": "1.5", "service_type": 1}
    return made | changes


def plain(columns):
    """Return columns as lists, NaN as None, so that they can be compared."""
    return {
        name: [None if value != value else value for value in values]  # noqa: PLR0124 - NaN
        for name, values in columns.items()
    }


class Table:
    """Answers what a table holds under path and query, and remembers what it was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def get(self, path, params=None, *, refresh=False):
        target = f"{path}?{urlencode(params)}" if params else path
        self.asked.append(target)
        return page(self.answers.get(target, []), target)

    def keeping(self):
        return contextlib.nullcontext()

    def get_many(self, calls, *, refresh=False, label="", absent=None, aside=False):
        return [self.get(path, params, refresh=refresh) for path, params in calls]
