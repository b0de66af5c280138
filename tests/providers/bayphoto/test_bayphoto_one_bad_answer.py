"""One answer of many that the lab refuses or spoils: the options of the others stand.

Broken once, and seen to fail: `Client.get_many` without ``aside`` in `fetch_sheets`.
"""

import json
import sys
from pathlib import Path

import pytest
from bayphoto_catalog_kit import OPTIONS, TEMPLATES, option, template

import labkit as lk
from labkit.errors import LabkitError

sys.path.insert(0, str(Path(__file__).parents[2] / "http"))
from scripted import JSON, serving

LEAVES = range(2, 8)


@pytest.fixture
def played():
    answers = {TEMPLATES: (200, [template(1, *(template(n, product=10 * n) for n in LEAVES))])}
    for n in LEAVES:
        answers[f"{OPTIONS}?template_id={n}"] = (200, [option(n, option(n + 100, service=n))])

    def answer(seen, handler):
        status, data = answers.get(seen.path, (404, {}))
        return status, JSON, data if isinstance(data, bytes) else json.dumps(data).encode()

    with serving(answer) as server:
        yield server, answers


def connect(server):
    return lk.connect("bayphoto", base_url=server.url, token="t")


@pytest.mark.parametrize(
    "bad", [(403, {}), (422, {}), (200, b"<html>"), (200, "Surface"), (200, [7])]
)
def test_one_bad_sheet_of_options_takes_only_its_own(played, bad):
    server, answers = played
    answers[f"{OPTIONS}?template_id=3"] = bad
    lab = connect(server)
    assert set(lab.options()["product_id"]) == {"20", "40", "50", "60", "70"}
    (reason,) = lab.notes["reason"]
    assert "no answer to a page" in reason or "set aside" in reason
    assert lk.catalog([lab]).problems == {}
    # What comes next time is taken: nothing of the bad answer stays.
    answers[f"{OPTIONS}?template_id=3"] = (200, [option(3, option(103, service=3))])
    assert "30" in set(lab.options(refresh=True)["product_id"])
    assert lab.notes.empty


def test_half_of_them_may_fail_and_no_more(played):
    server, answers = played
    for n in (2, 3, 4):
        answers[f"{OPTIONS}?template_id={n}"] = (403, {})
    assert set(connect(server).options()["product_id"]) == {"50", "60", "70"}
    answers[f"{OPTIONS}?template_id=5"] = (403, {})
    with pytest.raises(LabkitError):
        connect(server).options(refresh=True)
