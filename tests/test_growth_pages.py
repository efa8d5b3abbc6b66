"""No page or address does work that grows with the history: twice the quarters, as much work.

SQLite counts the steps that a statement takes. The plans of both engines are in test_growth.py.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from benchmarks.province import lengthen
from indicators.models import ReportingQuarter, Submission
from tests.api import program_of
from tests.demo_database import demonstration  # noqa: F401
from zones.models import AuditEntry, AuditHead

pytestmark = [pytest.mark.usefixtures("demonstration", "db"), pytest.mark.sqlite]

#: What tells the history itself is left out: a figure's page, a zone's timeline, all reports. So is
#: what waits in the collection, which goes through the reports of so few zones as there are here.
PAGES = {
    "leader": (
        *("/", "/assessments/2023/", "/assessments/", "/zones/", "/zones/yichang/", "/targets/"),
        *("/wall/", "/compare/", "/cases/", "/bulletins/", "/revisions/?since=all", "/events/"),
        *("/search/?q=yichang", "/innovations/"),
    ),
    "commerce": (
        *("/collect/rules/", "/collect/2024Q1/", "/collect/2024Q1/quality/"),
        *("/collect/2024Q1/grid/", "/collect/2024Q1/terms/", "/collect/2024Q1/yichang/"),
        *("/tasks/2024Q1/", "/projects/", "/classes/"),
    ),
    "yichang": ("/collect/", "/collect/2024Q1/", "/zones/yichang/"),
}
ADDRESSES = (
    *("measures", "targets", "zones", "indicators", "figures", "figures?zone=yichang"),
    *("province-figures", "assessments", "assessments/2023/components", "assessments/2023/figures"),
    *("assessments/2023/flags", "bulletins"),
    *("submissions?quarter=2023Q4", "submissions/2023Q4/yichang"),
)
QUARTERS, ENTRIES = 40, 4000
#: So many steps count as one.
STEPS = 10
#: The tables that grow with the history; there are only four quarters a year.
GROWING = re.compile("indicators_(auditentry|submission|observation)")
#: What an index narrows down to the zones asked for grows by some steps.
SOME, A_PART = 100, 0.12

Ask = Callable[[], object]


class Work:
    """The steps that each statement takes, its lists of values in brief."""

    def __init__(self):
        self.steps: Counter[str] = Counter()
        self._statement = ""

    def __call__(self, execute, sql, params, many, context):
        self._statement = re.sub(r"%s(, %s)+", "…", sql)
        return execute(sql, params, many, context)

    def count(self) -> int:
        self.steps[self._statement] += 1
        return 0


def work_of(ask: Ask) -> Counter[str]:
    work = Work()
    connection.connection.set_progress_handler(work.count, STEPS)
    try:
        with connection.execute_wrapper(work):
            ask()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return work.steps


def answered(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def everything_asked() -> dict[str, Ask]:
    """Each page and address with how it is asked for."""
    asked: dict[str, Ask] = {}
    for login, addresses in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(username=login))
        for one in addresses:
            asked[f"{login} {one}"] = partial(answered, client, one)
    program = program_of("commerce")
    for one in ADDRESSES:
        asked[one] = partial(answered, program, one)
    return asked


def write_figures() -> None:
    """Nothing; the log has so many more entries, of figures of an early year."""
    head = AuditHead.objects.get()
    at = AuditEntry.objects.earliest("seq").at
    AuditEntry.objects.bulk_create(
        AuditEntry(
            seq=head.seq + number,
            at=at,
            action="figure_changed",
            kind="figure",
            zone=f"zone{number % 50}",
            quarter="2011Q1",
            indicator="trade_import",
            hash=f"{head.seq + number}",
        )
        for number in range(1, ENTRIES + 1)
    )
    AuditHead.objects.update(seq=head.seq + ENTRIES, hash=f"{head.seq + ENTRIES}")


def grown(before: Counter[str], after: Counter[str]) -> dict[str, tuple[int, int]]:
    """The statements on what grows that take more steps by more than a part of them and some."""
    return {
        statement[-300:]: (before[statement], steps)
        for statement, steps in after.items()
        if GROWING.search(statement) and steps > before[statement] * (1 + A_PART) + SOME
    }


def test_no_page_does_work_that_grows_with_the_history():
    asked = everything_asked()
    lengthen(QUARTERS)
    write_figures()
    for ask in asked.values():
        ask()  # what a process reads once
    before = {name: work_of(ask) for name, ask in asked.items()}
    reports = Submission.objects.count()
    lengthen(2 * QUARTERS)
    write_figures()
    assert ReportingQuarter.objects.count() >= 2 * QUARTERS
    assert Submission.objects.count() > 1.5 * reports
    found = {name: grown(before[name], work_of(ask)) for name, ask in asked.items()}
    assert {name: statements for name, statements in found.items() if statements} == {}


def test_work_that_grows_is_noticed():
    def ask() -> None:
        assert not AuditEntry.objects.filter(person_name="x")

    before = work_of(ask)
    write_figures()
    assert grown(before, work_of(ask))
