"""Static fallbacks for places without a kernel: code hosts, exports, notebooks not run yet."""

from __future__ import annotations

from typing import Any

from labkit.display.progress import in_voila


class FallbackMixin:
    """Adds a static fallback to a widget's MIME bundle."""

    def fallback(self) -> tuple[str, str]:
        """Return one line of plain text, and HTML; neither contains secrets or addresses."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:  # noqa: ANN401 - IPython's
        bundle = super()._repr_mimebundle_(**kwargs)  # type: ignore[misc] # the widget's
        line, page = self.fallback()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data |= {"text/plain": line, "text/html": page}
        return bundle


class StaticDisplayMixin(FallbackMixin):
    """Displays a static page with the widget.

    In addition to the fallback: an export of a notebook that was saved with its widgets'
    state takes the widget, and shows nothing since no kernel answers. Where one does, the widget's
    script hides the page.
    """

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = self._repr_mimebundle_()
        data = dict(bundle[0] if isinstance(bundle, tuple) else bundle)
        page = data.pop("text/html", "")
        display(data, raw=True)  # type: ignore[no-untyped-call] # IPython has few types
        # A Voila page has a kernel and is not saved.
        if in_voila():
            return
        display({"text/html": f'<div class="lk-static">{page}</div>', "text/plain": ""}, raw=True)  # type: ignore[no-untyped-call] # IPython has few types
