"""No secret leaves for another origin, no write for a live host, and no traceback shows a secret.

Broken once each: redirects followed by a session that is mounted for every address (first test),
`trust_env` on (second), hosts read without `_NETLOC` (third), `check_leaving` without either of its
checks (fourth, fifth), `HiddenText` with the repr of any text (the tracebacks).
"""

import contextlib
import itertools
import json
import traceback

import pytest
from promises import SECRETS
from scripted import JSON, Clock, serving

import labkit as lk
from labkit.errors import LabkitError, LiveOrderError
from labkit.http import Call
from labkit.http.transport import LabAdapter
from labkit.lab_api.endpoints import Kind
from labkit.lab_api.spec import discover

pytestmark = pytest.mark.reliability

CANARY = "CANARY-5f1e"
LABS = {name: {each: f"{CANARY}-{each}" for each in spec.credentials}
        for name, spec in discover().items()}  # fmt: skip
CODES = (301, 302, 303, 305, 307, 308)


@pytest.fixture
def log_in():
    """Answer a log-in and a probe; anything else as `answer` says."""

    def made(answer):
        def play(seen, handler):
            if seen.path.startswith("/_labkit"):
                return 404, JSON, b"{}"
            if seen.path.endswith("/user/login"):
                return 200, JSON, json.dumps({"status": 1, "token": f"{CANARY}-t"}).encode()
            return answer(seen, handler)

        return play

    return made


@pytest.mark.parametrize("name", LABS)
def test_no_redirect_takes_a_secret_or_a_write_elsewhere(name, log_in, promise):
    tried = 0
    with serving(lambda seen, handler: (200, JSON, b"{}")) as elsewhere:
        port = elsewhere.url.rpartition(":")[2]
        targets = [
            f"{elsewhere.url}/x",
            f"http://localhost:{port}/x",
            f"//127.0.0.1:{port}/x",
            f"http://user:password@127.0.0.1:{port}/",
            f"HTTP://127.0.0.1:{port}",
        ]
        answer = [None]
        with serving(log_in(lambda seen, handler: answer[0])) as server:
            lab = lk.connect(name, base_url=server.url, **LABS[name])
            for code, target in itertools.product(CODES, targets):
                answer[0] = code, {"Location": target}, b""
                for call in (Call("GET", "/products"), Call("POST", "/order", json={"test": True})):
                    with pytest.raises(LabkitError):
                        lab.client.read(call)
                    tried += 1
    assert elsewhere.seen == []
    promise(SECRETS, f"0 of {tried} redirects followed ({name})")


@pytest.mark.parametrize("name", LABS)
def test_neither_proxy_nor_netrc_changes_where_it_goes_and_with_what(
    name, log_in, tmp_path, monkeypatch, promise
):
    hosts = ("default", "machine 127.0.0.1", "machine localhost")
    (tmp_path / "netrc").write_text(
        "".join(f"{host} login intruder password intruder\n" for host in hosts)
    )
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving(lambda seen, handler: (200, JSON, b"{}")) as proxy:
        for variable in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(variable, proxy.url)
        with serving(log_in(lambda seen, handler: (200, JSON, b"[]"))) as server:
            lab = lk.connect(name, base_url=server.url, **LABS[name])
            for call in (Call("GET", "/products"), Call("POST", "/order", json={"test": True})):
                with contextlib.suppress(LabkitError):
                    lab.client.read(call)
    assert proxy.seen == []
    asked = [seen for seen in server.seen if seen.path in {"/products", "/order"}]
    assert {seen.path for seen in asked} == {"/products", "/order"}
    for seen in asked:
        assert CANARY in str(seen.headers)
        assert "aW50cnVkZXI" not in str(seen.headers)  # "intruder", as a log-in writes it
    promise(SECRETS, f"0 of {len(asked)} calls to a proxy or as another user ({name})")


def spellings(host):
    """Ways to write a live host, and hosts that look like this machine and are none."""
    tops = [
        host,
        host.upper(),
        host.title(),
        f"{host}.",
        f"www.{host}",
        f"{host}:443",
        f"{host}:80",
    ]
    tops += [host.replace(".", "%2e"), host.replace(".", "\u3002"), host.replace("o", "\uff4f")]
    tops += [f"user@{host}", f"user:pw@{host}", f"127.0.0.1@{host}", f"localhost:80@{host}"]
    tops += [
        f"127.0.0.1.{host}",
        f"localhost.{host}",
        f"localhost%00.{host}",
        f"127.0.0.1\\.{host}",
    ]
    tops += [f"{host}\\@127.0.0.1", f"{host}#@127.0.0.1", f"{host}?@localhost", f"[::1].{host}"]
    tops += [f" {host}", f"{host} ", f"{host}\t", f"\n{host}", f"{host}:0443", f"{host}:"]
    paths = ("", "/", "/v1", "//127.0.0.1/", "/../", "/localhost")
    return [f"https://{top}{path}" for top, path in itertools.product(tops, paths)]


