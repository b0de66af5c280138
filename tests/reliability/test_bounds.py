"""No body over 50 MB is taken in, and no call lasts longer than its deadline, nor does its thread.

Broken once each: `_parts` without its limit, `Exchange.result` waiting without a time limit,
`Exchange.abort` without the shutdown of the socket (the last one: threads stay).
"""

import functools
import gzip
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from promises import BOUNDS
from scripted import JSON, make_client, serving

from labkit.errors import DeadlineError, TooLargeError, UnreachableError
from labkit.http import Call
from labkit.http.cancellation import workers

pytestmark = pytest.mark.reliability

MB = 1024**2
DEADLINE = 0.3
OK = b"HTTP/1.1 200 OK\r\n"


@functools.cache
def text(megabytes):
    """A JSON text of that many megabytes."""
    return b'"' + b"a" * (megabytes * MB) + b'"'


def encoded(name, data):
    return 200, {**JSON, "content-encoding": name}, data


def in_chunks(_seen, handler):
    handler.wfile.write(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    endless(handler, b"%x\r\n" % MB + b" " * MB + b"\r\n")


def without_length(_seen, handler):
    handler.wfile.write(OK + b"Connection: close\r\n\r\n")
    endless(handler, b" " * MB)


def stated(_seen, handler):
    handler.wfile.write(OK + b"Content-Length: 99999999999\r\n\r\n[")


def endless(handler, part):
    try:
        for _ in range(200):
            handler.wfile.write(part)
    except OSError:
        pass  # the client has gone


TOO_LARGE = {
    "as it is": lambda seen, handler: (200, JSON, text(50)),
    "gzip": lambda seen, handler: encoded("gzip", gzip.compress(text(50), 1)),
    "deflate": lambda seen, handler: encoded("deflate", zlib.compress(text(50), 1)),
    "gzip twice": lambda seen, handler: encoded(
        "gzip, gzip", gzip.compress(gzip.compress(text(50), 1), 1)
    ),
    "in chunks": in_chunks,
    "without a length": without_length,
    "stated length": stated,
}


def labkit_threads():
    return [each for each in threading.enumerate() if each.name == "labkit-http"]


@pytest.mark.parametrize("how", TOO_LARGE)
def test_a_body_over_50_mb_is_refused(how, promise):
    with serving(TOO_LARGE[how]) as server:
        client = make_client(server.url)
        client.__dict__["health"] = {}
        with pytest.raises(TooLargeError, match="52,428,800 bytes"):
            client.get("/p")
    promise(BOUNDS, f"refused: over 50 MB, {how}")


def test_a_body_just_below_is_taken():
    with serving(lambda s, h: encoded("gzip", gzip.compress(text(49), 1))) as server:
        client = make_client(server.url, deadline=30)
        assert len(client.read(Call("GET", "/p")).body) == len(text(49))


def test_a_bomb_of_a_gigabyte_is_not_unpacked(full, promise):
    size = 1024 if full else 128
    bomb = zlib.compressobj(1, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(bytes(MB)) for _ in range(size)) + bomb.flush()
    with serving(lambda s, h: encoded("gzip", packed)) as server:
        client = make_client(server.url)
        client.__dict__["health"] = {}
        began = time.process_time()
        with pytest.raises(TooLargeError):
            client.get("/p")
        assert time.process_time() - began < 1
    promise(BOUNDS, f"refused: {len(packed) // 1024} kB that unpack to {size} MB")


def dripping(head):
    def drip(_seen, handler):
        handler.wfile.write(head)
        try:
            while not handler.server.over.wait(0.02):
                handler.wfile.write(b"x")
        except OSError:
            pass  # the client has gone

    return drip


def silent(_seen, handler):
    handler.server.over.wait(5)


SLOW = {
    "silence": silent,
    "status line": dripping(b"HTTP/1.1 200 "),
    "headers": dripping(OK + b"x-a: "),
    "body with a length": dripping(OK + b"Content-Length: 99999\r\n\r\n"),
    "body without": dripping(OK + b"Connection: close\r\n\r\n"),
    "chunk": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\n"),
    "gzip": dripping(OK + b"Content-Encoding: gzip\r\nContent-Length: 999\r\n\r\n\x1f\x8b\x08\0"),
}


def late_timer():
    """Return by how much a timer of the machine's is late [s]."""
    began = time.monotonic()
    threading.Event().wait(DEADLINE)
    return time.monotonic() - began - DEADLINE


def late_by(how, method):
    """Return by how much the call was late [s]."""

    def answer(seen, handler):
        handler.server.over = over
        return SLOW[how](seen, handler)

    over = threading.Event()
    with serving(answer) as server:
        client = make_client(server.url, deadline=DEADLINE)
        client.__dict__["health"] = {}
        began = time.monotonic()
        with pytest.raises((DeadlineError, UnreachableError)):
            client.read(Call(method, "/p"))
        late = time.monotonic() - began - DEADLINE
        over.set()
    return late


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_deadline_is_kept_within_a_fifth_of_a_second_and_no_thread_stays(method, promise):
    before = len(labkit_threads())
    with ThreadPoolExecutor(len(SLOW) + 1) as pool:
        timer = pool.submit(late_timer)
        late = dict(zip(SLOW, pool.map(late_by, SLOW, [method] * len(SLOW)), strict=True))
    # A machine with much to do is late with everything.
    late = {how: max(by - timer.result(), 0) if by > 0 else by for how, by in late.items()}
    assert not {how: by for how, by in late.items() if abs(by) > 0.2}
    assert len(labkit_threads()) <= before
    most = max(map(abs, late.values()))
    promise(BOUNDS, f"deadline of {method}: {len(late)} of {len(late)} within {most:.2f} s")


def read_until_interrupted(client, arrived):
    with workers(4, "test") as submit:
        for path in ("/a", "/b", "/busy1", "/busy2"):
            submit(client.get_many, [(path, {}), (path + "/more", {})])
        for _ in range(8):
            assert arrived.acquire(timeout=5)
        raise KeyboardInterrupt(time.monotonic())


def test_who_is_interrupted_leaves_no_thread_behind(promise):
    """As Ctrl-C in `cat.products`: it reaches whoever waits for the workers."""
    over, arrived = threading.Event(), threading.Semaphore(0)

    def answer(seen, handler):
        if seen.path.startswith("/busy"):
            arrived.release()
            return 503, {"Retry-After": "30"}, b"{}"
        arrived.release()
        over.wait(5)
        return None

    with serving(answer) as server:
        client = make_client(server.url, deadline=45)
        client.__dict__["health"] = {}
        with pytest.raises(KeyboardInterrupt) as caught:
            read_until_interrupted(client, arrived)
        took = time.monotonic() - caught.value.args[0]
        for thread in labkit_threads():
            thread.join(1)  # it ends by itself: the server is silent still
        left = labkit_threads()
        over.set()
    assert took < 1
    assert left == []
    promise(BOUNDS, f"interrupted on silent and busy servers: over after {took:.2f} s, 0 threads")
