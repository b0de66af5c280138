"""``labkit lab``: JupyterLab on labkit's notebooks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from labkit import resources
from labkit.cli import console
from labkit.errors import InputError
from labkit.extras import need

if TYPE_CHECKING:
    import argparse

FOLDER = "labkit-notebooks"


def run(args: argparse.Namespace) -> int:
    """Open JupyterLab; further options are passed to it.

    Raises
    ------
    LabkitError
        If JupyterLab is not installed.
    """
    need("jupyterlab", "JupyterLab", "notebook")
    from jupyterlab.labapp import LabApp

    folder = workplace(Path.cwd())
    console.status(f"The notebooks are in {folder}; begin with 01_explore_catalogs.ipynb")
    LabApp.launch_instance([f"--ServerApp.root_dir={folder}", *args.others])
    return 0


def workplace(here: Path) -> Path:
    """Return the folder of the notebooks to work in.

    Parameters
    ----------
    here
        Where a copy goes if labkit comes from a wheel, whose own files are not to be changed.
        Notebooks that are there already are left as they are.

    Raises
    ------
    InputError
        If they cannot be copied.
    """
    source = resources.notebooks_dir()
    if not _installed(source):
        return source
    folder = here / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        for notebook in sorted(source.glob("*.ipynb")):
            if not (folder / notebook.name).exists():
                shutil.copyfile(notebook, folder / notebook.name)
    except OSError as error:
        raise InputError(
            f"cannot copy the notebooks to {folder}: {error.strerror or error}",
            hint="run labkit lab in a writable folder",
        ) from error
    return folder


def _installed(source: Path) -> bool:
    return source.parent == Path(resources.__file__).resolve().parent
