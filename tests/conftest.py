"""For every test: a labkit home of its own, no credentials, and no network beyond this machine."""

import ipaddress
import os
import socket

import pytest


@pytest.fixture(autouse=True)
def own_labkit_home(tmp_path, monkeypatch):
    for name in [name for name in os.environ if name.startswith("LABKIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "labkit-home"))


@pytest.fixture(scope="session", autouse=True)
def only_this_machine():
    """Let a connection or a look-up that would leave this machine fail the test."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_look_up = socket.getaddrinfo

    def connect(self, address):
        check(self, address)
        return real_connect(self, address)

    def connect_ex(self, address):
        check(self, address)
        return real_connect_ex(self, address)

    def look_up(host, *args, **kwargs):
        if isinstance(host, str) and host.rstrip(".").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")  # reserved: never resolves
        if not (is_here(host) or is_address(host)):
            pytest.fail(f"a test looked up {host!r}")
        return real_look_up(host, *args, **kwargs)

    def check(sock, address):
        if sock.family in {socket.AF_INET, socket.AF_INET6} and not is_here(address[0]):
            sock.close()
            pytest.fail(f"a test connected to {address[0]!r}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        patch.setattr(socket.socket, "connect_ex", connect_ex)
        patch.setattr(socket, "getaddrinfo", look_up)
        yield


def is_here(host):
    if host in {None, "", "localhost", b"localhost"}:
        return True
    return is_address(host) and ipaddress.ip_address(host).is_loopback


def is_address(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
