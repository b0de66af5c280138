"""What the contracts share: the lab, a home of its own, a picture, an order that can be placed."""

from __future__ import annotations

import functools
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import labkit as lk
from labkit import sandbox
from labkit.lab_api import modules
from labkit.lab_api import spec as registry

if TYPE_CHECKING:
    import pandas as pd

    from labkit.api.lab import Lab

# 45 by 30 cm at 300 ppi: enough for most prints.
_PIXELS = (5315, 3543)
_STREETS = {
    "AT": ("Ringstraße", "1010", "Wien", ""),
    "BE": ("Rue de la Loi", "1000", "Bruxelles", ""),
    "DE": ("Hauptstraße", "10115", "Berlin", ""),
    "FR": ("rue du stade", "75001", "Paris", ""),
    "GB": ("High Street", "SW1A 1AA", "London", ""),
    "NL": ("Dorpsstraat", "1011AB", "Amsterdam", ""),
    "US": ("Main Street", "10001", "New York", "NY"),
}


class Base:
    """One lab, connected to the embedded sandbox.

    Attributes
    ----------
    lab
        The lab's name; every subclass says it.
    currency, price_kind, tax
        What its prices are; "" for what its spec says.
    sells_10x15
        Whether a 10x15 cm print (102 x 152 mm, as the trade sells it) is in its range.
    """

    lab: str = ""
    currency: str = ""
    price_kind: str = ""
    tax: str = ""
    sells_10x15: bool = True

    # --- what a lab may answer in its own way --------------------------------------------------

    def photo(self, folder: Path) -> Path:
        """Return a picture that can be printed; a JPEG of 5315 x 3543 pixels."""
        path = folder / "holiday.jpg"
        path.write_bytes(_picture())
        return path

    def line(self, lab: Lab, photo: Path) -> lk.Line:
        """Return a line that can be ordered: by default the catalog's first product in 10x15 cm,
        else its first with a size, with one choice of each group that has to be chosen from.
        """  # noqa: D205 - one sentence
        row = _first(lab.products())
        return lk.Line(
            product_id=row["product_id"],
            variant_id=row["variant_id"],
            quantity=2,
            photo=photo,
            options=_required(lab.options(), row),
        )

    def intent(self, lab: Lab, photo: Path) -> lk.OrderIntent:
        """Return an order that can be placed, under a reference nobody used: one `line`."""
        return lk.OrderIntent(
            reference=f"T{secrets.randbelow(10**8):08}",
            recipient=self.address(lab.spec.country),
            lines=(self.line(lab, photo),),
        )

    def address(self, country: str) -> lk.Address:
        """Return a complete address in the lab's country."""
        street, postcode, city, state = _STREETS.get(country, ("Main Street", "10001", "Town", ""))
        return lk.Address(
            first_name="Ada",
            last_name="Sample",
            street=street,
            house_number="12",
            postcode=postcode,
            city=city,
            state=state,
            country=country,
            email="ada@sample.example",
            phone="+32 2 555 01 23",
        )

    # --- fixtures ------------------------------------------------------------------------------

    @pytest.fixture(autouse=True)
    def _home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("LABKIT_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "labkit-home"))

    @pytest.fixture
    def connected(self) -> Iterator[Lab]:
        """Connect the lab to the embedded sandbox."""
        lab = lk.connect(self.lab)
        yield lab
        if "client" in lab.__dict__:
            lab.client.close()
        box = sandbox.shared()
        box.faults.clear()

    # --- what the tests ask --------------------------------------------------------------------

    def need(self, part: str, words: str) -> None:
        """Skip a test where the lab has no such module."""
        if not modules.has(registry.find(self.lab).package, part):
            pytest.skip(f"{self.lab} has no {words}")

    def fact(self, name: str) -> str:
        """Return what its prices are: as the class says, else as its spec does."""
        return str(getattr(self, name) or getattr(registry.find(self.lab), name))


@functools.cache
def _picture() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", _PIXELS, "teal").save(made, "JPEG")
    return made.getvalue()


def _first(products: pd.DataFrame) -> Any:  # noqa: ANN401 - a row
    sides = products[["width_mm", "height_mm"]]
    usual = sides.min(axis=1).between(98, 104) & sides.max(axis=1).between(148, 156)
    sized = products["width_mm"].notna()
    for rows in (products[usual], products[sized], products):
        if len(rows):
            return rows.iloc[0]
    raise AssertionError("the catalog is empty")


def _required(options: pd.DataFrame, row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a row
    choices = options[options["product_id"].isin([row["product_id"], ""])]
    choices = choices[choices["required"] & ~choices["read_only"] & (choices["level"] != "image")]
    chosen = []
    for _, group in choices.groupby("group_id", sort=False):
        # Where papers are both variants and options, the variant is the choice.
        if row["variant_id"] not in set(group["option_id"]):
            defaults = group[group["default"]]
            chosen.append(str((defaults if len(defaults) else group)["option_id"].iloc[0]))
    return tuple(chosen)
