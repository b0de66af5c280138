"""How long the embedded sandbox takes to start: in a fresh process, and once more in the same.

    python benchmarks/start.py [turns]

Measured in a process of its own each turn, from before the import until the server answers; the
best and the middle of all turns are printed. FastAPI is loaded when a lab is first asked, so the
first answer of a lab has a line of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

TURN = """
import json, time, urllib.request
began = time.perf_counter()
from labkit import sandbox
box = sandbox.start()
urllib.request.urlopen(box.url).read()
first = time.perf_counter() - began
began = time.perf_counter()
other = sandbox.start()
again = time.perf_counter() - began
began = time.perf_counter()
urllib.request.urlopen(box.base_url(box.labs[0]) + "/openapi.json").read()
lab = time.perf_counter() - began
print(json.dumps([first, again, lab]))
"""


def main():
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    command = [sys.executable, "-c", TURN]
    told = [subprocess.check_output(command) for _ in range(turns)]  # noqa: S603 - itself
    labels = ("first start, import included", "one more start", "a lab's first answer")
    for label, times in zip(labels, zip(*map(json.loads, told), strict=True), strict=True):
        best, middle = min(times), statistics.median(times)
        print(f"{label:30s} best {best * 1e3:7.1f} ms, middle {middle * 1e3:7.1f} ms")


if __name__ == "__main__":
    main()
