"""Makes every file of a paper of many zones and says what it took: run as a process of its own."""

import json
import resource
import sys
import time
from pathlib import Path

from assessments.papers.printers import PRINTERS
from tests.papers import ZH, sample


def main(zones: int) -> dict:
    """Seconds of the clock and of the processor for each format, and the highest memory in MB."""
    paper, took = sample(zones, ZH), {}
    for form, (printer, _) in PRINTERS.items():
        before, clock = _processor(), time.perf_counter()
        printer(paper)
        took[form] = {"seconds": time.perf_counter() - clock, "processor": _processor() - before}
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"took": took, "memory": {"own": _peak(), "children": children}}


def _peak() -> float:
    """The most memory that this process held; getrusage may tell that of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _processor() -> float:
    used = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1])), sys.stdout)
