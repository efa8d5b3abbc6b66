"""What watches every test finds what it is there to find."""

import pytest

from tests.subjects import Watch
from zones.models import AuditEntry
from zones.written import STEPS, TARGETS, TOLD


class Printed:
    """A part of a page, as far as it is watched."""

    name = "a part"

    def __init__(self, *touched_by: str):
        self.touched_by = touched_by


@pytest.fixture
def watch():
    return Watch()


def send(watch: Watch, *statements: str | bytes) -> list:
    return [watch(lambda sql, *_: sql, one, None, False, {}) for one in statements]


def act(watch: Watch, action: str, *statements: str | bytes) -> None:
    """A service that wrote so and noted what it did."""
    send(watch, 'SAVEPOINT "s1"', *statements)
    watch.acted([AuditEntry(action=action)])
    send(watch, 'RELEASE SAVEPOINT "s1"')


OWN = 'INSERT INTO "indicators_annualtarget" ("id") VALUES (1)'
FOREIGN = 'UPDATE "zones_zone" SET "code" = 1'


@pytest.mark.parametrize("foreign", [FOREIGN, FOREIGN.encode()])
def test_an_act_that_writes_to_another_table_than_its_subjects_is_found(watch, foreign):
    act(watch, "target_set", OWN, foreign)
    assert watch.found == ["target_set wrote to zones_zone"]


@pytest.mark.parametrize("action", ["target_set", "published", "signed_in"])
def test_an_act_that_keeps_to_its_tables_or_stands_under_none_is_not(watch, action):
    act(watch, action, OWN, *([FOREIGN] if action != "target_set" else []))
    assert watch.found == []


def test_what_was_taken_back_or_written_around_a_service_is_not_laid_to_it(watch):
    send(watch, 'SAVEPOINT "s0"', FOREIGN)
    act(watch, "target_set", OWN)
    send(watch, 'SAVEPOINT "s2"', FOREIGN, 'ROLLBACK TO SAVEPOINT "s2"')
    watch.acted([AuditEntry(action="target_set")])
    send(watch, 'RELEASE SAVEPOINT "s2"')
    assert watch.found == []


def test_a_part_that_reads_a_table_of_a_subject_it_does_not_name_is_found(watch):
    read = 'SELECT 1 FROM "zones_zone" INNER JOIN "assessments_case" ON (1 = 1)'
    watch.printing(Printed(STEPS, TOLD))
    send(watch, read)
    assert watch.found == []
    watch.printing(Printed(TARGETS))
    send(watch, read)
    assert watch.found == ["part a part reads assessments_case and does not name steps"]


def test_a_statement_is_sent_as_it_was_given(watch):
    assert send(watch, OWN, FOREIGN.encode()) == [OWN, FOREIGN.encode()]
