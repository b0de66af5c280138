"""The description of the API's resources: `Field` and `Resource`.

The document describes 21 resources in the same way (a table of the item, the parameters of POST
and of PUT, the filters of the list), so they are data and share the code that serves them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Write = Literal["post", "put"]


class Kind(StrEnum):
    """How a field's value is written; the document's own words are in the comments."""

    TEXT = "text"  # String
    INTEGER = "integer"  # Integer, Int
    BOOLEAN = "boolean"  # Boolean
    URL = "url"  # Url of image resource
    COLOUR = "colour"  # Color:#ff00ff
    MONTH = "month"  # Date:2015-01
    DATE = "date"  # Date:2015-01-01
    ASPECT = "aspect"  # Fit or Fill
    CHOICE = "choice"  # a closed list
    REFERENCE = "reference"  # Integer: the id of another resource
    PRICE = "price"  # Float
    PICTURE = "picture"  # URL or Image file
    SET_BY_LAB = "set by the lab"  # in answers only


class Need(StrEnum):
    """Whether a field has to be in a request."""

    MANDATORY = "m"
    OPTIONAL = "o"
    UNDOCUMENTED = "-"


@dataclass(frozen=True)
class Field:
    """One field of a resource.

    Attributes
    ----------
    name
        Its name on the wire.
    kind
        How its value is written.
    needs
        Two letters, for POST and for PUT: ``m`` mandatory, ``o`` optional, ``-`` not among the
        parameters the document lists there.
    description
        What it is, for the OpenAPI document.
    choices
        The closed list, if there is one.
    minimum, maximum
        Bounds of an integer.
    max_length
        Most characters of a text.
    target
        The resource a reference points to.
    alternative
        The field of which exactly one, this or that, is to be given.
    default
        Its value where nothing is given.
    logo
        True if the document bounds the picture to 800 by 400 pixels.
    lab_only
        Values only the lab itself sets.
    kept_if_empty
        True if PUT leaves it alone when it is not sent or sent empty, under every reading.
    """

    name: str
    kind: Kind
    needs: str = "oo"
    description: str = ""
    choices: tuple[str, ...] = ()
    minimum: int = 0
    maximum: int = 999_999_999
    max_length: int | None = None
    target: str = ""
    alternative: str = ""
    default: str = ""
    logo: bool = False
    lab_only: tuple[str, ...] = ()
    kept_if_empty: bool = False

    def need(self, write: Write) -> Need:
        """Return whether this write has to name the field."""
        return Need(self.needs[0 if write == "post" else 1])

    @property
    def single_write(self) -> bool:
        """Tell if the document lists the field for one of the two writes only."""
        return self.needs != "--" and "-" in self.needs


@dataclass(frozen=True)
class Resource:
    """One of the API's 21 resources.

    Attributes
    ----------
    name
        Its name in the path.
    id_field
        The name of its identifier in answers.
    title
        What the document calls one of them.
    fields
        Its fields, in the order of answers; identifier and date of creation apart.
    filters
        Names of the list's filters besides ``date_from`` and ``date_to``.
    parent
        The reference field that makes it a part of another resource, or "".
    deletable
        False where the document has no DELETE.
    """

    name: str
    id_field: str
    title: str
    fields: tuple[Field, ...]
    filters: tuple[str, ...] = ()
    parent: str = ""
    deletable: bool = True

    def field(self, name: str) -> Field | None:
        """Return the field of this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def readable(self) -> tuple[str, ...]:
        """The names an answer has, in its order."""
        return (self.id_field, *(field.name for field in self.fields), "date_creation")
