"""Any board as it stood on a date: the version in force, or what the figures of that day make."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.facts import gather
from assessments.models import Assessment, FlagRule, Scheme
from assessments.outcome import digest
from assessments.selectors.as_at import end_of, latest_as_at, version_as_at
from assessments.selectors.flag_rules import rules_known
from assessments.selectors.question import question
from assessments.services.flag_rules import FlagRuleTerms, Refused, flag_rule_set, terms_held
from assessments.services.recomputing import board_recompute
from assessments.services.scheme_files import SchemeFile
from assessments.services.schemes import _load_rules
from indicators.models import (
    AnnualTarget,
    ProvinceFigure,
    QuarterDates,
    Reopening,
    ReportingQuarter,
    Submission,
)
from indicators.periods import Quarter, parse_period
from indicators.selectors.quarter_terms import terms_token
from indicators.services.quarter_terms import QuarterTerms, quarter_cancel, quarter_change_terms
from indicators.services.quarters import quarter_open
from tests.assessing import make_world, publish, published, run
from tests.factories import make_person, make_quarter
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import table
from tests.triggers import unprotected
from zones.access import CUSTOMS, LEADERSHIP
from zones.models import AuditEntry, Zone

pytestmark = pytest.mark.django_db
YEAR = parse_period("2022")
FIRST = datetime(2023, 3, 1, tzinfo=UTC)
REVISED = datetime(2025, 2, 1, tzinfo=UTC)
SECOND = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def world():
    return make_world()


def scores(recomputed):
    return {one.zone.code: (one.score, one.rank) for one in recomputed.rows.results}


def shown(page):
    """Zone by zone what the ranking prints: rank and score."""
    return {
        row["Zone"].split()[0]: (row["Rank"].split()[0], row["Score"])
        for row in table(page, "Ranking")
    }


def test_a_revision_of_2025_does_not_move_the_board_as_at_the_middle_of_2024(world, read):
    published("2021", FIRST)
    first = published("2022", FIRST)
    world.revise(world.a, "2022Q4", 0, REVISED)
    second = publish(run("2022", SECOND), SECOND)
    assert (first.version, second.version) == (1, 2)
    assert version_as_at(YEAR, date(2024, 6, 30)).pk == first.pk
    assert version_as_at(YEAR, date(2025, 3, 1)).pk == second.pk
    assert version_as_at(YEAR, date(2023, 2, 28)) is None
    leader = make_person("leader", LEADERSHIP)
    now = shown(read(leader, "/assessments/2022/"))
    then = read(leader, "/assessments/2022/?as_at=2024-06-30")
    assert shown(then) != now
    assert shown(then) == shown(read(leader, "/assessments/2022/?version=1"))
    assert "As at 2024-06-30: version 1 was published and in force that day." in text(then)
    # The overview as well, with and without a period.
    for address in ("/?as_at=2024-06-30", "/?period=2022&as_at=2024-06-30"):
        assert "version 1 was published and in force that day" in text(read(leader, address))
    assert latest_as_at(date(2024, 6, 30)).pk == first.pk
    # So does a zone's page, and it does not pass over a day that it cannot answer for.
    zone = f"/zones/{world.a.code}/?period=2022"
    assert text(read(leader, f"{zone}&as_at=2024-06-30")) == text(read(leader, f"{zone}&version=1"))
    assert text(read(leader, f"{zone}&as_at=2025-03-01")) == text(read(leader, f"{zone}&version=2"))


def test_the_day_ends_at_midnight_where_the_site_is(world):
    # 2023-03-01 09:00 UTC is the afternoon of that day: it counts on the day itself.
    first = published("2022", FIRST)
    assert version_as_at(YEAR, date(2023, 3, 1)).pk == first.pk
    assert end_of(date(2023, 3, 1)).isoformat() == "2023-03-01T23:59:59.999999+08:00"


def test_what_was_never_published_is_made_of_the_figures_verified_by_then(world):
    published("2021", FIRST)
    before = scores(board_recompute(YEAR, date(2024, 6, 30)))
    # a 600 of 1000 and growth 50 %: 55.00; b 400 and none: 20.00.
    assert before == {"a": (Decimal("55.00"), 1), "b": (Decimal("20.00"), 2)}
    world.revise(world.a, "2022Q4", 0, REVISED)
    assert scores(board_recompute(YEAR, date(2024, 6, 30))) == before
    assert scores(board_recompute(YEAR, date(2025, 2, 28)))["a"] == (Decimal("28.75"), 1)


def test_a_board_recomputed_writes_nothing(world):
    published("2021", FIRST)
    held = (Assessment.objects.count(), AuditEntry.objects.count())
    found = board_recompute(YEAR, date(2024, 6, 30))
    assert found.assessment.pk is None
    assert (Assessment.objects.count(), AuditEntry.objects.count()) == held


def test_the_digest_as_at_a_day_is_that_of_the_assessment_run_then(world):
    published("2021", FIRST)
    first = published("2022", FIRST)
    assert board_recompute(YEAR, date(2023, 3, 1)).assessment.digest == first.digest


def test_a_target_set_later_and_a_scheme_adopted_later_decide_nothing_before(world):
    published("2021", FIRST)
    world.set_target(world.a, 2022, 10_000)
    AnnualTarget.objects.update(set_at=REVISED)
    statuses = {
        day: {one.zone.code: one.status for one in found.rows.target_results if one.zone}
        for day in (date(2024, 6, 30), date(2025, 2, 28))
        for found in [board_recompute(YEAR, day)]
    }
    assert statuses == {date(2024, 6, 30): {}, date(2025, 2, 28): {"a": "missed"}}
    later = Scheme.objects.get()
    later.pk, later.code, later.version, later.adopted_at = None, "later", 2, REVISED
    later.state = Scheme.State.ADOPTED
    later.save()
    used = {board_recompute(YEAR, day).assessment.scheme.code for day in (date(2024, 6, 30),)}
    assert used == {world.scheme.code}


def test_a_total_of_the_province_published_later_is_not_known_before(world):
    from indicators.selectors.figures import province_frame

    for vintage, day in (("first_published", date(2023, 1, 20)), ("revised", date(2025, 1, 20))):
        ProvinceFigure.objects.create(
            indicator=world.trade,
            year=2022,
            quarter=4,
            vintage=vintage,
            value=1000,
            published_on=day,
        )
    assert len(province_frame()) == 2
    assert list(province_frame(date(2024, 6, 30))["vintage"]) == ["first_published"]


def flags_on(day, period=YEAR):
    """What the recomputed board of a day flags: (code, zone, consequence)."""
    found = board_recompute(period, day).rows.flags
    return {(one.code, one.zone.code, one.consequence) for one in found}


def test_a_flag_rule_set_later_decides_nothing_before(world):
    published("2021", FIRST)
    world.set_target(world.a, 2022, 10_000)
    AnnualTarget.objects.update(set_at=FIRST)
    before = flags_on(date(2024, 6, 30))
    assert ("annual_target_missed", "a", "notice") in before
    digest = board_recompute(YEAR, date(2024, 6, 30)).assessment.digest
    stored = run("2022", FIRST)
    Assessment.objects.filter(pk=stored.pk).delete()
    held = FlagRule.objects.get(code="annual_target_missed")
    rule = flag_rule_set(
        code=held.code,
        terms=replace(terms_held(held), is_on=False),
        reason_zh="暂停执行",
        seen=held.version,
        by=world.staff,
        at=REVISED,
    )
    assert (rule.version, rule.set_at, rule.measure_id) == (2, REVISED, held.measure_id)
    assert flags_on(date(2024, 6, 30)) == before
    assert board_recompute(YEAR, date(2024, 6, 30)).assessment.digest == digest == stored.digest
    after = flags_on(date(2025, 2, 28))
    assert before - after == {("annual_target_missed", "a", "notice")}


def test_a_window_set_later_does_not_lengthen_an_earlier_run_of_years(world):
    published("2021", FIRST)
    rule = FlagRule.objects.get(code="missed_years")
    world.set_target(world.a, 2022, 10_000)
    AnnualTarget.objects.update(set_at=FIRST)
    before = flags_on(date(2024, 6, 30))
    assert not [one for one in before if one[0] == "missed_years"]
    terms = FlagRuleTerms(is_on=True, threshold=Decimal(3), window=1)
    flag_rule_set(code=rule.code, terms=terms, reason_zh="从严", seen=1, by=world.staff, at=REVISED)
    assert flags_on(date(2024, 6, 30)) == before
    assert flags_on(date(2025, 2, 28)) - before == {("missed_years", "a", "exit_warning")}


@pytest.mark.parametrize(
    ("code", "terms", "refusal"),
    [
        ("missed_years", FlagRuleTerms(True, Decimal(3), 2), "flag_rule_unchanged"),
        ("missed_years", FlagRuleTerms(True, Decimal(2), 3), "flag_rule_warns_first"),
        ("missed_years", FlagRuleTerms(True, Decimal(3), 0), "flag_rule_window"),
        ("missed_years", FlagRuleTerms(True, None, 2), "flag_rule_threshold"),
        ("missed_years", FlagRuleTerms(True, Decimal("2.5"), 2), "flag_rule_threshold"),
        ("late_report", FlagRuleTerms(True, Decimal(1), None), "flag_rule_threshold"),
        ("late_report", FlagRuleTerms(True, None, 2), "flag_rule_window"),
        ("grade_missed", FlagRuleTerms(False), "unknown_flag_rule"),
    ],
)
def test_a_rule_is_set_to_nothing_that_it_cannot_mean(world, code, terms, refusal):
    with pytest.raises(Refused) as refused:
        flag_rule_set(code=code, terms=terms, reason_zh="从严", seen=1, by=world.staff, at=REVISED)
    assert refused.value.code == refusal
    assert FlagRule.objects.filter(version=2).count() == 0


def test_a_rule_is_set_by_the_department_once_with_a_reason_and_leaves_an_entry(world):
    terms = FlagRuleTerms(is_on=False)

    def given(**fields):
        about = {"code": "late_report", "terms": terms, "reason_zh": "停用", "seen": 1}
        return flag_rule_set(**about | {"by": world.staff, "at": REVISED} | fields)

    for fields, refusal in (
        ({"by": make_person("leader", LEADERSHIP)}, "not_a_scheme_keeper"),
        ({"reason_zh": " "}, "flag_rule_needs_reason"),
        ({"seen": 0}, "flag_rule_changed_meanwhile"),
    ):
        with pytest.raises(Refused) as refused:
            given(**fields)
        assert refused.value.code == refusal
    first, again = given(), given()
    assert first.pk == again.pk
    with pytest.raises(Refused) as refused:
        given(terms=FlagRuleTerms(is_on=True), by=world.reviewer)
    assert refused.value.code == "flag_rule_changed_meanwhile"
    entry = AuditEntry.objects.get(action="flag_rule_set")
    assert (entry.code, entry.version, entry.old["is_on"], entry.new["is_on"]) == (
        "late_report",
        2,
        True,
        False,
    )
    assert entry.new["reason"] == "停用"


def test_a_rule_that_a_later_file_brings_counts_from_that_day_on(world):
    with unprotected():
        FlagRule.objects.exclude(code="late_report").delete()
    told = {"consequence": "notice", "measure": None, "phrase": "", "targets": []}
    told |= {"is_on": True, "threshold": None, "window": None, "order": 9}
    file = SchemeFile(rules=[told | {"code": code} for code in ("late_report", "grade_missed")])
    assert _load_rules(file, REVISED)
    assert not _load_rules(file, SECOND)
    since = dict(FlagRule.objects.values_list("code", "set_at"))
    assert since == {"late_report": None, "grade_missed": REVISED}
    assert [one.code for one in rules_known(FIRST)] == ["late_report"]
    assert len(rules_known()) == 2
    with unprotected():
        FlagRule.objects.all().delete()
    _load_rules(file, REVISED)
    assert set(FlagRule.objects.values_list("set_at", flat=True)) == {None}


def late_on(day):
    return {one for one in flags_on(day) if one[0] == "late_report"}


def test_a_due_date_moved_later_makes_nobody_late_before(world):
    Submission.objects.filter(quarter__year=2022, quarter__quarter=4).delete()
    ReportingQuarter.objects.filter(year=2022, quarter=4).delete()
    QuarterDates.objects.filter(year=2022, quarter=4).delete()
    opened = datetime(2023, 1, 3, tzinfo=UTC)
    quarter = quarter_open(
        Quarter(2022, 4),
        by=world.staff,
        at=opened,
        due_on=date(2023, 1, 20),
        locks_on=date(2023, 6, 30),
    )
    days = [date(2023, 1, 2), date(2023, 1, 20), date(2023, 1, 25), date(2023, 2, 10)]
    before = {day: digest_on(day) for day in days}
    assert {day: bool(late_on(day)) for day in days} == dict(
        zip(days, [False, False, True, True], strict=True)
    )
    moved = datetime(2023, 2, 1, tzinfo=UTC)
    terms = QuarterTerms(date(2023, 2, 20), date(2023, 6, 30))
    about = {"reason": "春节", "seen": terms_token(quarter), "by": world.staff, "at": moved}
    quarter_change_terms(quarter=quarter, terms=terms, **about)
    assert {day: digest_on(day) for day in days[:3]} == {day: before[day] for day in days[:3]}
    assert [bool(late_on(day)) for day in days] == [False, False, True, False]
    assert late_on(date(2023, 2, 21))
    quarter.refresh_from_db()
    gone = datetime(2023, 3, 1, tzinfo=UTC)
    quarter_cancel(quarter=quarter, reason="误开", by=world.staff, at=gone)
    assert [bool(late_on(day)) for day in [*days, date(2023, 2, 21), date(2023, 3, 2)]] == [
        False,
        False,
        True,
        False,
        True,
        False,
    ]
    held = QuarterDates.objects.filter(year=2022, quarter=4).values_list("version", "due_on")
    assert list(held) == [(1, date(2023, 1, 20)), (2, date(2023, 2, 20)), (3, None)]


def digest_on(day):
    return board_recompute(YEAR, day).assessment.digest


def test_more_time_given_or_cut_short_later_changes_no_earlier_day(world):
    Submission.objects.filter(zone=world.b, quarter__year=2022, quarter__quarter=4).delete()
    quarter = ReportingQuarter.objects.get(year=2022, quarter=4)
    day = date(2023, 1, 20)  # it was due on the 15th
    assert {one[1] for one in late_on(day)} == {"b"}
    granted = Reopening.objects.create(
        zone=world.b,
        quarter=quarter,
        reason_code="other",
        reason="系统故障",
        opened_by_id=world.staff.user_id,
        opened_at=datetime(2023, 1, 10, tzinfo=UTC),
        until=datetime(2023, 2, 1, 10, tzinfo=UTC),
    )
    assert not late_on(day)
    granted.ended_by_id, granted.ended_at = world.staff.user_id, datetime(2023, 1, 16, tzinfo=UTC)
    granted.save()
    assert {one[1] for one in late_on(day)} == {"b"}
    granted.ended_at = datetime(2023, 1, 25, tzinfo=UTC)
    granted.save()
    assert not late_on(day)
    assert {one[1] for one in late_on(date(2023, 1, 26))} == {"b"}


def test_the_history_of_a_site_that_had_none_starts_with_what_its_quarters_have():
    from django.apps import apps

    quarter = make_quarter("2022Q2")
    QuarterDates.objects.all().delete()
    import_module("indicators.migrations.0012_quarter_dates").fill(apps, None)
    (first,) = QuarterDates.objects.all()
    assert (first.year, first.quarter, first.version, first.set_at) == (2022, 2, 1, None)
    assert (first.due_on, first.locks_on) == (quarter.due_on, quarter.locks_on)


def test_another_rate_alone_is_no_other_date(world):
    quarter = quarter_open(Quarter(2031, 1), by=world.staff, at=FIRST)
    terms = QuarterTerms(quarter.due_on, quarter.locks_on, Decimal("7.1"), "外汇交易中心")
    about = {"reason": "公布", "seen": terms_token(quarter), "by": world.staff, "at": SECOND}
    quarter_change_terms(quarter=quarter, terms=terms, **about)
    assert QuarterDates.objects.filter(year=2031).count() == 1


def test_what_was_judged_on_a_published_assessment_is_read_under_the_rules_of_its_run(world):
    published("2021", FIRST)
    stored = published("2022", FIRST)
    terms = FlagRuleTerms(is_on=False)
    flag_rule_set(
        code="late_report", terms=terms, reason_zh="停用", seen=1, by=world.staff, at=SECOND
    )
    asked = question(YEAR, world.scheme, at=stored.run_at, as_at=stored.run_at)
    assert digest(asked, gather(asked.facts)) == stored.digest


# Over HTTP


def test_how_a_published_period_stands_now_says_that_it_is_published_and_links_it(world, read):
    published("2021", FIRST)
    stored = published("2022", FIRST)
    page = read(make_person("leader", LEADERSHIP), "/assessments/2022/now/")
    assert "2022 is published: version 1" in text(page)
    assert page.xpath("//main//p/a[.='version 1']/@href") == [stored.get_absolute_url()]
    assert "all of them verified" in text(page)
    for word in ("never published", "Provisional", "provisional"):
        assert word not in text(page)


def test_a_day_by_which_nothing_was_verified_is_said_in_words(world, read):
    leader = make_person("leader", LEADERSHIP)
    page = text(read(leader, "/assessments/2022H1/?as_at=2022-03-01"))
    assert "No figures of the first half of 2022 were verified by 2022-03-01." in page
    assert "Nothing is reported" not in page


def test_a_board_never_published_is_shown_as_such_to_those_who_may_see_it(world, read):
    published("2021", FIRST)
    leader = make_person("leader", LEADERSHIP)
    page = read(leader, "/assessments/2022/?as_at=2024-06-30")
    assert "recomputed, never published" in text(page)
    assert "No assessment of 2022 was published on 2024-06-30." in text(page)
    assert shown(page) == {"A": ("1", "55.00"), "B": ("2", "20.00")}
    assert page.xpath("//input[@name='as_at']/@value") == ["2024-06-30"]
    assert "A preview: nothing follows from a board that was never published." in text(page)


def test_others_are_told_that_nothing_was_published(world, read, open_as):
    published("2021", FIRST)
    customs = make_person("customs", CUSTOMS)
    page = read(customs, "/assessments/2022/?as_at=2024-06-30")
    assert "No assessment of 2022 was published on 2024-06-30." in text(page)
    assert not page.xpath("//table")
    response = open_as(customs, "/?period=2022&as_at=2024-06-30")
    assert response.headers["Location"] == "/assessments/2022/?as_at=2024-06-30"


def test_a_day_without_figures_says_so(world, read):
    leader = make_person("leader", LEADERSHIP)
    page = read(leader, "/assessments/2030/?as_at=2024-06-30")
    assert "No assessment of 2030 was published on 2024-06-30." in text(page)
    assert not page.xpath("//table")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("30.6.2024", "is no date. Write it as 2024-06-30, or leave it empty."),
        ("2024-02-30", "is no date. Write it as 2024-06-30, or leave it empty."),
        ("2999-01-01", "2999-01-01 lies ahead: choose a day up to today."),
    ],
)
@pytest.mark.parametrize("address", ["/assessments/2022/", "/"])
def test_what_is_no_day_is_refused_with_the_way_out(
    world, client, open_as, address, told, sentence
):
    published("2021", FIRST)
    published("2022", FIRST)
    leader = make_person("leader", LEADERSHIP)
    response = open_as(leader, address, as_at=told)
    assert response.status_code == 302
    assert response.headers["Location"] == address
    assert sentence in client.get(address).content.decode()


def test_an_empty_day_is_now(world, read):
    published("2022", FIRST)
    leader = make_person("leader", LEADERSHIP)
    assert "As at " not in " ".join(
        text(one) for one in read(leader, "/assessments/2022/?as_at=").xpath("//main//p")
    )


def test_the_number_of_queries_is_the_same_at_7_and_at_200_zones(world, open_as):
    published("2021", FIRST)
    leader = make_person("leader", LEADERSHIP)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert open_as(leader, "/assessments/2022/?as_at=2024-06-30").status_code == 200
        return len(seen)

    def grow(count: int) -> None:
        held = Zone.objects.count()
        Zone.objects.bulk_create(
            Zone(
                code=f"zone{number}",
                city=(world.a, world.b)[number % 2].city,
                name_zh=f"第{number}综合保税区",
                name_en=f"Zone {number}",
                short_zh=f"第{number}",
                short_en=f"Zone {number}",
                stage=Zone.Stage.OPERATING,
                is_judged=True,
                order=number,
            )
            for number in range(held, count)
        )

    grow(7)
    queries()  # what is kept between two requests is there by now
    few = queries()
    grow(200)
    assert queries() == few
    assert few < 60
