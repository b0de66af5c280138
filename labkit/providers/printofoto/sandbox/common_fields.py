"""Fields that several resources share."""

from __future__ import annotations

from labkit.providers.printofoto.sandbox.model import Field, Kind

CUSTOM = Field("custom", Kind.TEXT, description="A field for your own use.")


def text(
    name: str, needs: str = "oo", description: str = "", max_length: int | None = None
) -> Field:
    """Return a text field."""
    return Field(name, Kind.TEXT, needs, description, max_length=max_length)


def picture(name: str, needs: str = "mm", description: str = "") -> Field:
    """Return the field of a picture's URL."""
    return Field(
        name, Kind.URL, needs, f"URL of a picture (jpg, gif or png). {description}".strip()
    )


def logo(description: str) -> Field:
    """Return the field of a logo, which the document bounds to 800 by 400 pixels."""
    description = f"URL of a picture (jpg, gif or png), at most 800 x 400 px. {description}"
    return Field("logo_url", Kind.URL, "oo", description, logo=True)


def parent_id(name: str, target: str) -> Field:
    """Return the field that makes a resource a part of another one."""
    description = f"Id of the {target} it belongs to."
    return Field(name, Kind.REFERENCE, "mm", description, minimum=1, target=target)


def aspect(thing: str) -> Field:
    """Return the choice between fit and fill."""
    description = f"Resize the picture to fit or to fill the {thing}."
    return Field("image_aspect_ratio", Kind.ASPECT, "mm", description, choices=("fit", "fill"))


def numbered(count: int, description: str) -> tuple[Field, ...]:
    """Return the fields `image_url_1` and so on."""
    return tuple(picture(f"image_url_{n}", description=description) for n in range(1, count + 1))


def address(thing: str, *, email: bool = False) -> tuple[Field, ...]:
    """Return the fields of an address."""
    name = f"of the person the {thing} goes to."
    first = (
        text("shipping_firstname", "mm", f"First name {name}"),
        text("shipping_name", "mm", f"Name {name}"),
    )
    mail = (text("shipping_email", description=f"E-mail address {name}"),) if email else ()
    return (
        *first,
        *mail,
        text("shipping_company", description=f"Company {name}"),
        text("shipping_address_1", "mm", "First line of the address."),
        text("shipping_address_2", description="Second line of the address."),
        text("shipping_zipcode", "mm", "Zip code."),
        text("shipping_city", "mm", "City."),
        text("shipping_country", "mm", "Country, by its name: France."),
    )


def polaroid_fields() -> tuple[Field, ...]:
    """Return the fields of the twelve polaroids: a whole picture or a square one, and a text."""
    whole, square, small = [], [], []
    for n in range(1, 13):
        image, pic = f"image_url_{n}", f"pic_url_{n}"
        description = f"URL of a picture for polaroid {n}; exactly one of {image} and {pic}. "
        whole.append(
            Field(
                image,
                Kind.URL,
                description=description + "89x102 mm, 1051x1205 px.",
                alternative=pic,
            )
        )
        square.append(
            Field(
                pic, Kind.URL, description=description + "79x79 mm, 933x933 px.", alternative=image
            )
        )
        small.append(
            text(f"text_{n}", description=f"Small text under polaroid {n}.", max_length=30)
        )
    return (*whole, *square, *small)
