"""Nobody verifies their own figures: whoever entered, uploaded, corrected or handed them in."""

import re
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from lxml.html import fromstring

from indicators.models import ReportingQuarter, Submission
from indicators.selectors.collection import zones_open_to
from indicators.selectors.reviewers import entered_by
from indicators.selectors.status_board import status_board
from indicators.selectors.worklist import work_list
from indicators.services.submissions import (
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_take_over,
    submission_verify,
)
from tests.collecting import (
    AT,
    LATER,
    PAGE,
    entry,
    open_quarter,
    seen,
    text,
)
from tests.factories import make_person
from zones.models import AuditEntry, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def type_in(place, people):
    """`type_in("commerce", vehicles=3)`: Yichang's draft with these figures typed by a person."""

    def type_in(login: str, service=submission_record, at=AT, **figures):
        what = {"zone": place["yichang"], "quarter": open_quarter()}
        reason = figures.pop("reason", "")
        entries = [entry(code, value) for code, value in figures.items()]
        about = {"by": people[login], "at": at, "entries": entries, "revision_reason": reason}
        return service(**what, **about)

    return type_in


@pytest.fixture
def hand_in(type_in):
    """`hand_in("commerce", vehicles=3)`: the same, and handed in by that person."""

    def hand_in(login: str, **figures) -> Submission:
        def service(**what):
            return submission_hand_in(is_incomplete_accepted=True, **what)

        return type_in(login, service, **figures)

    return hand_in


def who_may_verify(submission: Submission, people) -> set[str]:
    """The people whom the rule lets verify it."""
    entered = entered_by([submission])[submission.pk]
    hands = (submission.submitted_by_id, entered)
    return {login for login, person in people.items() if person.may_verify(*hands)}


def test_who_typed_a_figure_cannot_verify_it_though_a_colleague_handed_it_in(
    type_in, hand_in, people
):
    type_in("commerce2", vehicles=3)
    submission = hand_in("yichang")
    with pytest.raises(Refused, match="own_figures"):
        submission_verify(submission=submission, by=people["commerce2"], at=LATER)
    submission_verify(submission=submission, by=people["commerce"], at=LATER)


def test_who_corrected_one_figure_of_a_reporters_cannot_verify_the_version(
    type_in, hand_in, people
):
    type_in("yichang", vehicles=3, processing=4)
    type_in("commerce2", vehicles=5)
    assert who_may_verify(hand_in("yichang"), people) == {"commerce"}


def test_who_took_a_figure_out_cannot_verify_that_it_is_gone(type_in, hand_in, people):
    type_in("yichang", vehicles=3, processing=4)
    type_in("commerce2", vehicles=None)
    assert who_may_verify(hand_in("yichang"), people) == {"commerce"}


def test_what_somebody_has_replaced_since_is_not_the_first_ones_figure(type_in, hand_in, people):
    type_in("commerce2", vehicles=3)
    assert who_may_verify(hand_in("yichang", vehicles=4), people) == {"commerce", "commerce2"}


def test_who_entered_the_version_before_may_verify_a_revision_that_others_made(hand_in, people):
    first = hand_in("commerce", vehicles=3, processing=4)
    submission_verify(submission=first, by=people["commerce2"], at=LATER)
    again = hand_in("commerce2", vehicles=5, reason="核对", at=LATER)
    assert who_may_verify(again, people) == {"commerce"}


def test_who_entered_without_handing_in_may_return(type_in, hand_in, people):
    type_in("commerce2", vehicles=3)
    submission = hand_in("yichang")
    returned = submission_return(
        submission=submission, by=people["commerce2"], at=LATER, note="请报送员确认"
    )
    assert returned.state == "returned"


def test_two_colleagues_who_both_entered_come_on_by_returning_and_entering_anew(
    type_in, hand_in, people
):
    type_in("commerce", vehicles=3)
    submission = hand_in("commerce2", processing=4)
    assert who_may_verify(submission, people) == set()
    submission_return(submission=submission, by=people["commerce"], at=LATER, note="由一人录入")
    type_in("commerce2", vehicles=None, at=LATER)
    again = hand_in("commerce2", vehicles=3, at=LATER)
    assert who_may_verify(again, people) == {"commerce"}


@pytest.fixture
def stuck(type_in, hand_in, people):
    """Both colleagues entered a figure, and what they handed in was returned."""
    type_in("commerce2", vehicles=3)
    submission = hand_in("commerce", processing=4)
    assert who_may_verify(submission, people) == set()
    about = {"submission": submission, "by": people["commerce2"], "at": LATER}
    return submission_return(note="由一人接手", **about)


