"""Secrets appear nowhere: no file labkit keeps, no log, no repr, no error, no pickle."""

import logging
import os
import pickle
import stat
import traceback
from pathlib import Path

import pytest
from PIL import Image

import labkit as lk
from labkit import sandbox
from labkit.http import Call

LINES = {
    "bayphoto": {"product_id": "1975", "options": ["13462"]},
    "bephoto": {"product_id": "101", "variant_id": "1"},
    "printofoto": {"product_id": "14", "variant_id": "297x420"},
    "profotonet": {"product_id": "1002201300190001"},
}
ADDRESS = lk.Address(
    first_name="Anna",
    last_name="Example",
    street="Street",
    house_number="1",
    postcode="1234AA",
    city="Rotterdam",
    country="NL",
)


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as box:
        yield box


@pytest.fixture
def worked(box, tmp_path, caplog, request):
    """A lab whose catalog was read and with which an order was tried, well and badly."""
    name = request.param
    box.reset()
    caplog.set_level(logging.DEBUG)
    lab = lk.connect(name, base_url=box.base_url(name), **box.credentials(name))
    lab.products()
    photo = tmp_path / "p.jpg"
    Image.new("RGB", (3000, 2000)).save(photo)
    intent = lk.OrderIntent(
        reference=f"A-{name}", recipient=ADDRESS, lines=[lk.Line(photo=photo, **LINES[name])]
    )
    order, _ = lab.from_intent(intent)
    lab.preview(order)
    lab.submit(order)
    box.faults.add("status", lab=name, status=500)
    texts = [
        repr(lab),
        repr(lab.client),
        repr(lab.endpoint),
        repr(vars(lab.endpoint)),
        str(lk.orders()),
    ]
    try:
        lab.client.read(Call("GET", "/nowhere"))
    except lk.LabkitError as error:
        texts += [str(error), repr(vars(error)), *traceback.format_exception(error)]
    return lab, [*texts, caplog.text]


@pytest.mark.parametrize("worked", sorted(LINES), indirect=True)
def test_no_secret_in_files_logs_reprs_and_errors(worked):
    lab, texts = worked
    secrets = [secret.reveal() for secret in lab.endpoint.credentials.values()]
    home = Path(os.environ["LABKIT_HOME"])
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any("journal" in path.name for path in files)
    assert any(path.suffix == ".parquet" for path in files)
    for secret in secrets:
        for path in files:
            assert secret.encode() not in path.read_bytes(), path.name
        assert not [text for text in texts if secret in text]
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


@pytest.mark.parametrize("worked", ["profotonet"], indirect=True)
def test_a_connected_lab_does_not_go_into_a_pickle(worked):
    lab, _ = worked
    with pytest.raises(TypeError):
        pickle.dumps(lab.endpoint)
