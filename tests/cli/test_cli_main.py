import importlib
import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

import labkit.cli
from labkit import report
from labkit.cli import main, notebooks, parser
from labkit.errors import InputError, LabkitError

LABKIT = [sys.executable, "-m", "labkit"]


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    listed = re.findall(r"^    ([a-z-]+)(?: |$)", shown, re.MULTILINE)
    assert listed == list(parser.COMMANDS)
    assert max(map(len, shown.splitlines())) <= 80


def test_the_forms_of_a_report_are_those_there_are():
    assert set(parser.REPORT_SUFFIXES) == set(report.SUFFIXES)


def test_without_a_command_it_helps(capsys):
    assert main([]) == 0
    assert "commands:" in capsys.readouterr().out


@pytest.mark.parametrize("command", parser.COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: labkit {command}" in capsys.readouterr().out


def test_every_command_has_a_function():
    (subcommands,) = (
        action for action in parser.build()._actions if isinstance(action.choices, dict)
    )
    assert set(subcommands.choices) == set(parser.COMMANDS)
    for command in subcommands.choices.values():
        module, _, function = command.get_default("run").partition(":")
        assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["demoo"], "did you mean 'demo'"),
        (["compare"], "SIZE"),
        (["compare", "10x15", "--quantity", "1.5"], "no quantity"),
        (["compare", "10x15", "--quantity", "0"], "no quantity"),
        (["compare", "10x15", "--tolerance", "3"], "not a fraction from 0"),
        (["compare", "10x15", "--tolerance", "nan"], "not a fraction from 0"),
        (["fetch", "--out", "x.xls"], "does not end in .csv or .parquet or .json"),
        (["fetch", "--table", "prices"], "invalid choice"),
        (["report", "--out", "x.doc"], "does not end in .html"),
        (["report", "--quantity", "-3"], "no quantity"),
        (["report", "--min-ppi", "0"], "not a resolution in ppi"),
        (["report", "--min-ppi", "inf"], "not a resolution in ppi"),
        (["sandbox", "--port", "70000"], "not a number from 0 to 65,535"),
        (["sandbox", "--scale", "0"], "not a number from 1 to 1,000,000"),
        (["sandbox", "--scale", "1000001"], "not a number from 1 to 1,000,000"),
        (["demo", "--what"], "unknown arguments: --what"),
        (["openapi"], "LAB"),
        # Secrets typed into a command line would show in the list of processes.
        (["fetch", "--key", "k"], "unknown arguments: --key"),
    ],
)
def test_a_wrong_command_line_ends_with_2(arguments, says, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "ten by fifteen"], ["no size", "10x15 cm"]),
        (["compare", "10x15", "--labs", "befoto"], ["did you mean 'bephoto'"]),
        (["fetch", "befoto"], ["did you mean 'bephoto'"]),
        (["fetch", "--base-url", "http://127.0.0.1:9/"], ["--base-url goes with one lab"]),
        (["openapi", "befoto"], ["did you mean 'bephoto'"]),
        (["sandbox", "--reading", "q31"], ["not a reading", "q31=reversed"]),
        (["sandbox", "--reading", "q999=x"], ["no lab has a switch 'q999'"]),
        (["openapi", "bephoto", "--out", "/nowhere/x.json"], ["cannot write /nowhere/x.json"]),
        (["report", "--out", "/nowhere/r.html"], ["/nowhere is not a folder"]),
        (["report", "--out", "/nowhere/r.png"], ["/nowhere is not a folder"]),
        (["report", "--country", "Holland"], ["'Holland' is no country", "as NL"]),
        (["report", "--photo", "/nowhere.jpg"], ["there is no file /nowhere.jpg"]),
        (["report", "--photo", "0x400"], ["a picture of 0 x 400 pixels is none"]),
        (["report", "--photo", __file__], ["cannot be read as a picture"]),
        (["report", "--photo", "6x4", "--out", "r.png"], ["chart of prices alone"]),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence_and_ends_with_1(arguments, says, capsys):
    assert main(arguments) == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("labkit: ")
    assert "Traceback" not in complaint
    assert all(each in complaint for each in says)


