"""Many zones of a quarter recorded and handed in at once: as one by one, in as few statements."""

from decimal import Decimal

import pytest

from indicators.models import Submission
from indicators.selectors.cells import Typed, cell_token, held_of
from indicators.services.cells import CellEdit, cell_save
from indicators.services.figures import figures_import, read_figures
from indicators.services.recording import ZoneEntries, submissions_record
from indicators.services.submitting import submissions_hand_in, submissions_submit
from tests.collecting import AT, entry, hand_in, open_quarter, record, values, verified
from tests.factories import make_indicators, make_person, make_zone
from zones.models import AuditEntry, Zone
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return {"submitter": make_person("commerce"), "reviewer": make_person("commerce2")}


@pytest.fixture
def zones():
    make_indicators("trade_import", "trade_export", "trade_total", "vehicles")
    made = [make_zone(f"zone{number:02}", start="2021Q1") for number in range(20)]
    return list(Zone.objects.select_related("reporting_start").filter(pk__in=[z.pk for z in made]))


def sheets(zones, value=5, code="vehicles", **fields) -> list[ZoneEntries]:
    return [ZoneEntries(zone, [entry(code, value)], **fields) for zone in zones]


def test_every_zone_is_recorded_and_handed_in_with_its_entries_in_the_log(zones, people):
    outcomes = submissions_hand_in(
        is_incomplete_accepted=True,
        quarter=open_quarter(),
        sheets=sheets(zones),
        by=people["submitter"],
        at=AT,
    )
    assert outcomes.done.keys() == {zone.pk for zone in zones}
    assert outcomes.refused == {}
    assert {one.state for one in Submission.objects.all()} == {"submitted"}
    assert all(values(one) == {"vehicles": 5} for one in Submission.objects.all())
    for action in ("opened", "figure_changed", "submitted"):
        assert AuditEntry.objects.filter(action=action).count() == len(zones)
    assert audit_verdict().is_intact


def test_a_zone_that_is_refused_is_left_as_it_was_beside_the_others(zones, people):
    by, quarter = people["submitter"], open_quarter()
    hand_in(zones[0], [entry("vehicles", 1)], by)
    verified(zones[1], [entry("vehicles", 1)], people)
    record(zones[2], [entry("vehicles", 1)], by)
    foreign = [ZoneEntries(zones[3], [entry("trade_import", 1, unit="辆")])]
    outcomes = submissions_record(
        quarter=quarter, sheets=sheets([*zones[:3], *zones[4:]]) + foreign, by=by, at=AT
    )
    refused = {
        zone.code: outcomes.refused[zone.pk].code
        for zone in zones[:4]
        if zone.pk in outcomes.refused
    }
    assert refused == {
        "zone00": "already_submitted",
        "zone01": "revision_needs_reason",
        "zone03": "figures_unusable",
    }
    held = {one.zone.code: values(one)["vehicles"] for one in Submission.objects.all()}
    assert held == {zone.code: 1 if zone in zones[:2] else 5 for zone in zones if zone != zones[3]}
    assert audit_verdict().is_intact


def test_a_zone_with_a_severe_finding_is_not_handed_in_and_the_others_are(zones, people):
    by, quarter = people["submitter"], open_quarter()
    recorded = submissions_record(
        quarter=quarter, sheets=sheets(zones[1:]) + sheets(zones[:1], -5), by=by, at=AT
    )
    outcomes = submissions_submit(
        is_incomplete_accepted=True,
        quarter=quarter,
        submissions=list(recorded.done.values()),
        by=by,
        at=AT,
    )
    assert {pk: why.code for pk, why in outcomes.refused.items()} == {
        zones[0].pk: "figures_disagree"
    }
    states = dict(Submission.objects.values_list("zone__code", "state"))
    assert states.pop("zone00") == "draft"
    assert set(states.values()) == {"submitted"}


def test_year_to_date_figures_of_many_zones_are_each_less_their_own_earlier_quarters(zones, people):
    for number, zone in enumerate(zones[:4]):
        hand_in(zone, [entry("vehicles", number)], people["submitter"], "2022Q1")
    its = [ZoneEntries(zone, [entry("vehicles", 10, basis="ytd")]) for zone in zones[:5]]
    outcomes = submissions_record(quarter=open_quarter(), sheets=its, by=people["submitter"], at=AT)
    singles = [values(outcomes.done[zone.pk])["vehicles"] for zone in zones[:4]]
    assert singles == [10, 9, 8, 7]
    (finding,) = outcomes.refused[zones[4].pk].findings
    assert finding.code == "no_earlier_quarters"


def test_revisions_of_many_zones_keep_what_was_verified(zones, people):
    for zone in zones[:3]:
        verified(zone, [entry("vehicles", 1), entry("trade_import", 7)], people)
    outcomes = submissions_record(
        quarter=open_quarter(),
        sheets=sheets(zones[:3], revision_reason="更正"),
        by=people["submitter"],
        at=AT,
    )
    for zone in zones[:3]:
        first, second = Submission.objects.filter(zone=zone).order_by("version")
        assert (first.state, second.state, second.revision_reason_zh) == (
            "verified",
            "draft",
            "更正",
        )
        assert values(first) == {"vehicles": 1, "trade_import": 7}
        assert values(second) == {"vehicles": 5, "trade_import": 7}
        assert outcomes.done[zone.pk] == second


def cells(quarter, zones, by):
    edits = [
        CellEdit(f"{zone.code}", zone.code, "vehicles", "", Typed("3", "辆")) for zone in zones
    ]
    cell_save(quarter=quarter, zones={zone.code: zone for zone in zones}, edits=edits, by=by, at=AT)


def file(quarter, zones, by):
    lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
    lines += [f"{zone.code},{quarter},vehicles,3,,ytd,," for zone in zones]
    figures_import(
        is_incomplete_accepted=True,
        file=read_figures("q.csv", "\n".join(lines).encode()),
        by=by,
        at=AT,
    )


def handed_in(quarter, zones, by):
    submissions_hand_in(
        is_incomplete_accepted=True, quarter=quarter, sheets=sheets(zones), by=by, at=AT
    )


@pytest.mark.parametrize("act", [cells, file, handed_in])
def test_many_zones_take_as_many_queries_as_one(zones, people, queries, act):
    counts, row = [], open_quarter("2021Q1")
    for some in (zones[:1], zones[1:]):
        with queries() as sent:
            act(row, some, people["submitter"])
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_cell_as_answered_after_a_save_is_the_cell_as_stored(zones, people):
    """The answer is made of what was written, not read again; the next edit rests on its token."""
    quarter, by = open_quarter(), people["submitter"]
    typed = {
        "trade_import": Typed("1.2345", "亿元"),
        "trade_export": Typed("0", "万元"),
        "vehicles": Typed("", state="not_applicable"),
    }
    edits = [CellEdit(code, "zone00", code, "", its) for code, its in typed.items()]
    saved = cell_save(quarter=quarter, zones={"zone00": zones[0]}, edits=edits, by=by, at=AT)
    answered = saved.zones["zone00"].figures
    stored = held_of(quarter, zones[:1])[zones[0].pk].figures
    assert len(stored) == 4  # the total with its parts
    assert {pk: cell_token(one) for pk, one in answered.items()} == {
        pk: cell_token(one) for pk, one in stored.items()
    }
    assert {pk: one.value for pk, one in answered.items()} == {
        pk: one.value for pk, one in stored.items()
    }
    assert Decimal(12345) in {one.value for one in stored.values()}
