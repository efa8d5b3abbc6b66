"""Cases over the service: who takes which step in which state, and what becomes of the case."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import translation

from assessments import case_life as life
from assessments.case_terms import CaseDays
from assessments.models import Case, CaseEvidence, CaseTerms
from assessments.selectors.case_facts import case_terms
from assessments.selectors.case_page import case_page
from assessments.selectors.case_rows import case_rows, cases_open_to
from assessments.selectors.decisions import decisions_waiting
from assessments.selectors.exits import zones_exited
from assessments.services.case_reopening import case_reopen
from assessments.services.case_terms import case_terms_set
from assessments.services.cases import Refused, case_move, cases_lapse
from tests.cases import (
    DAY,
    DUE,
    NOON,
    OPENED,
    case_in,
    everything,
    found_again,
    make_case,
    make_people,
    move_row,
    moved,
)
from tests.evidence_files import examined
from tests.factories import make_measure, make_person, make_policy, make_zone
from tests.triggers import unprotected
from zones.access import COMMERCE
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

ROLES = {
    "commerce": "commerce",
    "commerce2": "commerce",
    "leader": "leadership",
    "reporter": "reporter",
    "other": "",
    "fgw": "",
    "customs": "",
    "admin": "",
}
STATES = [(track, state) for track in life.TRACKS for state in life.STATES[track]]
AFTER_DUE = NOON + timedelta(days=200)


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


@pytest.fixture
def people(zone):
    return make_people(zone, make_zone("donghu"))


def code_of(act):
    """The code that the act is refused with; nothing where it is done, and then it is undone."""
    try:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
    except Refused as refused:
        return refused.code
    return ""


REFUSED = ("no_such_step", life.NOT_ALLOWED, life.HAS_REPORTER, life.HANDED_IN_ALREADY)


def left(login):
    """Nothing; that person cannot sign in any more."""
    User.objects.filter(username=login).update(is_active=False)


@pytest.mark.parametrize(
    ("manned", "handed_in"), [(True, True), (False, True), (False, False)], ids=str
)
@pytest.mark.parametrize(("track", "state"), STATES)
def test_the_service_takes_the_steps_of_the_table_and_no_other(
    zone, people, track, state, manned, handed_in
):
    if not manned:
        left("reporter")
    case = case_in(zone, track, state)
    with unprotected():  # as if it were handed in, in every state
        Case.objects.exclude(state__in=life.FINAL).update(is_handed_in=handed_in)
    taken, expected = set(), set()
    facts = life.Facts(track, state, has_reporter=manned, is_handed_in=handed_in)
    for move in life.MOVES:
        step = life.TABLE.get((track, state, move))
        for login, role in ROLES.items():
            told = everything(handler_id=people["commerce"].user_id)
            at = AFTER_DUE if move == life.EXPEL else NOON
            code = code_of(lambda m=move, t=told, p=login, a=at: _move(case, m, t, people[p], a))
            if code not in REFUSED:
                taken.add((move, login))
            if step is not None and role in life.hands(facts, step):
                expected.add((move, login))
            if step is None:
                assert code == "no_such_step"
    assert taken == expected
    assert case.moves.count() == Case.objects.get().moves.count()


def _move(case, move, told, person, at):
    told = replace(told, due_on=(at + timedelta(days=300)).date())
    moved(case, move, person, at=at, **asdict(told))


def test_a_notice_runs_from_the_flag_to_the_close_by_different_people(zone, people):
    case = make_case(zone)
    moved(case, life.ISSUE, people["commerce"])
    case.refresh_from_db()
    assert case.due_on == DAY + timedelta(days=CaseDays().interview)
    moved(case, life.INTERVIEW, people["leader"], note="约谈主要负责人")
    moved(case, life.ORDER, people["commerce"], due_on=DUE)
    moved(case, life.HAND_IN, people["reporter"], note="已整改")
    case.refresh_from_db()
    assert case.is_handed_in
    assert case.due_on == DUE
    assert code_of(lambda: moved(case, life.ACCEPT, people["commerce"])) == "case_four_eyes"
    moved(case, life.ACCEPT, people["commerce2"])
    moved(case, life.CLOSE, people["commerce2"])
    case.refresh_from_db()
    assert (case.state, case.ended_at, case.due_on) == (life.CLOSED, NOON, None)
    assert [(one.move, one.from_state, one.to_state) for one in case.moves.all()] == [
        ("open", "", "flagged"),
        ("issue", "flagged", "notified"),
        ("interview", "notified", "interviewed"),
        ("order", "interviewed", "rectifying"),
        ("hand_in", "rectifying", "rectifying"),
        ("accept", "rectifying", "accepted"),
        ("close", "accepted", "closed"),
    ]
    actions = AuditEntry.objects.filter(kind="case").values_list("action", flat=True)
    assert list(actions) == [f"case_{one.move}" for one in case.moves.all()[1:]]


def test_a_notice_that_asks_for_no_interview_is_closed_after_it(zone, people):
    case = make_case(zone, consequence="notice_only")
    moved(case, life.ISSUE, people["commerce"])
    case.refresh_from_db()
    assert case.due_on is None
    assert code_of(lambda: moved(case, life.INTERVIEW, people["leader"])) == "case_an_interview"
    moved(case, life.CLOSE, people["commerce"])
    assert Case.objects.get().state == life.CLOSED


def test_an_exit_is_decided_by_leadership_after_a_period_that_is_over(zone, people):
    case = make_case(zone, life.EXIT)
    moved(case, life.INITIATE, people["leader"], note="启动退出程序")
    moved(case, life.ORDER, people["commerce"], due_on=DUE)
    decide = {"at": AFTER_DUE, "note": "退出"}
    assert code_of(lambda: moved(case, life.EXPEL, people["leader"])) == "case_past_due"
    moved(case, life.EXPEL, people["leader"], **decide)
    assert Case.objects.get().state == life.EXITED


def test_a_mere_warning_is_no_ground_to_initiate_the_exit(zone, people):
    case = make_case(zone, life.EXIT, consequence="exit_warning", due_on=None)
    assert code_of(lambda: moved(case, life.INITIATE, people["leader"])) == "case_an_exit_ground"


@pytest.mark.parametrize(
    ("move", "told", "code"),
    [
        (life.ORDER, {"note": " "}, "case_needs_note"),
        (life.ORDER, {"due_on": None}, "case_needs_due_on"),
        (life.ORDER, {"due_on": DAY - timedelta(days=1)}, "case_due_in_the_past"),
        (life.ORDER, {"note": "长" * 2001}, "reason_too_long"),
        (life.ASSIGN, {"handler_id": 0}, "case_handler_unknown"),
    ],
)
def test_a_step_that_tells_too_little_or_nonsense_is_refused(zone, people, move, told, code):
    case = case_in(zone, life.NOTICE, life.INTERVIEWED)
    assert code_of(lambda: moved(case, move, people["commerce"], **told)) == code
    assert case.moves.count() == 3


@pytest.mark.parametrize(
    ("state", "move", "told", "code"),
    [
        (life.FLAGGED, life.ISSUE, {"number": " "}, "case_needs_number"),
        (life.FLAGGED, life.ISSUE, {"held_on": None}, "case_needs_held_on"),
        (life.FLAGGED, life.ISSUE, {"number": "号" * 61}, "reason_too_long"),
        (life.NOTIFIED, life.INTERVIEW, {"present": ""}, "case_needs_present"),
        (life.NOTIFIED, life.INTERVIEW, {"note": ""}, "case_needs_note"),
        (life.NOTIFIED, life.INTERVIEW, {"present": "人" * 201}, "reason_too_long"),
    ],
)
def test_no_notice_without_its_number_and_no_interview_without_its_record(
    zone, people, state, move, told, code
):
    case = case_in(zone, life.NOTICE, state)
    assert code_of(lambda: moved(case, move, people["commerce"], **told)) == code
    row = moved(case, move, people["commerce"])
    kept = {life.ISSUE: ("鄂商通〔2023〕1号", None), life.INTERVIEW: (None, "某主任，商务厅")}
    assert (row.number, row.present) == kept[move]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"number": " "}, "case_needs_number"),
        ({"held_on": None}, "case_needs_held_on"),
        ({"note": ""}, "case_needs_note"),
    ],
)
def test_no_decision_on_an_exit_without_the_number_and_day_of_its_paper(zone, people, told, code):
    leader, case = people["leader"], make_case(zone, life.EXIT)
    assert code_of(lambda: moved(case, life.INITIATE, leader, **told)) == code
    moved(case, life.INITIATE, leader)
    moved(case, life.ORDER, people["commerce"], due_on=DUE)
    last = {"at": AFTER_DUE}
    assert code_of(lambda: moved(case, life.EXPEL, leader, **(last | told))) == code
    row = moved(case, life.EXPEL, leader, **last, held_on=AFTER_DUE.date() - timedelta(days=1))
    assert (row.number, row.held_on) == ("鄂商通〔2023〕1号", zones_exited()[zone.pk].decided_on)


def test_an_exit_is_decided_after_its_period_and_lifted_without_a_paper(zone, people):
    case = case_in(zone, life.EXIT, life.PERIOD)
    early = {"at": AFTER_DUE, "held_on": DUE}
    refused = code_of(lambda: moved(case, life.EXPEL, people["leader"], **early))
    assert refused == "case_decided_when"
    row = moved(case, life.LIFT, people["leader"], number="", held_on=None)
    assert (row.to_state, row.number) == (life.WITHDRAWN, None)


@pytest.mark.parametrize("day", [OPENED.date() - timedelta(days=1), DAY + timedelta(days=1), None])
def test_an_interview_was_held_between_the_opening_and_today(zone, people, day):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    code = code_of(lambda: moved(case, life.INTERVIEW, people["commerce"], held_on=day))
    assert code == ("case_held_when" if day else "case_needs_held_on")


def test_a_due_date_is_only_set_later(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    extend = {"due_on": DUE, "note": "延期"}
    assert (
        code_of(lambda: moved(case, life.EXTEND, people["commerce"], **extend))
        == "case_due_not_later"
    )
    moved(case, life.EXTEND, people["commerce"], **(extend | {"due_on": date(2023, 9, 1)}))
    assert Case.objects.get().due_on == date(2023, 9, 1)


def test_what_is_returned_is_no_longer_handed_in_and_may_get_another_day(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    moved(case, life.HAND_IN, people["reporter"])
    moved(case, life.RETURN, people["commerce"], due_on=None, note="请补充")
    case.refresh_from_db()
    assert (case.is_handed_in, case.due_on, case.state) == (False, DUE, life.RECTIFYING)


def test_who_saw_an_earlier_state_is_told_and_who_sends_twice_is_not(zone, people):
    case = make_case(zone)
    told = everything()
    first = case_move(case=case, move=life.ISSUE, told=told, seen=1, by=people["commerce"], at=NOON)
    again = case_move(case=case, move=life.ISSUE, told=told, seen=1, by=people["commerce"], at=NOON)
    assert again == first
    late = code_of(
        lambda: case_move(
            case=case, move=life.ISSUE, told=told, seen=1, by=people["commerce2"], at=NOON
        )
    )
    assert late == "case_changed_meanwhile"
    other = replace(told, note="另写一句")
    own = code_of(
        lambda: case_move(
            case=case, move=life.ISSUE, told=other, seen=1, by=people["commerce"], at=NOON
        )
    )
    assert own == "case_moved_yourself", "what was written another way is not taken for sent twice"


def test_people_in_charge_are_named_and_the_naming_is_kept(zone, people):
    case = make_case(zone)
    handler = people["commerce2"].user_id
    moved(case, life.ASSIGN, people["commerce"], head="管委会主任", handler_id=handler)
    case.refresh_from_db()
    assert (case.head, case.handler_id, case.state) == ("管委会主任", handler, life.FLAGGED)
    told = {"head": "", "handler_id": people["reporter"].user_id}
    assert (
        code_of(lambda: moved(case, life.ASSIGN, people["commerce"], **told))
        == "case_handler_unknown"
    )
    entry = AuditEntry.objects.get(action="case_assign")
    assert entry.old["handler"] is None
    assert entry.new["handler"] == handler


# The day that has passed


def test_a_day_that_has_passed_is_written_down_once(zone):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    assert cases_lapse(at=NOON) == []
    assert cases_lapse(at=AFTER_DUE) == [case]
    assert cases_lapse(at=AFTER_DUE) == []
    case.refresh_from_db()
    assert (case.state, case.due_on) == (life.OVERDUE, DUE)
    assert (case.moves.last().move, case.moves.last().by) == (life.LAPSE, None)


def test_what_was_handed_in_in_time_does_not_become_overdue(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    moved(case, life.HAND_IN, people["reporter"])
    assert cases_lapse(at=AFTER_DUE) == []


def test_a_step_after_the_day_writes_the_lapse_down_first(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    moved(case, life.GIVE_UP, people["leader"], at=AFTER_DUE, note="未整改")
    assert [one.move for one in case.moves.all()][-2:] == [life.LAPSE, life.GIVE_UP]
    assert Case.objects.get().state == life.CLOSED


def test_an_overdue_rectification_can_still_be_handed_in_and_accepted(zone, people):
    case = case_in(zone, life.NOTICE, life.OVERDUE)
    moved(case, life.HAND_IN, people["reporter"], at=AFTER_DUE)
    moved(case, life.ACCEPT, people["commerce2"], at=AFTER_DUE)
    assert Case.objects.get().state == life.ACCEPTED


# Withdrawn, and opened again


def test_a_case_without_a_ground_is_withdrawn_by_staff_with_a_reason(zone, people):
    case = make_case(zone)
    assert code_of(lambda: moved(case, life.WITHDRAW, people["commerce"])) == "case_no_ground"
    found_again(case, state="withdrawn")
    assert code_of(lambda: moved(case, life.ISSUE, people["commerce"])) == "case_a_ground"
    moved(case, life.WITHDRAW, people["commerce"], note="数据修正")
    assert Case.objects.get().state == life.WITHDRAWN


def reopened(case, by, note="申诉成立"):
    return case_reopen(case=case, note=note, by=by, at=NOON)


def test_what_is_over_is_opened_again_as_a_new_case_that_names_it(zone, people):
    old = case_in(zone, life.NOTICE, life.CLOSED)
    new = reopened(old, people["commerce"])
    assert (new.predecessor, new.number, new.state) == (old, 2, life.FLAGGED)
    assert new.grounds.get().flag == old.grounds.get().flag
    assert new.moves.get().note == "申诉成立"
    old.refresh_from_db()
    assert old.state == life.CLOSED
    entry = AuditEntry.objects.get(action="case_reopen")
    assert (entry.code, entry.new["predecessor"]) == ("2022-notice-2", "2022-notice-1")


def test_an_exit_is_opened_again_by_leadership_alone(zone, people):
    old = case_in(zone, life.EXIT, life.EXITED)
    assert code_of(lambda: reopened(old, people["commerce"])) == "step_not_allowed"
    assert reopened(old, people["leader"]).state == life.WARNED


@pytest.mark.parametrize(
    ("state", "code"),
    [(life.FLAGGED, "case_is_not_over"), (life.RECTIFYING, "case_is_not_over")],
)
def test_what_is_not_over_is_not_opened_again(zone, people, state, code):
    case = case_in(zone, life.NOTICE, state)
    assert code_of(lambda: reopened(case, people["commerce"])) == code


def test_nothing_is_opened_again_without_a_reason_a_ground_or_beside_an_open_one(zone, people):
    old = case_in(zone, life.NOTICE, life.CLOSED)
    assert code_of(lambda: reopened(old, people["commerce"], " ")) == "case_needs_note"
    reopened(old, people["commerce"])
    assert code_of(lambda: reopened(old, people["commerce"])) == "case_is_open_already"
    gone = make_case(make_zone("elsewhere"))
    found_again(gone, state="withdrawn")
    move_row(gone, life.WITHDRAW, life.WITHDRAWN)
    assert code_of(lambda: reopened(gone, people["commerce"])) == "case_nothing_to_reopen"


# The days


def set_days(by, seen=0, **days):
    changed = replace(case_terms(), **days)
    return case_terms_set(days=changed, reason_zh="通行做法", seen=seen, by=by, at=NOON)


def test_other_days_count_from_then_on_and_what_is_due_stays(zone, people):
    before = make_case(zone)
    set_days(people["commerce"], interview=5)
    before.refresh_from_db()
    assert before.due_on == DUE
    moved(before, life.ISSUE, people["commerce"], held_on=DAY)
    before.refresh_from_db()
    assert before.due_on == DAY + timedelta(days=5)
    assert case_terms(OPENED) == CaseDays()


@pytest.mark.parametrize(
    ("login", "fields", "code"),
    [
        ("leader", {"interview": 5}, "not_a_keeper_of_cases"),
        ("commerce", {}, "case_terms_unchanged"),
        ("commerce", {"interview": 0}, "case_terms_days"),
        ("commerce", {"interview": 731}, "case_terms_days"),
        ("commerce", {"interview": 5, "seen": 1}, "case_terms_changed_meanwhile"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(people, login, fields, code):
    assert code_of(lambda: set_days(people[login], **fields)) == code
    assert not CaseTerms.objects.exists()


def test_the_department_hands_in_for_a_zone_without_a_reporter_and_another_accepts(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    for_it = code_of(lambda: moved(case, life.HAND_IN, people["commerce"], note="代报"))
    assert for_it == "case_has_reporter"
    left("reporter")
    moved(case, life.HAND_IN, people["commerce"], note="代报")
    once_more = code_of(lambda: moved(case, life.HAND_IN, people["commerce2"], note="再报"))
    assert once_more == "case_is_handed_in_already"  # else nobody would be left to accept it
    assert code_of(lambda: moved(case, life.ACCEPT, people["commerce"])) == "case_four_eyes"
    page = case_page(Case.objects.get(), people["commerce2"], DAY)
    assert (page.main, page.steps[0]) == (life.ACCEPT, life.ACCEPT)
    assert life.HAND_IN not in page.steps
    moved(case, life.ACCEPT, people["commerce2"])
    assert Case.objects.get().state == life.ACCEPTED


def ordered(zone, people, **fields):
    """A case whose rectification one of the department's two has ordered."""
    case = case_in(zone, life.NOTICE, life.INTERVIEWED, **fields)
    moved(case, life.ORDER, people["commerce"], due_on=DUE)
    return case


