"""A trend shows each quarter as it stood for the assessment, and reads no more than it shows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from assessments.models import Assessment
from assessments.selectors.quarters import quarterly
from indicators.models import (
    Indicator,
    Observation,
    ReportingQuarter,
    ReportingStart,
    Submission,
)
from indicators.periods import Quarter
from indicators.selectors.figures import is_in_force, submissions_in_force
from tests.collecting import entry, hand_in, record, verified
from tests.factories import make_indicators, make_person, make_zone
from tests.triggers import unprotected
from zones.models import Zone

pytestmark = pytest.mark.django_db

#: When the moments of the rows stand apart: first versions are verified on the first day.
FIRST = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def zones():
    """Zones of every kind: verified, revised twice, handed in, being typed, revision handed in."""
    make_indicators("trade_import", "trade_export", "trade_total", "vehicles")
    people = {"submitter": make_person("commerce"), "reviewer": make_person("commerce2")}
    names = ("verified", "revised", "handed_in", "typed", "revision", "returned")
    made = {name: make_zone(name, start="2021Q1") for name in names}
    for number, name in enumerate(("verified", "revised", "revision"), 1):
        verified(made[name], [entry("vehicles", 10**number)], people)
    again = {"revision_reason": "更正"}
    for value in (2, 3):
        verified(made["revised"], [entry("vehicles", value)], people, **again)
    hand_in(made["handed_in"], [entry("vehicles", 7)], people["submitter"])
    record(made["typed"], [entry("vehicles", 8)], people["submitter"])
    hand_in(made["revision"], [entry("vehicles", 9)], people["submitter"], **again)
    for one in Submission.objects.exclude(verified_at=None):
        later = FIRST + timedelta(days=one.version)
        Submission.objects.filter(pk=one.pk).update(
            verified_at=FIRST + timedelta(days=one.version - 1),
            superseded_at=later if one.superseded_at else None,
        )
    return made


def counts_by_hand(one: Submission, at: datetime | None) -> bool:
    """Whether a version counts, said once more."""
    if at is None:
        return one.state == "verified" or (one.state == "submitted" and one.version == 1)
    if one.verified_at is None or one.verified_at > at:
        return False
    return one.superseded_at is None or one.superseded_at > at


MOMENTS = [None, *(FIRST + timedelta(hours=hours) for hours in (-1, 0, 1, 24, 36, 48, 72))]


@pytest.mark.parametrize("at", MOMENTS)
def test_the_version_that_counts_is_the_same_asked_of_itself_and_of_its_figures(zones, at):
    by_hand = {one.pk for one in Submission.objects.all() if counts_by_hand(one, at)}
    assert {one.pk for one in submissions_in_force(at)} == by_hand
    figures = Observation.objects.filter(is_in_force(at, "submission__"))
    assert set(figures.values_list("submission", flat=True)) == by_hand


@pytest.mark.parametrize("at", MOMENTS)
def test_a_quarter_s_sum_is_that_of_the_versions_that_count(zones, at):
    indicator = Indicator.objects.get(code="vehicles")
    state = Assessment.State.DRAFT if at is None else Assessment.State.PUBLISHED
    assessment = Assessment(period="2022H1", year=2022, quarter=2, state=state, run_at=at)
    found = quarterly(assessment, indicator, [one.pk for one in zones.values()])
    counted = [one for one in Submission.objects.all() if counts_by_hand(one, at)]
    values = {one.zone_id: one.observations.get(indicator=indicator).value for one in counted}
    last = found.quarters.index(Quarter(2022, 2))
    assert {zone: row[last] for zone, row in found.zones.items()} == {
        one.pk: values.get(one.pk) for one in zones.values()
    }
    assert found.total[last] == (sum(values.values(), Decimal(0)) if values else None)


def test_no_reading_of_a_quarter_s_sum_goes_through_every_version_there_is(zones, queries):
    """Among 16,000 reports the list of all that count was looked through for each quarter."""
    assessment = Assessment(
        period="2022H1", year=2022, quarter=2, state=Assessment.State.PUBLISHED, run_at=FIRST
    )
    with queries() as sent:
        quarterly(assessment, Indicator.objects.get(code="vehicles"), [zones["verified"].pk])
    asked = [one["sql"] for one in sent if "indicators_observation" in one["sql"]]
    assert len(asked) == 2
    assert not any("(SELECT" in sql for sql in asked)


def lacking_by_hand(at: datetime | None, quarter: Quarter) -> tuple[int, int]:
    """How many zones have neither a figure nor a reason of a quarter, and how many were asked."""
    asked, lacking = 0, 0
    for zone in Zone.objects.filter(is_judged=True):
        start = ReportingStart.objects.filter(zone=zone).first()
        if start and start.code > quarter:
            continue
        asked += 1
        there = [
            figure
            for one in Submission.objects.filter(zone=zone)
            if one.quarter.code == quarter and counts_by_hand(one, at)
            for figure in one.observations.filter(indicator__code="vehicles")
            if figure.value is not None or figure.state == "not_applicable"
        ]
        lacking += not there
    return lacking, asked


@pytest.mark.parametrize("at", MOMENTS)
def test_how_many_zones_lack_a_figure_is_what_counting_them_one_by_one_finds(zones, at):
    """Zones that began later than they have figures, or say that the figure does not apply."""
    for name, start in (("verified", "2023Q1"), ("revised", "2022Q3"), ("typed", "2022Q2")):
        zone = zones[name]
        year, quarter = start.split("Q")
        ReportingStart.objects.filter(zone=zone).update(year=year, quarter=quarter)
    ReportingStart.objects.filter(zone=zones["handed_in"]).delete()
    make_zone("apart", is_judged=False)
    with unprotected():
        Observation.objects.filter(submission__zone=zones["revision"]).update(
            value=None, state="not_applicable"
        )
    state = Assessment.State.DRAFT if at is None else Assessment.State.PUBLISHED
    assessment = Assessment(period="2023", year=2023, quarter=4, state=state, run_at=at)
    found = quarterly(assessment, Indicator.objects.get(code="vehicles"), [])
    opened = {one.code for one in ReportingQuarter.objects.all()}
    assert {
        quarter: found.lacking_in(index)
        for index, quarter in enumerate(found.quarters)
        if quarter in opened
    } == {quarter: lacking_by_hand(at, quarter) for quarter in found.quarters if quarter in opened}
    assert all(
        found.lacking_in(index) == (0, 0)
        for index, quarter in enumerate(found.quarters)
        if quarter not in opened
    )
