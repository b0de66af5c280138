"""The order tracker: the journal's orders and their actions."""

from __future__ import annotations

import asyncio
import secrets
import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets as widgets

from labkit.api.connection import connect
from labkit.api.lab import Lab
from labkit.errors import InputError, LabkitError
from labkit.lab_api.spec import labs as known_labs
from labkit.ordering.capabilities import explained, reasons
from labkit.ordering.service import journal
from labkit.widgets import html_elements as h
from labkit.widgets import tracker_view as view
from labkit.widgets.html_pane import HtmlPane
from labkit.widgets.static_fallback import StaticDisplayMixin

if TYPE_CHECKING:
    import datetime as dt

    from labkit.ordering.journal import Entry

PAGE_SIZE = 10
_POLL_SECONDS = 2.0  # seconds between two looks at the journal
_OPERATIONS = {"cancel": "cancelling an order", "reprint": "asking for a reprint"}


def order_tracker(labs: Sequence[str | Lab] | None = None) -> Tracker:
    """Track the journal's orders and act on them.

    Parameters
    ----------
    labs
        Names (connected to the embedded sandbox) and connected labs; all labs by default. An
        order can be asked about where it was sent to.

    Returns
    -------
    Tracker
        A widget. What it shows is not part of its state: it is in no saved notebook.

    Raises
    ------
    UnknownLabError
        If there is no lab of a name.
    """
    if isinstance(labs, str | Lab):
        labs = [labs]
    named = known_labs() if labs is None else labs
    connected = [lab if isinstance(lab, Lab) else connect(lab) for lab in named]
    return Tracker(connected)