LOOK_ALIKES = [
    f"{scheme}://{host}"
    for scheme in ("https", "http", "HTTPS", "//", "ftp", "https:/", "")
    for host in (
        "127.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0", "0.0.0.0",
        "localhost.", "localhost.localdomain", "ip6-localhost", "loopback", "127.0.0.1.nip.io",
        "[::]", "[::ffff:8.8.8.8]",  "\uff11\uff12\uff17.0.0.1",
        "local\u00adhost", "\u24dbocalhost",
        "127.0.0.1;x", "127.0.0.1,8.8.8.8", "128.0.0.1", "192.168.0.1", "example.com:127",
    )
]  # fmt: skip


@pytest.fixture
def sent(monkeypatch):
    """Record what would leave, and let nothing leave."""
    left = []

    def record(_self, request, _kwargs):
        left.append((request.method, request.url))
        raise LabkitError("nothing leaves here")

    monkeypatch.setattr(LabAdapter, "_exchange", record)
    return left


def writes(lab):
    """Try to order in every way the public functions offer."""
    order = lab.new_order()
    calls = [Call(method, "/order", json={"test": True}) for method in ("POST", "PUT", "DELETE")]
    tries = [lambda: lab.submit(order), lambda: lab.cancel("A"), lambda: lab.reprint("A")]
    tries += [lambda: lab.resolve("A", resend=True)]
    tries += [lambda call=call: lab.client.send(call) for call in calls]
    tries += [lambda call=call: lab.client.read(call) for call in calls]
    for attempt in tries:
        with pytest.raises(LiveOrderError):
            attempt()


@pytest.mark.parametrize("name", LABS)
def test_no_spelling_of_a_live_host_gets_a_write(name, sent, promise, full):
    spec = discover()[name]
    host = spec.live_url.split("/")[2] if spec.live_url else "api.lab.example"
    tried = [*spellings(host), *LOOK_ALIKES]
    connected = 0
    for url in tried:
        try:
            lab = lk.connect(name, base_url=url, allow_plain_http=True, **LABS[name])
        except LabkitError:
            continue
        connected += 1
        assert lab.endpoint.kind is Kind.LIVE, url
        if full or connected % 10 == 1:
            writes(lab)
    assert connected > 50
    assert [method for method, _ in sent if method != "GET"] == []
    assert len(tried) >= 200
    promise(SECRETS, f"0 writes to {len(tried)} spellings of hosts ({name})")


@pytest.mark.parametrize("name", LABS)
def test_a_write_that_all_else_let_through_is_stopped_as_it_leaves(name, promise):
    base = "https://api.lab.example/v1"
    lab = lk.connect(name, base_url=base, **LABS[name])
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for session in (lab.client._reads, lab.client._writes):
            with pytest.raises(LiveOrderError, match="stopped as it left"):
                session.request(method, f"{base}/order", json={"test": True})
    promise(SECRETS, f"8 of 8 writes stopped at the last look ({name})")


# (method, path, query or body, whether it may leave for the live host): document 003, `test`.
LEAVES = [
    ("GET", "/products", "", True),
    ("GET", "/order", "referenceId=1&test=true", True),
    ("GET", "/order", "referenceId=1", False),
    ("GET", "/order", "referenceId=1&test=false", False),
    ("GET", "/order", "referenceId=1&test=True", False),
    ("GET", "/orders", "", False),
    ("POST", "/order", {"test": True}, True),
    ("POST", "/reprint", {"test": True}, True),
    ("POST", "/order", {}, False),
    ("POST", "/order", {"test": False}, False),
    ("POST", "/order", {"test": "true"}, False),
    ("POST", "/order", {"test": 1}, False),
    ("POST", "/order", {"Test": True}, False),
    ("POST", "/order", {"entries": [{"test": True}]}, False),
    ("POST", "/order", [{"test": True}], False),
    ("POST", "/order", b'{"test": true, "test": false}', False),
    ("POST", "/order", b'{"test": true', False),
    ("POST", "/order", b"", False),
    ("DELETE", "/order", {"test": True}, False),
]


