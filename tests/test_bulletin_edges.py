"""Whole bulletins of a database that holds little, or odd figures: printed, nothing false."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from assessments.models import ZoneResult
from assessments.papers.bulletin.built import build_both
from assessments.papers.printers.pdf import as_pdf
from assessments.selectors.bulletin_facts import bulletin_facts
from assessments.services.assessments import assessment_run
from indicators.models import Observation, ReportingStart, Submission
from indicators.periods import parse_period
from tests.bulletins import NOON
from tests.demo_database import demonstration  # noqa: F401
from tests.paper_reading import pdf_pages, solid
from tests.triggers import unprotected
from zones.models import Zone

pytestmark = pytest.mark.usefixtures("demonstration", "db")
LANGUAGES = ("zh-hans", "en")
LONG = "某某自由贸易试验区" * 4 + "综合保税"


def papers():
    """The bulletin of 2022 as the database would have it now, in both languages."""
    run = assessment_run(period=parse_period("2022"), at=NOON + timedelta(days=9))
    return build_both(bulletin_facts(run))


def printed(paper):
    """What the pdf holds, without blanks; every page of it was set."""
    return solid("".join(pdf_pages(as_pdf(paper))))


def row_of(paper, code, name):
    table = next(one for one in paper.tables if one.code == code)
    return next([cell.text for cell in row] for row in table.rows if name in row[0].text)


@pytest.fixture
def silent():
    """A judged zone of 40 characters' name that should have reported in 2022, and did not."""
    model = Zone.objects.get(code="yichang")
    start = ReportingStart.objects.filter(zone=model).first()
    zone = Zone.objects.get(pk=model.pk)
    zone.pk, zone._state.adding, zone.code, zone.order = None, True, "silent", 99
    zone.name_zh, zone.name_en = LONG, "Silent " + "Comprehensive Bonded Zone"
    zone.short_zh, zone.short_en = LONG, "Silent"
    zone.save()
    if start:
        start.pk, start._state.adding, start.zone = None, True, zone
        start.save()
    assert len(LONG) == 40
    assert not Submission.objects.filter(zone=zone).exists()
    return zone


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_zone_that_reported_nothing_is_named_with_dashes_and_its_name_whole(silent, language):
    paper = papers()[language]
    name = silent.name_zh if language == "zh-hans" else silent.name_en
    figures = row_of(paper, "figures-trade_total", name)
    assert set(figures[1:]) == {"—"}
    assert solid(name) in printed(paper)
    ranking = next(one for one in paper.tables if one.code == "ranking")
    own = next(row for row in ranking.rows if "silent" in {cell.code for cell in row})
    assert own[0].text == "—"
    assert own[-1].text not in ("", "—"), "the reason why it is not ranked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_year_in_which_nobody_is_ranked_is_told_so(language):
    of_the_year = Observation.objects.filter(submission__quarter__year=2022)
    with unprotected():
        of_the_year.exclude(indicator__code="tax").delete()
    paper = papers()[language]
    text = printed(paper)
    assert not ZoneResult.objects.filter(assessment__run_at__gt=NOON, rank__isnull=False).exists()
    wanted = "本期没有综合保税区参与排名" if language == "zh-hans" else "Nozoneisrankedinthisperiod"
    assert wanted in text
    for false in ("居第1位", "增长最快", "holdsplace1", "grewfastest"):
        assert false not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_negative_base_no_growth_is_computed(language):
    zone = Zone.objects.get(code="donghu")
    with transaction.atomic(), unprotected():
        Observation.objects.filter(
            submission__zone=zone, submission__quarter__year=2021, indicator__code="fdi"
        ).update(value=Decimal("-5000"))
    paper = papers()[language]
    name = zone.name_zh if language == "zh-hans" else zone.name_en
    value, base, growth = row_of(paper, "figures-fdi", name)[1:4]
    assert base == "−2.00"
    assert growth == "—"
    assert value not in ("", "—")
    table = next(one for one in paper.tables if one.code == "figures-fdi")
    wanted = "上年同期为零或负数" if language == "zh-hans" else "zero or below"
    assert any(wanted in note for note in table.notes)
    assert solid(table.notes[0]) in printed(paper)
