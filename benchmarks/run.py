"""`make bench`: what pages, work, files and crowds cost, into benchmarks/results.json.

    python -m benchmarks.run                     7 and 200 zones, both engines, about half an hour
    python -m benchmarks.run --zones 7,200,2000  2,000 zones too: longer, and 10 GB of disk
    python -m benchmarks.run --only served       one part; what else results.json holds stays

Every run has its own database and process, and its own bare page: results are ratios to that, and
mean something on another machine. Processor time is measured beside the clock.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

from . import bulletins, collection

RESULTS = Path(__file__).resolve().parent / "results.json"
PARTS = ("sizes", "served", "bulletins", "collection")
ENGINES = ("SQLite", "PostgreSQL")
BARE, BARE_KEPT = "bare page", "bare page, kept"
# One person asks for the same file again and again.
NO_LIMITS = {"FILES_PER_MINUTE": "0", "UPLOADS_PER_MINUTE": "0"}
DEMONSTRATION = """
from benchmarks.province import make
make(7)
"""
BULLETINS = """
import json
from django.conf import settings
from benchmarks import bulletins, province
settings.ALLOWED_HOSTS = ["testserver"]
province.make(7)
print(json.dumps(bulletins.measure()))
"""


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--zones", default="7,200", help="numbers of zones, by comma")
    asked.add_argument("--engines", default=",".join(ENGINES))
    asked.add_argument("--only", choices=PARTS)
    wanted = asked.parse_args()
    sizes = [int(one) for one in wanted.zones.split(",")]
    is_wanted = {part: wanted.only in (None, part) for part in PARTS}
    told = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load when it began": round(os.getloadavg()[0], 1),
    }
    for engine in wanted.engines.split(","):
        for zones in sizes if is_wanted["sizes"] else ():
            measured = _size(engine, zones)
            print_size(engine, str(zones), measured)
            _keep({**told, "engines": {engine: {"sizes": {str(zones): measured}}}})
        if is_wanted["served"]:
            found = _served(engine)
            _print_served(engine, found)
            _keep({**told, "engines": {engine: {"served": found}}})
    if is_wanted["bulletins"]:
        with collection.database("SQLite") as url:
            papers = _process(url, "manage.py", "shell", "-c", BULLETINS)
        bulletins.print_table(papers)
        _keep({**told, "bulletins": papers})
    if is_wanted["collection"]:
        load = collection.measure()
        collection.print_table(load)
        _keep({**told, "collection": load})


def _keep(told: dict) -> None:
    """Nothing; what was measured takes the place of its like in results.json, all else stays."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for engine, found in told.pop("engines", {}).items():
        held = kept.setdefault("engines", {}).setdefault(engine, {})
        held.setdefault("sizes", {}).update(found.pop("sizes", {}))
        held.update(found)
    RESULTS.write_text(json.dumps(kept | told, indent=1, ensure_ascii=False) + "\n")


def _size(engine: str, zones: int) -> dict:
    with collection.database(engine) as url:
        return _process(url, "-m", "benchmarks.sizes", str(zones))


def _served(engine: str) -> dict:
    with collection.database(engine) as url:
        _process(url, "manage.py", "shell", "-c", DEMONSTRATION, is_told=False)
        return _process(url, "-m", "benchmarks.served")


def _process(url: str, *words: str, is_told: bool = True) -> dict:
    """What a process of its own says as JSON in its last line."""
    done = subprocess.run(
        [sys.executable, *words],
        env=os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"} | NO_LIMITS,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1]) if is_told else {}


def print_size(engine: str, zones: str, found: dict[str, dict[str, float]]) -> None:
    """Nothing; a table of one size, each beside its bare page by the clock and the processor."""
    print(f"\n{engine}, {zones} zones × 80 quarters × 30 indicators")
    print(f"{'':52}{'median ms':>10}{'p95 ms':>9}{'cpu ms':>9}{'× bare':>8}{'× cpu':>7}")
    for name, one in found.items():
        base = found[bare_of(name)]
        by_cpu = f"{one['cpu'] / one.get('bare_cpu', base['cpu']):7.1f}" if "cpu" in one else ""
        print(
            f"{name:52}{one['median']:10.1f}{one['p95']:9.1f}{one.get('cpu', float('nan')):9.1f}"
            f"{one['median'] / base['median']:8.1f}{by_cpu}"
        )


def bare_of(name: str) -> str:
    """The bare page that something is compared with: what is kept whole, with one kept."""
    return BARE_KEPT if name.endswith(", kept") and name != BARE_KEPT else BARE


def _print_served(engine: str, found: dict[str, float]) -> None:
    print(f"\n{engine}, served by two processes")
    for name, value in found.items():
        print(f"  {name:50}{value:12.1f}")


if __name__ == "__main__":
    main()
