"""For every test: a labkit home of its own, no credentials, and no network beyond this machine."""

import importlib
import ipaddress
import itertools
import os
import socket
import sys
from pathlib import Path

import pytest

from labkit.lab_api import spec
from labkit.lab_api.fingerprint import package_digest
from labkit.sandbox import server

TESTLAB = Path(__file__).parent / "testlab"
COUNT = itertools.count()


@pytest.fixture(autouse=True)
def own_labkit_home(tmp_path_factory, monkeypatch):
    for name in [name for name in os.environ if name.startswith("LABKIT_")]:
        monkeypatch.delenv(name)
    for name in ("COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    # A folder of pytest's for each test costs more than most tests; labkit makes its own.
    home = tmp_path_factory.getbasetemp() / f"labkit-home-{next(COUNT)}"
    monkeypatch.setenv("LABKIT_HOME", str(home))


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


@pytest.fixture(scope="module")
def five_labs():
    """Register a fifth lab from outside labkit, for one file of tests; return its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TESTLAB))
        begin_anew()
        yield "cornerlab"
    begin_anew()


@pytest.fixture
def plugins(tmp_path):
    """Give a folder whose packages are installed for one test: see `plugins_kit`."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        begin_anew()
        yield folder
        forget_modules(folder)
    begin_anew()


def forget_modules(folder):
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]


def begin_anew():
    """Forget which labs there are, and stop the sandbox that plays them."""
    importlib.invalidate_caches()
    forget_modules(TESTLAB)
    spec.discover.cache_clear()
    package_digest.cache_clear()
    if server._shared.sandbox is not None:
        server._shared.sandbox.stop()


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
