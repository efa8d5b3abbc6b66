"""How the collection bears its load: eight people at once for 20 s, and a file of 6,000 figures.

    DATABASE_URL=… python -m benchmarks.collection     one engine, on an empty database, as JSON

`make bench` runs it on SQLite and on a PostgreSQL that makes every commit durable. What the writers
were told is compared with what is stored and with the audit log: a lost save ends it with an error.
"""

import contextlib
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from tests import postgres

ENGINES = ("SQLite", "PostgreSQL")
PEOPLE, SECONDS, SERVERS = 8, 20, 2
ZONES, INDICATORS = 200, 30
QUARTER = "2022Q2"


def measure() -> dict[str, dict[str, dict[str, float]]]:
    """What the load comes to on each engine: of the writers and of each step of a file."""
    return {engine: _measured_on(engine) for engine in ENGINES}


def print_table(found: dict[str, dict[str, dict[str, float]]]) -> None:
    """Nothing; the figures of `measure` stand on the screen."""
    print(f"\n{PEOPLE} people at once, {SECONDS} s, {ZONES} zones, {SERVERS} server processes:")
    for engine, measured in found.items():
        told = measured["writers"]
        print(
            f"  {engine:11}{told['saves_a_second']:6.0f} saves/s"
            f"   p50 {told['p50_ms']:.0f} ms   p95 {told['p95_ms']:.0f} ms"
            f"   {told['saved']:.0f} figures saved, none lost"
            f"   {told['conflicts']:.0f} conflicts   {told['refused']:.0f} requests refused"
        )
    print(f"\nA file of {ZONES * INDICATORS:,} figures (peak memory of the process):")
    for engine, measured in found.items():
        steps = "   ".join(f"{name} {seconds:.2f} s" for name, seconds in measured["file"].items())
        print(f"  {engine:11}{steps}   {measured['memory']['peak_mb']:.0f} MB")


def _measured_on(engine: str) -> dict[str, dict[str, float]]:
    with database(engine) as url:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.collection"],
            env=os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)


@contextlib.contextmanager
def database(engine: str) -> Iterator[str]:
    """The DATABASE_URL of an empty database that is gone afterwards."""
    with contextlib.ExitStack() as stack:
        if engine == "PostgreSQL":
            yield stack.enter_context(postgres.server(options=()))
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            yield f"sqlite:///{folder}/bench.sqlite3"


def _prepare():
    """A person of the department, in a collection of many zones and indicators."""
    import django

    django.setup()
    from django.core.management import call_command

    from tests.collecting import open_quarter
    from tests.factories import make_indicator, make_person, make_zone

    call_command("migrate", verbosity=0)
    open_quarter(QUARTER)
    for number in range(ZONES):
        make_zone(f"zone{number}", start="2021Q1")
    units = {"unit_kind": "money", "unit_zh": "亿元", "unit_en": "CNY 100 million"}
    for number in range(INDICATORS):
        make_indicator(f"indicator{number}", **units)
    return make_person("commerce")


def _writers() -> dict[str, float]:
    """What eight people who save cells at once for so long come to; raises if anything is lost."""
    from indicators.models import Indicator
    from tests.factories import make_person
    from tests.servers import Browser, serving
    from tests.writers import Writer, check_nothing_is_lost, write_at_once
    from zones.models import Zone

    zones = list(Zone.objects.values_list("code", flat=True))
    indicators = list(Indicator.objects.values_list("code", flat=True))
    people = [make_person(f"writer{number}") for number in range(PEOPLE)]
    path = f"/collect/{QUARTER}/cells/"
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(serving()) for _ in range(SERVERS)]
        browsers = [Browser(who, servers[n % SERVERS]) for n, who in enumerate(people)]
        writers = [
            Writer(number, PEOPLE, browser, path, zones, indicators)
            for number, browser in enumerate(browsers)
        ]
        write_at_once(writers, SECONDS)
    check_nothing_is_lost(writers)
    seconds = [one for writer in writers for one in writer.seconds]
    results = [attempt.result for writer in writers for attempt in writer.attempts]
    return {
        "saves_a_second": len(seconds) / SECONDS,
        "p50_ms": statistics.median(seconds) * 1000,
        "p95_ms": statistics.quantiles(seconds, n=20)[-1] * 1000,
        "saved": results.count("saved"),
        "conflicts": results.count("conflict"),
        "refused": sum(len(writer.refused) for writer in writers),
    }


def _file(person) -> dict[str, float]:
    """Seconds of each step of a file: read, shown beside what is stored, confirmed."""
    from django.utils import timezone

    from indicators.models import Indicator
    from indicators.selectors.collection import zones_open_to
    from indicators.services.uploads import upload_compared, upload_confirm, upload_read
    from tests.collecting import open_quarter

    quarter, at = open_quarter("2022Q3"), timezone.now()
    zones = {zone.code: zone for zone in zones_open_to(person)}
    codes = Indicator.objects.values_list("code", flat=True)
    lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
    lines += [
        f"{zone},2022Q3,{code},{n + 1},万元,,," for zone in zones for n, code in enumerate(codes)
    ]
    steps: dict[str, float] = {}

    def timed(name: str, act: Callable):
        start = time.perf_counter()
        found = act()
        steps[name] = time.perf_counter() - start
        return found

    file, by = io.BytesIO("\n".join(lines).encode()), {"by": person, "at": at}
    upload = timed(
        "read", lambda: upload_read(quarter=quarter, zone=None, name="q3.csv", file=file, **by)
    )
    about = {"upload": upload, "zones": zones} | by
    compared = timed("preview", lambda: upload_compared(**about))
    if compared.is_refused or len(compared.cells) != ZONES * INDICATORS:
        sys.exit("the file of the benchmark is not taken")
    timed(
        "confirm",
        lambda: upload_confirm(
            is_incomplete_accepted=True, **about, seen=compared.token, is_handed_in=True
        ),
    )
    return steps


def main() -> None:
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    person = _prepare()
    writers, steps = _writers(), _file(person)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"writers": writers, "file": steps, "memory": {"peak_mb": peak}}))


if __name__ == "__main__":
    main()
