"""How an order form begins, and what is kept of it: it survives a kernel restart."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from labkit.errors import HttpError
from labkit.lab_api.endpoints import Kind
from labkit.widgets import drafts
from labkit.widgets.field import About
from labkit.widgets.form import parse_path, path_text
from labkit.widgets.form_builder import build_model
from labkit.widgets.intent_mapping import empty_order
from labkit.widgets.order_messages import OrderMessages
from labkit.widgets.photo_field import PhotoField

if TYPE_CHECKING:
    from labkit.api.lab import Lab
    from labkit.errors import Problem
    from labkit.model.intent import OrderIntent


def draft_name(lab: Lab, intent: OrderIntent | None) -> str:
    """Return what a draft is called: by where it goes, and by what the form began with."""
    # The embedded sandbox has another port each time: its draft is the same.
    host = "" if lab.endpoint.kind is Kind.EMBEDDED else lab.endpoint.origin
    name = f"{lab.name}-{lab.endpoint.kind}-{host}"
    if intent is None:
        return name
    return f"{name}-{hashlib.sha256(intent.model_dump_json().encode()).hexdigest()[:16]}"


class OrderDrafts(OrderMessages):
    """How an order form begins, and what is kept of it."""

    _given: OrderIntent | None
    _down: str = ""

    def load(self, intent: OrderIntent) -> list[Problem]:
        """Fill the form in from an intent."""
        raise NotImplementedError

    def _start(self) -> None:
        # Without its catalog there is no form to fill in; the form itself says so.
        drafts.tidy()
        self._down = ""
        try:
            self.shelf.load()
            if not self._restore():
                self._begin()
        except HttpError as error:
            self._down = str(error)

    def _draw(self, *, focus: str = "") -> None:
        if self._down:
            self.widget.tell("tree", tree={}, focus="", frame=self._frame(), seen=self._seen)
        else:
            super()._draw(focus=focus)

    def _on_retry(self, _content: dict[str, Any], _buffers: list[Any]) -> None:
        self._start()
        self._draw()

    def _begin(self) -> None:
        if self._given is not None:
            self.load(self._given)
            return
        self._fill(empty_order(self.lab, _new_reference()))
        self._draw()

    def _begin_anew(self) -> None:
        """Forget what was filled in, and its draft; a reference is never used twice."""
        drafts.remove(self._draft_name)
        self.notices, self._asked = [], False
        self.root = build_model(self.model, About("", ""), self._special)
        self._fill(empty_order(self.lab, _new_reference()))
        self._keep()  # so that no older draft comes back in its place
        self._draw()

    def _fill(self, values: dict[str, Any]) -> None:
        # Products come first: what can be chosen depends on them.
        self.root.load(values)
        self.root.load(values)

    def _keep(self) -> None:
        if self._down:
            return
        beside = {
            path_text(node.path()): kept
            for node in self.root.walk()
            if hasattr(node, "beside") and (kept := node.beside())
        }
        drafts.save(self._draft_name, {"value": self.value, "beside": beside})

    def _restore(self) -> bool:
        if self._given is None:
            # Whatever was typed here last, in whichever form.
            self._draft_name = drafts.newest(self._draft_name)
        draft = drafts.load(self._draft_name)
        if draft is None:
            return False
        self._fill(draft["value"])
        for path, kept in draft.get("beside", {}).items():
            node, whole = self.root.find(parse_path(path))
            if whole and hasattr(node, "take_beside"):
                node.take_beside(kept)
        for node in list(self.root.walk()):
            # The sandbox's shelf may be another one by now, and the file may be gone.
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
    return f"This is your draft{moment}. \u201cStart anew\u201d begins with an empty form."
