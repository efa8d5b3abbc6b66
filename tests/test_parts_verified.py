"""What is published stays as it was printed over verifications, days and moments that it tells
nothing of; a verification that is stamped into its past is on the page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators.models import ReportingQuarter
from indicators.periods import Quarter
from indicators.services.quarters import quarter_open
from indicators.services.reopenings import quarter_reopen
from indicators.services.reviews import submission_verify
from indicators.services.tasks import task_reports_save
from tests.collecting import entry, hand_in
from tests.tasks import make_task_quarters, said
from tests.test_parts import (  # noqa: F401
    ADDRESSES,
    _parts_are_kept,
    figures_verified,
    kept_part,
    past_figures_revised,
    province,
    reader,
    shown,
    target_set,
)
from zones import parts
from zones.parts import Part
from zones.services.audit import Change, audit_append

#: What is read for a published result alone.
JUDGED = ("assessments_targetresult", "assessments_zoneresult", "assessments_contribution")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    """`clock(moment)`: it is then, for whatever asks."""

    def set_to(moment) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        monkeypatch.setattr(parts, "timezone", timezone)

    return set_to


def judged(sent) -> list[str]:
    return [one["sql"] for one in sent if any(table in one["sql"] for table in JUDGED)]


# Verified


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_verification_leaves_what_is_published_as_it_was_printed(
    province,  # noqa: F811
    reader,  # noqa: F811
    queries,
    address,
):
    page = reader("commerce")
    page.page(address)
    figures_verified(province)
    with queries() as sent:
        after = page.page(address)
    assert judged(sent) == []
    assert after == page.anew(address)


def verified_while_the_year_was_judged(province) -> None:  # noqa: F811
    """It was stamped before the year's run, and is written after it: the year's figures of its
    own moment are other ones now."""
    made = hand_in(
        province.zones["donghu"],
        [entry("processing", 7)],
        province.neighbour,
        "2022Q4",
        revision_reason="更正",
    )
    at = province.assessments[-1].run_at - MINUTE
    submission_verify(submission=made, by=province.commerce, at=at)


def test_a_verification_stamped_before_the_run_is_on_every_page(province, reader):  # noqa: F811
    page = reader("customs")
    before = {address: page.page(address) for address in ADDRESSES}
    verified_while_the_year_was_judged(province)
    after = {address: page.page(address) for address in ADDRESSES}
    assert after == {address: page.anew(address) for address in ADDRESSES}
    assert after["/zones/donghu/"] != before["/zones/donghu/"]


@pytest.mark.parametrize("order", ["judged first", "judged between", "judged last"])
@pytest.mark.parametrize("is_read_one_by_one", [True, False])
def test_however_the_log_is_read_a_late_verification_touches_the_same(
    rf,
    province,  # noqa: F811
    order,
    is_read_one_by_one,
):
    """Touched is what rests on all else after a verification stamped no later than the run."""
    now = timezone.now()
    run, early, late = (now, "assessed"), (now - MINUTE, "verified"), (now + MINUTE, "verified")
    acts = {
        "judged first": [run, early, late],
        "judged between": [early, run, late],
        "judged last": [early, late, run],
    }[order]
    words = {"touched_by": ()}
    audit_append(by=None, at=now - DAY, changes=[Change("assessed", "assessment")])
    shown(kept_part(rf, {"word": "before"}, **words))
    for at, action in acts:
        audit_append(by=None, at=at, changes=[Change(action, "of some kind")])
        if is_read_one_by_one:
            shown(kept_part(rf, {"word": f"after {action} {at}"}, **words))
    found = shown(kept_part(rf, {"word": "new"}, **words))
    last = f"after verified {early[0]}" if order == "judged first" else f"after assessed {run[0]}"
    assert found == (last if is_read_one_by_one else "new")


# Another day, another five minutes


@pytest.mark.parametrize("address", ADDRESSES)
def test_on_the_next_day_what_is_published_is_still_what_was_printed(
    province,  # noqa: F811
    reader,  # noqa: F811
    queries,
    clock,
    address,
):
    now = timezone.now()
    reader("commerce").page(address)
    clock(now + DAY)
    page = reader("commerce")  # nobody stays signed in overnight
    with queries() as sent:
        after = page.page(address)
    assert after == page.anew(address)
    if "targets" not in address:  # a reading that was adopted may count from a day on
        assert judged(sent) == []


def test_a_part_that_tells_nothing_of_today_asks_for_no_time(
    province,  # noqa: F811
    reader,  # noqa: F811
    monkeypatch,
):
    """Who lets it tell of today has to print it every day again."""
    asked, inside = [], []
    init, printed, now = Part.__init__, Part.printed, timezone.now

    def made(self, *args, by_day=True, **terms) -> None:
        init(self, *args, by_day=by_day, **terms)
        self.is_timeless = not (by_day or terms.get("by_clock"))

    def print_(self, name, printer):
        inside.append(self.is_timeless)
        found = printed(self, name, printer)
        asked.extend([name] if inside.pop() else [])
        return found

    def moment():
        assert not (inside and inside[-1])
        return now()

    monkeypatch.setattr(Part, "__init__", made)
    monkeypatch.setattr(Part, "printed", print_)
    monkeypatch.setattr(timezone, "now", moment)
    pages = [*ADDRESSES, "/?period=2021", "/assessments/2021/"]
    pages += [f"/zones/{code}/" for code in province.zones]
    for address in pages:
        reader("commerce").page(address)
    assert {"board", "charts", "map", "follows"} < set(asked)


def test_what_a_reopening_gives_ends_on_the_page_when_it_ends(
    province,  # noqa: F811
    reader,  # noqa: F811
    clock,
    queries,
):
    """Nothing is written at that moment: within a day the time given is all that passes."""
    now = timezone.localtime().replace(hour=12, minute=1)
    clock(now)
    quarter, zone = locked(timezone.localdate()), province.zones["yichang"]
    page = reader("commerce")
    closed = page.page("/")
    about = {"reason_code": "omission", "reason": "补报", "by": province.commerce}
    quarter_reopen(zone=zone, quarter=quarter, until=now + 30 * MINUTE, at=now, **about)
    given = page.page("/")
    assert given == page.anew("/") != closed
    clock(now + 20 * MINUTE)
    with queries() as sent:
        assert page.page("/") == given
    assert not any("indicators_reportingstart" in one["sql"] for one in sent)  # no zone was asked
    clock(now + 40 * MINUTE)
    assert page.page("/") == page.anew("/") != given


def test_a_task_reported_by_a_clock_that_was_ahead_is_told_of_at_once_and_stays(
    province,  # noqa: F811
    reader,  # noqa: F811
    clock,
    queries,
):
    """How tasks stand is told of the day: its moments pass without anybody looking again."""
    now = timezone.localtime().replace(hour=12, minute=1)
    clock(now)
    page = reader("leader")
    quarter = make_task_quarters("2023Q2")["2023Q2"]  # the log knows nothing of it
    before = page.page("/")
    entries = [said(province.task, "under_way", 40)]
    at = now + 30 * MINUTE
    task_reports_save(quarter=quarter, entries=entries, by=province.officer, at=at)
    told = page.page("/")
    assert told == page.anew("/") != before
    clock(now + 40 * MINUTE)
    with queries() as sent:
        assert page.page("/") == told
    assert not any("indicators_task" in one["sql"] for one in sent)
    assert page.anew("/") == told


def locked(today: date) -> ReportingQuarter:
    """A quarter that was locked yesterday, and nobody has handed in."""
    quarter_open(Quarter(2023, 2), due_on=today - 3 * DAY, locks_on=today - DAY)
    return ReportingQuarter.objects.get(year=2023, quarter=2)
