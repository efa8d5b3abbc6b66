"""How long a bulletin of 7 and of 200 zones takes: prepared, published, taken home.

Each is published once, as people do it: the first time is what counts. Both languages and all four
formats are printed; a download afterwards gives the frozen file.
"""

import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

HALF = "2022H2"
ZONES = 200
SUFFIXES = ("docx", "pdf", "xlsx", "zip")


def measure() -> dict[str, dict[str, float]]:
    """Seconds by number of zones; the database holds more zones afterwards."""
    from django.utils import timezone

    from assessments.services.assessments import assessment_publish, assessment_run
    from indicators.periods import parse_half
    from tests.wide import widen_demonstration
    from zones.models import Zone

    found = {str(Zone.objects.filter(is_judged=True).count()): published()}
    widen_demonstration(ZONES)
    wide = assessment_run(period=parse_half(HALF), at=timezone.now())
    assessment_publish(assessment=wide, at=timezone.now())
    found[str(ZONES)] = published()
    return found


def published() -> dict[str, float]:
    """Seconds of each step, from the draft to the second download, and the sizes of the files."""
    from django.utils import timezone

    from assessments.papers.printers import pdf
    from assessments.services.bulletin_drafts import bulletin_prepare
    from assessments.services.bulletins import bulletin_publish
    from indicators.periods import parse_half

    now = timezone.now()
    told: dict[str, float] = {}
    period = parse_half(HALF)
    words = {"closing_zh": "请各综合保税区抓紧落实。"}  # the same is not prepared twice
    draft = _timed(told, "prepare", lambda: bulletin_prepare(period=period, at=now, words=words))
    before = _megabytes("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
    with mock.patch.object(pdf, "typeset", _noting(peaks := [])):
        bulletin = _timed(told, "publish", lambda: bulletin_publish(bulletin=draft, at=now))
    told["more megabytes at most, here"] = _megabytes("VmHWM") - before
    told["megabytes at most, a child"] = max(peaks) / 1024
    client = _signed_in()
    for step in ("first download", "later download"):
        for suffix in SUFFIXES:
            address = f"/bulletins/{HALF}.{suffix}"
            response = _timed(told, f"{step}, {suffix}", lambda at=address: client.get(at))
            if response.status_code != 200:
                raise SystemExit(f"{address} answers {response.status_code}")
    told["megabytes of all files"] = sum(one.size for one in bulletin.files.all()) / 1e6
    return told


def _noting(peaks: list[int]) -> Callable:
    """Sets pages, and notes the memory that each child took, in KB."""
    from assessments.papers.printers.typesetting import typeset

    def noting(*args, **more):
        made = typeset(*args, **more)
        peaks.append(made.peak)
        return made

    return noting


def _megabytes(name: str) -> float:
    """What the system says of this process's memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def _signed_in():
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(username="leader"))
    client.get("/bulletins/")  # the first page of all loads templates
    return client


def _timed(told: dict[str, float], name: str, work: Callable):
    start = time.perf_counter()
    result = work()
    told[name] = time.perf_counter() - start
    return result


def print_table(found: dict[str, dict[str, float]]) -> None:
    """Nothing; the figures of `measure` stand on the screen."""
    print(f"\nThe bulletin {HALF} in two languages and four formats, seconds by number of zones:")
    print(f"  {'':28}" + "".join(f"{zones:>10}" for zones in found))
    for name in next(iter(found.values())):
        print(f"  {name:28}" + "".join(f"{told[name]:10.2f}" for told in found.values()))