def test_an_unexpected_error_says_how_to_see_more(monkeypatch, capsys):
    def fail(_arguments):
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(labkit.cli, "_run", fail)
    assert main(["demo"]) == 1
    complaint = capsys.readouterr().err
    assert "ZeroDivisionError: oh" in complaint
    assert "LABKIT_DEBUG=1" in complaint
    monkeypatch.setenv("LABKIT_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["demo"])


def test_a_message_does_not_steer_the_terminal(monkeypatch, capsys):
    def fail(_arguments):
        raise LabkitError("the lab said \x1b[2J", hint="second line")

    monkeypatch.setattr(labkit.cli, "_run", fail)
    assert main(["demo"]) == 1
    assert capsys.readouterr().err == "labkit: the lab said [2J\n  second line\n"


def test_ctrl_c_is_quiet(monkeypatch, capsys):
    def interrupted(_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(labkit.cli, "_run", interrupted)
    assert main(["demo"]) == 130
    assert capsys.readouterr().err == ""


# More than a buffer holds, and less: that is written when it ends.
@pytest.mark.parametrize("arguments", [["openapi", "bephoto"], ["labs"]])
def test_a_reader_that_goes_away_is_no_error(arguments, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    process = subprocess.Popen(
        [*LABKIT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 141


def test_it_works_where_there_is_ascii_alone():
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "COLUMNS": "30"}
    done = subprocess.run(
        [*LABKIT, "labs", "--assumptions"], capture_output=True, env=surroundings, check=True
    )
    assert done.stdout.decode("ascii")


def test_labs_are_listed_with_the_variables_for_their_credentials(capsys):
    assert main(["labs"]) == 0
    shown = capsys.readouterr().out
    assert "LABKIT_PROFOTONET_KEY" in shown
    assert "LABKIT_BEPHOTO_EMAIL LABKIT_BEPHOTO_PASSWORD" in shown
    assert "suggested retail, not what the lab charges, USD" in shown


def test_openapi_goes_to_stdout_or_to_a_file(tmp_path, capsys):
    assert main(["openapi", "bephoto"]) == 0
    shown = capsys.readouterr().out
    assert main(["openapi", "bephoto", "--out", str(tmp_path / "b.json")]) == 0
    assert (tmp_path / "b.json").read_text("utf-8") == shown
    assert shown.startswith('{\n  "openapi": "3.')


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_sandbox_says_where_it_is_and_ends_cleanly(stop, tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    command = [*LABKIT, "sandbox", "--port", "0", "--db", str(tmp_path / "s.db"), "--scale", "10"]
    process = subprocess.Popen(
        [*command, "--reading", "q31=straight"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        url = process.stdout.readline().split("listens at ")[1].split()[0]
        shown = [next(process.stdout) for _ in range(4)]
        with urllib.request.urlopen(f"{url}/_labkit/health") as answer:
            assert answer.status == 200
        process.send_signal(stop)
        rest = process.stdout.read()
        assert process.stderr.read() == "labkit: the sandbox has stopped\n"
    assert process.returncode == 0
    assert any(f"{url}/bayphoto" in line for line in shown)
    assert f"{url}/profotonet/v1" in rest
    assert (tmp_path / "s.db").exists()


def test_a_port_that_is_taken_is_said(capsys):
    with labkit.sandbox.start() as running:
        port = running.url.rpartition(":")[2]
        assert main(["sandbox", "--port", port]) == 1
    assert f"port {port} cannot be used" in capsys.readouterr().err


def test_jupyterlab_is_asked_for_where_it_is_missing(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    assert main(["lab"]) == 1
    assert "pip install 'labkit[notebook]'" in capsys.readouterr().err


def test_jupyterlab_gets_the_folder_and_what_it_is_told_further(monkeypatch):
    from jupyterlab.labapp import LabApp

    told = []
    monkeypatch.setattr(LabApp, "launch_instance", told.extend)
    assert main(["lab", "--no-browser", "--port", "8889"]) == 0
    folder = notebooks.resources.notebooks_dir()
    assert told == [f"--ServerApp.root_dir={folder}", "--no-browser", "--port", "8889"]


def test_notebooks_of_a_wheel_are_copied_once_and_never_over_yours(monkeypatch, tmp_path):
    monkeypatch.setattr(notebooks, "_installed", lambda _source: True)
    folder = notebooks.workplace(tmp_path)
    (first, *_) = sorted(folder.iterdir())
    first.write_text("mine")
    assert notebooks.workplace(tmp_path) == folder
    assert first.read_text() == "mine"


def test_notebooks_that_cannot_be_copied_are_said(monkeypatch, tmp_path):
    monkeypatch.setattr(notebooks, "_installed", lambda _source: True)
    (tmp_path / notebooks.FOLDER).write_text("a file")
    with pytest.raises(InputError, match="cannot copy the notebooks"):
        notebooks.workplace(tmp_path)
