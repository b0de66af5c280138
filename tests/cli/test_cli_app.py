"""``labkit app``: what Voila is told, and what is said where there is none."""

import importlib.util

import pytest

from labkit import cli
from labkit.cli import app


def test_it_is_served_on_this_machine_only_and_at_the_port_that_is_said():
    told = app.arguments(8123, browser=True)
    assert told[0].endswith("06_dashboard.ipynb")
    assert {"--port=8123", "--Voila.ip=127.0.0.1", "--Voila.port_retries=0"} <= set(told)
    assert "--no-browser" not in told
    assert "--no-browser" in app.arguments(8123, browser=False)


def test_without_voila_it_says_what_to_install(monkeypatch, capsys):
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "voila" else real(name)
    )
    assert cli.main(["app"]) == 1
    assert "labkit[notebook]" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "70000", "eight"])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["app", f"--port={port}"])
    assert stopped.value.code == 2
    assert "is no number" in capsys.readouterr().err
