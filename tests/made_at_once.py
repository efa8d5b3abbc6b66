"""Makes every file of a paper of many zones and says what it took: run as a process of its own."""

import json
import resource
import sys
import time

from assessments.papers.printers import PRINTERS
from tests.papers import ZH, sample


def main(zones: int) -> dict:
    """Seconds of the clock and of the processor for each format, and the highest memory in MB."""
    paper, took = sample(zones, ZH), {}
    for form, (printer, _) in PRINTERS.items():
        before, clock = _processor(), time.perf_counter()
        printer(paper)
        took[form] = {"seconds": time.perf_counter() - clock, "processor": _processor() - before}
    kinds = {"own": resource.RUSAGE_SELF, "children": resource.RUSAGE_CHILDREN}
    memory = {name: resource.getrusage(kind).ru_maxrss / 1024 for name, kind in kinds.items()}
    return {"took": took, "memory": memory}


def _processor() -> float:
    used = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
