import datetime as dt
import errno
import json
import sqlite3
import stat
import threading
import time

import pytest
from scripted import JSON, make_client, serving

from labkit import folders
from labkit.errors import (
    AnswerError,
    DeadlineError,
    LiveOrderError,
    RedirectError,
    RefusedError,
    ServerError,
    StoreError,
    TooLargeError,
    UnauthorizedError,
    UnreachableError,
)
from labkit.http import Call
from labkit.lab_api.endpoints import Kind


def ok(seen, handler):
    return 200, JSON, json.dumps({"path": seen.path}).encode()


@pytest.mark.short
def test_a_page_is_read_once_and_then_comes_from_the_cache():
    with serving(ok) as server:
        client = make_client(server.url)
        first = client.get("/products", {"a": "1"})
        second = client.get("/products", {"a": "1"})
        third = client.get("/products", {"a": "2"})
    assert first.data == {"path": "/products?a=1"} == second.data
    assert third.data == {"path": "/products?a=2"}
    assert [s.path for s in server.seen if not s.path.startswith("/_labkit")] == [
        "/products?a=1",
        "/products?a=2",
    ]
    assert second.fetched_at == first.fetched_at or abs(
        second.fetched_at - first.fetched_at
    ) < dt.timedelta(seconds=5)
    assert second.fetched_at.tzinfo is not None
    assert not second.stale


def test_refresh_reads_anew():
    with serving(ok) as server:
        client = make_client(server.url)
        client.get("/p")
        client.get("/p", refresh=True)
    assert [s.path for s in server.seen].count("/p") == 2


def test_another_account_is_never_served_the_first_ones_answer():
    def by_account(seen, handler):
        return 200, JSON, json.dumps({"key": dict(seen.headers)["key"]}).encode()

    with serving(by_account) as server:
        one = make_client(server.url, key="account-1").get("/p").data
        two = make_client(server.url, key="account-2").get("/p").data
    assert (one, two) == ({"key": "account-1"}, {"key": "account-2"})


def test_no_secret_reaches_the_cache_and_its_files_are_private():
    with serving(ok) as server:
        make_client(server.url, key="VERY-SECRET-77").get("/p")
    files = [path for path in folders.cache_dir().rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in files)
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert b"VERY-SECRET-77" not in path.read_bytes()
    assert stat.S_IMODE(folders.cache_dir().stat().st_mode) == 0o700


def test_what_is_kept_is_json_and_no_pickle():
    with serving(ok) as server:
        client = make_client(server.url)
        client.get("/p")
        client.close()
    (path,) = folders.cache_dir().glob("*.sqlite")
    with sqlite3.connect(path) as db:
        (value,) = db.execute("SELECT value FROM responses").fetchone()
    db.close()
    assert json.loads(value)["status_code"] == 200


def test_a_lab_that_fails_is_stood_in_for_by_what_was_kept_with_a_mark():
    state = {"fail": False}

    def sometimes(seen, handler):
        return (500, JSON, b"{}") if state["fail"] else ok(seen, handler)

    with serving(sometimes) as server:
        client = make_client(server.url, life=dt.timedelta(microseconds=1))
        fresh = client.get("/p")
        state["fail"] = True
        stale = client.get("/p")
        with pytest.raises(ServerError):
            client.get("/never-read")
    assert (fresh.stale, stale.stale) == (False, True)
    assert stale.data == fresh.data


def test_html_with_status_200_is_an_error_and_is_not_kept():
    state = {"html": True}

    def page(seen, handler):
        if state["html"]:
            return 200, {"content-type": "text/html"}, b"<html>log in</html>"
        return ok(seen, handler)

    with serving(page) as server:
        client = make_client(server.url)
        with pytest.raises(AnswerError, match=r"test GET /p: the answer is not JSON \(text/html"):
            client.get("/p")
        state["html"] = False
        assert client.get("/p").data == {"path": "/p"}


def test_a_refused_credential_names_lab_call_and_what_to_check_and_is_not_stood_in_for():
    state = {"refuse": False}

    def maybe(seen, handler):
        return (401, JSON, b'{"error":"no"}') if state["refuse"] else ok(seen, handler)

    with serving(maybe) as server:
        client = make_client(server.url, life=dt.timedelta(microseconds=1))
        client.get("/p")
        state["refuse"] = True
        with pytest.raises(UnauthorizedError, match=r"test GET /p: .*\n  check key"):
            client.get("/p")


