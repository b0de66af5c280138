"""Any pydantic model as a form: `model_form`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel, RootModel, ValidationError

from labkit.errors import InputError, Problem
from labkit.widgets.error_guard import report_errors
from labkit.widgets.error_messages import validation_message
from labkit.widgets.field import Field, FieldMeta, Node
from labkit.widgets.field_groups import ListGroup, OptionalGroup, titles
from labkit.widgets.form_builder import build_model
from labkit.widgets.form_view import FormView
from labkit.widgets.union_field import UnionField

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def model_form(model: type[BaseModel], value: Mapping[str, Any] | None = None) -> ModelForm:
    """Make a form for any pydantic model.

    Parameters
    ----------
    model
        The model; labels and help come from its fields' names and descriptions.
    value
        What it begins with.

    Raises
    ------
    InputError
        If it is no model with fields.

    Examples
    --------
    >>> form = model_form(lk.Address)  # doctest: +SKIP
    """
    if not (inspect.isclass(model) and issubclass(model, BaseModel)):
        raise InputError(
            f"{model!r} is no pydantic model", call="model_form", hint="give a BaseModel's class"
        )
    if issubclass(model, RootModel):
        raise InputError(
            f"{model.__name__} has no fields", call="model_form", hint="make it a model's field"
        )
    form = ModelForm(model)
    form.set(value or {})
    return form


class ModelForm:
    """A form for a pydantic model.

    Attributes
    ----------
    widget
        What is shown; the form itself may be shown as well.
    root
        Its parts.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model
        self._listeners: list[Callable[[], object]] = []
        self._external_problems: list[Problem] = []
        self._summary_title = ""
        self._submitted = False
        self._seen: dict[str, int] = {}
        self.root = build_model(model, FieldMeta("", ""), self._make_field)
        self.widget = FormView(self._received)

    def _make_field(self, _meta: FieldMeta, _kind: Any) -> Node | None:  # noqa: ANN401 - a type
        return None

    # --- what was filled in --------------------------------------------------------------------

    @property
    def value(self) -> dict[str, Any]:
        """The values by field; defaults are left out."""
        return self.root.value()

    @property
    def problems(self) -> list[Problem]:
        """The problems, each with its field's path."""
        return [*self._form_problems(), *self._external_problems]

    def set(self, value: Mapping[str, Any]) -> None:
        """Set some fields; the others stay."""
        self.root.load(value)
        self._draw()

    def show(self, problems: Iterable[Problem], *, title: str = "") -> None:
        """Show problems at their fields; those without a field are in the summary.

        The summary's heading is ``title``, by default the number of problems. A change of the form
        removes them.
        """
        self._external_problems, self._summary_title = list(problems), title
        self._submitted = True
        self._tell_problems()

    def on_change(self, call: Callable[[], object]) -> None:
        """Call a function after each change."""
        self._listeners.append(call)

    def _form_problems(self) -> list[Problem]:
        errors = self._field_errors()
        reported = {one.field for one in errors}
        return [*errors, *(one for one in self._model_problems() if one.field not in reported)]

    def _field_errors(self) -> list[Problem]:
        fields = [node for node in self.root.walk() if isinstance(node, Field)]
        messages = [(node, node.error or node.ambiguity()) for node in fields]
        return [Problem(path_text(node.path()), text) for node, text in messages if text]

    def _model_problems(self) -> list[Problem]:
        try:
            self.model.model_validate(self.value)
        except ValidationError as error:
            items = error.errors(include_url=False, include_input=False)
            relevant = [item for item in items if not self._is_other_option(item["loc"])]
            return [
                Problem(path_text(item["loc"]), validation_message(item))
                for item in relevant or items
            ]
        return []

    def _is_other_option(self, loc: tuple[str | int, ...]) -> bool:
        # pydantic reports errors for every type of a union; only the chosen type's matter.
        for n, step in enumerate(loc):
            node, whole = self.root.find(loc[:n])
            if whole and isinstance(node, UnionField) and node.is_other_option(step):
                return True
        return False

    # --- messages ------------------------------------------------------------------------------

    def _received(self, content: dict[str, Any], buffers: list[Any]) -> None:
        # The last message received from each page; newer ones are still on their way.
        view, number = str(content.get("view", "")), int(content.get("number", 0))
        self._seen[view] = number
        with report_errors(self._fail):
            handler = getattr(self, f"_on_{content.get('type', '')}", None)
            if handler is not None:
                handler(content, buffers)
        self.widget.tell("heard", view=view, number=number)

    def _fail(self, text: str) -> None:
        self.widget.tell("failure", text=text)

    def _on_ready(self, _content: dict[str, Any], _buffers: list[Any]) -> None:
        self._draw()

    def _on_input(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        node = self._node(content)
        if isinstance(node, Field):
            node.enter(content.get("value", ""))
            self._tell_typed(node, str(content.get("view", "")))
            self._changed()

    def _tell_typed(self, node: Field, view: str) -> None:
        # The form may be shown more than once; a secret is shown nowhere.
        if node.kind != "password":
            self.widget.tell("typed", key=node.key, value=node.typed, view=view)

    def _on_action(self, content: dict[str, Any], _buffers: list[Any]) -> None:
        node = self._node(content)
        if isinstance(node, UnionField):
            target = node.choose(str(content.get("value", "")))
        elif isinstance(node, ListGroup | OptionalGroup):
            target = node.act(str(content["action"]), _item_key(node, content))
        else:
            return
        self._after_action(node, str(content["action"]), target)
        # A union's select keeps the focus while the user steps through it by keyboard.
        move = target is not None and not isinstance(node, UnionField)
        self._changed(focus=first_key(target) if move and target is not None else "")

    def _after_action(self, node: Node, action: str, target: Node | None) -> None:
        """Adjust the form after a list or group changed, before it is rendered."""

    def _node(self, content: Mapping[str, Any]) -> Node | None:
        key = content.get("key")
        return next((node for node in self.root.walk() if node.key == key), None)

    def _changed(self, *, focus: str | None = None) -> None:
        # The lab's problems refer to the form before this change.
        self._external_problems, self._summary_title = [], ""
        if focus is not None:
            self._draw(focus=focus)
        for call in self._listeners:
            with report_errors(self._fail):
                call()
        self._tell_problems()

    def _draw(self, *, focus: str = "") -> None:
        self.widget.tell(
            "tree", tree=self.root.spec(), focus=focus, frame=self._header(), seen=self._seen
        )
        self._tell_problems()

    def _header(self) -> dict[str, Any]:
        return {}

    def _tell_problems(self) -> None:
        self.widget.tell("errors", **self._placed(self.problems))

    def _placed(self, problems: list[Problem]) -> dict[str, Any]:
        errors: dict[str, dict[str, str]] = {}
        summary: list[dict[str, str]] = []
        waiting = 0
        for problem in problems:
            node, whole = self.root.find(parse_path(problem.field))
            if _shown_at_photo(node):
                continue
            if self._untouched(node, problem):
                waiting += 1
                continue
            at_field = node is not self.root
            text = (
                problem.message if whole else f"{_unmatched_path(node, problem)}: {problem.message}"
            )
            if at_field:
                errors.setdefault(node.key, {"text": text, "severity": problem.severity})
            label = f"{titles(node)}: " if at_field else ""
            summary.append(
                {
                    "key": first_key(node) if at_field else "",
                    "text": label + text,
                    "severity": problem.severity,
                }
            )
        found = {"errors": errors, "summary": summary, "waiting": waiting}
        return found | ({"title": self._summary_title} if self._summary_title else {})

    def _untouched(self, node: Node, problem: Problem) -> bool:
        # Fields the user has not visited yet show no errors.
        if self._submitted or problem in self._external_problems or node is self.root:
            return False
        return isinstance(node, Field) and not node.touched and not node.error

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:  # noqa: ANN401 - IPython's
        return self.widget._repr_mimebundle_(**kwargs)


def parse_path(path: str) -> tuple[str | int, ...]:
    """Return the steps of a problem's path.

    Examples
    --------
    >>> parse_path("entries[0].file.url")
    ('entries', 0, 'file', 'url')
    """
    return tuple(int(place) if place else name for place, name in _STEP.findall(path))


def path_text(steps: Iterable[str | int]) -> str:
    """Return a path as problems write it; the inverse of `parse_path`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _shown_at_photo(node: Node) -> bool:
    # Fields that a photo fills are missing because the photo is: reported once, at the photo.
    siblings = node.parent.children().values() if node.parent and node.collapsed == "photo" else ()
    return any(isinstance(one, Field) and one.kind == "photo" and not one.typed for one in siblings)


def _item_key(node: Node, content: Mapping[str, Any]) -> str:
    # An item by its key, or by its place.
    item = node.children().get(content.get("place", -1))
    return str(content.get("item") or (item.key if item else ""))


def _unmatched_path(node: Node, problem: Problem) -> str:
    # The part of the path that the form has no node for.
    return problem.field.removeprefix(path_text(node.path())).lstrip(".") or problem.field


def first_key(node: Node) -> str:
    """Return the key of a node's first focusable field."""
    # Collapsed fields cannot take the focus.
    fields = [one for one in node.walk() if isinstance(one, Field)]
    found = next((one for one in fields if not one.collapsed), next(iter(fields), node))
    return found.key