def waiting_for(person):
    """The cases of the list that wait for the person."""
    return [row.case for row in case_rows(cases_open_to(person), person, DAY) if row.is_mine]


def test_nobody_stands_in_where_nobody_would_be_left_to_accept(zone, people):
    case = ordered(zone, people)
    left("reporter")
    page = case_page(case, people["commerce2"], DAY)
    assert life.HAND_IN not in page.steps
    alone = code_of(lambda: moved(case, life.HAND_IN, people["commerce2"], note="代报"))
    assert alone == "case_an_acceptor"
    moved(case, life.HAND_IN, people["commerce"], note="代报")
    moved(case, life.ACCEPT, people["commerce2"])
    other = ordered(zone, people, year=2021)
    make_person("commerce3", COMMERCE)
    moved(other, life.HAND_IN, people["commerce2"], note="代报")


def test_where_nobody_can_hand_in_for_a_zone_so_that_another_accepts_the_department_is_told(
    zone, people
):
    case = ordered(zone, people)
    left("reporter")
    with translation.override("en"):
        assert not decisions_waiting(people["commerce2"], DAY)
        left("commerce")
        (found,) = decisions_waiting(people["commerce2"], DAY)
        assert "another colleague is needed" in found.why
        assert not found.is_to_know, "it is the department's own to see to"
        assert case_page(Case.objects.get(), people["commerce2"], DAY).waiting == found.why
        make_person("commerce3", COMMERCE)
        assert not decisions_waiting(people["commerce2"], DAY)
        assert waiting_for(people["commerce2"]) == [case], "the new colleague accepts it"
    moved(case, life.HAND_IN, people["commerce2"], note="代报")


