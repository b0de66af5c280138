import io

import pytest

from labkit.display.progress import bar


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("software", "disabled", "visible"),
    [
        ("", False, True),
        ("", True, False),
        ("voila/0.5.8", False, False),
        ("jupyter/2", False, True),
    ],
)
def test_a_bar_is_shown_where_somebody_sees_it_move(monkeypatch, software, disabled, visible):
    monkeypatch.setenv("SERVER_SOFTWARE", software)
    terminal = Terminal()
    assert list(bar([1, 2], desc="pages", file=terminal, disabled=disabled)) == [1, 2]
    # It stays when it is done.
    assert terminal.getvalue().rstrip().rpartition("\r")[2].startswith("pages: 100%") == visible
    assert bool(terminal.getvalue()) == visible
