"""What becomes of an entry: one stored unit, single quarters, totals, and five states."""

from decimal import Decimal

import pytest

from indicators.models import Submission
from indicators.services.submissions import Entry, Refused
from tests.collecting import entry, hand_in, record, values, verified
from tests.factories import make_indicators, make_person, make_quarter, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return make_zone("donghu")


@pytest.fixture
def people(zone):
    return {
        "submitter": make_person("commerce"),
        "reviewer": make_person("commerce2"),
        "reporter": make_person("donghu", zone=zone),
    }


@pytest.fixture
def trade(db):
    return make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")


# Values and states


def test_five_states_stay_five_different_things(zone, people, trade):
    submission = record(
        zone,
        [
            entry("trade_import", 12),
            entry("trade_export", 0),
            entry("vehicles", state="not_applicable"),
            entry("processing", state="cannot_report", reason="系统切换"),
        ],
        people["reporter"],
    )
    states = dict(submission.observations.values_list("indicator__code", "state"))
    assert states.pop("trade_total") == "value"
    assert states == {
        "trade_import": "value",
        "trade_export": "zero",
        "vehicles": "not_applicable",
        "processing": "cannot_report",
    }


def test_an_empty_entry_takes_the_figure_out(zone, people, trade):
    record(zone, [entry("vehicles", 3), entry("processing", 5)], people["reporter"])
    submission = record(zone, [entry("vehicles")], people["reporter"])
    assert values(submission) == {"processing": 5}


@pytest.mark.parametrize(
    ("entered", "unit", "rate", "stored"),
    [
        ("12.5", "万元", None, "12.5"),
        ("1.25", "亿元", None, "12500"),
        ("125000", "元", None, "12.5"),
        ("3", "万美元", "6.7", "20.1"),
        ("0.5", "亿美元", "6.3482", "31741"),
        ("20", "千美元", "6.5", "13"),
    ],
)
def test_what_was_entered_is_kept_beside_the_stored_value(
    entered, unit, rate, stored, zone, people, trade
):
    make_quarter("2022Q2", dollar_rate=rate and Decimal(rate))
    submission = record(zone, [entry("processing", entered, unit=unit)], people["reporter"])
    found = submission.observations.get()
    assert (found.value, found.entered, found.unit) == (Decimal(stored), entered, unit)


def test_dollars_without_a_stated_rate_are_refused(zone, people, trade):
    with pytest.raises(Refused) as refused:
        record(zone, [entry("processing", 3, unit="万美元")], people["reporter"])
    assert [(one.code, one.indicator) for one in refused.value.findings] == [
        ("rate_missing", "processing")
    ]


def test_every_entry_that_cannot_be_taken_is_named_at_once_and_nothing_is_saved(
    zone, people, trade
):
    with pytest.raises(Refused) as refused:
        record(
            zone,
            [
                entry("trade_import", 3, unit="万美元"),
                entry("vehicles", 3, unit="万元"),
                entry("processing", 3, state="not_applicable"),
                entry("trade_export", state="cannot_report", reason=" "),
                entry("trade_total", 10**11),
            ],
            people["reporter"],
        )
    assert [(one.indicator, one.code) for one in refused.value.findings] == [
        ("trade_import", "rate_missing"),
        ("vehicles", "unknown_unit"),
        ("processing", "state_and_value_disagree"),
        ("trade_export", "reason_missing"),
        ("trade_total", "too_large"),
    ]
    assert not Submission.objects.exists()


def test_the_largest_amount_is_stored_to_the_last_digit(zone, people, trade):
    largest = Decimal("99999999999.9999")
    submission = record(zone, [entry("processing", largest)], people["reporter"])
    assert values(submission) == {"processing": largest}


# Totals


def test_a_total_is_the_sum_of_its_parts_and_marked_as_computed(zone, people, trade):
    submission = record(
        zone, [entry("trade_import", 12), entry("trade_export", "30.5")], people["reporter"]
    )
    total = submission.observations.get(indicator__code="trade_total")
    assert (total.value, total.is_computed, total.unit) == (Decimal("42.5"), True, "万元")


def test_a_total_follows_its_parts_and_goes_when_one_goes(zone, people, trade):
    parts = [entry("trade_import", 12), entry("trade_export", 30)]
    record(zone, parts, people["reporter"])
    submission = record(zone, [entry("trade_import", 13)], people["reporter"])
    assert values(submission)["trade_total"] == 43
    submission = record(zone, [entry("trade_export")], people["reporter"])
    assert values(submission) == {"trade_import": 13}


def test_a_part_that_cannot_be_reported_leaves_no_total(zone, people, trade):
    submission = record(
        zone,
        [entry("trade_import", 12), entry("trade_export", state="cannot_report", reason="切换")],
        people["reporter"],
    )
    assert values(submission) == {"trade_import": 12, "trade_export": None}


def test_two_real_zeros_make_a_real_zero(zone, people, trade):
    submission = record(
        zone, [entry("trade_import", 0), entry("trade_export", 0)], people["reporter"]
    )
    assert submission.observations.get(indicator__code="trade_total").state == "zero"


