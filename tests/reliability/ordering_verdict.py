"""What must hold of orders: of what was meant, what the journals say and what the labs have."""

import server_view
from ordering_world import PRODUCTS


def violations(world):
    """Return what is double, lost, foreign, wrong or silent; [] where everything holds."""
    rows = [(machine, entry) for machine in world.machines() for entry in world.rows()]
    found = [f"foreign: changed at {lab}" for lab in PRODUCTS if not _untouched(world, lab)]
    for lab in PRODUCTS:
        found += _of_lab(world, lab, [(m, entry) for m, entry in rows if entry.lab == lab])
    return found


def _untouched(world, lab):
    now = server_view.orders(world.box, lab)
    return all(one in now for one in world.foreign[lab])


def _of_lab(world, lab, rows):
    theirs = world.foreign[lab]
    placed = [one for one in server_view.placed(world.box, lab) if one not in theirs]
    found = [problem for one in placed for problem in _of_order(world, lab, one, rows)]
    references = [one.reference for one in placed]
    found += [f"double: {name}" for name in set(references) if references.count(name) > 1]
    return found + [problem for row in rows for problem in _of_row(world, *row, references)]


def _of_row(world, machine, entry, references):
    cancelled = (entry.lab, entry.reference) in world.cancelled
    if entry.state == "confirmed" and entry.reference not in references and not cancelled:
        yield f"lost: {machine} {entry.reference}"
    if entry.state == "unknown" and not entry.problem:
        yield f"silent: {machine} {entry.reference}"


def _of_order(world, lab, one, rows):
    names = [(machine, row) for machine, row in rows if row.reference == one.reference]
    if not any(row.state in {"confirmed", "unknown"} for _, row in names):
        yield f"not in a journal: {one.reference} {[row.state for _, row in names]}"
        return
    confirmed = [machine for machine, row in names if row.state == "confirmed"]
    meant = [
        world.meant[machine, lab, one.reference]
        for machine in confirmed or [machine for machine, _ in names]
    ]
    if any(each != one.content for each in meant):
        yield f"wrong: {one}, {meant}"