def test_q01_only_tests_leave_for_profotonets_live_host(monkeypatch, promise):
    left = []
    monkeypatch.setattr(
        "requests.adapters.HTTPAdapter.send",
        lambda _self, request, **_how: left.append(request) or (_ for _ in ()).throw(OSError()),
    )
    lab = lk.connect("profotonet", endpoint="sandbox", key=CANARY)
    for method, path, what, leaves in LEAVES:
        left.clear()
        body = what if isinstance(what, bytes) else json.dumps(what).encode()
        url = f"{lab.endpoint.base_url}{path}"
        url, data = (f"{url}?{what}", None) if method == "GET" else (url, body)
        with pytest.raises(OSError if leaves else LiveOrderError):
            lab.client._writes.request(method, url, data=data)
        assert bool(left) is leaves, (method, path, what)
    promise(SECRETS, f"{len(LEAVES)} of {len(LEAVES)} requests to a live host told apart")


# --- tracebacks ------------------------------------------------------------------------------


def shown(error):
    """What a traceback shows that prints every frame's variables, of all that is behind it too."""
    texts, waiting, met = [], [error], set()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in met:
            continue
        met.add(id(each))
        found = traceback.TracebackException.from_exception(each, capture_locals=True)
        # The variables of this test are not labkit's.
        found.stack[:] = [frame for frame in found.stack if frame.filename != __file__]
        texts += list(found.format(chain=False))
        waiting += [each.__cause__, each.__context__]
    return "".join(texts)


FAILING = {
    "refused": (401, JSON, b'{"error": "Unauthorized"}'),
    "no JSON": (200, {"content-type": "text/html"}, CANARY.encode()),
    "broken off": None,
    "redirect": (302, {"Location": f"/{CANARY}"}, b""),
    "busy": (503, {"Retry-After": "9999"}, b"{}"),
    "odd token": (200, JSON, f'{{"status": 1, "token": ["{CANARY}"]}}'.encode()),
}


@pytest.mark.parametrize("name", LABS)
def test_no_traceback_shows_a_secret_though_it_prints_all_variables(name, log_in, promise):
    looked_at = 0
    for kind, at_log_in in itertools.product([*FAILING, "repeated"], (False, True)):
        known = list(LABS[name].values())
        if name == "bephoto" and not at_log_in:
            known.append(f"{CANARY}-t")  # its token
        repeated = 400, JSON, json.dumps({"error": " ".join(known), "errors": known}).encode()
        answer = repeated if kind == "repeated" else FAILING[kind]
        failing = lambda seen, handler, answer=answer: answer  # noqa: E731 - one answer each
        with serving(failing if at_log_in else log_in(failing)) as server:
            lab = lk.connect(name, base_url=server.url, **LABS[name])
            Clock().time(lab.client)
            for call in (Call("POST", "/order", json={"test": True}), Call("GET", "/products")):
                try:
                    lab.client.read(call).json_object()
                except LabkitError as error:
                    # What the lab itself answered is shown where it is no secret of this client.
                    text = shown(error).replace(f"/{CANARY}", "")
                    assert CANARY not in text, text[: text.index(CANARY) + 50][-3000:]
                    looked_at += 1
    assert looked_at > 10
    promise(SECRETS, f"0 of {looked_at} tracebacks show a secret ({name})")


@pytest.mark.parametrize("name", LABS)
def test_no_traceback_of_connect_shows_a_secret(name, promise):
    names = list(LABS[name])
    wrong = [
        {**LABS[name], "tokn": CANARY},
        {**LABS[name], "endpoint": "sandbx"},
        {**LABS[name], "base_url": f"https://user:{CANARY}@lab.example"},
        {**LABS[name], "base_url": "http://lab.example"},
        {**LABS[name], "prices": "no-such-file.csv"},
        {names[0]: f"{CANARY}\n"},
        {names[0]: CANARY.encode()},
        {names[0]: [CANARY]},
    ]
    for options in wrong:
        with pytest.raises(LabkitError) as caught:
            lk.connect(name, **options)
        text = shown(caught.value)
        assert CANARY not in text, text[: text.index(CANARY) + 50][-3000:]
    promise(SECRETS, f"0 of {len(wrong)} tracebacks of connect show a secret ({name})")


def test_who_interrupts_a_log_in_sees_no_password(monkeypatch, promise):
    def interrupt(*_args, **_how):
        raise KeyboardInterrupt

    monkeypatch.setattr("labkit.http.exchange.Exchange.result", interrupt)
    lab = lk.connect("bephoto", base_url="http://127.0.0.1:9", **LABS["bephoto"])
    with pytest.raises(KeyboardInterrupt) as caught:
        lab.client.read(Call("GET", "/products"))
    text = shown(caught.value)
    assert CANARY not in text, text[: text.index(CANARY) + 50][-3000:]
    promise(SECRETS, "0 of 1 interrupted log-ins show the password")
