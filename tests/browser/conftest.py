"""One browser and one Voila server for all tests with a browser; every request is watched."""

import contextlib
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
from PIL import Image

from labkit import sandbox

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).parents[2] / "screenshots"
# Voila's own page asks for its icons there; nothing of labkit's does, and it is not let through.
VOILA_ICONS = "https://cdn.jsdelivr.net/npm/@fortawesome/"


def pytest_collection_modifyitems(items):
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=chromium, args=ARGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """Return the folder of notebooks that Voila shows."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def voila(served, tmp_path_factory):
    with running(served, tmp_path_factory, "voila", "--Voila.ip=127.0.0.1") as url:
        yield url


class running:  # noqa: N801 - reads as what it is in a with statement
    """A notebook server in a process of its own, asked until it answers."""

    def __init__(self, folder, factory, program, *args):
        self.port = free_port()
        env = {**os.environ, "LABKIT_HOME": str(factory.mktemp(f"{program}-home"))}
        own = factory.mktemp(f"{program}-own")
        # As somebody has it who saves what widgets hold in the notebook.
        saving = own / "lab" / "user-settings" / "@jupyter-widgets" / "jupyterlab-manager"
        saving.mkdir(parents=True)
        (saving / "plugin.jupyterlab-settings").write_text('{"saveState": true}')
        env |= {
            "JUPYTER_CONFIG_DIR": str(own),
            "JUPYTER_RUNTIME_DIR": str(own),
            "IPYTHONDIR": str(own),
        }
        path = str(Path(__file__).parents[1] / "testlab")
        env["PYTHONPATH"] = os.pathsep.join(filter(None, (path, env.get("PYTHONPATH", ""))))
        self.log = (own / "log").open("wb")
        command = [sys.executable, "-m", program, "--no-browser", f"--port={self.port}", *args]
        self.process = subprocess.Popen(
            [*command, str(folder)], env=env, stdout=self.log, stderr=self.log, cwd=folder
        )

    def __enter__(self):
        url = f"http://127.0.0.1:{self.port}"
        for _ in range(600):
            if answers(url):
                return url
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError("the notebook server did not start")

    def __exit__(self, *_error):
        # Asked to end, it would wait for each of its kernels; they end with it.
        self.process.kill()
        self.process.wait(20)
        self.log.close()


def answers(url):
    try:
        urllib.request.urlopen(f"{url}/static/favicon.ico", timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def watched_page(browser):
    """A page that goes nowhere but to this machine; the test fails where it tried."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(40_000)
    outside = []

    def watch(route):
        url = route.request.url
        if url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            outside.append(url)
            route.abort()

    context.route("**/*", watch)
    yield context.new_page()
    context.close()
    assert [url for url in outside if not url.startswith(VOILA_ICONS)] == []


@pytest.fixture
def page(browser):
    with watched_page(browser) as found:
        yield found


@pytest.fixture(scope="module")
def lasting_page(browser):
    """A page for all tests of a file."""
    with watched_page(browser) as found:
        yield found


def write_notebook(folder, code):
    name = f"n{uuid.uuid4().hex[:8]}.ipynb"
    cell = {
        "cell_type": "code",
        "id": "a1",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel},
        "cells": [cell],
    }
    (folder / name).write_text(json.dumps(notebook))
    return name


@pytest.fixture(scope="session")
def render(voila, served):
    """Run code in a notebook, and let a page show what it ends with."""

    def run(page, code, theme="light"):
        page.goto(f"{voila}/voila/render/{write_notebook(served, code)}?theme={theme}")
        return page

    return run


@pytest.fixture
def show(page, render):
    return functools.partial(render, page)


def take_shot(page, name, *, width=1280, dark=False):
    """Take a picture of the whole page, for a person to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size({"width": width, "height": 2600})
    page.screenshot(path=SHOTS / f"{name}-{width}{'-dark' if dark else ''}.png")


@pytest.fixture
def shot(page):
    return functools.partial(take_shot, page)


@pytest.fixture
def lasting_shot(lasting_page):
    return functools.partial(take_shot, lasting_page)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """Return a server's address, for JupyterLab and Notebook alike, and what writes a notebook."""
    folder = tmp_path_factory.mktemp("notebooks")

    def write(code):
        return write_notebook(folder, code)

    write.folder = folder
    args = (
        "--ServerApp.token=",
        "--ServerApp.password=",
        "--allow-root",
        "--ip=127.0.0.1",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
    with running(folder, tmp_path_factory, "jupyterlab", *args) as url:
        yield url, write


@pytest.fixture
def run_cell():
    """Return what runs a notebook's first cell, as soon as notebook and kernel take keys."""
    from playwright.sync_api import TimeoutError as TooSlow

    def run(page):
        started = page.locator(".jp-InputPrompt", has_text=re.compile(r"\[(\*|\d+)\]")).first
        # On a busy machine JupyterLab may ask first which kernel is meant: its default is.
        asked = page.locator(".jp-Dialog .jp-Dialog-button.jp-mod-accept")
        for _ in range(12):
            try:
                if asked.count():
                    asked.first.click(timeout=4_000)
                page.locator(".jp-Notebook .jp-Cell").first.click(timeout=8_000)
                page.keyboard.press("Escape")
                page.keyboard.press("Control+Enter")
                started.wait_for(timeout=4_000)
            except TooSlow:
                continue
            return
        raise AssertionError("the cell was not run")

    return run


@pytest.fixture(scope="module")
def box():
    """A sandbox outside of the notebook, so that a test can count its orders."""
    with sandbox.start() as started:
        yield started


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "beach.jpg"
    Image.effect_noise((1800, 1200), 40).convert("RGB").save(path)
    return path


@pytest.fixture
def opened(show, box, tmp_path):
    """Open a lab's order form in Voila."""

    def run(lab, extra="", theme="light"):
        page = show(
            f"import os; os.environ['LABKIT_HOME'] = {str(tmp_path / 'home')!r}\n"
            f"import labkit as lk\n"
            f"place = dict(base_url={box.base_url(lab)!r}, **{box.credentials(lab)!r})\n"
            f"lab = lk.connect({lab!r}, **place)\n"
            f"{extra}\n"
            f"lk.order_form(lab)",
            theme,
        )
        page.get_by_role("heading", name=re.compile("^Order at")).wait_for()
        return page

    return run
