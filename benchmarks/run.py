"""`make bench`: how long pages, files and a whole assessment take, into benchmarks/results.json.

What the collection bears with many people at once (`collection.py`) and what a bulletin costs
(`bulletins.py`) is measured beside it.

Runs on a database of its own with the demonstration loaded. A bare page that a person must be
signed in for and that asks one question stands beside the others, so that results are ratios and
mean something on another machine.
"""

import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import bulletins, collection

HERE = Path(__file__).resolve().parent
ROUNDS = 30
BARE = "bare page"


def prepare(folder: str) -> None:
    """Nothing; a database of its own is there, with policy, scheme and demonstration."""
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    # One person asks for the same file hundreds of times.
    os.environ |= {"FILES_PER_MINUTE": "0", "UPLOADS_PER_MINUTE": "0"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    quiet = {"stdout": open(os.devnull, "w", encoding="utf-8")}  # noqa: SIM115 - closed with us
    call_command("migrate", verbosity=0)
    call_command("load_policy", "fixtures/policies/hubei-2021/policy.toml", commit=True, **quiet)
    call_command("load_rules", "fixtures/validation/rules.csv", commit=True, **quiet)
    call_command("load_scheme", "fixtures/schemes/province-2021.toml", commit=True, **quiet)
    call_command("load_province", "fixtures/province_totals.csv", commit=True, **quiet)
    call_command("demo", **quiet)


def measured(work: Callable[[], object], rounds: int = ROUNDS) -> dict[str, float]:
    """Median and 95th percentile of one call, in milliseconds, after a first call to warm up."""
    work()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}


def bare_page(client) -> Callable[[], object]:
    """A signed-in request that asks one question and prints it: what every page costs at least."""
    from django.http import HttpResponse
    from django.urls import path

    import zonetrack.urls as urls
    from zones.models import Zone

    def view(_request):
        return HttpResponse("".join(f"<p>{name}" for name in Zone.objects.values_list("name_zh")))

    urls.urlpatterns.append(path("bare-page/", view))
    return lambda: client.get("/bare-page/")


def pages() -> dict[str, dict[str, float]]:
    """The pages and files that people open, by address."""
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(username="leader"))
    results = {BARE: measured(bare_page(client))}
    for address in (
        "/",
        "/zones/donghu/",
        "/targets/",
        "/measures/1/",
        "/assessments/2023/",
        "/collect/2023Q4/quality/",
        "/bulletins/2023H2.docx",
        "/bulletins/2023H2.xlsx",
    ):
        response = client.get(address)
        if response.status_code != 200:
            sys.exit(f"{address} answers {response.status_code}")
        size = len(response.content)
        results[address] = measured(lambda address=address: client.get(address)) | {"bytes": size}
    return results


def engine() -> dict[str, dict[str, float]]:
    """A whole assessment of the demonstration, and how sure 200 ranks by 30 criteria are."""
    import numpy as np
    import pandas as pd
    from django.utils import timezone

    from assessments.certainty import how_sure
    from assessments.outcome import judge_period
    from assessments.scoring import Node, plant, score
    from assessments.selectors.question import question, scheme_in_force
    from assessments.variants import Card, Reference, draw, standardise
    from indicators.periods import parse_period

    period = parse_period("2023")
    asked = question(period, scheme_in_force(2023), at=timezone.now(), as_at=None)
    nodes = [Node("total", None, 100.0)]
    nodes += [Node(f"t{i}", "total", 20.0) for i in range(5)]
    nodes += [Node(f"c{i}", f"t{i % 5}", 100 / 6, 1, 0.0, 100.0) for i in range(30)]
    achieved = pd.DataFrame(
        np.random.default_rng(1).uniform(0, 100, (200, 30)),
        index=[f"u{i}" for i in range(200)],
        columns=[f"c{i}" for i in range(30)],
    )
    tree = plant(nodes)
    ranks = score(achieved, tree).scores["rank"]
    references = {code: Reference(50, 20) for code in tree.leaf_codes}

    def sure() -> object:
        card = Card(achieved, standardise(achieved, achieved, tree, references))
        drawn = draw(tree, 2000, 1, has_reference=True)
        return how_sure(card, tree, drawn, ranks, seed=1)

    return {
        "judge 2023 (demonstration)": measured(lambda: judge_period(asked), 10),
        "2,000 variants, 200 × 30": measured(sure, 10),
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        results = pages() | engine()
        papers = bulletins.measure()
    bare = results[BARE]["median"]
    told = {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "milliseconds": results,
        "bulletins": papers,
        "collection": collection.measure(),
    }
    (HERE / "results.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    print(f"{told['machine']}, Python {told['python']}, SQLite\n")
    print(f"{'':34}{'median ms':>10}{'p95 ms':>10}{'× bare':>8}")
    for name, found in results.items():
        print(f"{name:34}{found['median']:10.1f}{found['p95']:10.1f}{found['median'] / bare:8.1f}")
    bulletins.print_table(told["bulletins"])
    collection.print_table(told["collection"])


if __name__ == "__main__":
    main()
