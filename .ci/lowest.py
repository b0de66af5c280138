"""Print constraints for pip: all that labkit needs is as old as pyproject.toml says it may be.

What comes along with that may be older than in constraints.txt, but never newer.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print a line for each package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = {"": project["dependencies"], **project["optional-dependencies"]}
    # Who works on labkit has constraints.txt.
    stated = [each for extra, needs in lists.items() if extra != "dev" for each in needs]
    lowest = dict(each.split(">=") for each in stated)
    for name, version in lowest.items():
        print(f"{name}=={version}")
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        name, _, version = line.partition("==")
        if version and re.sub("[-_.]+", "-", name).lower() not in lowest:
            print(f"{name}<={version}")


if __name__ == "__main__":
    main()
