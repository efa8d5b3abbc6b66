"""Every write of the collection and of the appraisal leaves its entries in the audit log."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from indicators.models import Observation, Submission
from indicators.periods import Quarter
from indicators.services.figures import figures_import, read_figures
from indicators.services.quarters import quarter_open
from indicators.services.submissions import (
    Entry,
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_submit,
    submission_verify,
)
from tests.collecting import open_quarter
from tests.factories import make_indicators, make_person, make_quarter, make_submission, make_zone
from zones.access import FROM_COMMAND_LINE, person, person_of
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
LATER = datetime(2022, 7, 12, 4, tzinfo=UTC)
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


@pytest.fixture
def zone():
    return make_zone("yichang")


@pytest.fixture
def trade(db):
    return make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")


@pytest.fixture
def reporter(zone):
    return replace(make_person("yichang", zone=zone), origin="192.0.2.7")


@pytest.fixture
def reviewer(db):
    return replace(make_person("commerce2"), origin="192.0.2.8")


def typed(code: str, value=None, **fields) -> Entry:
    number = None if value is None else Decimal(str(value))
    unit = "" if value is None or code == "vehicles" else "万元"
    return Entry(code, number, **({"unit": unit, "entered": str(value or "")} | fields))


def record(zone, entries, by, at=AT, **fields) -> Submission:
    return submission_record(
        zone=zone, quarter=make_quarter("2022Q2"), entries=entries, by=by, at=at, **fields
    )


def hand_in(zone, entries, by, **fields) -> Submission:
    return submission_hand_in(
        is_incomplete_accepted=True,
        zone=zone,
        quarter=make_quarter("2022Q2"),
        entries=entries,
        by=by,
        at=AT,
        **fields,
    )


def since(seq: int = 0) -> list[AuditEntry]:
    """The entries after a number, oldest first; the chain they are in is whole."""
    assert audit_verdict().is_intact
    return list(AuditEntry.objects.filter(seq__gt=seq))


def last() -> int:
    return AuditEntry.objects.count()


def told(entries) -> list[tuple[str, str, int | None]]:
    return [(entry.action, entry.indicator, entry.version) for entry in entries]


# Figures


def test_a_first_draft_is_logged_cell_by_cell_with_the_total_it_makes(zone, trade, reporter):
    record(zone, [typed("trade_import", 1200), typed("trade_export", "0.3", unit="亿元")], reporter)
    entries = since()
    assert told(entries) == [
        ("opened", "", 1),
        ("figure_changed", "trade_import", 1),
        ("figure_changed", "trade_export", 1),
        ("figure_changed", "trade_total", 1),
    ]
    assert {(entry.zone, entry.quarter) for entry in entries} == {("yichang", "2022Q2")}
    assert {(entry.person_name, entry.origin) for entry in entries} == {("Yichang", "192.0.2.7")}
    assert {entry.at for entry in entries} == {AT}
    export = entries[2]
    assert export.old is None
    assert export.new["value"] == "3000.0000"
    assert (export.new["entered"], export.new["unit"]) == ("0.3", "亿元")
    assert entries[3].new["value"] == "4200.0000"
    assert entries[3].new["is_computed"] is True


def test_a_changed_cell_says_what_was_there_and_unchanged_ones_say_nothing(zone, trade, reporter):
    record(zone, [typed("vehicles", 3), typed("processing", 7)], reporter)
    before = last()
    record(zone, [typed("vehicles", 4), typed("processing", 7)], reporter, at=LATER)
    (entry,) = since(before)
    assert (entry.action, entry.indicator, entry.at) == ("figure_changed", "vehicles", LATER)
    assert (entry.old["value"], entry.new["value"]) == ("3.0000", "4.0000")


def test_a_cell_taken_out_is_logged_without_an_after(zone, trade, reporter):
    record(zone, [typed("vehicles", 3)], reporter)
    before = last()
    record(zone, [typed("vehicles")], reporter)
    (entry,) = since(before)
    assert (entry.old["value"], entry.new) == ("3.0000", None)


def test_a_state_and_its_reason_are_logged(zone, trade, reporter):
    record(zone, [typed("vehicles", state="cannot_report", reason="系统切换")], reporter)
    entry = since()[-1]
    assert (entry.new["state"], entry.new["value"]) == ("cannot_report", None)
    assert entry.new["reason"] == "系统切换"


def test_every_field_of_an_observation_is_in_its_entry(zone, trade, reporter):
    record(zone, [typed("vehicles", 3)], reporter)
    fields = {field.name for field in Observation._meta.concrete_fields}
    assert set(since()[-1].new) == fields - {"id", "submission", "indicator"}


def test_saving_what_is_there_already_leaves_no_entry(zone, trade, reporter):
    record(zone, [typed("vehicles", 3)], reporter)
    before = last()
    record(zone, [typed("vehicles", 3)], reporter)
    assert since(before) == []


def test_what_is_refused_leaves_no_entry(zone, trade, reporter):
    with pytest.raises(Refused):  # opened, and then there is nothing to hand in
        hand_in(zone, [typed("vehicles")], reporter)
    assert since() == []


# Moves


def test_the_way_of_a_submission_is_logged_move_by_move(zone, trade, reporter, reviewer):
    submission = record(zone, [typed("vehicles", 3)], reporter)
    before = last()
    submission_submit(is_incomplete_accepted=True, submission=submission, by=reporter, at=AT)
    submission_return(submission=submission, by=reviewer, at=AT, note="请核对")
    submission_submit(is_incomplete_accepted=True, submission=submission, by=reporter, at=LATER)
    submission_verify(submission=submission, by=reviewer, at=LATER)
    entries = since(before)
    moves = [(entry.action, entry.old["state"], entry.new["state"]) for entry in entries]
    assert moves == [
        ("submitted", "draft", "submitted"),
        ("returned", "submitted", "returned"),
        ("submitted", "returned", "submitted"),
        ("verified", "submitted", "verified"),
    ]
    assert entries[1].new["note"] == "请核对"
    assert [entry.origin[-1] for entry in entries] == ["7", "8", "7", "8"]


def test_a_revision_says_why_and_what_was_verified_before(zone, trade, reporter, reviewer):
    first = hand_in(zone, [typed("vehicles", 3), typed("processing", 7)], reporter)
    submission_verify(submission=first, by=reviewer, at=AT)
    before = last()
    second = hand_in(zone, [typed("vehicles", 5)], reporter, revision_reason="海关核对")
    submission_verify(submission=second, by=reviewer, at=LATER)
    entries = since(before)
    assert told(entries) == [
        ("opened", "", 2),
        ("figure_changed", "vehicles", 2),
        ("submitted", "", 2),
        ("superseded", "", 1),
        ("verified", "", 2),
    ]
    assert entries[0].new["reason"] == "海关核对"
    assert (entries[1].old["value"], entries[1].new["value"]) == ("3.0000", "5.0000")


def test_a_quarter_is_logged_when_it_is_opened_and_not_again(reviewer):
    for _again in range(2):
        quarter_open(Quarter(2024, 1), by=reviewer, at=AT, dollar_rate=Decimal("7.1"))
    (entry,) = since()
    assert (entry.action, entry.quarter, entry.origin) == ("quarter_opened", "2024Q1", "192.0.2.8")
    assert entry.new["due_on"] == "2024-04-15"
    assert entry.new["dollar_rate"] == "7.1000"


# Files and loads


def table(*lines: str) -> bytes:
    return "\n".join(["zone,quarter,indicator,value,unit,basis,state,reason", *lines]).encode()


def test_an_import_is_logged_as_if_typed_and_with_the_places_in_the_file(trade, zone, reviewer):
    by = replace(make_person("commerce"), origin=FROM_COMMAND_LINE)
    lines = ["yichang,2022Q2,vehicles,4,,,,", "province,2022Q2,trade_total,100,亿元,ytd,,"]
    file = read_figures("q2.csv", table(*lines))
    figures_import(is_incomplete_accepted=True, file=file, by=by, at=AT, verified_by=reviewer)
    entries = since()
    assert told(entries) == [
        ("quarter_opened", "", None),
        ("opened", "", 1),
        ("figure_changed", "vehicles", 1),
        ("submitted", "", 1),
        ("verified", "", 1),
        ("province_saved", "trade_total", 1),
    ]
    assert entries[2].new["place"] == "q2.csv 2"
    assert (entries[3].person_name, entries[4].person_name) == ("Commerce", "Commerce2")
    assert (entries[5].quarter, entries[5].new["value"]) == ("2022Q2", "1000000.0000")


def test_an_import_takes_one_append_however_many_zones_it_holds(trade, reviewer, queries):
    zones = [make_zone(f"zone{number}") for number in range(12)]
    lines = [f"{zone.code},2022Q2,vehicles,{zone.order},,,," for zone in zones]
    file = read_figures("q2.csv", table(*lines))
    with queries() as sent:
        figures_import(is_incomplete_accepted=True, file=file, by=reviewer, at=AT)
    assert AuditEntry.objects.count() == 1 + 3 * 12
    assert sum('FROM "indicators_audithead"' in query["sql"] for query in sent) == 1
    assert sum('INSERT INTO "indicators_auditentry"' in query["sql"] for query in sent) == 1


def test_an_import_tried_without_commit_leaves_no_entry(trade, zone, tmp_path):
    path = tmp_path / "q2.csv"
    path.write_bytes(table("yichang,2022Q2,vehicles,4,,,,"))
    call_command("import_figures", path, incomplete=True)
    assert since() == []
    call_command("import_figures", path, incomplete=True, commit=True)
    assert {entry.origin for entry in since()} == {FROM_COMMAND_LINE}


def test_policy_scheme_and_totals_are_logged_once_and_not_when_loaded_again():
    for _again in range(2):
        call_command("load_policy", FIXTURES / "policies/hubei-2021/policy.toml", commit=True)
        call_command("load_province", FIXTURES / "province_totals.csv", commit=True)
        call_command("load_scheme", FIXTURES / "schemes/province-2021.toml", commit=True)
    entries = since()
    assert {entry.origin for entry in entries} == {FROM_COMMAND_LINE}
    policy, *totals, scheme = entries
    assert (policy.action, policy.code) == ("policy_loaded", "hubei-2021")
    assert policy.new["created"] > 100
    assert len(policy.new["digest"]) == 64
    assert {entry.action for entry in totals} == {"province_saved"}
    assert len(totals) == 58
    assert (scheme.action, scheme.code) == ("scheme_loaded", "province-2021")
    assert scheme.new["nodes"] == 18


def test_a_dry_run_of_a_load_leaves_no_entry():
    call_command("load_policy", FIXTURES / "policies/hubei-2021/policy.toml")
    assert since() == []


# From where


def test_a_person_is_known_by_the_address_they_write_from(rf, reviewer):
    request = rf.get("/", REMOTE_ADDR="192.0.2.9")
    request.user = get_user_model().objects.get(pk=reviewer.user_id)
    assert person(request).origin == "192.0.2.9"
    assert person_of(request.user).origin == ""


@pytest.mark.parametrize(
    ("behind", "forwarded", "origin"),
    [
        (False, "198.51.100.1", "10.0.0.1"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "203.0.113.99, 198.51.100.1", "198.51.100.1"),  # the first is the asker's own word
        (True, "2001:db8::1", "2001:db8::1"),
        (True, "fe80::1%eth0", "fe80::1"),
        (True, "nonsense", "10.0.0.1"),
        (True, None, "10.0.0.1"),
    ],
)
def test_the_address_behind_a_proxy_is_the_one_the_proxy_saw(
    rf, reviewer, settings, behind, forwarded, origin
):
    settings.BEHIND_PROXY = behind
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", **headers)
    request.user = get_user_model().objects.get(pk=reviewer.user_id)
    assert person(request).origin == origin


def test_the_form_logs_the_address_of_whoever_typed(client, zone, trade, reporter):
    open_quarter("2022Q2")
    client.force_login(get_user_model().objects.get(pk=reporter.user_id))
    about = {"vehicles-value": "3", "vehicles-unit": "辆", "vehicles-basis": "quarter"}
    client.post(
        "/collect/2022Q2/yichang/", about | {"move": "save", "seen": ""}, REMOTE_ADDR="192.0.2.77"
    )
    entries = since()
    assert told(entries)[-1] == ("figure_changed", "vehicles", 1)
    assert {entry.origin for entry in entries} == {"192.0.2.77"}


def test_the_log_outlives_the_rows_it_speaks_of(zone, trade, reporter):
    record(zone, [typed("vehicles", 3)], reporter)
    before = told(since())
    Observation.objects.all().delete()
    Submission.objects.all().delete()
    assert told(since()) == before


def test_factories_write_past_the_log(zone, trade, reporter):
    make_submission(zone, "2022Q2", {"vehicles": 3}, by=reporter)
    assert since() == []