def test_a_refusal_carries_the_labs_own_words_field_by_field():
    def refuse(seen, handler):
        return 422, JSON, b'{"errors":[{"field":"entries[0].file","message":"missing"}]}'

    with serving(refuse) as server, pytest.raises(RefusedError) as caught:
        make_client(server.url).send(Call("POST", "/order", json={"a": 1}))
    assert caught.value.status == 422
    assert caught.value.problems[0].field == "entries[0].file"
    assert "entries[0].file: missing" in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed_and_no_secret_goes_elsewhere(status):
    with serving(ok) as elsewhere:

        def redirect(seen, handler):
            return status, {"location": elsewhere.url + "/caught"}, b""

        with serving(redirect) as server:
            client = make_client(server.url)
            for attempt in (lambda: client.get("/p"), lambda: client.send(Call("POST", "/o"))):
                with pytest.raises(RedirectError):
                    attempt()
    assert elsewhere.seen == []


def test_secrets_are_added_at_the_last_moment_and_are_in_no_error():
    with serving(lambda s, h: (400, JSON, b"{}")) as server:
        client = make_client(server.url, key="HIDE-ME-5")
        with pytest.raises(RefusedError) as caught:
            client.get("/p")
    assert dict(server.seen[-1].headers)["key"] == "HIDE-ME-5"
    assert "HIDE-ME-5" not in repr(client) + str(caught.value) + repr(vars(caught.value))
    assert "HIDE-ME-5" not in repr(client.endpoint)


@pytest.mark.parametrize("status", [403, 500])
def test_a_secret_that_the_server_repeats_is_blotted_out_of_the_error(status):
    message = b'{"errors":[{"field":"key","message":"bad key HIDE-ME-6"}]}'
    with serving(lambda s, h: (status, JSON, message)) as server:
        client = make_client(server.url, key="HIDE-ME-6")
        with pytest.raises((RefusedError, ServerError)) as caught:
            client.get("/p")
    assert "HIDE-ME-6" not in str(caught.value) + repr(vars(caught.value))
    if status == 403:
        assert "bad key **********" in str(caught.value)


def test_json_nested_without_end_is_no_json():
    with (
        serving(lambda s, h: (200, JSON, b"[" * 5000)) as server,
        pytest.raises(AnswerError, match="not JSON"),
    ):
        make_client(server.url).get("/p")


