"""What an extra brings is asked for by name where it is missing."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("missing", ["ipywidgets", "anywidget"])
@pytest.mark.parametrize("name", ["explore", "order_form", "order_tracker", "dashboard"])
def test_widgets_say_what_to_install(missing, name):
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import labkit as lk\n"
        f"try: lk.{name}\n"
        "except lk.LabkitError as error: print(error)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert f"{missing} is not installed" in said
    assert "labkit[notebook]" in said
