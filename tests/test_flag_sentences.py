"""The sentences of targets and flags: rule, figures, clause."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.badges import result_badge
from assessments.explained.flags import fires
from assessments.models import Assessment, Flag, FlagRule, TargetResult
from assessments.selectors.assessment_targets import TargetRow
from assessments.sentences import flag_sentence, target_sentence
from assessments.wording import completed, listed, period_name, quarter_name
from indicators.models import Indicator, Measure, Target
from indicators.periods import parse_period
from zones.display import percent
from zones.models import City, Zone

Status = TargetResult.Status
TRADE = Indicator(
    code="trade_total",
    name_zh="进出口额",
    name_en="Total trade",
    kind="flow",
    unit_kind="money",
    unit_zh="亿元",
    unit_en="CNY 100 million",
    decimals=2,
)
EVENTS = Indicator(
    code="events",
    name_zh="专项项目对接会",
    name_en="Matchmaking events",
    kind="flow",
    unit_kind="count",
    unit_zh="场",
    unit_en="events",
)
ENTERPRISES = Indicator(
    code="firms",
    name_zh="有进出口实绩的企业数",
    name_en="Enterprises with trade",
    kind="stock",
    unit_kind="count",
    unit_zh="家",
    unit_en="enterprises",
)
LEVEL = Target(code="t", indicator=TRADE, measure_of="level", scope="province")
SHARE = Target(code="s", indicator=TRADE, measure_of="share_of_province", scope="province")
FIRMS = Target(code="f", indicator=ENTERPRISES, measure_of="level", scope="province")
EVENT_COUNT = Target(code="n", indicator=EVENTS, measure_of="level", scope="each_zone")
BY_CITY = Target(code="e", indicator=EVENTS, measure_of="level", scope="each_city")
GRADE = Target(
    code="g", name_zh="武汉东湖进入全国A类", name_en="Donghu in class A", measure_of="grade"
)
CITY = City(pk=1, code="yichang", name_zh="宜昌市", name_en="Yichang")
ZONE = Zone(pk=1, code="yichang", city=CITY, name_zh="宜昌综合保税区", name_en="Yichang Zone")
MEASURE = Measure(number=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def assessment(period: str = "2023", **fields) -> Assessment:
    span = parse_period(period)
    fields = {"run_at": datetime(2024, 1, 30, tzinfo=UTC), "state": "published"} | fields
    return Assessment(period=period, year=span.year, quarter=span.quarter, kind=span.kind, **fields)


def result(status: str, period: str = "2023", target: Target = LEVEL, **fields) -> TargetResult:
    fields = {
        name: Decimal(str(value)) if type(value) in (int, float) else value
        for name, value in fields.items()
    }
    return TargetResult(
        assessment=assessment(period), target=target, status=status, is_binding=True, **fields
    )


def flag(code: str, details: dict, *, target: Target | None = None, **fields) -> Flag:
    judged = fields.pop("assessment", None) or assessment(fields.pop("period", "2023"))
    fields = {"consequence": FlagRule.Consequence.NOTICE, "measure": MEASURE} | fields
    return Flag(assessment=judged, zone=ZONE, code=code, target=target, details=details, **fields)


MISSED = {
    "status": "missed",
    "actual": 912_000.0,
    "target": 1_180_000.0,
    "due": 1_180_000.0,
    "gap": 268_000.0,
    "shortfall": 0.2271,
    "city": None,
}


def test_a_missed_target_states_figure_target_and_what_is_missing():
    found = result(Status.MISSED, actual=912_000, value=1_180_000, due=1_180_000, gap=268_000)
    assert target_sentence(found) == (
        "2023: Total trade CNY 9.120 billion, the yearly target of CNY 11.800 billion"
        " missed by CNY 2.680 billion."
    )


def test_the_chinese_sentence_reads_as_officials_write_it():
    found = result(Status.MISSED, actual=912_000, value=1_180_000, due=1_180_000, gap=268_000)
    with translation.override("zh-hans"):
        assert (
            target_sentence(found)
            == "2023年进出口额91.20亿元，未完成年度目标118.00亿元（差26.80亿元）。"
        )


@pytest.mark.parametrize(
    ("target", "actual", "value", "gap"),
    [
        (
            LEVEL,
            5_403_749,
            5_478_448,
            "CNY 747 million",
        ),  # 540.37 and 547.84, though 7.4699 lie between
        (LEVEL, 2_910_149, 3_065_751, "CNY 1.557 billion"),
        (SHARE, 11.508, 13.0, "1.49 percentage points"),
        (EVENT_COUNT, 2, 3, "1"),
        (LEVEL, 1_179_999, 1_180_001, "less than CNY 1 million"),
    ],
)
def test_a_gap_is_the_difference_of_the_numbers_as_printed(target, actual, value, gap):
    missed = result(Status.MISSED, target=target, actual=actual, value=value, gap=value - actual)
    assert target_sentence(missed).endswith(f" missed by {gap}.")


@pytest.mark.parametrize(
    ("actual", "value", "rate"),
    [(430, 429.6, "100.0%"), (0, 5, "0.0%"), (None, 5, "—"), (5, 0.2, "—")],
)
def test_a_rate_of_completion_is_that_of_the_numbers_as_printed(actual, value, rate):
    assert percent(completed(actual, value, EVENT_COUNT)) == rate


def test_a_target_that_must_be_passed_is_not_said_to_be_missed_by_nothing():
    found = result(Status.MISSED, actual=1_180_000, value=1_180_000, gap=0)
    assert "asks for more than CNY 11.800 billion and is missed" in target_sentence(found)


def test_a_share_misses_in_percentage_points():
    found = result(Status.MISSED, target=SHARE, actual=11.5, value=13, gap=1.5)
    assert target_sentence(found) == (
        "2023: Total trade as a share of the province 11.50%, the yearly target of 13.00%"
        " missed by 1.50 percentage points."
    )


def test_an_implied_denominator_is_said_to_lead_to_nothing():
    found = result(Status.BELOW_PATH, target=SHARE, actual=9, value=10, gap=1, is_implied=True)
    assert target_sentence(found).endswith("is implied: a status, but no consequence.")


def test_within_the_year_what_is_due_by_now_stands_beside_the_yearly_target():
    figures = {"actual": 500_000, "value": 1_180_000, "shortfall": 0.2}
    found = result(Status.OFF_TRACK, "2023H1", due=625_000, **figures)
    assert target_sentence(found) == (
        "The first half of 2023: Total trade CNY 5.000 billion, behind the CNY 6.250 billion"
        " due by now by 20.0%; CNY 11.800 billion due in the year."
    )


def test_a_share_is_behind_in_percentage_points_too():
    figures = {"actual": 7.25, "value": 13, "due": 9, "shortfall": 0.875}
    found = result(Status.OFF_TRACK, "2021H1", target=SHARE, **figures)
    assert target_sentence(found) == (
        "The first half of 2021: Total trade as a share of the province 7.25%, behind the 9.00%"
        " due by now by 1.75 percentage points; 13.00% due in the year."
    )


def test_a_level_is_behind_by_the_gap_itself_because_its_way_from_the_base_is_not_printed():
    found = result(
        Status.OFF_TRACK, "2023H1", target=FIRMS, actual=469, due=490, value=550, shortfall=21 / 288
    )
    assert target_sentence(found) == (
        "The first half of 2023: Enterprises with trade 469, behind the 490 due by now by 21;"
        " 550 due in the year."
    )
    with translation.override("zh-hans"):
        assert "（应完成490家，差21家；全年应达550家）" in target_sentence(found)


@pytest.mark.parametrize(
    ("actual", "due", "percentage"),
    [
        (43_751, 60_049, "27.0%"),  # 4.38 of 6.00; the exact figures give 27.1
        (10_949, 15_049, "27.3%"),  # 1.09 of 1.50
        (56_451, 60_049, "5.8%"),  # 5.65 of 6.00, not 6.0
        (0, 60_000, "100.0%"),
    ],
)
def test_the_percentage_that_a_flow_is_behind_is_that_of_the_numbers_as_printed(
    actual, due, percentage
):
    behind = {"actual": actual, "due": due, "value": 120_000, "shortfall": 1 - actual / due}
    found = result(Status.OFF_TRACK, "2021H1", **behind)
    assert f"due by now by {percentage};" in target_sentence(found)
    fired = flag("behind_pace", behind | {"status": "off_track", "target": 120_000}, target=LEVEL)
    assert f"due by now by {percentage};" in flag_sentence(fired)


@pytest.mark.parametrize(
    ("target", "figures", "percentage"),
    [
        # 4.38 of 6.00; the exact figures give 27.1.
        (LEVEL, {"actual": 43_751, "due": 60_049, "value": 120_000, "shortfall": 0.2714}, "27.0%"),
        (LEVEL, {"actual": 6, "due": 4, "value": 8, "shortfall": -0.5}, "−50.0%"),
        # 21 of the way of 288; 1.75 points of the way of 2.
        (FIRMS, {"actual": 469, "due": 490, "value": 550, "base": 262, "shortfall": 0.073}, "7.3%"),
        (
            SHARE,
            {"actual": 7.25, "due": 9, "value": 10, "base": 8.0, "shortfall": 0.874},
            "87.5%",
        ),
        (LEVEL, {"actual": 469, "value": 550}, "—"),
    ],
)
def test_a_results_shortfall_in_the_list_can_be_checked_beside_it(target, figures, percentage):
    found = result(Status.OFF_TRACK, "2023H1", target=target, **figures)
    assert TargetRow(found, "").shortfall_text == percentage


def test_a_flow_of_which_what_is_due_prints_as_nothing_is_behind_by_the_gap():
    found = result(Status.OFF_TRACK, "2021H1", actual=-300, due=40, value=90, shortfall=8.5)
    assert "behind the CNY 0 million due by now by CNY 3 million;" in target_sentence(found)


def test_a_target_reached_before_the_year_ends_is_already_met():
    found = result(Status.MET, "2023H1", actual=1_200_000, value=1_180_000, due=600_000)
    assert "already met" in target_sentence(found)
    found = result(Status.MET, "2023", actual=1_200_000, value=1_180_000, due=1_180_000)
    assert "already" not in target_sentence(found)


def test_an_indicative_path_is_reached_and_no_target_of_that_year_met():
    path = result(Status.MET, target=FIRMS, actual=470, value=430, due=430)
    path.is_binding = False
    early = result(Status.MET, "2023H1", target=FIRMS, actual=470, value=430, due=300)
    early.is_binding = False
    assert (
        target_sentence(path) == "2023: Enterprises with trade 470, on the indicative path of 430."
    )
    assert target_sentence(early) == (
        "The first half of 2023: Enterprises with trade 470, the indicative path’s 430 of the year"
        " already reached."
    )
    assert result_badge(path).text == "on the path"
    with translation.override("zh-hans"):
        assert target_sentence(path) == "2023年有进出口实绩的企业数470家，达到路径参考值430家。"
        assert target_sentence(early) == (
            "2023年上半年有进出口实绩的企业数470家，已提前达到全年路径参考值430家。"
        )
        assert result_badge(path).text == "达到路径"
        assert result_badge(result(Status.MET)).text == "完成"


def test_a_citys_target_names_the_city():
    found = result(Status.MISSED, target=BY_CITY, city=CITY, actual=2, value=3, gap=1)
    assert target_sentence(found) == (
        "2023: Matchmaking events in Yichang 2, the yearly target of 3 missed by 1."
    )


def test_a_class_that_is_not_published_yet_is_awaited():
    assert target_sentence(result(Status.AWAITING, target=GRADE)) == (
        "Donghu in class A: the national evaluation for 2023 is not entered yet."
    )


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("target", [LEVEL, SHARE, BY_CITY, GRADE])
def test_every_status_has_a_sentence_with_and_without_figures(status, target):
    full = result(status, target=target, actual=4, value=5, due=4, gap=1, shortfall=0.1)
    for found in (full, result(status, target=target)):
        sentence = target_sentence(found)
        assert sentence.endswith(".")
        assert "None" not in sentence
        assert "%(" not in sentence


def test_a_missed_yearly_target_states_its_clause_and_what_follows():
    found = flag("annual_target_missed", MISSED, target=LEVEL)
    assert flag_sentence(found) == (
        "2023: Total trade CNY 9.120 billion, the yearly target of CNY 11.800 billion missed by"
        " CNY 2.680 billion. Under measure 1: notice and interview."
    )


def test_a_figure_that_was_not_reported_is_said_to_count_as_not_met():
    details = MISSED | {"status": "not_reported", "actual": None, "gap": None}
    sentence = flag_sentence(flag("annual_target_missed", details, target=LEVEL))
    assert "not reported, which counts as not met; CNY 11.800 billion" in sentence


def test_the_gap_is_counted_to_the_part_that_binds():
    details = MISSED | {"target": 1_000_000.0, "gap": 268_000.0}
    assert "missed by CNY 880 million" in flag_sentence(
        flag("annual_target_missed", details, target=LEVEL)
    )


def test_years_running_are_counted_from_the_first():
    details = MISSED | {"years": 3, "first": 2021}
    found = flag("missed_years", details, target=LEVEL, consequence=FlagRule.Consequence.EXIT)
    assert flag_sentence(found).startswith("Missed 3 years running, 2021 to 2023; 2023: Total")
    assert flag_sentence(found).endswith("Under measure 1: exit procedure.")


def test_a_single_year_missed_is_no_run_of_years():
    details = MISSED | {"years": 1, "first": 2023}
    found = flag("missed_years", details, target=LEVEL, consequence=FlagRule.Consequence.EXIT)
    assert flag_sentence(found).startswith("Missed in one year, 2023; 2023: Total")
    with translation.override("zh-hans"):
        assert flag_sentence(found).startswith("2023年未完成；2023年")


@pytest.mark.parametrize(
    ("window", "threshold", "english", "chinese"),
    [
        (3, 3, "missed 3 years running: the exit procedure", "连续3年未完成，启动退出程序"),
        (3, 2, "missed 3 years running: the exit procedure", "连续3年未完成，启动退出程序"),
        (1, 1, "missed in one year: the exit procedure", "有一年未完成，启动退出程序"),
    ],
)
def test_where_the_exit_asks_for_no_more_years_no_warning_is_told_of(
    window, threshold, english, chinese
):
    words = {"window": window, "threshold": str(threshold)}
    with translation.override("en"):
        assert fires("missed_years", words) == f"a binding target on the list was {english}"
    with translation.override("zh-hans"):
        assert fires("missed_years", words) == f"清单内约束性目标{chinese}"


def test_a_fall_in_rank_says_among_how_many_zones():
    details = {"rank": 3, "before": 1, "count": 4, "score": "43.48", "score_before": "56.92"}
    assert flag_sentence(flag("rank_dropped", details | {"year": 2023})) == (
        "2023: down from place 1 to place 3 among the 4 zones ranked in both years (score 56.92,"
        " now 43.48). Under measure 1: notice and interview."
    )


HEADING = {
    "actual": 1_200_000.0,
    "target": 3_000_000.0,
    "status": "off_track",
    "city": None,
    "projected": 2_600_000.0,
    "low": 2_500_000.0,
    "high": 2_700_000.0,
    "season": "own",
    "season_years": [2021, 2022],
    "how": "at_least",
    "needed": 900_000.0,
    "needed_growth": 20.0,
    "needed_growth_note": "",
    "rest": 1_500_000.0,
}


def test_a_year_out_of_reach_names_projection_edge_target_and_what_is_still_needed():
    judged = assessment("2023H1")
    found = flag("projected_miss", HEADING, target=LEVEL, assessment=judged)
    found.consequence = FlagRule.Consequence.REMINDER
    assert flag_sentence(found) == (
        "The first half of 2023: Total trade CNY 12.000 billion, heading for CNY 26.000 billion in"
        " the year (by its own season of 2021 to 2022); even the upper edge, CNY 27.000 billion,"
        " misses the CNY 30.000 billion of the year; still needed: CNY 9.000 billion a quarter, up"
        " 20.0% on the same quarters of last year (CNY 15.000 billion). Under measure 1:"
        " reminder at the quarterly review."
    )


def test_where_lower_is_better_it_is_the_lower_edge_that_misses():
    lower = Target(code="l", indicator=TRADE, measure_of="level", scope="province", direction=-1)
    details = HEADING | {"target": 2_000_000.0, "how": "at_most"}
    sentence = flag_sentence(
        flag("projected_miss", details, target=lower, assessment=assessment("2023H1"))
    )
    assert (
        "even the lower edge, CNY 25.000 billion, misses the CNY 20.000 billion of the year"
        in sentence
    )
    assert "CNY 9.000 billion a quarter may still be added" in sentence


def test_late_reports_say_which_quarter_and_how_late():
    details = {
        "reports": [
            {"quarter": "2023Q2", "days": 1, "is_missing": False},
            {"quarter": "2023Q3", "days": 11, "is_missing": False},
            {"quarter": "2023Q4", "days": 0, "is_missing": True},
        ]
    }
    found = flag("late_report", details, consequence=FlagRule.Consequence.NAMED, measure=None)
    assert flag_sentence(found) == (
        "Report for the second quarter of 2023 1 day late, Report for the third quarter of 2023 11"
        " days late, Report for the fourth quarter of 2023 overdue. What follows: named on the"
        " overview."
    )


def test_a_flag_of_a_city_names_the_city():
    details = MISSED | {"actual": 2.0, "target": 3.0, "gap": 1.0, "city": "yichang"}
    sentence = flag_sentence(flag("annual_target_missed", details, target=BY_CITY))
    assert "Matchmaking events in Yichang 2, the" in sentence


def test_a_withdrawn_flag_says_so_first_and_leads_to_nothing():
    found = flag("annual_target_missed", MISSED, target=LEVEL, state=Flag.State.WITHDRAWN)
    assert flag_sentence(found).startswith("Withdrawn: no longer found. 2023")
    found.details = MISSED | {"withdrawn_for": ["rule", "target"]}
    told = "Withdrawn: the flag rule was changed, the target was changed. 2023"
    assert flag_sentence(found).startswith(told)
    assert "notice" not in flag_sentence(found)


def test_a_provisional_flag_is_only_a_preview():
    judged = assessment("2023Q3", is_provisional=True, state="draft")
    details = MISSED | {"status": "off_track", "due": 1_000_000.0}
    found = flag("behind_pace", details, target=LEVEL, assessment=judged)
    assert "Provisional; under measure 1 this leads to: notice" in flag_sentence(found)


def test_every_rule_of_a_flag_has_a_sentence():
    from assessments.findings import FLAGS

    assert set(FLAGS) == set(FlagRule.Code)


def test_periods_and_quarters_are_named_as_people_call_them():
    names = {code: period_name(parse_period(code)) for code in ("2023", "2023H1", "2023Q3")}
    assert names == {
        "2023": "2023",
        "2023H1": "the first half of 2023",
        "2023Q3": "January to September 2023",
    }
    assert quarter_name("2023Q4") == "fourth quarter of 2023"


def test_a_long_row_of_names_is_cut_and_counted():
    assert listed(["a", "b"]) == "a, b"
    assert listed(["a", "b", "c", "d", "e", "f"]) == "a, b, c, d and 2 more"


def test_a_total_that_a_zone_has_not_reported_is_not_said_to_be_unreported_whole():
    found = result(Status.NOT_REPORTED, value=1_180_000)
    assert target_sentence(found) == (
        "2023: Total trade not added up, since a zone has not reported it, which counts as not met;"
        " CNY 11.800 billion due in the year."
    )
