"""Packages of labs as if they were installed."""

import contextlib
import importlib
import sys
import tomllib

import pytest

from labkit.lab_api import spec
from labkit.sandbox import server


def forget(package):
    importlib.invalidate_caches()
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        del sys.modules[name]
    spec.discover.cache_clear()
    if server._shared.sandbox is not None:
        server._shared.sandbox.stop()


@contextlib.contextmanager
def installed(folder, place):
    """As if the package of a folder were installed: its modules and its entry point are found."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    name, points = project["name"], project["entry-points"]["labkit.labs"]
    about = place / f"{name}-{project['version']}.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {project['version']}\n"
    )
    lines = [f"{key} = {value}" for key, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(["[labkit.labs]", *lines, ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(place))
        patch.syspath_prepend(str(folder))
        forget(name)
        try:
            yield name
        finally:
            forget(name)
