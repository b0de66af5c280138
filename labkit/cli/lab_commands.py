"""``labkit labs``: the labs, and what is assumed of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkit.cli import console
from labkit.lab_api import spec

if TYPE_CHECKING:
    import argparse

    from labkit.lab_api.spec import LabSpec
    from labkit.sandbox.emulator import Emulator

_PRICES = {
    "lab": "what the lab charges",
    "suggested_retail": "suggested retail, not what the lab charges",
    "user": "your own price list",
    "unknown": "none but your own price list",
}


def run(args: argparse.Namespace) -> int:
    """List the labs, or what is assumed of them."""
    found = spec.discover()
    if args.assumptions:
        console.block("\n".join(assumptions(lab) for lab in found.values()).rstrip())
    else:
        for number, lab in enumerate(found.values()):
            if number:
                console.output()
            _describe(lab)
    for problem in found.problems.values():
        console.output()
        console.block(str(problem))
    return 0


def assumptions(lab: LabSpec) -> str:
    """Return, as Markdown, what client and sandbox assume of a lab beyond its document."""
    from labkit.sandbox.discovery import emulators

    there = {emulator.lab: emulator for emulator in emulators()}
    lines = [f"**{lab.title}**: labkit assumes", ""]
    lines += [f"- {each}" for each in lab.assumptions]
    if lab.name in there:
        played = there[lab.name]
        lines += ["", f"**{lab.title}**: the sandbox assumes", ""]
        lines += [f"- {each}" for each in played.assumptions]
        lines += _switches(played)
    return "\n".join([*lines, ""])


def _switches(emulator: Emulator) -> list[str]:
    numbers = {switch: f" ({alias})" for alias, switch in emulator.aliases.items()}
    return [
        f"- Switch `{emulator.lab}:{name}`{numbers.get(name, '')}: {values[0]} (the default), "
        f"{', '.join(values[1:])}."
        for name, values in emulator.readings.items()
    ]


def _describe(lab: LabSpec) -> None:
    places = ["embedded", *(f"{name} ({url})" for name, url in _addresses(lab))]
    rows = [
        ("prices", f"{_PRICES[lab.price_kind]}, {lab.currency}, tax {lab.tax}"),
        ("document", lab.document),
        ("endpoints", ", ".join(places)),
        ("credentials", " ".join(lab.variable(name) for name in lab.credentials)),
    ]
    if lab.settings:
        rows.append(("settings", " ".join(lab.variable(name) for name in lab.settings)))
    console.output(f"  {lab.title} ({lab.country})", heading=lab.name)
    for name, text in rows:
        console.block(console.wrapped(f"  {name:<12} {text}", indent=" " * 15))


def _addresses(lab: LabSpec) -> list[tuple[str, str]]:
    both = [("sandbox", lab.sandbox_url), ("live", lab.live_url)]
    return [(name, url) for name, url in both if url]
