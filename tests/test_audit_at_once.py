"""Many people write at once: every write is in the log, in one chain; nobody waits in a circle."""

import contextlib
import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from indicators.models import Observation, Submission
from indicators.services.figures import figures_import, read_figures
from indicators.services.submissions import (
    Entry,
    Refused,
    submission_record,
    submission_return,
)
from tests.factories import make_indicators, make_person, make_quarter, make_zone
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
TURNS = 12


def typed(value: int) -> list[Entry]:
    return [Entry("vehicles", Decimal(value), entered=str(value))]


def test_savers_importers_and_reviewers_at_once_leave_one_chain_and_no_write_without_its_entry():
    make_indicators("vehicles", "events")
    quarter, zones = make_quarter("2022Q2"), [make_zone(f"zone{number}") for number in range(6)]
    people = [make_person(f"commerce{number}") for number in range(6)]
    failures = []

    def save(number: int, turn: int) -> None:
        zone = zones[number]
        submission_record(
            zone=zone, quarter=quarter, entries=typed(turn + 1), by=people[number], at=AT
        )

    def give_back(number: int, turn: int) -> None:
        waiting = Submission.objects.filter(state="submitted").order_by("-zone__code").first()
        if waiting:
            submission_return(submission=waiting, by=people[number], at=AT, note="查")

    def bring_in(number: int, turn: int) -> None:
        lines = [f"{zone.code},2022Q2,events,{turn + 1},,,," for zone in zones[3:]]
        head = "zone,quarter,indicator,value,unit,basis,state,reason"
        file = read_figures("q2.csv", "\n".join([head, *lines]).encode())
        figures_import(is_incomplete_accepted=True, file=file, by=people[number], at=AT)

    def work(number: int, act) -> None:
        try:
            for turn in range(TURNS):
                with contextlib.suppress(Refused):  # somebody was quicker, and it was said
                    act(number, turn)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    acts = [save, save, save, bring_in, bring_in, give_back]
    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert audit_verdict().is_intact
    for found in Observation.objects.select_related("submission__zone", "indicator"):
        last = AuditEntry.objects.filter(
            zone=found.submission.zone.code, indicator=found.indicator.code
        ).latest("seq")
        assert last.new["value"] == f"{found.value:.4f}"
    for zone in zones[:3]:
        assert AuditEntry.objects.filter(zone=zone.code, kind="figure").count() == TURNS
    assert AuditEntry.objects.filter(zone=zones[4].code, action="submitted").exists()