class Tracker(StaticDisplayMixin, widgets.VBox):  # type: ignore[misc] # ipywidgets has no types
    """The journal's orders, newest first, with their actions.

    Parameters
    ----------
    labs
        Connected labs.
    """

    def __init__(self, labs: Sequence[Lab]) -> None:
        self._labs = {lab.name: lab for lab in labs}
        self._places: dict[str, str] = {}
        self._rows: dict[str, view.RowState] = {}
        self._entries: dict[str, Entry] = {}
        self._state = ""
        self._first = 0
        self._message = ""
        self._version: tuple[int, int] | None = None
        self.pane = HtmlPane(self._on_action)
        super().__init__([self.pane])
        self.refresh()
        _watch(self)

    def refresh(self) -> None:
        """Read the journal again."""
        self._version = journal().version()
        entries = [entry for entry in journal().entries() if entry.lab in self._labs]
        self._entries = {_key(entry): entry for entry in entries}
        for name in {entry.lab for entry in entries} - self._places.keys():
            self._places[name] = self._place(name)
        self._draw()

    def refresh_if_changed(self) -> None:
        """Read the journal again if it has changed."""
        if journal().version() != self._version:
            self.refresh()

    # --- what is shown ------------------------------------------------------------------------

    def _draw(self) -> None:
        shown = [key for key, e in self._entries.items() if self._state in {"", str(e.state)}]
        self._first = min(self._first, max(len(shown) - 1, 0) // PAGE_SIZE * PAGE_SIZE)
        page = shown[self._first : self._first + PAGE_SIZE]
        heads = [h.header_cell(name, "number" if name == "Total" else "") for name in view.HEADS]
        rows = [self._row(key) for key in page]
        listed = h.table(heads, rows, css="lk-cards lk-orders") if rows else self._empty()
        parts = (self._tools(), view.clock_bar(self._now()), self._message, listed)
        self.pane.show("".join(parts) + self._pages(len(shown)))

    def _row(self, key: str) -> str:
        entry = self._entries[key]
        return view.order_rows(
            key, entry, self._rows.setdefault(key, view.RowState()), self._actions_of(entry)
        )

    def _actions_of(self, entry: Entry) -> view.OrderActions:
        service = self._labs[entry.lab].order_service
        return view.OrderActions(
            here=self._places.get(entry.lab) in {entry.place, ""},
            abilities=service.abilities,
            meaning=explained(service.module, entry.lab_state),
            reasons=reasons(service.module),
        )

    def _tools(self) -> str:
        states = [str(entry.state) for entry in self._entries.values()]
        choices = [("", "all"), *((state, state) for state in h.STATES)]
        return f"<h3>Orders</h3><p>{h.escape(view.states_line(states))}</p>" + h.toolbar(
            h.select("State", "filter", choices, self._state),
            h.button("Refresh all", "refresh_all", on=bool(states)),
        )

    def _empty(self) -> str:
        words = f"No order is {self._state}." if self._state else "The journal is empty."
        return h.note(f"{words} Orders appear here as they are submitted.")

    def _pages(self, count: int) -> str:
        if count <= PAGE_SIZE:
            return ""
        last = min(self._first + PAGE_SIZE, count)
        return h.toolbar(
            h.button("Newer", "page", "-1", on=self._first > 0),
            f"<span>{self._first + 1}–{last} of {count:,}</span>",
            h.button("Older", "page", "1", on=last < count),
        )

    # --- what is done -------------------------------------------------------------------------

    def _on_action(self, name: str, key: str, value: str) -> None:
        self._message = ""
        if name == "filter":
            self._state, self._first = value if value in h.STATES else "", 0
        elif name == "page":
            self._first = max(0, self._first + (PAGE_SIZE if key == "1" else -PAGE_SIZE))
        elif name == "advance":
            self._advance_clock(key)
        elif name == "refresh_all":
            self._refresh_all()
        else:
            self._on_order_action(name, key)
        self.refresh()

    def _on_order_action(self, name: str, key: str) -> None:
        """Run an action on one order; errors are shown in its row."""
        word, _, rest = key.partition(" ")
        word, _, reason = word.partition(":")
        key = rest if name in {"ask", "confirm"} else key
        if key not in self._entries:
            return
        row, entry = self._rows[key], self._entries[key]
        if name == "raw":
            row.raw = not row.raw
            return
        confirming, row.confirming, row.message = row.confirming, None, ""
        try:
            if name == "ask":
                self._ask_confirmation(entry, row, word)
            elif name == "confirm" and confirming and confirming[1] == word:
                row.message = h.note(self._perform(entry, row, confirming[0], reason))
            elif name in {"refresh", "resolve"}:
                row.message = h.note(self._perform(entry, row, name))
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is to see it
            row.message = h.error_box(error)

    def _ask_confirmation(self, entry: Entry, row: view.RowState, name: str) -> None:
        # One token per confirmation: a second click finds it used.
        if name in {"cancel", "reprint"}:
            self._labs[entry.lab].order_service.operation(name, _OPERATIONS[name])
        if name in view.CONFIRMATIONS:
            row.confirming = (name, secrets.token_hex(8))

    def _perform(self, entry: Entry, row: view.RowState, name: str, reason: str = "") -> str:
        lab, reference = self._labs[entry.lab], entry.reference
        if name == "refresh":
            return self._status(lab, reference, row)
        if name == "cancel":
            receipt = lab.cancel(reference)
        elif name == "reprint":
            receipt = lab.reprint(reference, **({"reason": reason} if reason else {}))
        elif name in {"confirmed", "abandoned"}:
            receipt = lab.resolve(reference, decide=name)
        else:
            receipt = lab.resolve(reference, resend=name == "resend")
        if receipt.state == "unknown":
            return "Still unknown: the lab could not tell. Nothing was resubmitted."
        status = (
            f", lab status {self._status_text(lab, receipt.lab_state)}" if receipt.lab_state else ""
        )
        return f"Done: {receipt.state}{status}."

    def _status(self, lab: Lab, reference: str, row: view.RowState) -> str:
        status = lab.status(reference)
        row.tracking = status.tracking
        if not status.lab_state:
            return "The lab's API reports no status."
        more = "; this is final" if status.final else ""
        return f"Lab status: {self._status_text(lab, status.lab_state)}{more}."

    def _status_text(self, lab: Lab, state: str) -> str:
        meaning = explained(lab.order_service.module, state)
        return f"{state} ({meaning})" if meaning else state

    def _refresh_all(self) -> None:
        for key, entry in self._entries.items():
            here = self._places.get(entry.lab) == entry.place
            supported = "status" in self._labs[entry.lab].order_service.abilities
            if here and supported and entry.state == "confirmed":
                self._on_order_action("refresh", key)

    # --- where --------------------------------------------------------------------------------

    def _place(self, name: str) -> str:
        # If the place is unknown now, the actions stay and report the error.
        try:
            return self._labs[name].order_service.place
        except LabkitError:
            return ""

    @property
    def _embedded(self) -> bool:
        # Does not start an embedded sandbox.
        return any(
            lab.connection.started and lab.endpoint.kind == "embedded"
            for lab in self._labs.values()
        )

    def _now(self) -> dt.datetime | None:
        if not self._embedded:
            return None
        from labkit import sandbox

        return sandbox.shared().clock.now()

    def _advance_clock(self, step: str) -> None:
        from labkit import sandbox

        unit, _, many = step.partition("=")
        if step not in view.CLOCK_STEPS:
            raise InputError("the clock cannot be advanced by that", hint="use the buttons")
        try:
            sandbox.shared().clock.advance(**{unit: float(many)})
        except (LabkitError, ValueError) as error:
            self._message = h.error_box(error)
        self._refresh_all()

    def fallback(self) -> tuple[str, str]:
        """Return the static fallback: plain text and HTML."""
        states = [str(entry.state) for entry in self._entries.values()]
        line = f"Order tracker. {view.states_line(states)}."
        return line, f"<p>{h.escape(line)}</p>"


def _key(entry: Entry) -> str:
    return f"{entry.lab} {entry.place} {entry.reference}"


def _watch(tracker: Tracker) -> None:
    """Poll the journal while the tracker exists, if an event loop is running."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    tracker._watching = loop.create_task(_follow(weakref.ref(tracker)))  # noqa: SLF001 - a task nobody holds may vanish


async def _follow(found: weakref.ref[Tracker]) -> None:
    while True:
        await asyncio.sleep(_POLL_SECONDS)
        tracker = found()
        if tracker is None or tracker.comm is None:
            return
        try:
            tracker.refresh_if_changed()
        except Exception as error:  # noqa: BLE001 - nobody else would see it
            tracker.pane.show(h.error_box(error))
            return
        del tracker
