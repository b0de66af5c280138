"""Which operations a lab's API supports on a placed order, and what its states mean.

The flows of a lab's ``orders`` module are its operations. ``CANNOT`` names flows that exist without
being supported (the API has no call for them), ``STATES`` explains the lab's order states, and
``REASONS`` lists the reasons it accepts for a reprint.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

_FLOWS = {
    "status": "status",
    "look_up": "resolve",
    "resend": "resolve",
    "cancel": "cancel",
    "reprint": "reprint",
}
_DESCRIPTIONS = {
    "status": "reading an order's status",
    "look_up": "looking up whether it arrived",
    "resend": "resending it",
    "cancel": "cancelling",
    "reprint": "reprinting",
}


def abilities(module: ModuleType) -> frozenset[str]:
    """Return the supported operations: status, look_up, resend, cancel, reprint."""
    cannot = getattr(module, "CANNOT", ())
    return frozenset(
        name for name, flow in _FLOWS.items() if name not in cannot and hasattr(module, flow)
    )


def missing(can: frozenset[str], among: Sequence[str]) -> str:
    """Return a sentence naming the operations the lab's API lacks; "" where it lacks none."""
    lacking = [_DESCRIPTIONS[name] for name in among if name not in can]
    return f"The lab's API has no call for: {', '.join(lacking)}." if lacking else ""


def explained(module: ModuleType, lab_state: str) -> str:
    """Return the explanation of a lab's state; "" where there is none."""
    states: dict[str, str] = getattr(module, "STATES", {})
    return states.get(lab_state, "")


def reasons(module: ModuleType) -> tuple[str, ...]:
    """Return the reasons for a reprint, one of which is required; () where none is."""
    found: tuple[str, ...] = getattr(module, "REASONS", ())
    return found
