"""``labkit order``, ``orders``, ``status`` and ``callbacks``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from labkit.cli import console, text_tables
from labkit.cli.console import Heading
from labkit.errors import InputError, InvalidOrderError, JournalError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    import pandas as pd

    from labkit.api.lab import Lab

# A reference is typed again, for status: it is never cut.
_HEADINGS = (
    *(Heading(name) for name in ("reference", "lab", "state")),
    *(Heading(name, shrinks=True) for name in ("lab state", "lab order id")),
    Heading("total", right=True),
)


def order(args: argparse.Namespace) -> int:
    """Submit the order of a file to a sandbox, or preview its requests."""
    from labkit.model.intent import OrderIntent

    lab = _connect(args)
    intent = OrderIntent(**_read(args.file))
    made, dropped = lab.from_intent(intent)
    problems = [*dropped, *lab.check(made)]
    for problem in problems:
        console.output(f"{problem.severity}: {problem.field}: {problem.message}")
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InvalidOrderError("the order cannot be sent; nothing was sent", lab=lab.name)
    if args.preview:
        for call in lab.preview(made):
            console.output(str(call))
            console.block(json.dumps(call.body, indent=2, ensure_ascii=False))
        return 0
    console.output(f"Sending to {lab.endpoint.label} ...")
    receipt = lab.submit(made)
    total = "not known" if receipt.total is None else f"{receipt.total} {receipt.currency}"
    console.output(
        f"{receipt.state}: {receipt.reference}, lab order number {receipt.lab_order_id or 'none'}"
    )
    console.output(f"total: {total}")
    if receipt.problem:
        console.output(receipt.problem)
    if lab.endpoint.kind == "embedded":
        console.output(
            "The embedded sandbox ends with this command; labkit sandbox keeps one running."
        )
    return 0 if receipt.state == "confirmed" else 1


def orders(args: argparse.Namespace) -> int:  # noqa: ARG001 - every command's signature
    """List the journal."""
    from labkit.ordering import service

    frame = service.orders()
    if frame.empty:
        console.output("No orders yet: labkit order FILE.json --lab LAB submits one to a sandbox.")
        return 0
    console.block(console.table(_HEADINGS, [_row(row) for row in frame.itertuples()]))
    for problem, references in _problems(frame).items():
        console.output()
        console.block(console.wrapped(problem, indent=""))
        console.block(console.wrapped(f"  {', '.join(references)}"))
    return 0


def _row(order: Any) -> list[str]:  # noqa: ANN401 - a named tuple of a frame's row
    names = ("reference", "lab", "state", "lab_state", "lab_order_id")
    return [*(getattr(order, name) for name in names), _total(order)]


def _total(order: Any) -> str:  # noqa: ANN401 - a named tuple of a frame's row
    import pandas as pd

    from labkit.display.styles import amount_text

    if pd.isna(order.total):
        return text_tables.UNKNOWN
    return f"{amount_text(order.total, None)} {order.currency}".rstrip()


def _problems(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Return what is to be known, and the references it is to be known of."""
    noted = frame[frame["problem"] != ""]
    return {
        str(problem): list(rows["reference"])
        for problem, rows in noted.groupby("problem", sort=False)
    }


def status(args: argparse.Namespace) -> int:
    """Ask the lab for an order's status."""
    lab = _connect_for(args)
    found = lab.status(args.reference)
    console.output(f"{args.reference} at {lab.title}: {found.lab_state or 'no status reported'}")
    for code in found.tracking:
        console.output(f"tracking: {code}")
    return 0


def callbacks(args: argparse.Namespace) -> int:
    """Receive callbacks until interrupted."""
    from labkit.ordering.callback_receiver import Receiver

    lab = _connect(args)
    with Receiver([lab], port=args.port) as receiver:
        console.output(f"Callbacks of {lab.title} are received at")
        console.output(f"  {receiver.url(lab.name)}          (orders)")
        console.output(f"  {receiver.url(lab.name, test=True)}     (test orders)")
        console.output("Each one triggers a status request to the lab. Ctrl-C stops it.")
        _wait(receiver)
    return 0


def _wait(receiver: Any) -> None:  # noqa: ANN401 - a Receiver
    import threading

    shown = 0
    pause = threading.Event()
    while not pause.wait(0.2):
        for each in receiver.received[shown:]:
            detail = each.lab_state or each.problem
            console.output(f"{each.reference}: {each.outcome} {detail}".rstrip())
            shown += 1


def _connect(args: argparse.Namespace) -> Lab:
    from labkit.api.connection import connect

    return connect(args.lab, endpoint=args.endpoint, base_url=args.base_url)


def _connect_for(args: argparse.Namespace) -> Lab:
    from labkit.ordering.service import journal

    entries = [one for one in journal().entries() if one.reference == args.reference]
    labs = list(dict.fromkeys(one.lab for one in entries if args.lab in {None, one.lab}))
    if len(labs) != 1:
        subject = f"{', '.join(labs)} have" if labs else f"{args.lab or 'no lab'} has"
        hint = "name one with --lab" if labs else "labkit orders lists what was submitted"
        raise JournalError(f"{subject} an order {args.reference!r}", call="status", hint=hint)
    args.lab = labs[0]
    if args.endpoint or args.base_url:
        return _connect(args)
    from labkit.api.reconnect import reconnect

    return reconnect(next(one for one in entries if one.lab == args.lab))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", call="order") from None
    except ValueError as error:
        raise InputError(
            f"{path} is not JSON: {error}", call="order", hint="it holds an OrderIntent"
        ) from None
    if not isinstance(data, dict):
        raise InputError(
            f"{path} holds no JSON object", call="order", hint="it holds an OrderIntent"
        )
    return data
