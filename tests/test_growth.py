"""What pages ask all day is found by an index, however long the history: no table is read whole."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from assessments.middleware import DemonstrationMiddleware
from assessments.models import Assessment
from assessments.selectors.outdated import is_outdated
from assessments.selectors.revisions import revisions
from indicators.models import ReportingQuarter, Submission
from indicators.selectors.late import returned_reports
from indicators.selectors.quarter_terms import terms_changes
from indicators.selectors.register_history import changes_of
from indicators.selectors.rules import changes_of_rules
from indicators.selectors.tasks import task_view
from tests.factories import make_person, make_zone
from zones.access import NOBODY, Person
from zones.metrics import State
from zones.models import AuditEntry, Zone

pytestmark = pytest.mark.django_db

AT = datetime(2024, 2, 1, 4, tzinfo=UTC)
GROWING = ("indicators_auditentry", "indicators_submission", "indicators_observation")
#: Indexes of the few entries that are asked for.
OF_A_PART = (
    *("submission_of_demonstration", "submission_revised"),
    "audit_of_rules",
)
ZONES, YEARS, ENTRIES = 10, range(2004, 2024), 4000


@pytest.fixture
def history():
    """Twenty years of verified reports and of entries in the log, none of them made up."""
    by, other = make_person("commerce").user_id, make_person("commerce2").user_id
    zones = [make_zone(f"zone{number:02}") for number in range(ZONES)]
    quarters = ReportingQuarter.objects.bulk_create(
        ReportingQuarter(
            year=year,
            quarter=number,
            due_on=datetime(year, 3 * number, 25, tzinfo=UTC).date(),
            locks_on=datetime(year, 3 * number, 28, tzinfo=UTC).date(),
        )
        for year in YEARS
        for number in (1, 2, 3, 4)
    )
    moments = ("created_at", "saved_at", "submitted_at", "first_submitted_at", "verified_at")
    Submission.objects.bulk_create(
        Submission(
            zone=zone,
            quarter=quarter,
            version=1,
            state="verified",
            created_by_id=by,
            submitted_by_id=by,
            reviewed_by_id=other,
            published_at=AT,
            **dict.fromkeys(moments, datetime(quarter.year, 3 * quarter.quarter, 28, tzinfo=UTC)),
        )
        for quarter in quarters
        for zone in zones
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            seq=seq,
            at=AT - timedelta(days=ENTRIES - seq),
            zone=f"zone{seq % ZONES:02}",
            **written(seq),
        )
        for seq in range(1, ENTRIES + 1)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself; nobody does on SQLite


def written(seq: int) -> dict[str, str]:
    """Figures mostly, a project now and then, and the rules once in years."""
    if seq % 1000 == 7:
        return {"action": "rules_loaded", "kind": "rules", "code": "rules.csv"}
    if seq % 30 == 0:
        return {"action": "project_changed", "kind": "project", "code": str(seq)}
    return {"action": "figure_changed", "kind": "figure"}


@pytest.fixture
def plans(history):
    """`plans(ask)`: how the engine finds what is asked for, each plan with its statement."""

    def found(ask) -> list[tuple[str, str]]:
        sent = []

        def note(execute, sql, params, many, context):
            sent.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            ask()
        with connection.cursor() as cursor:
            return [(sql, explained(cursor, sql, params)) for sql, params in sent]

    return found


def explained(cursor, sql: str, params) -> str:
    word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    cursor.execute(f"{word} {sql}", params)
    return "\n".join(row[-1] for row in cursor.fetchall())


def read_whole(sql: str, plan: str) -> list[str]:
    """The growing tables that a plan reads from end to end; a part's own index is read so, too."""
    named = {alias or table: table for table, alias in re.findall(r'"(\w+)"(?: (U\d+))?', sql)}
    lines = re.findall(
        r"Seq Scan on (\w+)"
        rf"|^SCAN (\w+)(?! USING (?:COVERING )?INDEX (?:{'|'.join(OF_A_PART)}))"
        r"|^SEARCH (\w+)$",
        plan,
        re.MULTILINE,
    )
    tables = {next(filter(None, line)) for line in lines}
    return [one for one in GROWING if one in {named.get(table, table) for table in tables}]


def is_anything_written_since() -> None:
    assert not is_outdated(Assessment(year=2023, run_at=AT, published_at=AT), AT)


def is_anything_made_up() -> None:
    request = RequestFactory().get("/")
    DemonstrationMiddleware(lambda _request: None)(request)
    assert not request.is_demonstration


def which_quarter_was_published_last() -> None:
    view = task_view(Person(NOBODY, "", frozenset()), AT)
    assert view.quarter == ReportingQuarter.objects.first().code


def what_was_revised() -> None:
    assert revisions(None) == []


def what_was_revised_of_a_zone() -> None:
    assert revisions(None, zone=Zone.objects.first()) == []


def what_was_returned() -> None:
    assert returned_reports() == []


def what_was_done_to_the_rules() -> None:
    assert len(changes_of_rules()) == ENTRIES // 1000


def what_was_done_to_a_quarter() -> None:
    assert list(terms_changes(ReportingQuarter.objects.first())) == []


def what_was_done_to_a_project() -> None:
    assert len(changes_of("project", 30)) == 1


def when_was_the_last_backup_made() -> None:
    assert list(State().collect())


QUESTIONS = (
    is_anything_written_since,
    is_anything_made_up,
    which_quarter_was_published_last,
    what_was_revised,
    what_was_revised_of_a_zone,
    what_was_returned,
    what_was_done_to_the_rules,
    what_was_done_to_a_quarter,
    what_was_done_to_a_project,
    when_was_the_last_backup_made,
)


@pytest.mark.parametrize("ask", QUESTIONS, ids=lambda ask: ask.__name__)
def test_no_growing_table_is_read_whole(plans, ask):
    found = plans(ask)
    assert any(table in sql for sql, _plan in found for table in GROWING)
    assert {sql: plan for sql, plan in found if read_whole(sql, plan)} == {}


def test_a_table_that_is_read_whole_is_noticed(plans):
    ((sql, plan),) = plans(lambda: list(AuditEntry.objects.filter(person_name="x")))
    assert read_whole(sql, plan) == ["indicators_auditentry"]
