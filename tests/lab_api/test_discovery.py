"""A broken lab is that lab's problem, by name; the others are there all the same."""

import json
import subprocess
import sys
import urllib.request

import pytest
from plugins_kit import copy_lab, register

import labkit as lk
from labkit import sandbox
from labkit.cli import main
from labkit.errors import LabModuleError, UnknownLabError
from labkit.lab_api import spec

pytestmark = pytest.mark.usefixtures("plugins")
OWN = ["bayphoto", "bephoto", "printofoto", "profotonet"]


def broken(plugins, name="brokenlab", text="raise RuntimeError('half written')\n"):
    register(plugins, name, f"{name}:LAB")
    (plugins / f"{name}.py").write_text(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("raise RuntimeError('half written')\n", "half written"),
        ("import sys; sys.exit('gone')\n", "SystemExit: gone"),
        ("LAB = 'a text'\n", "no LabSpec"),
        ("import nowhere_to_be_found\n", "nowhere_to_be_found"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_its_own_problem(plugins, text, message):
    broken(plugins, text=text)
    assert lk.labs() == OWN
    assert spec.registered() == sorted([*OWN, "brokenlab"])
    assert lk.connect("bephoto").name == "bephoto"
    for ask in (spec.find, lk.connect, lambda name: lk.catalog([name]).products):
        with pytest.raises(LabModuleError, match=f"(?s)brokenlab.*{message}"):
            ask("brokenlab")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('country="UK"', "country: 'UK' is no country"),
        ('currency="EURO"', "currency: 'EURO' is no currency"),
        ('currency="eur"', "currency is written in capitals"),
        ('name="Wrong Lab"', "name is small letters"),
        ('credentials=("word")', "credentials is a tuple of texts, not 'word'"),
        ('credentials=("endpoint",)', "'endpoint' is another parameter"),
        ('settings={"word": ""}', "'word' is another parameter"),
        ('settings={"store": 5}', "settings are names and their defaults"),
        ("price_kind='cheap'", "price_kind is one of lab"),
        ("tax='perhaps'", "tax is one of included"),
        ("cache_life=60", "cache_life is a timedelta"),
        ("connections=0", "connections is a whole number"),
        ('live_url="corner.example"', "live_url is https"),
        ('read_by_post=("quotes",)', "read_by_post has paths"),
        ('title=" "', "title is some text"),
    ],
)
def test_a_wrong_spec_is_its_own_problem_and_says_which_value(plugins, change, message):
    copy_lab(
        plugins,
        "wronglab",
        __init__=lambda text: (
            f"{text}\nimport dataclasses\nLAB = dataclasses.replace(LAB, {change})\n"
        ),
    )
    assert lk.labs() == OWN
    assert message in str(spec.discover().problems["wronglab"])


def test_one_name_for_two_labs_is_that_names_problem(plugins):
    copy_lab(plugins, "firstlab")
    (plugins / "twin.py").write_text(
        "import dataclasses, firstlab\nLAB = dataclasses.replace(firstlab.LAB, title='Another')\n"
    )
    register(plugins, "twin", "twin:LAB")
    assert lk.labs() == OWN
    with pytest.raises(LabModuleError, match=r"firstlab.*two packages"):
        lk.connect("firstlab")


