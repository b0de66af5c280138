"""The Printofoto emulator behind the real server, over real connections."""

from __future__ import annotations

import concurrent.futures
import shutil
import subprocess

import pytest
import requests
from printofoto_sandbox_kit import PHOTO, operation, png

from labkit.providers.printofoto.sandbox import EMULATOR
from labkit.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox((EMULATOR,)) as running:
        yield running


@pytest.fixture
def session(sandbox):
    with _session(sandbox) as one:
        yield one


def _session(sandbox):
    session = requests.Session()
    session.trust_env = False
    session.headers.update(sandbox.credentials("printofoto"))
    return session


def _address(**changes):
    parameters = operation("POST", "/order")["parameters"]
    return {p["name"]: "x" for p in parameters if p["need"] == "mandatory"} | changes


def _place(session, base, reference):
    """Place an order the way the document's flow goes; return the ids of order and detail."""
    order = session.post(f"{base}/order", json=_address(id_order_partner=reference)).json()
    poster = session.post(f"{base}/poster", json={"image_url": PHOTO}).json()
    line = {
        "id_order": order["id_order"],
        "id_product": 14,
        "id_custom": poster["id_poster"],
        "shipping_type": "express",
    }
    detail = session.post(f"{base}/orderdetail", json=line).json()
    state = _address(id_order_partner=reference, order_state=1)
    done = session.put(f"{base}/order/{order['id_order']}", json=state)
    assert done.status_code == 200, done.text
    return order["id_order"], detail["id_order_detail"]


def test_q28_names_with_an_underscore_come_through(sandbox, session):
    base = sandbox.base_url("printofoto")
    assert base.endswith("/printofoto/api")
    assert session.get(f"{base}/poster").status_code == 200
    session.headers.pop("api_secret")
    refused = session.get(f"{base}/poster")
    assert refused.status_code == 403
    assert list(refused.json()["errors"]) == ["api_secret"]


def test_an_order_from_the_file_to_the_doorstep(sandbox, session):
    base = sandbox.base_url("printofoto")
    files = {"image": ("photo.png", png(), "image/png")}
    image = session.post(f"{base}/image", files=files, data={"public": "0", "tag": "a,b"})
    assert image.status_code == 201
    url = image.json()["preview_url"]
    assert url.startswith(f"{base}/images/")
    shown = requests.get(url, timeout=10)
    assert (shown.status_code, shown.content) == (200, png())
    poster = session.post(f"{base}/poster", data={"image_url": url, "format": "420x297"}).json()
    assert poster["image_url"] == url
    order, detail = _place(session, base, "to the doorstep")
    sandbox.clock.advance(days=10)
    assert session.get(f"{base}/order/{order}").json()["order_state"] == "5"
    line = session.get(f"{base}/orderdetail/{detail}").json()
    assert (line["shipping_state"], line["shipping_type"]) == ("1", "express")
    assert [o["state"] for o in sandbox.orders("printofoto") if o["id"] == order] == [
        "5 (delivered order)"
    ]


def test_a_picture_of_the_photo_store_is_downloaded(sandbox, session):
    base = sandbox.base_url("printofoto")
    photo = sandbox.photos.put(png(3, 4), "photo.png")
    made = session.post(f"{base}/image", json={"image": photo, "public": False})
    assert requests.get(made.json()["preview_url"], timeout=10).content == png(3, 4)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_as_the_document_writes_it(sandbox):
    base = sandbox.base_url("printofoto")
    headers = [f"{name}: {value}" for name, value in sandbox.credentials("printofoto").items()]
    call = ["curl", "-s", "--noproxy", "*", *(x for h in headers for x in ("-H", h))]
    form = [*call, f"{base}/card", "-d", f"image_url={PHOTO}", "-d", "image_aspect_ratio=Fill"]
    made = subprocess.run(form, capture_output=True, check=True, text=True).stdout
    assert '"image_aspect_ratio":"fill"' in made
    listed = [*call, f"{base}/card?sort=date_creation+DESC&limit=150&offset=0"]
    assert subprocess.run(listed, capture_output=True, check=True, text=True).stdout == f"[{made}]"


def test_sixteen_clients_at_once_over_the_wire(sandbox):
    base = sandbox.base_url("printofoto")

    def place(client):
        with _session(sandbox) as session:
            return [_place(session, base, f"client {client} order {n}") for n in range(5)]

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        placed = [one for many in pool.map(place, range(16)) for one in many]
    assert len({order for order, _ in placed}) == len({detail for _, detail in placed}) == 80
    rows = [o for o in sandbox.orders("printofoto") if o["reference"].startswith("client ")]
    assert len(rows) == len({row["reference"] for row in rows}) == 80
    assert {row["lines"] for row in rows} == {1}
