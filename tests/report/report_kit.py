"""What tests of every form of report need: catalogs, a past, and a reader of pages."""

from html.parser import HTMLParser

from offers_kit import products
from played_lab import PlayedLab, down

import labkit as lk
from labkit.catalogs import snapshots
from labkit.lab_api.endpoints import Kind

SIZES = ["10x15 cm", "13x18 cm", "77x99 cm"]
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "http://evil.invalid/",
    "<script>alert(1)</script>",
    "null\x00 and bell\x07",
    "half a pair \ud83d",
    "000123",
]


def hostile_catalog():
    """Return a catalog of three labs: one plain, one a sample with hostile names, one down."""
    one = products(
        ("one", "Matte", 102, 152, 0.25),
        ("one", "Glossy", 150, 100, 0.2),
        ("one", "Large", 127, 178, 0.4),
        ("one", "Free of price", 100, 150, None),
    )
    named = [name for name in HOSTILE if name.isprintable() or "\x00" in name]
    two = products(
        *[("two", name, 100, 150, (10 + place) / 100) for place, name in enumerate(named)],
        price_kind="suggested_retail",
        tax="unknown",
        currency="USD",
    )
    sample = PlayedLab("two", {"products": two}, kind=Kind.EMBEDDED, own=True)
    return lk.catalog([PlayedLab("one", {"products": one}), sample, down("three")])


def keep_past(lab, days):
    """Keep a lab's catalog as if it had been read on earlier days: day → factor of its prices."""
    today = lab.products()
    account = lab.reader.account
    for day, factor in days.items():
        frame = today.copy()
        frame.attrs["lab"] = lab.name
        frame["price"] = (frame["price"] * factor).round(2)
        kept = snapshots.save(frame, "products", account, endpoint=str(lab.endpoint.kind))
        folder = kept.path.parent.with_name(f"date={day}")
        folder.mkdir(exist_ok=True)
        kept.path.replace(folder / kept.path.name)
    # Today's own again: a snapshot that was just read is good for today.
    snapshots.save(today, "products", account, endpoint=str(lab.endpoint.kind))


class Page(HTMLParser):
    """A report as somebody reads it: tags, pictures, and tables as lists of rows of texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.images, self.attributes, self.tables = set(), [], [], []
        self.words, self.figures = [], []
        self._cell = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "figure":
            self.figures.append(dict(attrs)["aria-label"])
        elif tag == "img":
            self.images.append(dict(attrs))
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self._cell = False

    def handle_data(self, data):
        self.words.append(data)
        if self._cell:
            self.tables[-1][-1][-1] += f" {data.strip()}"

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def table(self, number):
        return [[" ".join(cell.split()) for cell in row] for row in self.tables[number]]
