"""A lab whose one answer a test chooses, on loopback."""

import json
import sys
from pathlib import Path

import labkit as lk

sys.path.insert(0, str(Path(__file__).parents[1] / "http"))
from scripted import JSON, serving

GOOD = [{"productId": 1002201300190001, "name": "Foto 10x15", "price": 127, "options": []}]


def playing():
    """Serve `state["answer"]`: (status, headers, body)."""
    state = {"answer": (200, JSON, json.dumps(GOOD).encode())}

    def answer(seen, handler):
        if seen.path.startswith("/_labkit"):
            return 404, JSON, b"{}"
        return state["answer"]

    with serving(answer) as server:
        state["url"] = server.url
        state["seen"] = server.seen
        yield state


def connect(played):
    return lk.connect("profotonet", base_url=played["url"], key="k")


def answer_with(played, data):
    played["answer"] = (200, JSON, json.dumps(data).encode())


def reads(played):
    return [seen for seen in played["seen"] if seen.path == "/products"]


def products(count, first=0):
    """So many products that are fit to be sold."""
    return [
        {"productId": 10_000 + n, "name": f"Foto {n} 10x15", "price": 127, "options": []}
        for n in range(first, first + count)
    ]
