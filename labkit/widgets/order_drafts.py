"""An order form's initial values and its drafts."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from labkit.errors import HttpError
from labkit.lab_api.endpoints import Kind
from labkit.widgets import drafts
from labkit.widgets.field import FieldMeta
from labkit.widgets.form import parse_path, path_text
from labkit.widgets.form_builder import build_model
from labkit.widgets.intent_values import empty_order
from labkit.widgets.order_messages import OrderMessages
from labkit.widgets.photo_field import PhotoField

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.errors import Problem
    from labkit.model.intent import OrderIntent


def draft_name(lab: Lab, intent: OrderIntent | None) -> str:
    """Return a draft's name, from the endpoint and the initial intent."""
    # The embedded sandbox has another port each time: its draft is the same.
    host = "" if lab.endpoint.kind is Kind.EMBEDDED else lab.endpoint.origin
    name = f"{lab.name}-{lab.endpoint.kind}-{host}"
    if intent is None:
        return name
    return f"{name}-{hashlib.sha256(intent.model_dump_json().encode()).hexdigest()[:16]}"


class OrderDrafts(OrderMessages):
    """Initial values and drafts of an order form."""

    _intent: OrderIntent | None
    _catalog_error: str = ""

    def load(self, intent: OrderIntent) -> list[Problem]:
        """Fill the form in from an intent."""
        raise NotImplementedError

    def _open(self) -> None:
        # Without a catalog the form shows the error instead of its fields.
        drafts.prune()
        self._catalog_error = ""
        try:
            self.catalog.load()
            if not self._restore():
                self._initial_fill()
        except HttpError as error:
            self._catalog_error = str(error)

    def _draw(self, *, focus: str = "") -> None:
        if self._catalog_error:
            self.widget.tell("tree", tree={}, focus="", frame=self._header(), seen=self._seen)
        else:
            super()._draw(focus=focus)

    def _on_retry(self, _content: dict[str, Any], _buffers: list[Any]) -> None:
        self._open()
        self._draw()

    def _initial_fill(self) -> None:
        if self._intent is not None:
            self.load(self._intent)
            return
        self._fill(empty_order(self.lab, _new_reference()))
        self._draw()

    def _start_over(self) -> None:
        """Discard the input and its draft, and start with a new reference."""
        drafts.remove(self._draft_name)
        self.notices, self._submitted = [], False
        self.root = build_model(self.model, FieldMeta("", ""), self._make_field)
        self._fill(empty_order(self.lab, _new_reference()))
        self._save_draft()  # so that no older draft comes back in its place
        self._draw()

    def _fill(self, values: dict[str, Any]) -> None:
        # Twice: choices depend on the products, which the first pass sets.
        self.root.load(values)
        self.root.load(values)

    def _save_draft(self) -> None:
        if self._catalog_error:
            return
        states = {
            path_text(node.path()): kept
            for node in self.root.walk()
            if hasattr(node, "draft_state") and (kept := node.draft_state())
        }
        drafts.save(self._draft_name, {"value": self.value, "draft_state": states})

    def _restore(self) -> bool:
        if self._intent is None:
            # The latest draft for this endpoint.
            self._draft_name = drafts.newest(self._draft_name)
        draft = drafts.load(self._draft_name)
        if draft is None:
            return False
        self._fill(draft["value"])
        for path, kept in draft.get("draft_state", {}).items():
            node, whole = self.root.find(parse_path(path))
            if whole and hasattr(node, "restore_state"):
                node.restore_state(kept)
        for node in list(self.root.walk()):
            # The sandbox's photo storage may be new, and the file may be gone.
            if isinstance(node, PhotoField) and node.local:
                self._use_photo(node)
        self.notices = [_restored(str(draft.get("saved", "")))]
        self._draw()
        return True


def _new_reference() -> str:
    now = dt.datetime.now().astimezone()
    return f"labkit-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def _restored(saved: str) -> str:
    try:
        moment = f" of {dt.datetime.fromisoformat(saved).astimezone():%d %B %Y, %H:%M}"
    except ValueError:
        moment = ""
    return f"Restored draft{moment}. \u201cStart over\u201d begins with an empty form."
