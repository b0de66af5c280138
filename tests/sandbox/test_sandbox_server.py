import dataclasses
import datetime as dt
import html
import http.client
import os
import signal
import socket
import statistics
import sys
import threading
import time
import types
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sandbox_fake import FAKE, KEY, OTHER

from labkit import sandbox
from labkit.errors import LabkitError, LabModuleError, SandboxError, UnknownLabError
from labkit.http.uvicorn_thread import listen
from labkit.lab_api.spec import Discovered
from labkit.sandbox import server
from labkit.sandbox.running_sandbox import Sandbox
from labkit.sandbox.state import parse_readings


def _get(url, host, path="/"):
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.putrequest("GET", path, skip_host=True)
        for name in host:
            connection.putheader("Host", name)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_index_is_as_pinned(box, web):
    port = box.url.rpartition(":")[2]
    assert web.get(box.url).json() == {
        "labs": {
            "another": {
                "base_url": f"http://127.0.0.1:{port}/another",
                "credentials": {"token": "another-token"},
            },
            "fake": {
                "base_url": f"http://127.0.0.1:{port}/fake/v1",
                "credentials": {"key": KEY, "email": "user@fake.example"},
            },
        }
    }
    assert list(web.get(box.url).json()["labs"]) == ["another", "fake"]


def test_python_and_the_index_agree(box, web):
    for lab, entry in web.get(box.url).json()["labs"].items():
        assert box.base_url(lab) == entry["base_url"]
        assert box.credentials(lab) == entry["credentials"]
    with pytest.raises(UnknownLabError, match="'fake'"):
        box.base_url("faek")


def test_the_bare_base_url_gets_the_labs_own_answer(fake, web):
    for path in ("", "/", "/nothing"):
        answer = web.get(fake + path)
        assert (answer.status_code, answer.json()) == (404, {"fake_error": "not here"})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST", "127.0.0.1:{}"])
def test_its_own_names_are_answered(box, host):
    port = box.url.rpartition(":")[2]
    assert _get(box.url, [host.format(port)])[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "127.0.0.1@evil.example",
        "127.0.0.2",
        "localhost:80:80",
        "localhost/",
        "",
    ],
)
def test_a_foreign_name_is_refused(box, host):
    for path in ("/", "/_labkit/health", "/fake/v1/pick"):
        status, body = _get(box.url, [host], path)
        assert status == 421
        assert KEY.encode() not in body


@pytest.mark.parametrize("hosts", [[], ["127.0.0.1", "evil.example"]])
def test_no_name_or_two_are_refused(box, hosts):
    assert _get(box.url, hosts)[0] == 400


def test_it_listens_on_loopback_alone(box):
    port = int(box.url.rpartition(":")[2])
    assert box._server._listener.getsockname() == ("127.0.0.1", port)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), timeout=1)
    with listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_answers_are_not_held_back_by_the_network(box):
    # Without TCP_NODELAY an answer in two parts takes 40 ms on a kept connection.
    with listen(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP
    connection = http.client.HTTPConnection(box.url.removeprefix("http://"))
    seconds = []
    for _ in range(50):
        began = time.perf_counter()
        connection.request("GET", "/fake/v1/pick")
        connection.getresponse().read()
        seconds.append(time.perf_counter() - began)
    connection.close()
    assert statistics.median(seconds) < 0.02


def test_it_starts_and_stops_quickly():
    starts, stops = [], []
    for _turn in range(5):  # others at work make some of them slower
        began = time.perf_counter()
        with Sandbox([FAKE]) as box:
            starts.append(time.perf_counter() - began)
            with requests.Session() as session:
                assert session.get(box.url).ok
            began = time.perf_counter()
        stops.append(time.perf_counter() - began)
    assert min(starts) < 0.5
    assert min(stops) < 2


def test_stopped_it_is_gone_and_says_so():
    before = set(threading.enumerate())
    box = Sandbox([FAKE])
    box.stop()
    box.stop()
    assert not box.running
    assert "stopped" in repr(box)
    assert set(threading.enumerate()) <= before
    with pytest.raises(SandboxError, match="has been stopped"):
        box.orders()
    port = int(box.url.rpartition(":")[2])
    listen(port).close()


def test_what_a_fault_holds_up_is_let_go_when_it_stops():
    box = Sandbox([FAKE])
    box.faults.add("slow", delay=3600)
    outcome = []

    def ask():
        with requests.Session() as session:
            session.trust_env = False
            try:
                outcome.append(session.get(f"{box.base_url('fake')}/pick"))
            except requests.ConnectionError as error:
                outcome.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    while box.faults.list():
        pass
    began = time.perf_counter()
    box.stop()
    thread.join(5)
    assert time.perf_counter() - began < 3
    assert isinstance(outcome[0], requests.ConnectionError)


def test_many_run_side_by_side(web):
    boxes = [Sandbox([FAKE], readings={"q31": "straight"} if n % 2 else None) for n in range(8)]
    try:
        assert len({box.url for box in boxes}) == 8
        for number, box in enumerate(boxes):
            for _ in range(number):
                web.post(f"{box.base_url('fake')}/orders", json={})
        assert [len(box.orders()) for box in boxes] == list(range(8))
        readings = [web.get(f"{box.base_url('fake')}/pick").json()["reading"] for box in boxes]
        assert readings == ["reversed", "straight"] * 4
        assert len({web.get(f"{b.url}/_labkit/health").json()["instance"] for b in boxes}) == 8
    finally:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Sandbox.stop, boxes))