@pytest.mark.parametrize("folder", [folders.cache_dir, folders.state_dir])
def test_a_home_that_cannot_be_used_is_said_with_the_way_out(folder, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("LABKIT_HOME", str(tmp_path / "file"))
    with pytest.raises(StoreError, match=r"cannot be used: Not a directory\n  set LABKIT_HOME"):
        folder()


def test_a_file_that_cannot_be_made_is_said_with_the_way_out(tmp_path):
    path = tmp_path / "gone" / "journal.sqlite"
    with pytest.raises(
        StoreError, match=r"journal.sqlite cannot be used: No such .*\n  set LABKIT"
    ):
        folders.create_private(path, b"")
    path.parent.mkdir()
    folders.create_private(path, b"")
    with pytest.raises(FileExistsError):
        folders.create_private(path, b"")


def test_a_write_is_sent_once_even_if_the_connection_breaks():
    with serving(lambda seen, handler: None) as server:
        client = make_client(server.url)
        with pytest.raises(UnreachableError, match="test POST /order"):
            client.send(Call("POST", "/order", json={}))
    assert [s.method for s in server.seen] == ["POST"]


def test_a_busy_server_is_asked_again_for_a_read_but_not_for_a_write():
    counts = {"GET": 0, "POST": 0}

    def busy(seen, handler):
        if seen.path.startswith("/_labkit"):
            return 404, JSON, b"{}"
        counts[seen.method] += 1
        return (503, JSON, b"{}") if counts[seen.method] < 3 else ok(seen, handler)

    with serving(busy) as server:
        client = make_client(server.url)
        assert client.get("/p").data == {"path": "/p"}
        with pytest.raises(ServerError):
            client.send(Call("POST", "/o"))
    assert counts == {"GET": 3, "POST": 1}


def test_a_live_endpoint_gets_no_write_at_all():
    with serving(ok) as server:
        client = make_client(server.url, kind=Kind.LIVE)
        with pytest.raises(LiveOrderError):
            client.send(Call("POST", "/order", json={}))
    assert server.seen == []


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_server_that_drips_is_left_at_the_deadline(where):
    stop = threading.Event()

    def drip(seen, handler):
        try:
            if where == "body":
                handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
            else:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\nx-a: ")
            while not stop.wait(0.02):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            pass

    with serving(drip) as server:
        client = make_client(server.url, deadline=0.3)
        client.__dict__["health"] = {}
        began = time.monotonic()
        with pytest.raises(DeadlineError):
            client.send(Call("POST", "/o"))
        took = time.monotonic() - began
        stop.set()
    assert took < 2


def test_an_answer_that_never_ends_is_cut_at_the_size_limit():
    with serving(lambda s, h: (200, JSON, b"[" + b"1," * 600_000 + b"1]")) as server:
        client = make_client(server.url)
        client._reads.get_adapter(server.url + "/").max_bytes = 1_000_000
        with pytest.raises(TooLargeError, match="1,000,000"):
            client.get("/p")


def test_nobody_there_is_said_with_the_address():
    with serving(ok) as server:
        url = server.url
    with pytest.raises(UnreachableError, match=url.removeprefix("http://")):
        make_client(url).get("/p")


def test_the_environment_sends_nothing_through_a_proxy_and_no_netrc_replaces_a_secret(
    monkeypatch, tmp_path
):
    (tmp_path / "netrc").write_text("default login intruder password intruder\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(ok) as server:
        assert make_client(server.url).get("/p").data
    assert "Authorization" not in dict(server.seen[-1].headers)


def test_cookies_are_not_kept():
    def set_cookie(seen, handler):
        return 200, {**JSON, "set-cookie": "session=1"}, b"{}"

    with serving(set_cookie) as server:
        client = make_client(server.url)
        client.get("/a")
        client.get("/b")
    assert all("Cookie" not in dict(s.headers) for s in server.seen)


def test_many_who_ask_for_one_cold_page_cause_one_request():
    gate = threading.Event()

    def slow(seen, handler):
        gate.wait(2)
        return ok(seen, handler)

    with serving(slow) as server:
        client = make_client(server.url)
        client.__dict__["health"] = {}
        _ = client.cache
        threads = [threading.Thread(target=client.get, args=("/p",)) for _ in range(16)]
        for thread in threads:
            thread.start()
        gate.set()
        for thread in threads:
            thread.join()
    assert [s.path for s in server.seen] == ["/p"]


def test_many_pages_come_in_the_order_asked_for():
    with serving(ok) as server:
        pages = make_client(server.url).get_many([(f"/p/{n}", {}) for n in range(40)])
    assert [page.data["path"] for page in pages] == [f"/p/{n}" for n in range(40)]


@pytest.mark.short
def test_a_damaged_cache_is_set_aside_with_a_warning_and_read_again():
    with serving(ok) as server:
        client = make_client(server.url)
        client.get("/p")
        client.close()
        (path,) = folders.cache_dir().glob("*.sqlite")
        path.write_bytes(b"this is no database at all" * 100)
        with pytest.warns(UserWarning, match="was damaged"):
            assert make_client(server.url).get("/p").data == {"path": "/p"}


def test_a_damaged_cache_that_may_not_be_replaced_costs_no_answer(monkeypatch):
    def refused(path, **_how):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with serving(ok) as server:
        client = make_client(server.url)
        client.get("/p")
        (path,) = folders.cache_dir().glob("*.sqlite")
        with sqlite3.connect(path) as db:
            db.execute("DROP TABLE responses")
        db.close()
        monkeypatch.setattr("pathlib.Path.unlink", refused)
        with pytest.warns(UserWarning, match="not kept for the next start: .*Permission denied"):
            assert client.get("/q").data == {"path": "/q"}
        assert client.get("/q").data == {"path": "/q"}
    assert [s.path for s in server.seen if not s.path.startswith("/_")] == ["/p", "/q"]


def login_server(tokens):
    issued = []

    def answer(seen, handler):
        if seen.path.startswith("/_labkit"):
            return 404, JSON, b"{}"
        if seen.path == "/login":
            issued.append(f"token-{len(issued)}")
            return 200, JSON, json.dumps({"token": issued[-1]}).encode()
        token = dict(seen.headers).get("Authorization", "").removeprefix("Bearer ")
        return ok(seen, handler) if token in tokens(issued) else (401, JSON, b"{}")

    return answer


def test_a_token_that_ran_out_is_replaced_once_and_the_write_is_sent_again():
    alive = {"count": 1}
    with serving(login_server(lambda issued: issued[-alive["count"] :])) as server:
        client = make_client(server.url, login=True)
        client.send(Call("POST", "/one"))
        client._token = "run-out"
        client.send(Call("POST", "/two"))
    assert [s.path for s in server.seen] == ["/login", "/one", "/two", "/login", "/two"]


def test_a_lab_that_refuses_every_token_is_asked_twice_and_no_more():
    with serving(login_server(lambda issued: [])) as server:
        client = make_client(server.url, login=True)
        with pytest.raises(UnauthorizedError):
            client.send(Call("POST", "/one"))
    assert [s.path for s in server.seen] == ["/login", "/one", "/login", "/one"]