def test_a_broken_package_under_the_name_of_a_good_one_is_that_names_problem(plugins):
    copy_lab(plugins, "firstlab")
    (plugins / "other.py").write_text("raise RuntimeError('half written')\n")
    home = plugins / "other-2.0.dist-info"
    home.mkdir()
    (home / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 2.0\n")
    (home / "entry_points.txt").write_text("[labkit.labs]\nfirstlab = other:LAB\n")
    assert lk.labs() == OWN
    with pytest.raises(LabModuleError, match=r"(?s)firstlab.*two packages.*half written"):
        lk.connect("firstlab")


def test_a_broken_module_raises_by_lab_and_module(plugins):
    copy_lab(plugins, "halflab", wire="import sys; sys.exit(3)\n")
    assert lk.labs() == sorted([*OWN, "halflab"])
    with pytest.raises(LabModuleError, match=r"halflab.*'wire'"):
        spec.find("halflab").module("wire")


def test_what_a_module_raises_of_labkits_own_names_the_lab_too(plugins):
    copy_lab(plugins, "halflab", orders="from labkit import Size\nSize.parse('large')\n")
    with pytest.raises(LabModuleError, match=r"halflab.*'orders'.*SizeError"):
        spec.find("halflab").module("orders")


def test_a_catalog_has_the_broken_lab_among_its_problems(plugins):
    broken(plugins)
    copy_lab(plugins, "halflab", catalog="raise RuntimeError('no catalog')\n")
    catalog = lk.catalog()
    assert set(catalog.problems) == {"brokenlab", "halflab"}
    assert isinstance(catalog.problems["brokenlab"], LabModuleError)
    assert "half written" in str(catalog.problems["brokenlab"])
    assert set(catalog.products["lab"]) == set(OWN)
    rows = catalog.compare("10x15 cm", currency="EUR")
    assert set(rows.attrs["problems"]) == {"brokenlab", "halflab"}


def test_the_sandbox_plays_the_others_and_says_which_are_broken(plugins):
    broken(plugins)
    copy_lab(plugins, "mutelab", sandbox="raise RuntimeError('no emulator')\n")
    copy_lab(
        plugins,
        "stucklab",
        sandbox=lambda text: text.replace("def build(", "def old(").replace(
            "EMULATOR =", "def build(box):\n    raise RuntimeError('not built')\n\n\nEMULATOR ="
        ),
    )
    with sandbox.start() as box:
        with urllib.request.urlopen(box.url) as answer:
            assert sorted(json.load(answer)["labs"]) == sorted([*OWN, "stucklab"])
        assert set(box.problems) == {"brokenlab", "mutelab"}
        with pytest.raises(LabModuleError, match=r"mutelab.*no emulator"):
            box.credentials("mutelab")
        # What shows only when it is asked is that lab's too.
        with pytest.raises(urllib.error.HTTPError, match="500") as caught:
            urllib.request.urlopen(f"{box.base_url('stucklab')}/articles")
        assert "not built" in caught.value.read().decode()
        caught.value.close()
        lab = lk.connect("bephoto", base_url=box.base_url("bephoto"))
        assert len(lab.products())


def test_the_command_line_shows_the_broken_lab_and_lists_the_others(plugins, capsys):
    broken(plugins, text="raise RuntimeError('half \x1b[31mwritten')\n")
    assert main(["labs"]) == 0
    text = capsys.readouterr().out
    assert "Bephoto (BE)" in text
    assert "brokenlab: brokenlab:LAB cannot be loaded: RuntimeError: half" in text
    assert "\x1b[31mw" not in text
    assert main(["labs", "--assumptions"]) == 0


def test_an_unknown_lab_names_the_broken_ones_too(plugins):
    broken(plugins)
    with pytest.raises(UnknownLabError, match="did you mean 'brokenlab'"):
        lk.connect("brokenlap")


READ = """
import labkit as lk
lab = lk.connect("agedlab")
print(lab.products()["name"][0], len(lk.history("agedlab")))
"""


def start(plugins, **environment):
    import os

    run = subprocess.run(
        [sys.executable, "-c", READ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(plugins), **environment},
    )
    return run.stdout.split()


def test_an_updated_parser_never_serves_what_the_old_one_made(plugins):
    home = copy_lab(plugins, "agedlab")
    assert start(plugins) == ["Print", "102x152", "1"]
    catalog = home / "catalog.py"
    catalog.write_text(catalog.read_text().replace('article["label"]', 'article["label"].upper()'))
    assert start(plugins) == ["PRINT", "102X152", "1"]
