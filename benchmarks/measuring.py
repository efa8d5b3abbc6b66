"""How one thing is measured: median and 95th percentile of repeated calls."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 30


def measured(
    work: Callable[[], object],
    rounds: int = ROUNDS,
    before: Callable[[], object] = lambda: None,
    beside: Callable[[], object] | None = None,
) -> dict[str, float]:
    """Milliseconds of one call, after a first call to warm up; `before` each is not counted.

    ``cpu`` is what this process computed: others who use the machine meanwhile do not change it
    much. ``beside`` is asked in turn with the work, and ``bare_cpu`` what it computed: a machine
    that slows down slows both, so that their ratio says the same twice.
    """
    times, computed, bare = [], [], []
    for _ in range(rounds + 1):
        if beside is not None:
            bare.append(_spent(beside))
        before()
        start, spent = time.perf_counter(), time.process_time()
        work()
        computed.append((time.process_time() - spent) * 1000)
        times.append((time.perf_counter() - start) * 1000)
    times, computed = times[1:], computed[1:]
    p95 = min(statistics.quantiles(times, n=20)[-1], max(times))
    found = {"median": statistics.median(times), "p95": p95, "cpu": statistics.median(computed)}
    return found | ({"bare_cpu": statistics.median(bare[1:])} if bare else {})


def _spent(work: Callable[[], object]) -> float:
    spent = time.process_time()
    work()
    return (time.process_time() - spent) * 1000


def once(work: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of what is done only once."""
    start, spent = time.perf_counter(), time.process_time()
    work()
    computed, took = time.process_time() - spent, time.perf_counter() - start
    return {"median": took * 1000, "p95": took * 1000, "cpu": computed * 1000}
