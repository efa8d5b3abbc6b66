"""How one thing is measured: median and 95th percentile of repeated calls."""

import statistics
import time
from collections.abc import Callable

ROUNDS = 30


def measured(
    work: Callable[[], object],
    rounds: int = ROUNDS,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Milliseconds of one call, after a first call to warm up; `before` each is not counted.

    ``cpu`` is what this process computed: others who use the machine meanwhile do not change it.
    """
    times, computed = [], []
    for _ in range(rounds + 1):
        before()
        start, spent = time.perf_counter(), time.process_time()
        work()
        computed.append((time.process_time() - spent) * 1000)
        times.append((time.perf_counter() - start) * 1000)
    times, computed = times[1:], computed[1:]
    p95 = min(statistics.quantiles(times, n=20)[-1], max(times))
    return {"median": statistics.median(times), "p95": p95, "cpu": statistics.median(computed)}


def once(work: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of what is done only once."""
    start, spent = time.perf_counter(), time.process_time()
    work()
    computed, took = time.process_time() - spent, time.perf_counter() - start
    return {"median": took * 1000, "p95": took * 1000, "cpu": computed * 1000}