def test_an_equal_value_entered_again_writes_nothing_and_leaves_the_figure_theirs(
    stuck, hand_in, people
):
    assert who_may_verify(hand_in("commerce", vehicles=3), people) == set()


def test_who_takes_a_colleagues_figures_over_frees_the_colleague_to_verify(
    stuck, hand_in, sign_in, people
):
    page = sign_in("commerce").get(PAGE)
    assert "Entered by Commerce2: Vehicles." in text(page)
    before = dict(stuck.observations.values_list("indicator__code", "value"))
    answer = sign_in("commerce").post(
        PAGE, {"move": "take_over", "seen": seen(sign_in("commerce"))}
    )
    assert answer.status_code == 302
    (act,) = AuditEntry.objects.filter(action="taken_over")
    assert (act.kind, act.indicator, act.version) == ("figure", "vehicles", 1)
    assert act.person_id == people["commerce"].user_id
    assert act.old == act.new
    assert dict(stuck.observations.values_list("indicator__code", "value")) == before
    assert "Entered by Commerce2" not in text(sign_in("commerce").get(PAGE))
    history = text(sign_in("commerce").get(page.context["sheet"].lines[-1].history))
    assert "taken over from a colleague, checked against the source" in history
    again = hand_in("commerce")
    assert who_may_verify(again, people) == {"commerce2"}
    verified = submission_verify(submission=again, by=people["commerce2"], at=LATER)
    assert verified.state == "verified"


def test_taken_over_twice_is_logged_once(stuck, people):
    for _press in range(2):
        submission_take_over(submission=stuck, by=people["commerce"], at=LATER)
    assert AuditEntry.objects.filter(action="taken_over").count() == 1


def test_a_figure_taken_out_is_taken_over_too(type_in, hand_in, people):
    type_in("commerce2", vehicles=3)
    type_in("commerce", processing=4)
    draft = type_in("commerce2", vehicles=None)
    submission_take_over(submission=draft, by=people["commerce"], at=LATER)
    assert who_may_verify(hand_in("commerce"), people) == {"commerce2"}


@pytest.mark.parametrize("login", ["yichang", "leader", "admin"])
def test_nobody_but_the_department_takes_figures_over(login, stuck, people):
    with pytest.raises(Refused, match="not_a_reviewer"):
        submission_take_over(submission=stuck, by=people[login], at=LATER)


def test_figures_that_changed_since_the_page_was_opened_are_not_taken_over(stuck, type_in, sign_in):
    token = seen(sign_in("commerce"))
    type_in("commerce2", vehicles=9, at=LATER)
    answer = sign_in("commerce").post(PAGE, {"move": "take_over", "seen": token})
    assert "have changed since you opened the page" in text(answer)
    assert answer.context["form"]  # to go on from
    assert not AuditEntry.objects.filter(action="taken_over").exists()


def test_what_waits_for_review_or_is_locked_is_not_taken_over(stuck, hand_in, people):
    ReportingQuarter.objects.update(locks_on=date(2022, 7, 31))
    about = {"submission": stuck, "by": people["commerce"]}
    with pytest.raises(Refused, match="locked"):
        submission_take_over(at=AT + timedelta(days=60), **about)
    ReportingQuarter.objects.update(locks_on=date(2999, 12, 31))
    hand_in("commerce", at=LATER)
    with pytest.raises(Refused, match="no_such_move"):
        submission_take_over(at=LATER, **about)


def test_where_a_colleague_is_left_to_verify_nothing_is_offered_to_take_over(
    stuck, people, sign_in
):
    make_person("commerce3")
    assert sign_in("commerce").get(PAGE).context["theirs"] == ()
    assert sign_in("yichang").get(PAGE).context["theirs"] == ()


def test_a_file_put_on_a_colleagues_draft_leaves_the_draft_theirs(type_in, people, tmp_path):
    type_in("commerce2", vehicles=3)
    path = tmp_path / "q2.csv"
    path.write_text(
        "zone,quarter,indicator,value,unit,basis,state,reason\n"
        "yichang,2022Q2,processing,4,万元,quarter,,\n",
        encoding="utf-8",
    )
    about = ("import_figures", str(path), "--commit", "--incomplete")
    with pytest.raises(CommandError, match="Nobody verifies figures that they entered themselves"):
        call_command(*about, "--verified-by", "commerce2")
    assert Submission.objects.get().state == "draft"
    call_command(*about)
    assert who_may_verify(Submission.objects.get(), people) == {"commerce"}


