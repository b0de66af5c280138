"""16 clients place 25 orders each (``--full``: 100) with every lab, over HTTP; then it is killed.

What they send is the request the lab's OpenAPI document shows, with a reference of its own.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from labkit import sandbox
from labkit.sandbox import discovery
from labkit.sandbox.running_sandbox import Sandbox

CLIENTS = 16
SERVE = """
import sys
from labkit.sandbox import server
server.serve(0, sys.argv[1], announce=lambda box: print(box.url, flush=True))
"""
# Lab: the call that makes an order, and the field that holds the client's own reference.
CALLS = {
    "bayphoto": ("/api/v1/orders.json", "order_name"),
    "bephoto": ("/orders", "metadata"),
    "printofoto": ("/order", "id_order_partner"),
    "profotonet": ("/order", "referenceId"),
}
HEADERS = {
    "bayphoto": {"Authorization": 'Token token="sandbox-bayphoto"'},
    "printofoto": {"api_key": "printofoto-sandbox-key", "api_secret": "printofoto-sandbox-secret"},
    "profotonet": {"key": "sample-profotonet-key"},
}


class _Client:
    """One connection, and nothing of labkit's client."""

    def __init__(self, url):
        self._connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)

    def post(self, path, body, headers):
        headers = {"content-type": "application/json", **headers}
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        assert answer.status < 300, content
        return json.loads(content)

    def close(self):
        self._connection.close()


@pytest.fixture
def process(tmp_path):
    command = [sys.executable, "-c", SERVE, str(tmp_path / "state.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        yield running
        running.kill()


@pytest.mark.parametrize("lab", sorted(CALLS))
def test_sixteen_clients_lose_and_double_none_and_a_killed_sandbox_has_them_all(
    lab, process, tmp_path, pytestconfig
):
    each = 100 if pytestconfig.getoption("--full") else 25
    url = process.stdout.readline().strip()
    emulator = discovery.emulator(lab)
    path, field = CALLS[lab]
    request = sandbox.openapi(lab)["paths"][path]["post"]["requestBody"]["content"]
    body = request["application/json"]["example"]
    if "test" in body:
        body = {**body, "test": False}

    def place(client):
        connection = _Client(url)
        headers = HEADERS.get(lab) or _logged_in(connection, emulator)
        for number in range(each):
            sent = {**body, field: f"{client}-{number}"}
            connection.post(emulator.mount + path, sent, headers)
        connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(place, range(CLIENTS)))
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    with Sandbox([emulator], db=tmp_path / "state.db") as again:
        kept = again.orders(lab)
    wanted = {f"{client}-{number}" for client in range(CLIENTS) for number in range(each)}
    assert len(kept) == CLIENTS * each
    assert {row["reference"] for row in kept} == wanted
    assert len({row["id"] for row in kept}) == CLIENTS * each


def _logged_in(connection, emulator):
    token = connection.post(f"{emulator.mount}/user/login", dict(emulator.credentials), {})
    return {"Authorization": f"Bearer {token['token']}"}
