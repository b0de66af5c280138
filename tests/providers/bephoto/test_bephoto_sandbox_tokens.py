"""How long a token of Bephoto's emulator lives, and where it is kept."""

from bephoto_sandbox_kit import Caller, error_of

from labkit.providers.bephoto.sandbox import EMULATOR
from labkit.sandbox.running_sandbox import Sandbox


def test_q59_a_token_lives_for_ever_by_default(bephoto):
    bephoto.sandbox.clock.advance(days=400)
    assert bephoto.get("/products").status_code == 200


def test_q59_a_token_can_live_an_hour(bephoto, reading):
    reading("q59", "hour")
    bephoto.sandbox.clock.advance(minutes=59)
    idorder = bephoto.new_order()
    bephoto.sandbox.clock.advance(minutes=1)
    assert error_of(bephoto.add(idorder), 401) == "Unauthorized"
    assert bephoto.log_in().add(idorder).status_code == 200


def test_q59_a_token_can_live_three_calls(bephoto, reading):
    reading("q59", "after_requests")
    idorder = bephoto.new_order()
    assert bephoto.add(idorder).status_code == 200
    assert bephoto.add(idorder).status_code == 200
    assert error_of(bephoto.add(idorder), 401) == "Unauthorized"
    assert error_of(bephoto.add(idorder), 401) == "Unauthorized"
    assert bephoto.log_in().order(idorder)["totalorder"] == 0.72  # two lines, not three


def test_no_token_is_kept_in_the_clear(bephoto, tmp_path):
    file = tmp_path / "box.sqlite"
    with Sandbox([EMULATOR], db=file) as sandbox:
        caller = Caller(sandbox).log_in()
        idorder = caller.new_order(metadata="kept")
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("box.sqlite*"))
    token = caller.session.headers["Authorization"].removeprefix("Bearer ")
    assert b"kept" in kept
    assert token.encode() not in kept
    with Sandbox([EMULATOR], db=file) as sandbox:
        again = Caller(sandbox)
        again.session.headers["Authorization"] = f"Bearer {token}"
        assert again.order(idorder)["metadata"] == "kept"
