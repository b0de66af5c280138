"""Messages of an order form about preview, price and submission."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from labkit.errors import InvalidOrderError, JournalError, LabkitError, Problem, RefusedError
from labkit.lab_api.endpoints import Kind
from labkit.ordering.capabilities import explained
from labkit.widgets import drafts
from labkit.widgets.catalog_messages import CatalogMessages
from labkit.widgets.error_guard import report_errors

if TYPE_CHECKING:
    from labkit.ordering.results import Receipt

_UNRESOLVED = (
    "Do not submit it again: it may exist. "
    "Resolve it in the order tracker, or with lab.resolve(reference)."
)
_FOLLOW = "Track it with lk.order_tracker()."


class OrderMessages(CatalogMessages):
    """Handles the browser's messages about the order as a whole."""

    revision: int
    receipt: Receipt | None
    notices: list[str]
    _draft_name: str
    _tab: str = "form"

    def _start_over(self) -> None:
        raise NotImplementedError

    # --- what will be sent, what it costs ------------------------------------------------------

    def _on_tab(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        self._tab = str(content.get("name", "form"))
        self._tell_calls()

    def _tell_problems(self) -> None:
        super()._tell_problems()
        with report_errors(self._fail):
            self._tell_calls()
            self._tell_quote()

    def _tell_calls(self) -> None:
        if self._tab != "calls":
            return
        try:
            calls = self.lab.preview(self.lab.new_order(**self.value))
        except InvalidOrderError:
            placed = self._placed(self.problems)
            wrong = [one for one in placed["summary"] if one["severity"] == "error"]
            count = len(wrong) + placed["waiting"]
            fields = "1 field is" if count == 1 else f"{count} fields are"
            note = f"Not a valid order yet: {fields} missing or invalid. See the form."
            self.widget.tell("calls", calls=[], note=note)
            return
        shown_calls = [
            {"title": str(call), "text": _json(call), "commits": call.commits} for call in calls
        ]
        note = "Secrets are hidden; {…} comes from an earlier response. Nothing was sent."
        self.widget.tell("calls", calls=shown_calls, note=note)

    def _tell_quote(self) -> None:
        try:
            order = self.lab.order_service.validated(self.value)
        except ValidationError:
            note = "The price appears here once the required fields are filled in."
            self.widget.tell("quote", lines=[], note=note)
            return
        try:
            intent = self.lab.order_service.module.to_intent(order)
            country = intent.recipient.country or self.lab.spec.country
            quote = self.lab.quote(intent.lines, country, intent.shipping or None)
        except LabkitError as error:
            self.widget.tell("quote", lines=[], note=f"No price: {error.message}")
            return
        self.widget.tell("quote", **_quote(quote))

    # --- submitting ----------------------------------------------------------------------------

    def _on_submit(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        # A second click on the same revision is ignored.
        if content.get("revision") != self.revision or self.lab.endpoint.kind is Kind.LIVE:
            return
        self.revision += 1
        self.widget.tell("busy", busy=True)
        try:
            self._submit()
        finally:
            self.widget.tell("busy", busy=False, revision=self.revision)

    def _submit(self) -> None:
        self._submitted = True
        found = self.problems
        errors = [problem for problem in found if problem.severity == "error"]
        if errors:
            summary = self._placed(found)["summary"]
            count = sum(one["severity"] == "error" for one in summary) or len(errors)
            some = "1 problem" if count == 1 else f"{count} problems"
            message = f"{some} to fix; nothing was sent. The form shows them at their fields."
            self._show_refusal(found, message)
            return
        try:
            self.receipt = self.lab.submit(self.lab.new_order(**self.value))
        except (RefusedError, InvalidOrderError) as error:
            found = list(error.problems)
            self._show_error(error, found or [_general_problem(error)], show=not found)
            return
        except JournalError as error:
            # The journal's errors concern the reference.
            self._show_error(error, [Problem(self._reference_field(), error.message)])
            return
        except LabkitError as error:
            self._show_error(error, [_general_problem(error)], show=True)
            return
        self._show_receipt(self.receipt)

    def _reference_field(self) -> str:
        module = self.lab.order_service.module
        reference = module.reference(self.lab.order_service.validated(self.value))
        values = self.root.value()
        return next((name for name, value in values.items() if value == reference), "")

    def _show_error(
        self, error: LabkitError, problems: list[Problem], *, show: bool = False
    ) -> None:
        title = "Rejected by the lab" if isinstance(error, RefusedError) else "Not submitted"
        self._show_refusal(problems, str(error), title=title, show=show)

    def _show_refusal(
        self, problems: list[Problem], text: str, *, title: str = "", show: bool = False
    ) -> None:
        self.show(problems, title=title)
        self.widget.tell("answer", title="Not submitted", text=text, ok=False, show=show)

    def _show_receipt(self, receipt: Receipt) -> None:
        sure = receipt.state == "confirmed"
        if sure:
            drafts.remove(self._draft_name)
        word = receipt.lab_state or "none"
        meaning = explained(self.lab.order_service.module, receipt.lab_state)
        total = "not known" if receipt.total is None else f"{receipt.total} {receipt.currency}"
        facts = [
            ("Reference", receipt.reference),
            ("Lab order number", receipt.lab_order_id or "none yet"),
            ("State", receipt.state),
            ("Lab status", f"{word} ({meaning})" if meaning else word),
            ("Total", total),
        ]
        title = "Order accepted by the lab" if sure else f"Outcome: {receipt.state}"
        text = "\n".join(filter(None, (receipt.problem, _FOLLOW if sure else _UNRESOLVED)))
        raw = _text(receipt.raw) if receipt.raw is not None else ""
        self._notice_sent(receipt)
        self.show([])
        self.widget.tell("answer", title=title, text=text, ok=sure, facts=facts, raw=raw, show=True)

    def _notice_sent(self, receipt: Receipt) -> None:
        # Shown when the user returns to the form.
        if receipt.state == "confirmed":
            self.notices = [
                f"Order {receipt.reference} was accepted. “Start over” begins a new order."
            ]
            self._draw()

    def _on_start_over(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        if content.get("revision") != self.revision:
            return
        self.revision += 1
        self._start_over()
        self.widget.tell("answer", empty=True)
        self.widget.tell("tab", name="form")


def _json(call: Any) -> str:  # noqa: ANN401 - a PlannedCall
    shown_parts = {"headers": call.headers, "body": call.body}
    parts = {name: part for name, part in shown_parts.items() if part}
    return _text(parts)


def _text(data: Any) -> str:  # noqa: ANN401 - anything of a call or an answer
    return json.dumps(data, indent=2, ensure_ascii=False, default=str)


def _quote(quote: Any) -> dict[str, Any]:  # noqa: ANN401 - a Quote
    lines = [
        [part.name, "not known" if part.amount is None else f"{part.amount:.2f}", False]
        for part in quote.parts
    ]
    total = "not known" if quote.total is None else f"{quote.total:.2f} {quote.currency}"
    named = "Total (estimate)" if quote.estimated else "Total"
    lines.append([named, total, True])
    if quote.total is None and quote.known_total is not None:
        lines.append(["Known subtotal", f"{quote.known_total:.2f} {quote.currency}", False])
    note = "; ".join(filter(None, (quote.price_notes, *quote.notes)))
    return {"lines": lines, "note": note}


def _general_problem(error: LabkitError) -> Problem:
    return Problem("", f"{error.message}; {error.hint}" if error.hint else error.message)
