"""What pages and work take in a province of one size, on one engine.

    DATABASE_URL=… python -m benchmarks.sizes ZONES     on an empty database, as JSON

Pages are asked through Django's test client: everything the site does, without a network. Each is
measured seven ways: with nothing kept, printed by another process of the server, after a report was
verified, after a step of a case, after a figure was typed, with its parts kept but not the page,
and kept.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from itertools import count

from . import bare, province
from .measuring import measured, once

BARE, BARE_KEPT = "bare page", "bare page, kept"
PAGES = {
    "overview": ("leader", "/"),
    "zone page": ("yichang", "/zones/yichang/"),
    "assessment": ("leader", "/assessments/2023/"),
    "targets": ("leader", "/targets/"),
}
QUARTER = "2024Q1"
#: A bulletin of more zones is a book.
BULLETIN_UP_TO = 200
#: A file of more than 20,000 rows is refused.
MOST_ZONES = 900
_numbers = count(1)


def pages() -> dict[str, dict[str, float]]:
    """The pages that people open most, beside the bare ones."""
    from django.conf import settings
    from django.core.cache import caches

    settings.PAGES_ARE_KEPT = False
    bare.add_bare_pages()
    plain, kept = _ask("leader", bare.PAGE), _ask("leader", bare.KEPT)
    found = {BARE: measured(plain), BARE_KEPT: measured(kept)}
    for name, (login, address) in PAGES.items():
        ask, parts = _ask(login, address), caches["parts"]
        found[f"{name}, nothing kept"] = measured(ask, 10, parts.clear, beside=plain)
        found[f"{name}, printed by another process"] = _by_another(ask, plain)
        found[f"{name}, a report verified before"] = measured(ask, 10, _verify, beside=plain)
        found[f"{name}, a case's step before"] = measured(ask, 10, _step, beside=plain)
        found[f"{name}, a figure typed before"] = measured(ask, 20, _type, beside=plain)
        found[f"{name}, parts kept"] = measured(ask, beside=plain)
        settings.PAGES_ARE_KEPT = True
        found[f"{name}, kept"] = measured(ask, beside=kept)
        settings.PAGES_ARE_KEPT = False
    return found


def _by_another(ask: Callable[[], object], plain: Callable[[], object]) -> dict[str, float]:
    """A page of which this process has nothing, and another one of the server has every part."""
    from django.core.cache import caches

    from zones.shared_parts import share
    from zones.written import READ_SO_FAR

    parts = caches["parts"]

    def forget() -> None:
        read = parts.get(READ_SO_FAR)
        parts.clear()
        parts.set(READ_SO_FAR, read)

    with tempfile.TemporaryDirectory() as folder:
        share(folder)
        forget()
        ask()
        found = measured(ask, before=forget, beside=plain)
        share(None)
    return found


def work(zones: int) -> dict[str, dict[str, float]]:
    """Saving a cell, importing a file, ranking in 1,000 variants."""
    found = {
        "grid save of one cell": measured(_saving(), 20),
        f"import of a file, {zones} zones": once(_importing()),
    }
    found[f"1,000 variants, {zones} × 30"] = measured(_ranking(zones), 5)
    return found


def bulletin() -> dict[str, dict[str, float]]:
    """The year's bulletin: prepared, published, downloaded first and later."""
    from .bulletins import published

    return {
        f"bulletin: {step}": _seconds(took)
        for step, took in published().items()
        if "megabytes" not in step
    }


def _seconds(took: float) -> dict[str, float]:
    return {"median": took * 1000, "p95": took * 1000}  # other processes print


def _client(login: str):
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client()
    client.force_login(User.objects.get(username=login))
    client.get("/zones/")  # a form's token, without which pages are not kept
    return client


def _ask(login: str, address: str) -> Callable[[], object]:
    client = _client(login)

    def ask() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address} answers {answer.status_code}")

    return ask


def _type() -> None:
    """Nothing; somebody else has saved a figure."""
    _written("figure_changed", "figure")


def _verify() -> None:
    """Nothing; somebody else has verified a report of the open quarter."""
    _written("verified", "submission")


