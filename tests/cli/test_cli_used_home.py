"""Every command that ends by itself, on homes with orders of every lab (issue H, kinds 15 and 16).

Broken once each, and seen to fail: `orders` with `fillna("")` on its totals; `console.output` and
`LabkitError.__str__` without `clean`; `Journal` with a lone surrogate as it came.
"""

import io
import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pandas as pd
import pytest
from used_home import HOSTILE, fill, write_hostile

import labkit as lk
from labkit import sandbox
from labkit.cli import files, main, order_commands, parser
from labkit.errors import InvalidOrderError, LabkitError, Problem
from labkit.ordering.callback_receiver import Callback

LABS = ("bayphoto", "bephoto", "printofoto", "profotonet")
WIDTHS = (40, 80, 200, None)
# These serve until they are interrupted, or begin something large: they have tests of their own.
ELSEWHERE = {"lab", "sandbox", "callbacks", "app", "docs", "demo", "new-lab", "check-lab"}
COMMANDS = [
    ["labs"],
    ["labs", "--assumptions"],
    ["orders"],
    ["fetch"],
    ["problems"],
    ["fetch", "--table", "options"],
    ["fetch", "--table", "shipping"],
    ["compare", "10x15 cm", "--quantity", "100", "--country", "NL"],
    ["openapi", "profotonet"],
    *(["status", f"{lab}-done"] for lab in LABS),
]
REPORT = ["report", "10x15 cm", "--out", "r.html"]
STATES = ("prepared", "unknown", "confirmed", "rejected", "abandoned")


@pytest.fixture(scope="module")
def used(tmp_path_factory):
    folder = tmp_path_factory.mktemp("used")
    with pytest.MonkeyPatch.context() as patch, sandbox.start() as box:
        patch.setenv("LABKIT_HOME", str(folder))
        fill(box, folder)
        yield folder


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LABKIT_HOME", str(folder))
        write_hostile()
    return folder


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    def run(home, command, columns=None):
        monkeypatch.setenv("LABKIT_HOME", str(home))
        monkeypatch.chdir(tmp_path)
        if columns:
            monkeypatch.setenv("COLUMNS", str(columns))
        code = main(command)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def harmless(text):
    kinds = {unicodedata.category(character) for character in text if character != "\n"}
    return not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} & kinds


def test_no_command_is_left_out():
    assert {command[0] for command in COMMANDS} | ELSEWHERE | {"order", "report"} == set(
        parser.COMMANDS
    )


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_ends_well(run, used, command, columns):
    code, out, err = run(used, command, columns)
    assert "unexpected" not in err
    assert "Traceback" not in err
    assert code == 0
    assert harmless(out + err)


@pytest.mark.parametrize("columns", WIDTHS)
def test_orders_shows_every_order_and_says_what_is_not_known(run, used, columns):
    code, out, _ = run(used, ["orders"], columns)
    assert code == 0
    for lab in LABS:
        assert f"{lab}-done" in out
        assert f"{lab}-unknown" in out
    assert "EUR" in out
    assert "unknown" in out
    assert "nan" not in out.lower().split()
    assert "<NA>" not in out
    # What is to be known of orders is wrapped at a terminal alone.
    assert columns is None or max(map(len, out.splitlines())) <= columns


@pytest.mark.parametrize("lab", LABS)
def test_an_order_from_a_file_is_shown_sent_and_refused(run, used, lab):
    file = str(used / f"{lab}.json")
    code, out, err = run(used, ["order", file, "--lab", lab, "--preview"], 80)
    assert (code, err) == (0, "")
    assert "POST" in out
    code, out, err = run(used, ["order", file, "--lab", lab], 80)
    assert (code, err) == (0, "")
    assert f"confirmed: {lab}-unknown" in out
    code, out, err = run(used, ["status", f"{lab}-nothing"])
    assert (code, out) == (1, "")
    assert "have an order" in err or "has an order" in err


@pytest.mark.parametrize("columns", WIDTHS)
def test_no_text_of_the_journal_steers_a_terminal(run, hostile, columns):
    before = time.process_time()
    code, out, err = run(hostile, ["orders"], columns)
    assert time.process_time() - before < 5
    assert (code, err) == (0, "")
    assert harmless(out)
    assert all(state in out for state in STATES)
    assert not [line for line in out.splitlines() if line.startswith("labkit:")]


@pytest.mark.parametrize(
    "reference", ["rejected", "huge", "wide", "prepared", f"hostile {HOSTILE}"]
)
def test_no_status_of_the_journal_steers_a_terminal(run, hostile, reference):
    code, out, err = run(hostile, ["status", reference, "--lab", "profotonet"])
    assert (code, out) == (1, "")
    assert harmless(err)
    assert "unexpected" not in err
    assert not [line for line in err.splitlines()[1:] if not line.startswith("  ")]


def test_the_words_of_an_answer_do_not_steer_a_terminal(run, used, monkeypatch):
    status = lk.ordering.results.OrderStatus(HOSTILE, final=False, tracking=(HOSTILE,))
    monkeypatch.setattr("labkit.api.lab.Lab.status", lambda _lab, _reference: status)
    code, out, _ = run(used, ["status", "profotonet-done"])
    assert code == 0
    assert harmless(out)
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "profotonet-done at Profotonet",
        "tracking",
    ]


class TwoLooks:
    """A receiver that is looked at once; then Ctrl-C comes."""

    def __init__(self, received):
        self._left = [received]

    @property
    def received(self):
        if not self._left:
            raise KeyboardInterrupt
        return self._left.pop()


def test_what_callbacks_say_does_not_steer_a_terminal(capsys):
    callback = Callback("lab", HOSTILE, test=False, problem=HOSTILE)
    with pytest.raises(KeyboardInterrupt):
        order_commands._wait(TwoLooks([callback, callback]))
    shown = capsys.readouterr().out
    assert harmless(shown)
    assert len(shown.splitlines()) == 2


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [Terminal, io.StringIO])
def test_csv_is_exact_in_a_pipe_and_harmless_at_a_terminal(monkeypatch, stream):
    shown = stream()
    monkeypatch.setattr("sys.stdout", shown)
    frame = pd.DataFrame({"name": pd.array([HOSTILE], dtype="string")})
    files.write_frame(Path("-"), frame)
    assert harmless(shown.getvalue()) == shown.isatty()
    assert (HOSTILE in shown.getvalue()) == (not shown.isatty())


def test_an_error_is_harmless_wherever_it_is_printed():
    error = LabkitError(HOSTILE, lab="lab", call="GET /\x1b", hint=f"one\n{HOSTILE}\ud800")
    assert harmless(str(error))
    assert [line[:2] == "  " for line in str(error).split("\n")] == [False, True, True, True]
    invalid = InvalidOrderError("no", problems=[Problem("a\nb", HOSTILE), Problem("c", "d")])
    assert str(invalid).split("\n")[2] == "  c: d"


@pytest.mark.parametrize("home", ["used", "hostile"])
def test_it_all_works_where_there_is_ascii_alone(home, request, tmp_path):
    commands = [*COMMANDS, REPORT] if home == "used" else [["orders"]]
    code = (
        "import sys; from labkit.cli import main\n"
        f"print('codes:', [main(command) for command in {commands!r}])"
    )
    surroundings = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={**os.environ, **surroundings, "LABKIT_HOME": str(request.getfixturevalue(home))},
        cwd=tmp_path,
        check=True,
    )
    lines = done.stdout.decode("ascii").splitlines()
    assert lines[-1] == f"codes: {[0] * len(commands)}", done.stderr
    assert b"\x1b" not in done.stdout