def test_sixteen_clients_lose_and_double_no_order(box, fake):
    def order(worker):
        with requests.Session() as session:
            session.trust_env = False
            return [
                session.post(f"{fake}/orders", json={"reference": f"{worker}-{n}"}).json()["id"]
                for n in range(10)
            ]

    with ThreadPoolExecutor(16) as pool:
        numbers = [number for part in pool.map(order, range(16)) for number in part]
    assert sorted(numbers) == list(range(1, 161))
    assert len({row["reference"] for row in box.orders()}) == 160


def test_an_event_that_is_due_happens_before_the_lab_is_asked(box, fake, web, monkeypatch):
    idle = types.SimpleNamespace(seconds_to_next=lambda: None, run_due=lambda: 0)
    monkeypatch.setattr(box._ticker, "_clock", idle)
    clock = box.clock
    web.post(f"{fake}/orders", json={})
    later = clock.now() + dt.timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert web.get(f"{fake}/orders/1").json()["state"] == "ship"


def test_a_port_that_is_taken_is_an_error(box):
    port = int(box.url.rpartition(":")[2])
    with pytest.raises(SandboxError, match=rf"(?s)port {port} cannot be used.*another port"):
        Sandbox([FAKE], port=port)


@pytest.mark.parametrize("port", [-1, 65536, "80", True, None, 1.5])
def test_what_is_no_port_is_an_error(port):
    with pytest.raises(SandboxError, match="not a port"):
        Sandbox([FAKE], port=port)


@pytest.mark.parametrize("scale", [0, -1, 1_000_001, 1.5, "10", True])
def test_scale_is_a_number_up_to_a_million(scale):
    with pytest.raises(SandboxError, match="1 to 1,000,000"):
        Sandbox([FAKE], scale=scale)


def test_scale_reaches_the_labs_and_changes_what_the_sample_is_called(box, web):
    sample = web.get(f"{box.url}/_labkit/health").json()["sample"]
    with Sandbox([FAKE], scale=1_000_000) as large:
        assert web.get(f"{large.base_url('fake')}/pick").json()["scale"] == 1_000_000
        assert web.get(f"{large.url}/_labkit/health").json()["sample"] != sample


def test_an_error_on_the_way_leaves_nothing_open(tmp_path):
    port = _free_port()
    with pytest.raises(LabkitError, match="cannot use the database"):
        Sandbox([FAKE], port=port, db=tmp_path)
    with pytest.raises(LabkitError, match="q99"):
        Sandbox([FAKE], port=port, db=tmp_path / "state.db", readings={"q99": "x"})
    Sandbox([FAKE], port=port, db=tmp_path / "state.db").stop()


