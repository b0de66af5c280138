"""Forms and views for notebooks.

What is typed into them never becomes a synced trait: it travels in messages, so that a notebook
saved with its widgets' state holds no address and no secret.
"""

from __future__ import annotations

from labkit.extras import need

need("ipywidgets", "ipywidgets", "notebook")
need("anywidget", "anywidget", "notebook")