def test_whoever_may_hand_in_for_a_zone_without_a_reporter_is_told_so_and_nobody_else(zone, people):
    case = ordered(zone, people)
    with translation.override("en"):
        assert waiting_for(people["commerce"]) == [], "the zone's reporter hands in"
        left("reporter")
        assert waiting_for(people["commerce"]) == [case]
        page = case_page(Case.objects.get(), people["commerce"], DAY)
        other = case_page(Case.objects.get(), people["commerce2"], DAY)
    assert page.main == life.HAND_IN
    assert "Commerce department, for a zone without a reporter" in other.waiting
    assert waiting_for(people["commerce2"]) == [], "nobody would be left to accept"
    assert other.main == ""
    moved(case, life.HAND_IN, people["commerce"], note="代报")
    assert waiting_for(people["commerce2"]) == [case]


def test_of_an_exit_without_a_ground_withdrawing_is_the_first_step_whoever_hands_in(zone, people):
    case = case_in(zone, life.EXIT, life.PERIOD)
    left("reporter")
    with unprotected():
        case.grounds.update(state="withdrawn")
    page = case_page(Case.objects.get(), people["commerce"], DAY)
    assert page.main == page.steps[0] == life.WITHDRAW
    assert life.HAND_IN in page.steps


def test_what_nobody_may_accept_any_more_stands_among_the_decisions(zone, people):
    case = ordered(zone, people)
    left("reporter")
    make_person("commerce3", COMMERCE)
    moved(case, life.HAND_IN, people["commerce2"], note="代报")
    with translation.override("en"):
        assert not decisions_waiting(people["commerce"], DAY)
        left("commerce3")
        for login in ("commerce", "commerce2"):
            (found,) = decisions_waiting(people[login], DAY)
            assert "nobody is left who may accept it" in found.why
        page = case_page(Case.objects.get(), people["commerce2"], DAY)
    assert "nobody else of the department can sign in" in page.waiting
    assert life.RETURN in page.steps


# Files


def test_files_are_kept_with_the_step_and_logged_with_it(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    row = moved(case, life.HAND_IN, people["reporter"], files=[examined(), examined()])
    assert [one.evidence.by_id for one in row.evidence.all()] == [people["reporter"].user_id] * 2
    actions = AuditEntry.objects.order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["case_hand_in", "evidence_kept", "evidence_kept"]
    assert audit_verdict().is_intact


def test_a_rectification_without_evidence_is_refused_and_nothing_is_kept(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    code = code_of(lambda: moved(case, life.HAND_IN, people["reporter"], files=[]))
    assert code == "case_needs_evidence"


def test_signed_papers_are_added_to_an_open_case(zone, people):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    moved(case, life.ATTACH, people["commerce"], note="签字件")
    case.refresh_from_db()
    assert (case.state, case.due_on) == (life.NOTIFIED, DUE)
    assert CaseEvidence.objects.count() == 1


def test_a_step_that_takes_no_files_keeps_none(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING)
    moved(case, life.EXTEND, people["commerce"], files=[examined()])
    assert not CaseEvidence.objects.exists()
