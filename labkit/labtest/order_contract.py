"""What every lab's orders keep to, when all goes well and when answers are lost."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import labkit as lk
from labkit import sandbox
from labkit.errors import (
    JournalError,
    LiveOrderError,
    RefusedError,
    UnsupportedError,
)
from labkit.labtest import openapi
from labkit.labtest.base import Base
from labkit.labtest.order_help import (
    calls,
    check_fields,
    choices,
    errors,
    may_be_refused,
    meaning,
    unsold,
)
from labkit.ordering import capabilities

if TYPE_CHECKING:
    from pydantic import BaseModel

    from labkit.api.lab import Lab
    from labkit.http import Answer

_KNOWN = {"confirmed", "unknown"}


class OrderContract(Base):
    """The orders of one lab; skipped where it has none."""

    @pytest.fixture(autouse=True)
    def _orders(self) -> None:
        self.need("orders", "orders")
        self.need("sandbox", "emulator")

    # --- what a lab may answer in its own way --------------------------------------------------

    def refused(self, lab: Lab, intent: lk.OrderIntent) -> lk.OrderIntent:
        """Return an order the lab refuses and names the field: by default, of no such product."""
        line = intent.lines[0].model_copy(update={"product_id": unsold(lab)})
        return intent.model_copy(update={"lines": (line, *intent.lines[1:])})

    def reprint_fields(self, lab: Lab) -> dict[str, Any]:
        """Return what `Lab.reprint` takes: by default the first of the lab's reasons, if any."""
        reasons = capabilities.reasons(lab.order_service.module)
        return {"reason": reasons[0]} if reasons else {}

    # --- fixtures ------------------------------------------------------------------------------

    @pytest.fixture
    def wish(self, connected: Lab, tmp_path: Path) -> lk.OrderIntent:
        """Return the order as a person means it."""
        return self.intent(connected, self.photo(tmp_path))

    @pytest.fixture
    def order(self, connected: Lab, wish: lk.OrderIntent) -> BaseModel:
        """Return the lab's own order."""
        return connected.from_intent(wish)[0]

    # --- before it is sent ---------------------------------------------------------------------

    def test_an_intent_becomes_an_order_and_an_order_an_intent(
        self, connected: Lab, wish: lk.OrderIntent
    ) -> None:
        """No error is among what is dropped; the intent of the order makes the same again."""
        order, dropped = connected.from_intent(wish)
        assert not [problem for problem in dropped if problem.severity == "error"]
        module = connected.order_service.module
        assert module.reference(order) == wish.reference
        if not hasattr(module, "to_intent"):
            return
        back = module.to_intent(connected.order_service.validated(order))
        assert back.reference == wish.reference
        asked = [(line.product_id, line.quantity) for line in wish.lines]
        assert [(line.product_id, line.quantity) for line in back.lines] == asked
        for line, carried in zip(wish.lines, back.lines, strict=True):
            assert choices(line) <= {*choices(carried), carried.variant_id}
        again = connected.order_service.validated(connected.from_intent(back)[0])
        assert meaning(module.to_intent(again)) == meaning(back)

    def test_an_order_of_the_catalog_may_be_sent(self, connected: Lab, order: BaseModel) -> None:
        """`check` finds no error in it, also when it is written out and read again."""
        assert errors(connected, order) == []
        valid = connected.order_service.validated(order)
        assert errors(connected, valid.model_dump(mode="json", exclude_unset=True)) == []

    def test_a_product_that_is_not_sold_is_a_problem_of_its_field(
        self, connected: Lab, wish: lk.OrderIntent
    ) -> None:
        """`check` names it, at a field of the order's form."""
        line = wish.lines[0].model_copy(update={"product_id": unsold(connected)})
        intent = wish.model_copy(update={"lines": (line,)})
        order, _ = connected.from_intent(intent)
        found = errors(connected, order)
        assert found
        check_fields(connected, found)

    def test_an_empty_order_names_every_field_it_lacks(self, connected: Lab) -> None:
        """An order without anything has problems, each at a field of the form."""
        found = connected.check(connected.new_order())
        assert found
        check_fields(connected, [problem.field for problem in found])

    def test_a_preview_hides_secrets_and_sends_nothing(
        self, connected: Lab, order: BaseModel
    ) -> None:
        """Every call, the one that commits among them; no credential anywhere."""
        planned = connected.preview(order)
        assert [call for call in planned if call.commits]
        assert all(call.url.startswith(connected.endpoint.base_url) for call in planned)
        # As JSON, too: a value that hides itself in a repr is written out there.
        shown = repr(planned) + json.dumps([(call.body, call.headers) for call in planned])
        for secret in sandbox.shared().credentials(self.lab).values():
            assert secret not in shown
        assert self._committed(connected, order) == 0

    def test_a_live_endpoint_gets_no_order(self, order: BaseModel) -> None:
        """Not even a look at the catalog."""
        secrets: dict[str, Any] = dict.fromkeys(lk.connect(self.lab).spec.credentials, "s3cret")
        live = lk.connect(self.lab, base_url="https://live.invalid/api", **secrets)
        with pytest.raises(LiveOrderError, match=self.lab):
            live.submit(order)

    # --- when all goes well --------------------------------------------------------------------

    def test_it_is_placed_once_and_the_same_reference_is_the_same_order(
        self, connected: Lab, wish: lk.OrderIntent, order: BaseModel
    ) -> None:
        """One committing call, whatever is submitted again; another order is refused."""
        first = connected.submit(order)
        assert (first.lab, first.reference, first.state) == (self.lab, wish.reference, "confirmed")
        assert self._committed(connected, order) == 1
        second = connected.submit(order)
        assert (second.lab_order_id, second.state) == (first.lab_order_id, "confirmed")
        assert self._committed(connected, order) == 1
        line = wish.lines[0].model_copy(update={"quantity": wish.lines[0].quantity + 1})
        other, _ = connected.from_intent(wish.model_copy(update={"lines": (line,)}))
        with pytest.raises(JournalError, match="another order"):
            connected.submit(other)
        assert self._committed(connected, order) == 1

    def test_its_state_is_told_where_the_lab_can(
        self, connected: Lab, wish: lk.OrderIntent, order: BaseModel
    ) -> None:
        """A word of the lab's, explained where it has explanations."""
        receipt = connected.submit(order)
        if "status" not in connected.order_service.abilities:
            if not hasattr(connected.order_service.module, "status"):
                with pytest.raises(UnsupportedError, match=self.lab):
                    connected.status(wish.reference)
            return
        status = connected.status(wish.reference)
        assert status.lab_state
        states = getattr(connected.order_service.module, "STATES", None)
        assert states is None or status.lab_state in states
        assert receipt.state == "confirmed"

    def test_cancel_and_reprint_are_there_where_they_are_declared(
        self, connected: Lab, wish: lk.OrderIntent, order: BaseModel
    ) -> None:
        """Declared: it works or the lab says no; else it is unsupported, and nothing is sent."""
        connected.submit(order)
        more = self.reprint_fields(connected)
        for name, what in (("reprint", more), ("cancel", {})):
            began = dt.datetime.now(dt.UTC)
            if hasattr(connected.order_service.module, name):
                may_be_refused(getattr(connected, name), wish.reference, what)
                assert calls(self.lab, since=began)
                continue
            assert name not in connected.order_service.abilities
            with pytest.raises(UnsupportedError, match=self.lab):
                getattr(connected, name)(wish.reference, **what)
            assert not calls(self.lab, since=began)

    # --- when it does not ------------------------------------------------------------------------

    def test_an_answer_lost_before_it_was_processed_is_unknown_until_settled(
        self, connected: Lab, wish: lk.OrderIntent, order: BaseModel
    ) -> None:
        """Unknown, not failed; nothing is sent again by itself; the lab has no such order."""
        self._fault(connected, order, "drop_before")
        assert connected.submit(order).state == "unknown"
        assert connected.submit(order).state == "unknown"
        assert self._committed(connected, order, done=True) == 0
        if hasattr(connected.order_service.module, "resolve"):
            assert connected.resolve(wish.reference).state != "confirmed"
            assert self._committed(connected, order, done=True) == 0
        if "resend" in connected.order_service.abilities:
            assert connected.resolve(wish.reference, resend=True).state == "confirmed"
            assert self._committed(connected, order, done=True) == 1
        else:
            settled = connected.resolve(wish.reference, decide="abandoned")
            assert settled.state == "abandoned"

    def test_an_answer_lost_after_it_was_processed_is_found_or_stays_unknown(
        self, connected: Lab, wish: lk.OrderIntent, order: BaseModel
    ) -> None:
        """Never failed and never placed twice; confirmed only where the lab can be asked."""
        self._fault(connected, order, "drop_after")
        receipt = connected.submit(order)
        assert receipt.state in _KNOWN
        if "look_up" in connected.order_service.abilities:
            assert connected.resolve(wish.reference).state == "confirmed"
        else:
            assert receipt.state == "unknown"
            if hasattr(connected.order_service.module, "resolve"):
                assert connected.resolve(wish.reference).state == "unknown"
            settled = connected.resolve(wish.reference, decide="confirmed")
            assert settled.state == "confirmed"
        assert connected.submit(order).state == "confirmed"
        # One that was cut off has no status; it was carried out all the same.
        assert self._committed(connected, order) == 1

    def test_a_refusal_lands_at_a_field_of_the_form(
        self, connected: Lab, wish: lk.OrderIntent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What the lab refuses is rejected, and each field it names is one of the order's."""
        intent = self.refused(connected, wish)
        order, _ = connected.from_intent(intent)
        monkeypatch.setattr(connected.order_service.module, "check", lambda _order, _lab: [])
        with pytest.raises(RefusedError) as caught:
            connected.submit(order)
        assert caught.value.lab == self.lab
        assert caught.value.problems
        check_fields(connected, [problem.field for problem in caught.value.problems])
        states = lk.orders().set_index("reference")["state"]
        assert states[intent.reference] in {"rejected", "prepared"}

    def test_the_openapi_document_agrees_with_the_answers(
        self, connected: Lab, order: BaseModel
    ) -> None:
        """Catalog, order and state: each call is documented, each answer fits its schema."""
        answers: list[Answer] = []
        connected.client.on_answer = answers.append
        for table in ("products", "options", "shipping"):
            getattr(connected, table)(refresh=True)
        receipt = connected.submit(order)
        if "status" in connected.order_service.abilities:
            connected.status(receipt.reference)
        document = sandbox.openapi(self.lab)
        assert answers
        wrong = [message for answer in answers for message in openapi.problems(document, answer)]
        assert not wrong

    # --- what the tests ask --------------------------------------------------------------------

    def _fault(self, lab: Lab, order: BaseModel, kind: str) -> None:
        method, path = self._committing(lab, order)
        sandbox.shared().faults.add(kind, lab=self.lab, method=method, path=path, times=1)

    def _committing(self, lab: Lab, order: BaseModel) -> tuple[str, str]:
        (call,) = (call for call in lab.preview(order) if call.commits)
        path = call.url.removeprefix(lab.endpoint.base_url).partition("?")[0]
        # {…} stands for what an earlier answer brings.
        return call.method, re.sub(r"{[^}]*}", "*", path)

    def _committed(self, lab: Lab, order: BaseModel, *, done: bool = False) -> int:
        """Count the committing calls of an order; those that were carried out, where asked."""
        method, path = self._committing(lab, order)
        pattern = re.compile(re.escape(path).replace(r"\*", "[^/]+"))
        mount = sandbox.shared().base_url(self.lab).removeprefix(sandbox.shared().url)
        return sum(
            entry["method"] == method
            and bool(pattern.fullmatch(entry["path"].removeprefix(mount)))
            and not (done and entry["fault"])
            for entry in calls(self.lab, since=self._start)
        )

    @pytest.fixture(autouse=True)
    def _count_from_here(self) -> None:
        self._start = dt.datetime.now(dt.UTC)
