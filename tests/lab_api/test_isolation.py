"""The guards of conftest.py bite."""

import os
import socket
from pathlib import Path

import pytest


def test_no_test_reaches_another_machine():
    # 192.0.2.0/24 is reserved for documentation.
    with pytest.raises(pytest.fail.Exception, match="connected to '192"):
        socket.create_connection(("192.0.2.1", 9), timeout=1)
    with pytest.raises(pytest.fail.Exception, match="looked up 'example"):
        socket.create_connection(("example.org", 9), timeout=1)
    with pytest.raises(socket.gaierror):
        socket.create_connection(("nowhere.invalid", 9), timeout=1)


def test_loopback_stays_open():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize("_turn", [1, 2])
def test_every_test_has_a_home_of_its_own(tmp_path_factory, _turn):
    home = Path(os.environ["LABKIT_HOME"])
    assert home.is_relative_to(tmp_path_factory.getbasetemp())
    assert not home.exists()
    (home / "state").mkdir(parents=True)
    assert [name for name in os.environ if name.startswith("LABKIT_")] == ["LABKIT_HOME"]
