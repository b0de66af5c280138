import io
import sys
import time

import pytest

from labkit.cli import console
from labkit.cli.console import Heading

HEADINGS = [Heading("lab"), Heading("name", shrinks=True), Heading("price", right=True)]
ROWS = [["first", "A print of 10x15 cm", "0.19"], ["second", "Tirage", "1,234.00"]]


def test_columns_are_aligned_and_numbers_stand_to_the_right():
    assert console.table(HEADINGS, ROWS, room=80).splitlines() == [
        "lab     name                    price",
        "------  -------------------  --------",
        "first   A print of 10x15 cm      0.19",
        "second  Tirage               1,234.00",
    ]


def test_a_narrow_terminal_cuts_names_and_never_numbers():
    lines = console.table(HEADINGS, ROWS, room=30).splitlines()
    assert max(map(len, lines)) == 30
    assert lines[2] == "first   A print of…       0.19"


def test_a_very_narrow_terminal_gets_one_record_below_another():
    text = console.table(HEADINGS, ROWS, room=15)
    assert text.split("\n\n")[1].splitlines() == ["lab: second", "name: Tirage", "price: 1,234.00"]


def test_a_column_without_anything_in_it_is_left_out():
    assert console.table(HEADINGS[:2], [["a", ""]], room=80) == "lab\n---\na"


@pytest.mark.parametrize("text", ["x" * 20_000, "写" * 20_000, "e\u0301" * 20_000, "x " * 20_000])
def test_a_huge_cell_is_cut_in_a_moment(text):
    # Cut off one character after another it took 40 seconds.
    before = time.process_time()
    for room in (200, 80, 40, 10):
        shown = console.table(HEADINGS, [["first", text, "0.19"]] * 20, room=room)
        assert len(shown) < 20 * 1_100
    assert time.process_time() - before < 3


def test_a_row_that_is_one_below_another_is_wrapped_and_keeps_its_words_whole():
    text = console.table(HEADINGS, [["first", "Tirage de 10x15: ", "1,234,567.00"]], room=15)
    assert text.splitlines() == [
        "lab: first",
        "name: Tirage de",
        "  10x15:",
        "price:",
        "  1,234,567.00",
    ]


def test_one_line_stays_one_line_whatever_a_lab_says(capsys):
    console.output("state: a\nlabkit: all is well\u2028b")
    console.status("a\nlabkit: b")
    console.error("a\nlabkit: b\n  c")
    shown = capsys.readouterr()
    assert shown.out == "state: a labkit: all is well b\n"
    assert shown.err == "a labkit: b\nlabkit: a\n  labkit: b\n  c\n"


def test_a_paragraph_is_wrapped_at_a_terminal_alone(monkeypatch):
    assert console.wrapped("one two three") == "one two three"
    monkeypatch.setenv("COLUMNS", "8")
    assert console.wrapped("one two three") == "one two\n  three"


def test_wide_characters_take_two_columns():
    lines = console.table([Heading("name"), Heading("n")], [["写真", "1"], ["abcd", "2"]], room=80)
    assert lines.splitlines()[2:] == ["写真  1", "abcd  2"]


def test_what_steers_a_terminal_is_taken_out():
    hostile = "a\x1b[2Jb\u202ec\r\nd\te\x07"
    assert console.clean(hostile) == "a[2Jbc  d e"
    assert "\x1b" not in console.table([Heading("x")], [[hostile]], room=80)


def test_a_terminal_without_these_characters_gets_the_nearest(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "ascii", write_through=True))
    console.prepare()
    console.output("é × … † œ 写")
    assert raw.getvalue() == b"e x ~ ^ o ?\n"


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("terminal", "surroundings", "expected"),
    [
        (_Terminal, {"TERM": "xterm"}, "\033[1mx\033[0m"),
        (_Terminal, {"TERM": "xterm", "NO_COLOR": "1"}, "x"),
        (_Terminal, {"TERM": "dumb"}, "x"),
        (io.StringIO, {"TERM": "xterm"}, "x"),
    ],
)
def test_bold_is_for_terminals_that_want_it(monkeypatch, terminal, surroundings, expected):
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", terminal())
    assert console.bold("x") == expected


def test_the_width_is_that_of_the_terminal_or_of_columns(monkeypatch):
    assert console.width() == 120
    monkeypatch.setenv("COLUMNS", "44")
    assert console.width() == 44
