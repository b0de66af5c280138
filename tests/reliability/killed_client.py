"""Submits orders, each in a process of its own that may be killed; jobs come as lines of JSON.

For each it writes the process's id, then "ended". A fork is what is left of the time that a new
interpreter takes to import everything.
"""

import importlib
import json
import os
import sys

import labkit as lk

# What submitting an order imports.
for module in ("pandas", "pyarrow", "requests_cache", "labkit.ordering.submission"):
    importlib.import_module(module)
for lab in lk.labs():
    importlib.import_module(f"labkit.providers.{lab}.orders")


def submit(job):
    """Submit one order."""
    os.environ["LABKIT_HOME"] = job["home"]
    lab = lk.connect(job["lab"], base_url=job["base_url"], **job["credentials"])
    lab.submit(lab.new_order(**job["order"]))


for line in sys.stdin:
    child = os.fork()
    if child == 0:
        try:
            submit(json.loads(line))
        finally:
            os._exit(0)
    sys.stdout.write(f"{child}\n")
    sys.stdout.flush()
    os.waitpid(child, 0)
    sys.stdout.write("ended\n")
    sys.stdout.flush()
