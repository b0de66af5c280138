"""Canaries: secrets that exist nowhere else go every way through labkit, and are found nowhere.

Searched: each byte below the labkit home (cache, WAL, journal, snapshots, drafts), logs at DEBUG,
reprs, fields, pickles, errors with the locals of their frames, widget states, reports, what the
command line prints, and the sandbox's own log. A saved notebook: ``tests/widgets``.

Broken once: `Secret.__repr__` shows its value; an error keeps the exception of requests behind it.
"""

import http.client
import json
import logging
import os
from pathlib import Path

import promises
import pytest
from canary_kit import Found, sandbox_of_canaries, secrets_of
from ipywidgets import Widget
from PIL import Image

import labkit as lk
from labkit.cli import main
from labkit.http import Call
from labkit.ordering.callback_receiver import Receiver

pytestmark = pytest.mark.reliability

LABS = ["bayphoto", "bephoto", "printofoto", "profotonet"]
LINES = {
    "bayphoto": {"product_id": "5001", "options": ["13462"]},
    "bephoto": {"product_id": "103", "variant_id": "1"},
    "printofoto": {"product_id": "14", "variant_id": "420x297"},
    "profotonet": {"product_id": "1000101000150001"},
}
COUNTRY = {"bayphoto": "US", "printofoto": "FR"}
SHIPPING = {"bayphoto": "ECON_DS", "printofoto": "normal", "profotonet": "send"}


@pytest.fixture(scope="module")
def box():
    with sandbox_of_canaries() as started:
        yield started


@pytest.fixture
def connect(box):
    def run(lab, **changes):
        return lk.connect(lab, **{"base_url": box.base_url(lab), **box.credentials(lab), **changes})

    return run


@pytest.fixture
def order_of(tmp_path):
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (1800, 1200), "teal").save(photo)

    def run(lab, reference):
        recipient = lk.Address(
            first_name="Ada",
            last_name="Sample",
            street="Main Street",
            house_number="1",
            postcode="90001",
            city="Springfield",
            state="CA" if lab.name == "bayphoto" else "",
            country=COUNTRY.get(lab.name, "NL"),
        )
        return lk.OrderIntent(
            reference=reference,
            recipient=recipient,
            lines=[lk.Line(photo=photo, **LINES[lab.name])],
            shipping=SHIPPING.get(lab.name, ""),
        )

    return run


def fails(found, place, action):
    """Add the error of something that has to fail."""
    try:
        action()
    except lk.LabkitError as error:
        found.error(place, error)
    else:
        raise AssertionError(f"{place} did not fail")


def connecting(found, box, lab, connect):
    fails(found, "connect to no address", lambda: connect(lab, base_url="ftp://nowhere"))
    fails(found, "connect with a strange argument", lambda: connect(lab, nonsense="1"))
    connected = connect(lab)
    parts = (connected.client, connected.endpoint, connected.endpoint.credentials)
    found.objects("connect", connected, *parts)
    return connected


def reading(found, box, lab, connect):
    for frame in (lab.products(), lab.options(), lab.shipping()):
        found.add("catalog", frame.to_csv())
    found.add("raw", json.dumps(lab.raw("products")))
    for fault in ({"fault": "drop_before"}, {"fault": "status", "status": 500}):
        box.faults.add(fault.pop("fault"), lab=lab.name, times=99, **fault)
        fails(found, "catalog under a fault", lambda: lab.client.read(Call("GET", "/nowhere")))
        box.faults.clear()
    away = connect(lab.name, base_url=f"http://127.0.0.1:9/{lab.name}")
    fails(found, "catalog where nothing listens", lambda: away.client.read(Call("GET", "/x")))


