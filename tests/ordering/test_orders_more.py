"""Orders: what a second look found: broken pictures, settling at once, too many copies."""

import threading

import pytest
from PIL import Image
from scripted import serving
from toylab import Server, connect

import labkit as lk
from labkit.errors import JournalError, PhotoError

ADDRESS = lk.Address(
    first_name="A", last_name="B", street="c", postcode="1", city="d", country="FR"
)


def test_one_settles_and_the_others_are_told():
    server = Server()
    server.lose = {"place-undone"}
    with serving(server) as script:
        lab = connect(script.url)
        order = lab.new_order(ref="A-1", items=[{"sku": "x", "count": 1}])
        assert lab.submit(order).state == "unknown"
        server.gate.clear()
        results = []

        def settle():
            try:
                results.append(lab.resolve("A-1", resend=True).state)
            except JournalError as error:
                results.append(type(error).__name__)

        threads = [threading.Thread(target=settle) for _ in range(6)]
        for thread in threads:
            thread.start()
        server.gate.set()
        for thread in threads:
            thread.join()
        assert lab.resolve("A-1").state == "unknown"
    assert "unknown" in results
    assert set(results) <= {"unknown", "JournalError"}


def test_this_machine_under_two_names_is_one_place():
    server = Server()
    with serving(server) as script:
        for url in (script.url, script.url.replace("127.0.0.1", "localhost")):
            lab = connect(url)
            order = lab.new_order(ref="A-1", items=[{"sku": "x", "count": 1}])
            assert lab.submit(order).state == "confirmed"
    assert len(server.placed) == 1


@pytest.mark.parametrize("content", [b"no picture at all", b"\xff\xd8\xff\xe0cut"])
def test_a_broken_picture_is_said_before_anything_is_sent(tmp_path, content):
    path = tmp_path / "p.jpg"
    path.write_bytes(content)
    lab = lk.connect("bephoto")
    line = lk.Line(product_id="101", variant_id="1", photo=path)
    with pytest.raises(PhotoError, match=r"p\.jpg"):
        lab.from_intent(lk.OrderIntent(reference="A-1", lines=[line]))
    lab = lk.connect("printofoto")
    line = lk.Line(product_id="14", variant_id="297x420", photo=path)
    order, _ = lab.from_intent(lk.OrderIntent(reference="A-1", recipient=ADDRESS, lines=[line]))
    assert [problem.field for problem in lab.check(order)] == ["details[0].poster.image_url"]


def test_more_copies_than_can_be_compared_are_refused(tmp_path):
    path = tmp_path / "p.jpg"
    Image.new("RGB", (4000, 5000)).save(path)
    line = lk.Line(product_id="14", variant_id="297x420", photo=path, quantity=1001)
    lab = lk.connect("printofoto")
    intent = lk.OrderIntent(reference="A-1", recipient=ADDRESS, lines=[line])
    (problem,) = lab.check(lab.from_intent(intent)[0])
    assert (problem.field, "split" in problem.message) == ("details", True)
