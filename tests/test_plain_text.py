import sys
import unicodedata

import pytest

from labkit.plain_text import clean, clean_lines


def test_whatever_comes_one_line_leaves_that_steers_nothing():
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    cleaned = clean(everything)
    assert not {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} & set(map(unicodedata.category, cleaned))
    assert len(cleaned.splitlines()) == 1
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Tirage 10×15, 写真 é", "Tirage 10×15, 写真 é"),
        ("a\x1b[2Jb", "a[2Jb"),
        ("a\nb\r\nc\td", "a b  c d"),
        ("caf\udce9", "caf\ufffd"),
        ("a\u202egpj.exe", "agpj.exe"),
    ],
)
def test_what_is_left_of_a_text(text, expected):
    assert clean(text) == expected


def test_lines_stay_where_they_are_wanted():
    assert clean_lines("a\x07\n\u2028b\n") == "a\n b\n"