def test_the_page_says_why_the_button_is_not_there_and_who_can(type_in, hand_in, sign_in):
    type_in("commerce2", vehicles=3)
    hand_in("yichang")
    page = fromstring(sign_in("commerce2").get(PAGE).content)
    said = page.xpath("string(//section[h2='Review'])")
    assert "Figures of this version were entered by you" in said
    assert "They can be verified by Commerce." in said
    assert page.xpath("//button[@name='move']/@value") == ["return", "remark"]
    answer = sign_in("commerce2").post(PAGE, {"move": "verify", "seen": seen(sign_in("commerce2"))})
    assert "Nobody verifies figures that they entered themselves" in text(answer)
    assert Submission.objects.get().state == "submitted"
    page = fromstring(sign_in("commerce").get(PAGE).content)
    assert page.xpath("//button[@name='move']/@value") == ["verify", "return", "remark"]


def test_a_reporter_is_shown_no_review(hand_in, sign_in):
    hand_in("yichang", vehicles=3)
    assert sign_in("yichang").get(PAGE).context["review"] is None


def test_the_page_says_the_way_out_where_nobody_is_left(type_in, hand_in, sign_in):
    type_in("commerce", vehicles=3)
    hand_in("commerce2", processing=4)
    for login in ("commerce", "commerce2"):
        said = text(sign_in(login).get(PAGE))
        assert "Nobody is left in the department" in said
        assert "Entered by Commerce: Vehicles. Entered by Commerce2: Processing." in said


def steps(people, login: str) -> tuple[str, list[str]]:
    """A person's next step on the board of Yichang, and their work there."""
    who, quarter, now = people[login], open_quarter(), LATER + timedelta(days=1)
    zones = list(zones_open_to(who))
    row = next(row for row in status_board(quarter, zones, who, now).rows if row.code == "yichang")
    work = work_list(who, [Zone.objects.get(code="yichang")], now)
    return row.step, [task.kind.text for task in work]


def test_the_board_and_the_work_list_offer_the_review_to_whoever_may_verify(
    type_in, hand_in, people
):
    type_in("commerce2", vehicles=3)
    hand_in("yichang")
    assert steps(people, "commerce") == ("Review", ["to review"])
    assert steps(people, "commerce2") == ("View", [])
    quarter, who = open_quarter(), people["commerce"]
    rows = status_board(quarter, list(zones_open_to(who)), who, LATER).rows
    waits = next(row.waits_for for row in rows if row.code == "yichang")
    assert waits.startswith("review by somebody else than Yichang, Commerce2")


def test_where_nobody_is_left_it_is_work_for_whoever_may_return_it(type_in, hand_in, people):
    type_in("commerce", vehicles=3)
    hand_in("commerce2", processing=4)
    assert steps(people, "commerce") == ("Review", ["to review"])
    assert steps(people, "commerce2") == ("View", [])
    quarter, who = open_quarter(), people["commerce"]
    rows = status_board(quarter, list(zones_open_to(who)), who, LATER).rows
    waits = next(row.waits_for for row in rows if row.code == "yichang")
    assert waits.startswith("return by Commerce, as nobody is left to verify")


# A revision


@pytest.fixture
def revision(hand_in, people):
    """Yichang's second version, handed in: one of two figures is another one."""
    first = hand_in("yichang", vehicles=3, processing=4)
    submission_verify(submission=first, by=people["commerce"], at=LATER)
    return hand_in("yichang", vehicles=5, reason="补记一辆", at=LATER)


def test_the_reviewer_of_a_revision_is_shown_reason_and_changes_first(revision, sign_in):
    page = fromstring(sign_in("commerce").get(PAGE).content)
    said = " ".join(page.xpath("string(//section[h2='Review'])").split())
    assert "A revision of version 1; figures that change: 1. Reason: 补记一辆" in said
    assert re.search(r"Vehicles: 3 \S+ → 5", said)
    lines = {line.code: line.was for line in sign_in("commerce").get(PAGE).context["sheet"].lines}
    assert lines["vehicles"].startswith("3")
    assert not lines["processing"]
    assert "before this revision: 3" in text(sign_in("commerce").get(PAGE))


def test_figures_of_a_revision_that_is_not_verified_say_so_and_what_counts(revision, sign_in):
    said = text(sign_in("leader").get(PAGE))
    assert "of a revision, version 2, that is not verified: until it is, version 1 counts" in said


def test_a_first_version_and_a_verified_revision_are_no_revision_in_waiting(
    revision, people, sign_in
):
    submission_verify(submission=revision, by=people["commerce"], at=LATER)
    said = text(sign_in("leader").get(PAGE))
    assert "not verified" not in said
    assert "before this revision" not in said