def test_an_emulator_that_cannot_be_built_says_so_and_the_others_are_there(web, registered):
    def broken(_box):
        raise ZeroDivisionError("oops")

    lab = dataclasses.replace(FAKE, build=broken)
    with Sandbox([OTHER, lab]) as box:
        for _twice in range(2):
            answer = web.get(f"{box.base_url('fake')}/pick")
            assert answer.status_code == 500
            assert "fake: " in answer.text
            assert "ZeroDivisionError: oops" in answer.text
        # The other lab answers in its own form.
        assert web.get(f"{box.base_url('another')}/nothing").json() == {"detail": "Not Found"}
    registered(fake=lab)
    with pytest.raises(LabModuleError, match=r"fake: .*ZeroDivisionError: oops"):
        sandbox.openapi("fake")


def test_a_lab_asked_by_many_at_once_is_built_once(web):
    built = []
    lab = dataclasses.replace(FAKE, build=lambda box: built.append(box) or FAKE.build(box))
    with Sandbox([lab]) as box, ThreadPoolExecutor(8) as pool:
        asked = [f"{box.base_url('fake')}/pick"] * 16
        assert {answer.status_code for answer in pool.map(requests.get, asked)} == {200}
    assert len(built) == 1


def _free_port():
    with listen(0) as listener:
        return listener.getsockname()[1]


def test_readings_go_to_whichever_lab_has_the_switch(web):
    with Sandbox([OTHER, FAKE], readings=["q31=straight", "fake:q58=object"]) as box:
        assert box.readings.get("fake", "q31") == "straight"
        assert box.readings.get("another", "q31") == "straight"
        assert box.readings.get("fake", "q58") == "object"
        box.readings.set("fake", "q31", "reversed")
        box.reset()
        assert box.readings.get("fake", "q31") == "straight"
        assert box.readings.all()["fake"]["q58"]["choices"] == ["list", "object"]


@pytest.mark.parametrize(
    ("readings", "message"),
    [
        (["q31"], r"q31 is not a reading"),
        (["=x"], "not a reading"),
        (["q31="], "not a reading"),
        (["q99=x"], r"(?s)no lab has a switch 'q99'.*q31"),
        (["nobody:q31=straight"], "no lab 'nobody'"),
        (["another:q58=list"], "no switch 'q58'"),
        (["q58=sideways"], "list or object"),
    ],
)
def test_readings_that_make_no_sense_are_refused(readings, message):
    with pytest.raises(LabkitError, match=message):
        Sandbox([OTHER, FAKE], readings=readings)


def test_readings_are_parsed_from_texts_or_a_mapping():
    assert parse_readings(None) == {}
    assert parse_readings("q31 = reversed") == {"q31": "reversed"}
    assert parse_readings(["a:q31=reversed", "q58=x=y"]) == {"a:q31": "reversed", "q58": "x=y"}
    assert parse_readings({"q31": "reversed"}) == {"q31": "reversed"}


def test_nothing_secret_is_in_its_repr(box):
    assert KEY not in repr(box) + repr(box.photos) + repr(box.readings)


class _Spec:
    """As much of a lab's spec as the sandbox looks at."""

    def __init__(self, name, package, credentials):
        self.name = name
        self.package = package
        self.credentials = credentials

    def module(self, part):
        assert part == "sandbox"
        return sys.modules[f"{self.package}.sandbox"]


@pytest.fixture
def registered(monkeypatch):
    """Register labs as installed packages would."""

    def register(**labs):
        specs = Discovered()
        for name, emulator in labs.items():
            package = types.ModuleType(f"lab_{name}")
            package.__path__ = []
            monkeypatch.setitem(sys.modules, package.__name__, package)
            specs[name] = _Spec(name, package.__name__, getattr(emulator, "credentials", ()))
            if emulator is not None:
                module = types.ModuleType(f"{package.__name__}.sandbox")
                module.__spec__ = types.SimpleNamespace()
                module.EMULATOR = emulator
                monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr("labkit.lab_api.spec.discover", lambda: specs)

    return register


def test_every_registered_lab_with_an_emulator_is_played(registered):
    registered(fake=FAKE, another=OTHER, quiet=None)
    with sandbox.start() as box:
        assert box.labs == ["another", "fake"]


