"""Credentials that exist nowhere else, and the search for them in all that labkit leaves behind."""

import contextlib
import dataclasses
import io
import pickle
import traceback
import zipfile

import pyarrow.parquet
from IPython.core.ultratb import FormattedTB

from labkit.providers.bephoto.sandbox import orders
from labkit.sandbox.discovery import emulators
from labkit.sandbox.running_sandbox import Sandbox

TOKEN = "canary-session-token-5e1f"


@contextlib.contextmanager
def sandbox_of_canaries():
    """Start a sandbox whose labs know secrets of this run alone, and hand out a token of them."""
    changed = [dataclasses.replace(each, credentials=dict(_canaries(each))) for each in emulators()]
    new_token = orders.secrets.token_urlsafe
    orders.secrets.token_urlsafe = lambda *_: TOKEN
    try:
        with Sandbox(changed) as box:
            yield box
    finally:
        orders.secrets.token_urlsafe = new_token


def _canaries(emulator):
    for name in emulator.credentials:
        if name == "email":  # a name, which no document calls a secret
            yield name, f"{emulator.lab}@studio.example"
        else:
            yield name, f"canary-{emulator.lab}-{name.replace('_', '-')}-9d27"


def secrets_of(box, lab):
    found = [value for name, value in box.credentials(lab).items() if name != "email"]
    return [*found, TOKEN] if lab == "bephoto" else found


class Found:
    """All that was left behind, by where it was found."""

    def __init__(self):
        self.places = {}

    def add(self, place, content):
        raw = content if isinstance(content, bytes) else str(content).encode("utf-8", "replace")
        self.places.setdefault(place, []).append(raw)

    def error(self, place, error):
        """Add what is shown of an error: its text, its fields, each frame with its locals."""
        self.add(f"{place}: error", "\n".join([str(error), repr(error), repr(vars(error))]))
        for each, frames in _chain(error):
            shown = traceback.TracebackException(type(each), each, frames, capture_locals=True)
            self.add(f"{place}: traceback with locals", "".join(shown.format(chain=False)))
            verbose = FormattedTB(mode="Verbose")
            self.add(
                f"{place}: IPython's verbose traceback", verbose.text(type(each), each, frames)
            )

    def objects(self, place, *objects):
        for each in objects:
            self.add(f"{place}: repr", repr(each))
            self.add(f"{place}: fields", repr(getattr(each, "__dict__", "")))
            with contextlib.suppress(Exception):  # most are not made for it, and say so
                self.add(f"{place}: pickle", pickle.dumps(each))

    def files(self, place, folder):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            self.add(f"{place}: {path.name}", path.read_bytes())
            for part in _unpacked(path):
                self.add(f"{place}: {path.name}, unpacked", part)

    @property
    def size(self):
        return sum(len(each) for contents in self.places.values() for each in contents)

    def hits(self, secret):
        wanted = secret.encode()
        return [
            place
            for place, contents in self.places.items()
            if any(wanted in each for each in contents)
        ]


def _chain(error):
    """Yield an error and all behind it, each with its frames outside of the tests."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        frames = error.__traceback__
        while frames is not None and "/tests/" in frames.tb_frame.f_code.co_filename:
            frames = frames.tb_next
        yield error, frames
        error = error.__cause__ or error.__context__


def _unpacked(path):
    raw = path.read_bytes()
    if raw[:4] == b"PAR1":
        yield str(pyarrow.parquet.read_table(path).to_pylist())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            yield from (parts.read(name) for name in parts.namelist())
