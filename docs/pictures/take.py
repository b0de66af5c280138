"""Take the README's pictures, all of them: ``python docs/pictures/take.py [FOLDER]``.

They are saved next to this file. Needs Chromium and the ``dev`` extra. All that they show is sample
data of labkit's own sandbox.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent
WIDTH, HEIGHT, COLOURS = 1100, 700, 192
LONG = 1340  # pixels: a form down to its picture
BOTTOM = """() => Math.max(...[...document.querySelectorAll(".jp-OutputArea-output")]
    .map((output) => output.getBoundingClientRect().bottom))"""
EXPLORER = 'import labkit as lk\nlk.explore(lk.catalog(progress=False)).filter(size="10x15 cm")'
TRACKER = """import labkit as lk
from PIL import Image

Image.new("RGB", (1800, 1200), "teal").save("sample.jpg")
lab = lk.connect("profotonet")
to = lk.Address(first_name="Ada", last_name="Sample", street="Teststraat", house_number="1",
                postcode="1234AB", city="Utrecht", country="NL")
line = lk.Line(product_id="1002201300190001", photo="sample.jpg")
for number in (1, 2):
    intent = lk.OrderIntent(reference=f"holiday-{number}", recipient=to, lines=[line])
    lab.submit(lab.from_intent(intent)[0])
    lk.sandbox.shared().clock.advance(days=2)
lab.status("holiday-1")
lk.order_tracker()"""
FORM = """import labkit as lk
from PIL import Image, ImageDraw

picture = Image.new("RGB", (1800, 1200), "#9ecae1")
draw = ImageDraw.Draw(picture)
draw.rectangle((0, 800, 1800, 1200), fill="#31688e")
draw.ellipse((1150, 250, 1450, 550), fill="#fde725")
draw.polygon(((300, 850), (600, 300), (620, 850)), fill="white")
draw.polygon(((250, 870), (800, 870), (720, 960), (340, 960)), fill="#8c510a")
picture.save("sample.jpg")
to = lk.Address(first_name="Ada", last_name="Sample", street="Teststraat", house_number="1",
                postcode="1234AB", city="Utrecht", country="NL")
line = lk.Line(product_id="1000101000150001", quantity=2, photo="sample.jpg")
intent = lk.OrderIntent(reference="holiday-3", recipient=to, lines=[line])
lk.order_form("profotonet", intent)"""


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    compare(folder)
    photograph(folder)
    for picture in folder.glob("*.png"):
        shrink(picture)


def compare(folder: Path) -> None:
    """Draw what a hundred prints cost at each lab."""
    out = folder / "comparison.png"
    command = [sys.executable, "-m", "labkit", "report", "--quantity", "100", "--out", str(out)]
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "LABKIT_HOME": home}
        subprocess.run(command, env=env, check=True)  # noqa: S603 - our own command


def photograph(target: Path) -> None:
    """Take pictures of the widgets, in Voila."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as started:
        folder = Path(name)
        for title, code in (("explorer", EXPLORER), ("tracker", TRACKER), ("form", FORM)):
            (folder / f"{title}.ipynb").write_text(json.dumps(notebook(code)))
        server, url = serve(folder)
        chromium = started.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            page = chromium.new_page(viewport={"width": WIDTH, "height": LONG})
            # Nothing but this machine: what the page itself asks for elsewhere is not let through.
            page.route(lambda asked: not asked.startswith(url), lambda route: route.abort())
            for title, ready, height in (
                ("explorer", "Clear filter", HEIGHT),
                ("tracker", "holiday-2", HEIGHT),
                ("form", "Total (estimate)", LONG),
            ):
                address = f"{url}/voila/render/{title}.ipynb"
                take(page, address, ready, height, target / f"{title}.png")
        finally:
            chromium.close()
            server.terminate()
            server.wait(20)


def take(page: Page, url: str, ready: str, height: int, path: Path) -> None:
    """Take a picture of a page as soon as it shows a text."""
    page.goto(url, timeout=60_000)
    page.get_by_text(ready).first.wait_for(timeout=60_000)
    bottom = page.evaluate(BOTTOM)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(bottom + 20, height)}
    page.screenshot(path=path, clip=clip)


def shrink(path: Path) -> None:
    """Write a picture with as many colours as it needs to look the same."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def notebook(code: str) -> dict[str, object]:
    """Return a notebook of one cell."""
    cell = {
        "cell_type": "code",
        "id": "a1",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [cell],
    }


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start Voila on a folder and return it and its address once it answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    env = {**os.environ, "LABKIT_HOME": str(folder / "home")}
    told = [
        "--no-browser",
        "--Voila.log_level=ERROR",
        f"--port={port}",
        "--Voila.ip=127.0.0.1",
        str(folder),
    ]
    command = [sys.executable, "-m", "voila", *told]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, env=env, cwd=folder, stdout=quiet, stderr=quiet)  # noqa: S603 - our own command
    url = f"http://127.0.0.1:{port}"
    while not answers(url):
        time.sleep(0.2)
    return server, url


def answers(url: str) -> bool:
    """Say whether a server answers."""
    try:
        urllib.request.urlopen(f"{url}/static/favicon.ico", timeout=1).close()  # noqa: S310 - loopback
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