@pytest.mark.parametrize(
    ("emulator", "message"),
    [
        ("no emulator", "bad: lab_bad.sandbox has no Emulator"),
        (FAKE, "it says it is the lab 'fake'"),
        (dataclasses.replace(FAKE, lab="bad", mount="bad"), "/bad or a path below it, not 'bad'"),
        (dataclasses.replace(FAKE, lab="bad", mount="/_labkit/x"), "not '/_labkit/x'"),
        (dataclasses.replace(FAKE, lab="bad", mount="/another/x"), "not '/another/x'"),
        (dataclasses.replace(FAKE, lab="bad", mount="/"), "not '/'"),
        (
            dataclasses.replace(FAKE, lab="bad", mount="/bad/", credentials={"key": 5}),
            "not '/bad/'",
        ),
        (dataclasses.replace(FAKE, lab="bad", mount="/bad", credentials={"key": 5}), "are texts"),
        (dataclasses.replace(FAKE, lab="bad", mount="/bad", readings={"q1": ()}), "'q1' has no"),
    ],
)
def test_a_broken_emulator_is_named_and_the_others_are_played(registered, emulator, message):
    registered(another=OTHER, bad=emulator)
    with sandbox.start() as box:
        assert box.labs == ["another"]
        assert requests.Session().get(box.base_url("another")).status_code == 404  # it answers
        health = requests.Session().get(f"{box.url}/_labkit/health").json()
        assert message in health["problems"]["bad"]
        assert message in html.unescape(requests.Session().get(f"{box.url}/_labkit/").text)
        with pytest.raises(LabModuleError, match="bad: "):
            box.base_url("bad")
    with pytest.raises(LabModuleError, match="bad: "):
        sandbox.openapi("bad")


def test_one_is_shared_by_the_whole_process(registered):
    registered(fake=FAKE)
    with ThreadPoolExecutor(8) as pool:
        boxes = set(pool.map(lambda _n: server.shared(), range(8)))
    assert len(boxes) == 1
    (box,) = boxes
    box.stop()
    again = server.shared()
    assert again is not box
    assert again.running
    again.stop()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_child_starts_its_own(registered):
    registered(fake=FAKE)
    box = server.shared()
    reader, writer = os.pipe()
    # As if another thread were asking for the shared one: in the child nobody lets go of the lock.
    server._shared.lock.acquire()
    child = os.fork()
    if child:
        server._shared.lock.release()
    else:
        try:
            signal.alarm(10)
            own = server.shared()
            held = box._server._listener.fileno()
            os.write(writer, f"{own.url} {box.running} {held}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as pipe:
        url, running, held = pipe.read().split()
    assert (running, held) == ("False", "-1")
    assert url != box.url
    assert box.running
    assert requests.Session().get(box.url).ok
    box.stop()


def test_the_openapi_document_needs_no_server(registered):
    registered(fake=FAKE, quiet=None)
    document = sandbox.openapi("fake")
    assert document["openapi"].startswith("3.")
    assert document["info"]["title"] == "fake (labkit sandbox)"
    assert document["info"]["version"]
    assert document["servers"][0]["url"] == "http://127.0.0.1:{port}/fake/v1"
    assert set(document["paths"]) >= {"/orders", "/orders/{number}"}
    with pytest.raises(UnknownLabError, match="no emulator"):
        sandbox.openapi("quiet")
    with pytest.raises(UnknownLabError, match="'fake'"):
        sandbox.openapi("fak")


def test_the_served_openapi_document_names_its_base(fake, web):
    document = web.get(f"{fake}/openapi.json").json()
    assert document["servers"][0]["url"] == "/fake/v1"


def test_a_labs_failing_event_is_not_the_others_trouble(caplog):
    def fail(_context, _event):
        raise ZeroDivisionError

    with Sandbox([OTHER, dataclasses.replace(FAKE, on_event=fail)]) as box:
        box._ticker.stop()  # so that the request below is what meets the event
        box.clock.schedule("fake", box.clock.now(), "ship", {"order": 1})
        assert requests.Session().get(f"{box.base_url('another')}/nothing").status_code == 404
    assert "an event of the sandbox failed" in caplog.text
