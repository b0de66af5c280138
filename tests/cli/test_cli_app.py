"""``labkit app``: what Voila is told, and what is said where there is none."""

import atexit
import importlib.util
import socket
import threading
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from labkit import cli
from labkit.cli import app

page = pytest.importorskip("labkit.cli.app_server", reason="Voila is not installed")


def test_it_is_served_on_this_machine_only_and_at_the_port_that_is_said():
    told = app.voila_arguments(8123, "T0", browser=True)
    assert told[0].endswith("06_dashboard.ipynb")
    assert {"--port=8123", "--Voila.ip=127.0.0.1", "--Voila.port_retries=0"} <= set(told)
    assert "--token=T0" in told
    assert "--no-browser" not in told
    assert "--no-browser" in app.voila_arguments(8123, "T0", browser=False)


def test_a_port_that_is_taken_is_said_before_anything_is_served(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["app", f"--port={port}"]) == 1
    said = capsys.readouterr().err
    assert f"port {port} is not available" in said
    assert "--port" in said


def test_the_browser_is_handed_a_file_that_only_its_owner_can_read(monkeypatch):
    opened, forgotten = [], []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(atexit, "register", lambda *call: forgotten.append(call))
    page.open_page(page.address(8123, "T0&<"))
    for _ in range(100):
        if opened:
            break
        threading.Event().wait(0.02)
    # Whoever lists the machine's programs sees what they were called with.
    assert "T0" not in opened[0]
    path = Path(url2pathname(urlsplit(opened[0]).path))
    assert path.stat().st_mode & 0o077 == 0
    assert "url=http://127.0.0.1:8123/?token=T0&amp;&lt;" in path.read_text("utf-8")
    forget, *what = forgotten[0]
    forget(*what)
    assert not path.exists()


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
    assert "is not a number" in capsys.readouterr().err