def ordering(found, box, lab, order_of):
    order, _ = lab.from_intent(order_of(lab, "100001"))
    found.objects("order", order, lab.check(order), lab.preview(order), lab.submit(order))
    found.objects("status", lab.status("100001") if lab.name != "bayphoto" else "")
    box.faults.add("drop_after", lab=lab.name, method="POST")
    lost, _ = lab.from_intent(order_of(lab, "100002"))
    found.objects("order, answer lost", lab.submit(lost))
    box.faults.clear()
    box.faults.add("status", lab=lab.name, method="POST", status=400, times=9)
    refused, _ = lab.from_intent(order_of(lab, "100003"))
    try:
        found.objects("order, refused", lab.submit(refused))
    except lk.LabkitError as error:
        found.error("order, refused", error)
    box.faults.clear()
    found.add("journal as a frame", lk.orders().to_csv())


def calling_back(found, box, lab):
    if not hasattr(lab.order_service.module, "read_callback"):
        return
    with Receiver([lab]) as receiver:
        host = receiver.url(lab.name).split("/")[2]
        connection = http.client.HTTPConnection(host, timeout=20)
        body = {"referenceId": "100001", "status": "shipped"}
        connection.request("POST", f"/{lab.name}", json.dumps(body))
        assert connection.getresponse().status == 200
        connection.close()
        found.objects("callback", receiver, *receiver.received)


def filling_in(found, lab, order_of):
    form = lk.order_form(lab, order_of(lab, "100004"))
    found.objects("form", form)
    found.add("form: code", form.to_code())
    form.widget._message(None, {"type": "submit", "revision": form.revision}, [])
    tracker = lk.order_tracker([lab])
    found.objects("tracker", tracker)
    _add_widgets(found, form, tracker)


def _add_widgets(found, *shown):
    for each in shown:
        for widget in _tree(each):
            found.add("widget state", repr(widget.get_state()))
            found.add("widget, static", repr(widget._repr_mimebundle_()))


def _tree(widget):
    """Yield a widget and all inside it."""
    if isinstance(widget, Widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from _tree(child)


def reporting(found, lab, folder, *, full):
    catalog = lk.catalog([lab])
    found.objects("catalog", catalog)
    for suffix in ("html", "xlsx", "pdf") if full else ("html", "xlsx"):
        catalog.report(folder / f"{lab.name}.{suffix}", ["10x15 cm"], quantity=10)
    explorer = lk.explore([lab])
    found.objects("explorer", explorer)
    _add_widgets(found, explorer)


def commanding(found, box, lab, monkeypatch, capsys):
    for name, value in box.credentials(lab.name).items():
        monkeypatch.setenv(f"LABKIT_{lab.name}_{name}".upper(), value)
    place = ["--lab", lab.name, "--base-url", box.base_url(lab.name)]
    for command in (["orders"], ["status", "100001", *place], ["status", "nothing", *place]):
        main(command)
    said = capsys.readouterr()
    found.add("command line", said.out + said.err)


@pytest.mark.parametrize("name", LABS)
def test_no_secret_is_found_anywhere(
    box, name, connect, order_of, tmp_path, caplog, capsys, monkeypatch, full, promise
):
    box.reset()
    caplog.set_level(logging.DEBUG)
    found = Found()
    lab = connecting(found, box, name, connect)
    reading(found, box, lab, connect)
    ordering(found, box, lab, order_of)
    calling_back(found, box, lab)
    filling_in(found, lab, order_of)
    if full or name == "bephoto":  # what it is made of knows no lab
        reporting(found, lab, tmp_path, full=full)
    commanding(found, box, lab, monkeypatch, capsys)
    found.files("home", Path(os.environ["LABKIT_HOME"]))
    found.files("report", tmp_path)
    found.add("log", caplog.text)
    found.add("sandbox's log", json.dumps(box.log()))
    hits = {secret: found.hits(secret) for secret in secrets_of(box, name)}
    searched = f"{len(found.places)} places, {found.size:,} bytes"
    promise(promises.CANARIES, f"{name}: {sum(map(len, hits.values()))} hits in {searched}")
    assert hits == {secret: [] for secret in secrets_of(box, name)}
    assert any("journal.sqlite" in place for place in found.places)
    assert any(".parquet, unpacked" in place for place in found.places)
    assert "DEBUG" in caplog.text
