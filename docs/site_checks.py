"""What a strict build (``-W``) checks besides what Sphinx checks by itself.

A page that would load something from elsewhere is a warning. A name of labkit's in a docstring that
has no page of its own is shown as code; one that does not exist (any more) is a warning.
"""

from __future__ import annotations

import functools
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import labkit

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

# What a browser fetches by itself; a link that a person follows is another thing.
LOADS = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc\s*=\s*[\"']?((?:https?:)?//[^\"'\s>]+)"
    r"|<link\b(?![^>]*rel=[\"']?canonical)[^>]*?\bhref\s*=\s*[\"']?((?:https?:)?//[^\"'\s>]+)"
    r"|@import\s+[\"']?((?:https?:)?//[^\"'\s;]+)|\burl\(\s*[\"']?((?:https?:)?//[^\"')\s]+)",
    re.IGNORECASE,
)


def loaded_from_elsewhere(text: str) -> list[str]:
    """Return the addresses that a browser fetches by itself for a page or a style sheet."""
    return [next(filter(None, groups)) for groups in LOADS.findall(text)]


def look_through(app: Sphinx, error: Exception | None) -> None:
    """Warn of every address that a written page or style sheet loads from elsewhere."""
    from sphinx.util import logging

    if error is not None or app.builder.format != "html":
        return
    for path in sorted(Path(app.outdir).rglob("*")):
        if path.suffix in {".html", ".css"}:
            for address in loaded_from_elsewhere(path.read_text("utf-8")):
                where = path.relative_to(app.outdir)
                logging.getLogger(__name__).warning("%s loads %s", where, address)


@functools.cache
def public_names() -> dict[str, str]:
    """Return where each public name is defined, and the name it is documented under."""
    names = [name for name in labkit.__all__ if hasattr(getattr(labkit, name), "__qualname__")]
    return {_full_name(getattr(labkit, name)): f"labkit.{name}" for name in names}


def _full_name(thing: type) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: Element
) -> Element | None:
    """Link the full name of something public; show the name of anything else there is as code."""
    target = node.get("reftarget", "")
    if node.get("refdomain") != "py" or not target.startswith("labkit."):
        return None
    for full, public in public_names().items():
        if target == full or target.startswith(f"{full}."):
            document, name = node["refdoc"], target.replace(full, public, 1)
            py = env.get_domain("py")
            return py.resolve_xref(env, document, app.builder, "obj", name, node, contnode)
    return contnode if exists(target) else None


def exists(name: str) -> bool:
    """Say whether a dotted name leads to something."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the check to a build."""
    app.connect("missing-reference", resolve)
    app.connect("build-finished", look_through)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
