"""How readable a page is: the contrast of each text with what is behind it, as WCAG 2 counts it."""

from pathlib import Path

# For normal text at level AA; what is disabled is exempt.
ENOUGH = 4.5
_TOO_FAINT = (Path(__file__).parent / "contrast.js").read_text("utf-8")


def too_faint(page, enough=ENOUGH):
    """Return the texts of labkit's widgets that are not readable enough."""
    return page.evaluate(_TOO_FAINT, enough)
