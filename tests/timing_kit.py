"""How long something takes, whatever else the machine is at."""

import time


def quickest(task, turns=7):
    """Return the seconds of the quickest of several turns: others at work make some slower."""
    times = []
    for _ in range(turns):
        begin = time.perf_counter()
        task()
        times.append(time.perf_counter() - begin)
    return min(times)
