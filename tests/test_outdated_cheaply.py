"""Whether a year must be judged again: the quick answer is that of reading everything."""

from datetime import date

import pytest
from django.core.cache import caches
from django.utils import timezone

from assessments.facts import gather
from assessments.models import Assessment
from assessments.outcome import digest, digest_of
from assessments.selectors import figures_read
from assessments.selectors.figures_read import figures_told_once
from assessments.selectors.question import question
from indicators.models import Indicator, QuarterDates, ReportingQuarter, ReportingStart
from tests.test_parts import (
    WRITES,
    figures_handed_in,
    past_figures_revised,
    province,  # noqa: F401
    target_set,
)
from zones.models import Zone
from zones.shared_parts import share


@pytest.fixture(autouse=True)
def kept(settings, db, tmp_path):
    settings.PARTS_ARE_KEPT = True
    caches["parts"].clear()
    share(tmp_path)
    yield
    share(None)
    caches["parts"].clear()


@pytest.fixture
def times_read(monkeypatch):
    """How often figures were read for what a digest tells of them."""
    read = []
    monkeypatch.setattr(
        figures_read, "figures_told", lambda *a: read.append(a) or _told_of_figures(*a)
    )
    return lambda: len(read)


_told_of_figures = figures_read.figures_told


def quick(assessment: Assessment, at, as_at) -> str:
    scheme = assessment.scheme
    bare = question(assessment.span, scheme, at=at, as_at=as_at, is_without_figures=True)
    return digest_of(bare, figures_told_once(bare, scheme, as_at))


def whole(assessment: Assessment, at, as_at) -> str:
    asked = question(assessment.span, assessment.scheme, at=at, as_at=as_at)
    return digest(asked, gather(asked.facts))


def both_ways() -> list[tuple[str, str]]:
    """The digests of every assessment there is, of now and of the moment, each in both ways."""
    at = timezone.now()
    return [
        (quick(one, at, as_at), whole(one, at, as_at))
        for one in Assessment.objects.select_related("scheme")
        for as_at in (at, None)
    ]


def zone_begins_later(province) -> None:  # noqa: F811
    ReportingStart.objects.update_or_create(
        zone=province.zones["yichang"], defaults={"year": 2022, "quarter": 3}
    )


def zone_judged_no_more(province) -> None:  # noqa: F811
    Zone.objects.filter(code="yichang").update(is_judged=False)


def zone_of_another_code(province) -> None:  # noqa: F811
    Zone.objects.filter(code="yichang").update(code="yidu")


def indicators_change_places(province) -> None:  # noqa: F811
    one, other = Indicator.objects.filter(kind="flow", unit_kind="money")[:2]
    for indicator, code in ((one, "x"), (other, one.code), (one, other.code)):
        Indicator.objects.filter(pk=indicator.pk).update(code=code)


def stock_becomes_a_flow(province) -> None:  # noqa: F811
    Indicator.objects.filter(code="trade_total").update(kind="stock")


def quarter_is_due_later(province) -> None:  # noqa: F811
    row = ReportingQuarter.objects.get(year=2022, quarter=4)
    dates = {"due_on": date(2050, 1, 1), "locks_on": date(2050, 2, 1)}
    ReportingQuarter.objects.filter(pk=row.pk).update(**dates)
    QuarterDates.objects.filter(year=2022, quarter=4).update(**dates)


#: What decides how figures are read, though nobody hands in anything.
READ_OTHERWISE = (
    zone_begins_later,
    zone_judged_no_more,
    zone_of_another_code,
    indicators_change_places,
    stock_becomes_a_flow,
    quarter_is_due_later,
)


@pytest.mark.parametrize("write", [*WRITES, *READ_OTHERWISE], ids=lambda write: write.__name__)
def test_the_quick_answer_is_the_whole_one_before_and_after_whatever_is_written(
    province,  # noqa: F811
    write,
):
    before = both_ways()
    assert before
    assert all(one == other for one, other in before)
    write(province)
    assert all(one == other for one, other in both_ways())


def test_figures_are_read_again_only_where_a_report_or_how_it_is_read_changed(
    province,  # noqa: F811
    times_read,
):
    assessment, at = province.assessments[-1], timezone.now()
    quick(assessment, at, at)
    quick(assessment, at, None)
    assert times_read() == 1  # nothing waits for its verification in that year
    target_set(province)
    figures_handed_in(province)
    quick(assessment, timezone.now(), None)
    assert times_read() == 1
    past_figures_revised(province)
    quick(assessment, timezone.now(), None)
    assert times_read() == 2
    caches["parts"].clear()
    quick(assessment, timezone.now(), None)
    assert times_read() == 2  # another process of the server takes it
