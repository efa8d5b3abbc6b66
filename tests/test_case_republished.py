"""Years published again while an exit procedure runs: which ground is whose to change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from assessments import case_life as life
from assessments.models import Case, CaseGround, FlagRule
from assessments.selectors.case_facts import case_terms
from assessments.selectors.case_page import case_page
from assessments.selectors.case_rows import case_name
from assessments.selectors.decisions import decisions_waiting
from assessments.selectors.exits import owed_links, zones_exited
from assessments.selectors.question import late_reports
from assessments.services.case_reopening import Refused, case_reopen
from indicators.models import Reopening, ReportingQuarter
from indicators.periods import parse_period
from indicators.selectors.terms import terms_now
from indicators.services.reopenings import MOST_DAYS
from tests.assessing import AFTER, make_world, published
from tests.cases import DUE, case_in, move_row, moved
from tests.factories import make_person, make_quarter, make_submission, user_of
from tests.triggers import unprotected
from zones.access import CUSTOMS, LEADERSHIP
from zones.display import day
from zones.models import AuditEntry, Zone
from zones.services.audit import Change, audit_append

#: When leadership decides: after everything is published.
STARTED = AFTER + timedelta(days=60)


@pytest.fixture
def world(db):
    """Zone b misses its target in 2021 and 2022; only the rule of running years counts."""
    world = make_world()
    for year in (2021, 2022):
        world.set_target(world.b, year, 500)
    FlagRule.objects.exclude(code="missed_years").update(is_on=False)
    return world


def rule_set(*, window, threshold):
    with unprotected():
        FlagRule.objects.filter(code="missed_years").update(window=window, threshold=threshold)


def again(*years, first=1):
    """Nothing; the years are published, or published again, a day apart."""
    for days, year in enumerate(years, start=first):
        published(str(year), AFTER + timedelta(days=days))


def rests_on(case):
    """What each ground leads to, whether it stands, and the year that holds it."""
    case.refresh_from_db()
    return [(one.consequence, one.state, one.held_by.assessment.year) for one in case.grounds.all()]


EXIT_OF_2022 = [("exit", "standing", 2022)]


@pytest.fixture
def leader(world):
    return make_person("leader", LEADERSHIP)


@pytest.fixture
def exit_case(world, leader):
    """An exit of 2022, asked for after two years missed; its warning of 2021 was continued."""
    rule_set(window=1, threshold=2)
    again(2021, 2022)
    case = Case.objects.get(year=2022)
    assert rests_on(case) == EXIT_OF_2022
    return case


def test_a_warning_found_by_a_new_rule_for_an_earlier_year_leaves_the_exit_alone(world, leader):
    rule_set(window=2, threshold=2)
    again(2021, 2022)
    case = Case.objects.get()
    moved(case, life.INITIATE, leader, at=STARTED)
    moved(case, life.ORDER, world.staff, at=STARTED)
    before = CaseGround.objects.values().get()
    rule_set(window=1, threshold=2)
    again(2021, first=10)
    assert Case.objects.get() == case
    assert CaseGround.objects.values().get() == before
    noted = AuditEntry.objects.get(action="case_ground_noted")
    assert (noted.code, noted.new["grounds"]) == (
        "2022-exit-1",
        ["missed_years:growth:exit_warning"],
    )
    rule_set(window=2, threshold=2)  # as it was when 2022 was published
    after = DUE + timedelta(days=61)
    assert [one.href for one in decisions_waiting(leader, after)] == [f"/cases/{case.pk}/#steps"]
    moved(case, life.EXPEL, leader, at=AFTER + timedelta(days=400))
    case.refresh_from_db()
    assert case.state == life.EXITED


def test_the_overview_says_at_once_that_an_exit_waits_for_its_year(
    world, exit_case, settings, client
):
    """Nothing else of what waits is touched by a verification, and printed before it."""
    settings.PARTS_ARE_KEPT = True
    client.force_login(user_of(world.staff))
    client.cookies["django_language"] = "en"
    again_first = "assess 2022 again first"
    assert again_first not in client.get("/").content.decode()
    world.revise(world.b, "2022Q4", 250, AFTER + timedelta(days=10))
    change = Change("verified", "submission", zone=world.b.code, quarter="2022Q4")
    audit_append(by=None, at=None, changes=[change])
    assert again_first in client.get("/").content.decode()


def test_figures_of_an_earlier_year_revised_to_and_fro_leave_the_exit_alone(
    world, leader, exit_case
):
    for days, amount in ((10, 250), (20, 100)):  # met, and missed again
        world.revise(world.b, "2021Q4", amount, AFTER + timedelta(days=days))
        again(2021, first=days + 1)
        assert rests_on(exit_case) == EXIT_OF_2022
    assert [one.due for one in decisions_waiting(leader, AFTER.date())] == [exit_case.due_on]
    moved(exit_case, life.INITIATE, leader, at=STARTED)
    moved(exit_case, life.ORDER, world.staff, at=STARTED)
    moved(exit_case, life.EXPEL, leader, at=AFTER + timedelta(days=400))
    exit_case.refresh_from_db()
    assert exit_case.state == life.EXITED


def test_in_whatever_order_years_are_published_again_the_last_one_holds_the_exit(world):
    rule_set(window=2, threshold=2)
    again(2021, 2022)
    case = Case.objects.get()
    rule_set(window=1, threshold=2)  # from now on 2021 finds a warning
    orders = (2021, 2021, 2022, 2022, 2021)  # every pair
    for days, year in enumerate(orders, start=10):
        at = AFTER + timedelta(days=days)
        world.revise(world.b, f"{year}Q4", 100 - days, at - timedelta(hours=1))
        again(year, first=days)
        assert rests_on(case) == EXIT_OF_2022
    assert AuditEntry.objects.filter(action="case_ground_noted").count() == orders.count(2021)


def test_a_year_withdraws_from_an_exit_only_what_it_holds_itself(world):
    """Begun on 2021, gone on with 2022: each is taken back, first the earlier, then the later."""
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    move_row(case, life.INITIATE, life.INITIATED)
    again(2022, first=2)
    world.revise(world.b, "2021Q4", 250, AFTER + timedelta(days=10))
    again(2021, first=11)
    assert rests_on(case) == EXIT_OF_2022
    world.revise(world.b, "2022Q4", 250, AFTER + timedelta(days=20))
    again(2022, first=21)
    assert rests_on(case) == [("exit", "withdrawn", 2022)]


def test_an_exit_falls_back_to_the_earlier_year_that_still_finds_it(world):
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    move_row(case, life.INITIATE, life.INITIATED)
    again(2022, first=2)
    world.revise(world.b, "2022Q4", 250, AFTER + timedelta(days=10))
    again(2022, first=11)
    assert rests_on(case) == [("exit", "standing", 2021)]
    world.revise(world.b, "2021Q4", 250, AFTER + timedelta(days=20))
    again(2021, first=21)
    assert rests_on(case) == [("exit", "withdrawn", 2021)]


def test_a_later_years_mere_warning_does_not_weaken_an_exit_that_is_under_way(world, leader):
    """2021 asks for the exit; 2022, published later, finds a warning of the same target only."""
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    moved(case, life.INITIATE, leader, at=STARTED)
    moved(case, life.ORDER, world.staff, at=STARTED)
    rule_set(window=1, threshold=3)  # 2022 finds two years running: a warning
    again(2022, first=2)
    assert Case.objects.get() == case
    assert rests_on(case) == [("exit", "standing", 2021)]
    noted = AuditEntry.objects.get(action="case_ground_noted")
    assert noted.new["grounds"] == ["missed_years:growth:exit_warning"]
    moved(case, life.EXPEL, leader, at=AFTER + timedelta(days=400))
    case.refresh_from_db()
    assert case.state == life.EXITED


def test_an_exit_falls_to_the_warning_noted_of_a_later_year_when_its_own_year_is_taken_back(
    world, leader
):
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    moved(case, life.INITIATE, leader, at=STARTED)
    rule_set(window=1, threshold=3)
    again(2022, first=2)
    world.revise(world.b, "2021Q4", 250, AFTER + timedelta(days=10))
    again(2021, first=11)
    assert rests_on(case) == [("exit_warning", "standing", 2022)]
    with pytest.raises(Refused) as refused:
        moved(case, life.ORDER, world.staff, at=STARTED)
    assert refused.value.code == "case_an_exit_ground"


def test_an_exit_that_waits_for_leadership_is_not_continued_as_a_later_years_warning(world, leader):
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    rule_set(window=1, threshold=3)
    again(2022, first=2)
    assert Case.objects.get() == case  # still warned, with the exit to be decided
    assert rests_on(case) == [("exit", "standing", 2021)]
    moved(case, life.INITIATE, leader, at=STARTED)


def test_a_publication_asks_nobody_to_leave_who_has_left(world, leader):
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    moved(case, life.INITIATE, leader, at=STARTED)
    moved(case, life.ORDER, world.staff, at=STARTED)
    moved(case, life.EXPEL, leader, at=AFTER + timedelta(days=400))
    again(2022, first=401)
    world.revise(world.b, "2021Q4", 90, AFTER + timedelta(days=402))
    again(2021, first=403)
    assert Case.objects.get(track=life.EXIT) == case
    assert list(zones_exited()) == [world.b.pk]


def told(person, day=DUE):
    """Where what waits for the person leads, why, and whether it is merely to be known."""
    found = decisions_waiting(person, day)
    return [(one.href, one.is_to_know, "again first" in one.why) for one in found]


def an_earlier_year_published_again_as_met(world):
    world.revise(world.b, "2021Q4", 250, AFTER + timedelta(days=10))
    again(2021, first=11)


def an_earlier_years_figure_revised(world):
    world.revise(world.b, "2021Q4", 250, AFTER + timedelta(days=10))


def the_years_own_figure_revised(world):
    world.revise(world.b, "2022Q4", 400, AFTER + timedelta(days=10))


CHANGES = [
    an_earlier_year_published_again_as_met,
    an_earlier_years_figure_revised,
    the_years_own_figure_revised,
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("state", [life.WARNED, life.INITIATED, life.PERIOD])
@translation.override("en")
def test_no_exit_is_begun_or_decided_on_what_has_changed_since(
    world, leader, exit_case, change, state
):
    """Leadership and the department are told so, and led to the year that is assessed again."""
    if state != life.WARNED:
        moved(exit_case, life.INITIATE, leader, at=AFTER + timedelta(days=2))
    if state == life.PERIOD:
        moved(exit_case, life.ORDER, world.staff, at=AFTER + timedelta(days=3))
    change(world)
    step, by = {
        life.WARNED: (life.INITIATE, leader),
        life.INITIATED: (life.ORDER, world.staff),
        life.PERIOD: (life.EXPEL, leader),
    }[state]
    with pytest.raises(Refused, match="case_up_to_date") as refused:
        moved(exit_case, step, by, at=AFTER + timedelta(days=400))
    assert refused.value.params["years"] == (2022,)
    exit_case.refresh_from_db()
    assert told(world.staff) == [("/assessments/2022/", False, True)]
    assert told(leader) == [(f"/cases/{exit_case.pk}/#steps", True, True)]
    page = case_page(exit_case, leader, DUE)
    assert "assesses 2022 again first" in page.waiting
    assert [one.href for one in page.again] == ["/assessments/2022/"]
    assert [one.again.href for one in page.grounds] == ["/assessments/2022/"]
    assert step not in page.steps
    assert page.row.late is None


def test_an_exit_goes_on_when_its_year_was_assessed_again_and_still_asks_for_it(
    world, leader, exit_case
):
    world.revise(world.b, "2022Q4", 90, AFTER + timedelta(days=10))
    again(2022, first=11)
    assert rests_on(exit_case) == EXIT_OF_2022
    moved(exit_case, life.INITIATE, leader, at=STARTED)


def test_an_exit_is_a_warning_again_when_its_year_was_assessed_again_and_asks_for_no_more(
    world, leader, exit_case
):
    an_earlier_year_published_again_as_met(world)
    again(2022, first=13)
    assert rests_on(exit_case) == [("exit_warning", "standing", 2022)]


def test_a_figure_that_was_merely_handed_in_holds_no_exit_up(world, leader, exit_case):
    make_submission(
        world.b,
        "2022Q4",
        {"trade_total": 400},
        by=world.staff,
        state="submitted",
        at=AFTER + timedelta(days=5),
    )
    moved(exit_case, life.INITIATE, leader, at=STARTED)


def test_a_figure_put_back_as_it_was_holds_no_exit_up(world, leader, exit_case):
    for days, amount in ((10, 400), (20, 100)):
        world.revise(world.b, "2022Q4", amount, AFTER + timedelta(days=days))
    moved(exit_case, life.INITIATE, leader, at=STARTED)


def gone(world, leader):
    """The exit case of 2021, at its end: zone b has left."""
    rule_set(window=1, threshold=1)
    again(2021)
    case = Case.objects.get()
    moved(case, life.INITIATE, leader, at=STARTED)
    moved(case, life.ORDER, world.staff, at=STARTED)
    moved(case, life.EXPEL, leader, at=AFTER + timedelta(days=400))
    case.refresh_from_db()
    return case


def taken_back(case, leader, days):
    """The new case that the exit was opened again as, lifted by leadership."""
    new = case_reopen(case=case, note="申诉成立", by=leader, at=AFTER + timedelta(days=days))
    moved(new, life.LIFT, leader, at=AFTER + timedelta(days=days + 1))
    new.refresh_from_db()
    return new


def left_on(zone):
    return Zone.objects.get(pk=zone.pk).left_on


@pytest.mark.parametrize("year", [2022, 2023], ids=["the year after", "a year more"])
def test_a_zone_that_was_taken_back_is_asked_to_leave_again_by_a_later_year(world, leader, year):
    lifted = taken_back(gone(world, leader), leader, 410)
    assert left_on(world.b) is None
    if year == 2023:
        world.report(world.a, 2023, [200] * 4)
        world.report(world.b, 2023, [90] * 4)
        world.set_target(world.b, 2023, 900)
    again(*range(2022, year + 1), first=700)
    new = Case.objects.filter(track=life.EXIT).latest("pk")
    assert (new.zone, new.year, new.state) == (world.b, year, life.WARNED)
    assert new.pk > lifted.pk


@translation.override("en")
def test_what_was_due_while_a_zone_was_gone_is_owed_once_it_is_back_and_not_late_at_once(
    world, leader
):
    case = gone(world, leader)
    left = left_on(world.b)
    ReportingQuarter.objects.filter(year__gt=left.year).delete()
    quarters = [make_quarter(f"{left.year + 1}Q{one}") for one in (1, 2)]
    back = datetime(left.year + 1, 6, 20, 4, tzinfo=UTC)  # the second quarter is not due yet
    case_reopen(case=case, note="申诉成立", by=leader, at=back)
    (given,) = Reopening.objects.all()
    assert (given.quarter, given.zone, given.sets_due) == (quarters[0], world.b, True)
    last = timezone.localdate(back) + timedelta(days=MOST_DAYS)
    end = timezone.localtime(given.until)
    assert (end.date(), end.hour, end.minute) == (last, 23, 59), "the day that is shown, to its end"
    assert AuditEntry.objects.filter(kind="reopening", quarter=quarters[0].code).count() == 1
    within, over = back + timedelta(days=10), given.until + timedelta(days=1)
    terms = terms_now(world.b, quarters[0], within)
    assert (terms.is_late, terms.is_locked) == (False, False)
    assert terms_now(world.b, quarters[0], over).is_late
    span = parse_period(str(quarters[0].code))
    late = [{one.zone for one in late_reports(span, at=at, as_at=None)} for at in (within, over)]
    assert ["b" in some for some in late] == [False, True]
    assert all("a" in some for some in late), "who was never gone is late as ever"
    (link,) = owed_links(world.b, world.staff)
    assert link.text == f"{quarters[0].code}, due on {day(last)}"
    assert link.href == f"/collect/{quarters[0].code}/b/"
    taken = Case.objects.latest("pk")
    page = case_page(taken, world.staff, DUE)
    assert ("Still owed by the zone taken back", link) in page.links
    client = Client()
    client.force_login(user_of(world.staff))
    client.cookies["django_language"] = "en"
    assert f'href="{link.href}">{link.text}' in client.get("/zones/b/").content.decode()
    assert owed_links(world.b, make_person("customs", CUSTOMS)) == []
    make_submission(world.b, quarters[0], {}, by=world.staff, at=within)
    assert owed_links(world.b, world.staff) == [], "it has handed in what it owed"


@translation.override("en")
def test_what_was_due_by_notices_while_a_zone_was_gone_has_another_day(world, leader):
    case = gone(world, leader)
    left = left_on(world.b)
    meanwhile, before = left + timedelta(days=5), left - timedelta(days=5)
    asked = {
        year: case_in(world.b, life.NOTICE, life.RECTIFYING, year=year, due_on=due)
        for year, due in ((2019, before), (2020, meanwhile))
    }
    noticed = case_in(world.b, life.NOTICE, life.NOTIFIED, year=2018, due_on=meanwhile)
    back = AFTER + timedelta(days=420)
    case_reopen(case=case, note="申诉成立", by=leader, at=back)
    due = {year: Case.objects.get(pk=one.pk) for year, one in asked.items()}
    assert due[2019].due_on == before, "what was overdue when it left is so still"
    assert due[2020].due_on == timezone.localdate(back) + timedelta(days=MOST_DAYS)
    last = due[2020].moves.last()
    assert (last.move, last.by_id, last.note) == (life.EXTEND, leader.user_id, "申诉成立")
    entry = AuditEntry.objects.get(action="case_extend", code=due[2020].code)
    assert entry.new["due_on"] == str(due[2020].due_on)
    noticed.refresh_from_db()
    days = case_terms(back).interview
    assert noticed.due_on == timezone.localdate(back) + timedelta(days=days), "the department's own"
    page = case_page(noticed, world.staff, timezone.localdate(back))
    assert page.moves[-1].dates == (("Next step by", day(noticed.due_on)),)
    assert (page.row.days_late, life.EXTEND in page.steps) == (0, False)


def test_an_exit_that_was_taken_back_is_opened_again_from_its_last_case_alone(world, leader):
    """First lifted, opened again and decided: the first case is no way back round the second."""
    first = gone(world, leader)
    second = taken_back(first, leader, 410)
    third = case_reopen(case=second, note="复核", by=leader, at=AFTER + timedelta(days=420))
    moved(third, life.INITIATE, leader, at=AFTER + timedelta(days=421))
    due = (AFTER + timedelta(days=700)).date()
    moved(third, life.ORDER, world.staff, at=AFTER + timedelta(days=422), due_on=due)
    moved(third, life.EXPEL, leader, at=AFTER + timedelta(days=800))
    third.refresh_from_db()
    for older in (first, second):
        with pytest.raises(Refused, match="case_is_not_the_last"):
            case_reopen(case=older, note="再议", by=leader, at=AFTER + timedelta(days=801))
        assert not case_page(older, leader, DUE).may_reopen
    assert case_page(third, leader, DUE).may_reopen
    assert left_on(world.b) == zones_exited()[world.b.pk].decided_on
    taken_back(third, leader, 810)
    assert (left_on(world.b), zones_exited()) == (None, {})


def listed_as_waiting(client, who):
    """Whom the cases wait for that the list shows as waiting for the reader, as it counts them."""
    client.force_login(user_of(who))
    client.cookies["django_language"] = "en"
    page = client.get("/cases/?waits=me")
    rows = [row.record.waits_text for row in page.context["table"].rows]
    assert page.context["waiting"] == len(rows)
    return rows


@translation.override("en")
def test_an_exit_continued_by_a_year_that_was_taken_back_can_still_be_decided(
    world, leader, client
):
    """Asked for after 2021 and again after 2022; 2022 is refuted, 2021 stands as it did."""
    rule_set(window=1, threshold=1)
    again(2021, 2022)
    earlier, later = Case.objects.order_by("year")
    assert (earlier.state, rests_on(later)) == (life.CONTINUED, EXIT_OF_2022)
    world.revise(world.b, "2022Q4", 250, AFTER + timedelta(days=10))
    again(2022, first=11)
    moved(later, life.WITHDRAW, world.staff, at=STARTED)
    later.refresh_from_db()
    page = case_page(later, leader, DUE)
    assert page.may_reopen
    assert page.reopens == case_name(earlier)
    assert case_name(earlier) in page.waiting
    (waiting,) = decisions_waiting(leader, DUE)
    assert (waiting.name, waiting.href) == (case_name(earlier), f"/cases/{later.pk}/#steps")
    assert (waiting.figure.href, waiting.is_to_know) == ("/zones/b/?period=2021#flags", False)
    assert decisions_waiting(world.staff, DUE) == [], "leadership alone decides on it"
    waits = f"Leadership, to decide on {case_name(earlier)}"
    assert listed_as_waiting(client, leader) == [waits]
    assert listed_as_waiting(client, world.staff) == []
    new = case_reopen(case=later, note="2021年的情形成立", by=leader, at=STARTED)
    assert (new.year, new.number, new.state) == (2021, 2, life.WARNED)
    assert (new.predecessor, rests_on(new)) == (earlier, [("exit", "standing", 2021)])
    assert [one.name for one in decisions_waiting(leader, DUE)] == [case_name(new)]
    moved(new, life.INITIATE, leader, at=STARTED + timedelta(days=1))
    for over in (earlier, later):
        with pytest.raises(Refused):
            case_reopen(case=over, note="再议", by=leader, at=STARTED + timedelta(days=2))


def test_where_nothing_of_what_was_continued_stands_nothing_is_opened_again(world, leader):
    rule_set(window=1, threshold=1)
    again(2021, 2022)
    later = Case.objects.get(year=2022)
    for year in (2021, 2022):
        world.revise(world.b, f"{year}Q4", 250, AFTER + timedelta(days=10))
        again(year, first=year - 2000)
    moved(later, life.WITHDRAW, world.staff, at=STARTED)
    later.refresh_from_db()
    assert not case_page(later, leader, DUE).may_reopen
    assert decisions_waiting(leader, DUE) == []
    with pytest.raises(Refused, match="case_nothing_to_reopen"):
        case_reopen(case=later, note="再议", by=leader, at=STARTED)