def test_an_entered_total_is_checked_against_its_parts(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 43)]
    with pytest.raises(Refused) as refused:
        hand_in(zone, entries, people["reporter"])
    (finding,) = refused.value.findings
    assert (finding.code, finding.value, finding.limit) == ("sum_differs", 43, 42)


def test_an_entered_total_gives_way_when_only_a_part_changes(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 42)]
    record(zone, entries, people["reporter"])
    submission = record(zone, [entry("trade_import", 13)], people["reporter"])
    total = submission.observations.get(indicator__code="trade_total")
    assert (total.value, total.is_computed) == (43, True)


def test_a_total_entered_again_is_not_summed_away_behind_its_back(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 42)]
    record(zone, entries, people["reporter"])
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(zone, [entry("trade_import", 13), entry("trade_total", 42)], people["reporter"])


def test_parts_above_their_whole_are_not_handed_in(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("processing", 43)]
    with pytest.raises(Refused) as refused:
        hand_in(zone, entries, people["reporter"])
    (finding,) = refused.value.findings
    assert (finding.code, finding.indicator, finding.other) == (
        *("part_above_whole", "processing"),
        "trade_total",
    )
    assert not Submission.objects.exists()


# Year to date


def ytd(code, value, **fields) -> Entry:
    return entry(code, value, basis="ytd", **fields)


def test_a_year_to_date_is_stored_as_its_single_quarter(zone, people, trade):
    hand_in(zone, [ytd("processing", 10)], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    third = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q3")
    assert values(second) == {"processing": 15}
    assert values(third) == {"processing": 0}
    found = second.observations.get()
    assert (found.entered, found.basis) == ("25", "ytd")


def test_a_year_to_date_starts_anew_on_1_january(zone, people, trade):
    hand_in(zone, [entry("processing", 10)], people["reporter"], "2021Q4")
    first = hand_in(zone, [ytd("processing", 4)], people["reporter"], "2022Q1")
    assert values(first) == {"processing": 4}


def test_a_year_to_date_in_dollars_is_converted_before_the_earlier_quarters_are_taken_off(
    zone, people, trade
):
    make_quarter("2022Q2", dollar_rate=Decimal("6.7"))
    hand_in(zone, [entry("processing", 1000)], people["reporter"], "2022Q1")
    entries = [ytd("processing", 400, unit="万美元")]
    assert values(hand_in(zone, entries, people["reporter"])) == {"processing": 1680}


def test_a_year_to_date_with_an_earlier_quarter_missing_is_refused(zone, people, trade):
    hand_in(zone, [entry("vehicles", 3)], people["reporter"], "2022Q1")
    with pytest.raises(Refused) as refused:
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    assert refused.value.findings[0].code == "no_earlier_quarters"


def test_a_draft_of_an_earlier_quarter_does_not_count(zone, people, trade):
    record(zone, [entry("processing", 10)], people["reporter"], "2022Q1")
    with pytest.raises(Refused, match="figures_unusable"):
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")


def test_a_quarter_that_cannot_be_reported_leaves_a_gap_in_the_year_to_date(zone, people, trade):
    gap = entry("processing", state="cannot_report", reason="切换")
    hand_in(zone, [gap], people["reporter"], "2022Q1")
    with pytest.raises(Refused, match="figures_unusable"):
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")


def test_quarters_in_which_the_zone_did_not_operate_are_no_gap(people, trade):
    late = make_zone("xiangyang", start="2022Q2")
    first = hand_in(late, [ytd("processing", 5)], people["submitter"], "2022Q2")
    second = hand_in(late, [ytd("processing", 12)], people["submitter"], "2022Q3")
    assert (values(first), values(second)) == ({"processing": 5}, {"processing": 7})


def test_a_quarter_reported_as_not_applicable_is_no_gap(zone, people, trade):
    hand_in(zone, [entry("vehicles", state="not_applicable")], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("vehicles", 12)], people["reporter"], "2022Q2")
    assert values(second) == {"vehicles": 12}


def test_the_last_version_handed_in_is_what_a_year_to_date_continues(zone, people, trade):
    verified(zone, [entry("processing", 10)], people, "2022Q1")
    hand_in(zone, [entry("processing", 8)], people["submitter"], "2022Q1", revision_reason="核对")
    second = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    assert values(second) == {"processing": 17}


def test_a_year_to_date_below_the_earlier_quarters_is_named_when_handed_in(zone, people, trade):
    hand_in(zone, [entry("processing", 10)], people["reporter"], "2022Q1")
    with pytest.raises(Refused) as refused:
        hand_in(zone, [ytd("processing", 9)], people["reporter"], "2022Q2")
    assert [(one.code, one.value) for one in refused.value.findings] == [("negative", -1)]


def test_a_stock_has_no_year_to_date_to_take_off(zone, people):
    make_indicators("enterprises")
    hand_in(zone, [entry("enterprises", 100, unit="")], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("enterprises", 104, unit="")], people["reporter"], "2022Q2")
    assert values(second) == {"enterprises": 104}