def _step() -> None:
    """Nothing; somebody else has taken a step in a case."""
    _written("case_interview", "case")


def _written(action: str, kind: str) -> None:
    from zones.services.audit import Change, audit_append

    audit_append(by=None, at=None, changes=[Change(action, kind, zone="yichang")])


def _saving() -> Callable[[], object]:
    """Saves a cell of the open quarter again and again, as the grid does."""
    from django.contrib.auth.models import User

    client, by = _client("yichang"), User.objects.get(username="yichang").pk
    told = {"token": ""}

    def save() -> None:
        number = next(_numbers)
        about = {"id": f"e{number}", "zone": "yichang", "indicator": "vehicles"}
        edit = about | {"value": str(number), "unit": "辆", "basis": "quarter"} | told
        body = json.dumps({"person": by, "edits": [edit]})
        answer = client.post(f"/collect/{QUARTER}/cells/", body, content_type="application/json")
        if answer.status_code != 200:
            sys.exit(f"a cell answers {answer.status_code}: {answer.content[:300]!r}")
        told["token"] = answer.json()["rows"]["yichang"]["cells"]["vehicles"]["token"]

    return save


def _importing() -> Callable[[], object]:
    """Imports the files of a quarter, every zone with its amounts in money, and hands them in."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from indicators.services.figures import figures_import, read_figures
    from zones.access import person_of

    by = person_of(User.objects.get(username="commerce"), "command line")
    files = _files_of_a_quarter()

    def take() -> None:
        for data in files:
            file = read_figures("q.csv", data)
            figures_import(file=file, by=by, at=timezone.now(), is_incomplete_accepted=True)

    return take


def _files_of_a_quarter() -> list[bytes]:
    """The figures of the last quarter once more: no check finds anything in them."""
    from indicators.models import Observation

    last = Observation.objects.filter(
        submission__quarter__year=2023,
        submission__quarter__quarter=4,
        submission__state="verified",
        indicator__scope="zone",
        indicator__unit_kind="money",
        is_computed=False,
        value__gt=0,
    ).order_by("submission__zone__code")
    told = list(last.values_list("submission__zone__code", "indicator__code", "value"))
    zones = sorted({zone for zone, _code, _value in told})
    files = []
    for first in range(0, len(zones), MOST_ZONES):
        inside = set(zones[first : first + MOST_ZONES])
        lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
        lines += [
            f"{zone},2024Q2,{code},{value},万元,quarter,,"
            for zone, code, value in told
            if zone in inside
        ]
        files.append("\n".join(lines).encode())
    return files


def _ranking(zones: int) -> Callable[[], object]:
    """How sure ranks by 30 criteria are, in 1,000 variants of weights and method."""
    import numpy as np
    import pandas as pd

    from assessments.certainty import how_sure
    from assessments.scoring import Node, plant, score
    from assessments.variants import Card, Reference, draw, standardise

    nodes = [Node("total", None, 100.0)]
    nodes += [Node(f"t{i}", "total", 20.0) for i in range(5)]
    nodes += [Node(f"c{i}", f"t{i % 5}", 100 / 6, 1, 0.0, 100.0) for i in range(30)]
    achieved = pd.DataFrame(
        np.random.default_rng(1).uniform(0, 100, (zones, 30)),
        index=[f"u{i}" for i in range(zones)],
        columns=[f"c{i}" for i in range(30)],
    )
    tree = plant(nodes)
    references = {code: Reference(50, 20) for code in tree.leaf_codes}

    def rank() -> None:
        ranks = score(achieved, tree).scores["rank"]
        card = Card(achieved, standardise(achieved, achieved, tree, references))
        drawn = draw(tree, 1000, 1, has_reference=True)
        how_sure(card, tree, drawn, ranks, seed=1)

    return rank


def main() -> None:
    zones = int(sys.argv[1])
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    os.environ["FILES_PER_MINUTE"] = os.environ["UPLOADS_PER_MINUTE"] = "0"
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["testserver"]
    province.make(zones)
    judged = {"a year judged, with 1,000 variants, and published": once(province.judge_again)}
    found = pages() | judged | work(zones)
    if zones <= BULLETIN_UP_TO:
        found |= bulletin()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
