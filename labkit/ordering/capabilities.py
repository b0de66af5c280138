"""What a lab's API can do with an order that was placed, and what its own words mean.

A lab's ``orders`` module says it by the flows it has. Where a flow is there and still cannot tell
(its API has no call to ask), the module's ``CANNOT`` names it; its ``STATES`` explains the lab's
words for an order's state, and its ``REASONS`` are those it takes for a reprint.
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
_WORDS = {
    "status": "telling where an order is",
    "look_up": "looking up whether it arrived",
    "resend": "sending it again",
    "cancel": "cancelling",
    "reprint": "reprinting",
}


def able(module: ModuleType) -> frozenset[str]:
    """Return what can be done: status, look_up, resend, cancel, reprint."""
    cannot = getattr(module, "CANNOT", ())
    return frozenset(
        name for name, flow in _FLOWS.items() if name not in cannot and hasattr(module, flow)
    )


def missing(can: frozenset[str], among: Sequence[str]) -> str:
    """Say which of some abilities the lab's API lacks; "" where it lacks none."""
    words = [_WORDS[name] for name in among if name not in can]
    return f"The lab's API has no call for: {', '.join(words)}." if words else ""


def explained(module: ModuleType, lab_state: str) -> str:
    """Return what the lab's word for a state means; "" where the word speaks for itself."""
    states: dict[str, str] = getattr(module, "STATES", {})
    return states.get(lab_state, "")


def reasons(module: ModuleType) -> tuple[str, ...]:
    """Return why a reprint may be asked for, one of which has to be given; () where none is."""
    found: tuple[str, ...] = getattr(module, "REASONS", ())
    return found
