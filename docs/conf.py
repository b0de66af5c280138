"""How Sphinx builds this site: ``sphinx-build docs build/docs``, or ``labkit docs``.

Nothing of it comes from the network, while it is built or while it is read: no inventories of
other projects, no fonts or scripts from elsewhere (`site_checks` looks through what was written).
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import pages  # noqa: E402 - from this folder

import labkit  # noqa: E402 - as above

pages.write(HERE)

project = "labkit"
author = "the labkit developers"
version = release = labkit.__version__
html_title = f"labkit {version}"

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc", "site_checks"]
smartquotes_action = "D"  # dashes only: "" is what a column holds
exclude_patterns = ["generated", "pictures/README.md", "Thumbs.db"]

# Notebooks: pytest (nbval) has run them already, so a build shows them without output and stays
# short. `labkit docs --execute` runs them, once for each change.
nb_execution_mode = "off"
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_cache_path = str(HERE.parent / "build" / "notebooks")
# What they order and keep is no part of anybody's own journal and snapshots.
os.environ["LABKIT_HOME"] = str(HERE.parent / "build" / "notebooks-home")
nb_ipywidgets_js = {}  # otherwise pages with widgets would load scripts from elsewhere

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {
    "members": True,
    "inherited-members": "Exception,dict,tuple,BaseModel",
    "exclude-members": "model_config",
}
numpydoc_show_class_members = False  # autodoc lists them
numpydoc_class_members_toctree = False
default_role = "py:obj"
nitpicky = True
nitpick_ignore_regex = [
    # A name in single backticks that is none of labkit's is a parameter or a field.
    ("py:obj", r"[^.]+"),
    # Other projects' names: their inventories would have to be fetched.
    ("py:.*", r"(?!labkit\b).*"),
]

html_theme = "pydata_sphinx_theme"
html_static_path = ["_static"]
html_css_files = ["labkit.css"]
html_sidebars = {"*": []}  # a page without others below it has none to list
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "logo": {"text": "labkit"},
    "navbar_align": "left",
    "header_links_before_dropdown": 8,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
}
project_copyright = "the labkit developers, MIT licence"
