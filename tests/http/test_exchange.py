"""A call that is given up sends nothing any more."""

import threading

import pytest
from scripted import JSON, make_client, serving
from urllib3.connection import HTTPConnection

from labkit.errors import DeadlineError
from labkit.http import Call


def test_what_is_connected_only_after_its_deadline_is_not_sent(monkeypatch):
    """Broken once: `connect` does not look once more before anything is sent."""
    late = threading.Event()
    connect = HTTPConnection._new_conn

    def connect_late(connection):
        late.wait(10)
        return connect(connection)

    with serving(lambda seen, handler: (200, JSON, b"{}")) as server:
        client = make_client(server.url, deadline=0.1)
        client.__dict__["health"] = {}
        monkeypatch.setattr(HTTPConnection, "_new_conn", connect_late)
        with pytest.raises(DeadlineError):
            client.send(Call("POST", "/orders", json={"order": 1}))
        late.set()
        for thread in [each for each in threading.enumerate() if each.name == "labkit-http"]:
            thread.join(10)
    assert [seen.path for seen in server.seen if seen.method == "POST"] == []
