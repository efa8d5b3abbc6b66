"""The life of a submission: who may do what when, and what becomes of the figures."""

import itertools
import threading

import pytest
from django.db import IntegrityError, connection, transaction

from indicators.models import Observation, Submission
from indicators.selectors.collection import token_of
from indicators.selectors.figures import observation_frame
from indicators.services.submissions import (
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_submit,
    submission_verify,
)
from tests.collecting import AT, LATER, entry, hand_in, open_quarter, record, values, verified
from tests.factories import (
    make_indicators,
    make_person,
    make_quarter,
    make_submission,
    make_zone,
)
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP, person_of
from zones.models import Zone
from zones.services.accounts import account_for_command_line

DRAFT, SUBMITTED, RETURNED, VERIFIED, SUPERSEDED = (state.value for state in Submission.State)

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone():
    return make_zone("donghu")


@pytest.fixture
def people(zone):
    """A person of each kind; "submitter" is of the department and hands in the test's figures."""
    return {
        "submitter": make_person("commerce"),
        "reviewer": make_person("commerce2"),
        "reporter": make_person("donghu", zone=zone),
        "other reporter": make_person("yichang", zone=make_zone("yichang")),
        "agency": make_person("fgw", AGENCIES),
        "leader": make_person("leader", LEADERSHIP),
        "customs": make_person("customs", CUSTOMS),
        "administrator": make_person("admin", ADMINISTRATORS),
        "nobody": make_person("nobody", None),
    }


@pytest.fixture
def trade(db):
    return make_indicators("trade_import", "trade_export", "trade_total", "processing", "vehicles")


# Who may do what, when

ENTERS = {"submitter", "reviewer", "reporter"}
MOVES = {
    "record": (ENTERS, {"nothing", DRAFT, RETURNED, VERIFIED}),
    "submit": (ENTERS, {DRAFT, RETURNED}),
    "return": ({"reviewer"}, {SUBMITTED}),
    "verify": ({"reviewer"}, {SUBMITTED}),
}
ROLES = [
    *("submitter", "reviewer", "reporter", "other reporter", "agency"),
    *("leader", "customs", "administrator", "nobody"),
]


def in_state(state: str, zone, people) -> Submission | None:
    """The zone's quarter brought into a state by its lawful moves."""
    if state == "nothing":
        return None
    submission = record(zone, [entry("vehicles", 3)], people["submitter"])
    if state == DRAFT:
        return submission
    submission = submission_submit(
        is_incomplete_accepted=True, submission=submission, by=people["submitter"], at=AT
    )
    if state == RETURNED:
        return submission_return(submission=submission, by=people["reviewer"], at=AT, note="查")
    if state == VERIFIED:
        return submission_verify(submission=submission, by=people["reviewer"], at=AT)
    return submission


def do(move: str, submission: Submission | None, zone, by) -> Submission:
    if move == "record":
        return record(zone, [entry("vehicles", 4)], by, revision_reason="核对")
    if move == "submit":
        return submission_submit(
            is_incomplete_accepted=True, submission=submission, by=by, at=LATER
        )
    if move == "return":
        return submission_return(submission=submission, by=by, at=LATER, note="重报")
    return submission_verify(submission=submission, by=by, at=LATER)


def everything() -> tuple[list, list]:
    return list(Submission.objects.order_by("pk").values()), list(
        Observation.objects.order_by("pk").values()
    )


@pytest.mark.parametrize(
    ("move", "state"),
    [
        ("record", "nothing"),
        *itertools.product(MOVES, [DRAFT, SUBMITTED, RETURNED, VERIFIED]),
    ],
)
def test_only_the_right_people_make_only_the_lawful_moves(move, state, zone, people, trade):
    allowed_people, allowed_states = MOVES[move]
    submission = in_state(state, zone, people)
    for role in ROLES:
        before = everything()
        with transaction.atomic():
            if role in allowed_people and state in allowed_states:
                moved = do(move, submission, zone, people[role])
                assert moved.state in (DRAFT, RETURNED, SUBMITTED, VERIFIED), role
                assert everything() != before, role
            else:
                with pytest.raises(Refused):
                    do(move, submission, zone, people[role])
                assert everything() == before, role
            transaction.set_rollback(True)


def test_a_superseded_version_is_never_moved_again(zone, people, trade):
    first = verified(zone, [entry("vehicles", 3)], people)
    verified(zone, [entry("vehicles", 4)], people, revision_reason="核对")
    first.refresh_from_db()
    assert first.state == SUPERSEDED
    for move in ("submit", "return", "verify"):
        with pytest.raises(Refused, match="no_such_move"):
            do(move, first, zone, people["reviewer"])


def test_nobody_reviews_their_own_submission(zone, people, trade):
    submission = hand_in(zone, [entry("vehicles", 3)], people["submitter"])
    for review in ("verify", "return"):
        with pytest.raises(Refused) as refused:
            do(review, submission, zone, people["submitter"])
        assert refused.value.code == "own_submission"


def test_a_returned_submission_is_corrected_in_the_same_version_and_handed_in_again(
    zone, people, trade
):
    submission = hand_in(zone, [entry("vehicles", 3)], people["reporter"])
    submission_return(submission=submission, by=people["reviewer"], at=AT, note="核对整车数")
    again = hand_in(zone, [entry("vehicles", 5)], people["reporter"])
    assert (again.pk, again.version, again.state) == (submission.pk, 1, SUBMITTED)
    assert values(again) == {"vehicles": 5}
    assert again.note == "核对整车数"


def test_a_return_needs_a_note(zone, people, trade):
    submission = hand_in(zone, [entry("vehicles", 3)], people["reporter"])
    with pytest.raises(Refused, match="note_missing"):
        submission_return(submission=submission, by=people["reviewer"], at=AT, note="  ")


def test_an_empty_submission_is_not_handed_in(zone, people, trade):
    with pytest.raises(Refused, match="nothing_reported"):
        hand_in(zone, [entry("vehicles")], people["reporter"])
    assert not Submission.objects.exists()


def test_nothing_is_entered_before_the_zone_reports(people, trade):
    late = make_zone("qipanzhou", start="2023Q3")
    with pytest.raises(Refused) as refused:
        record(late, [entry("vehicles", 1)], people["submitter"], "2023Q2")
    assert refused.value.code == "before_start"
    assert refused.value.params == {"start": "2023Q3"}
    assert record(late, [entry("vehicles", 1)], people["submitter"], "2023Q3").version == 1


# Revisions


def test_a_revision_needs_a_reason_and_starts_from_the_verified_figures(zone, people, trade):
    first = verified(zone, [entry("vehicles", 3), entry("processing", 7)], people)
    with pytest.raises(Refused, match="revision_needs_reason"):
        record(zone, [entry("vehicles", 4)], people["reporter"], revision_reason=" ")
    revision = record(zone, [entry("vehicles", 4)], people["reporter"], revision_reason="核对")
    assert (revision.version, revision.state) == (2, DRAFT)
    assert revision.revision_reason_zh == "核对"
    assert values(revision) == {"vehicles": 4, "processing": 7}
    assert values(first) == {"vehicles": 3, "processing": 7}


def test_the_verified_version_counts_until_the_revision_is_verified(zone, people, trade):
    verified(zone, [entry("vehicles", 3)], people)
    revision = hand_in(zone, [entry("vehicles", 4)], people["submitter"], revision_reason="核对")
    assert list(observation_frame([2022])["value"]) == [3.0]
    submission_verify(submission=revision, by=people["reviewer"], at=LATER)
    assert list(observation_frame([2022])["value"]) == [4.0]


def test_a_superseded_version_stays_readable_as_it_was(zone, people, trade):
    first = verified(zone, [entry("vehicles", 3)], people)
    second = verified(zone, [entry("vehicles", 4)], people, revision_reason="核对")
    first.refresh_from_db()
    assert (first.state, second.state) == (SUPERSEDED, VERIFIED)
    assert first.superseded_at == second.verified_at
    assert values(first) == {"vehicles": 3}
    assert first.reviewed_by_id == people["reviewer"].user_id


def test_a_figure_that_stays_keeps_the_place_it_was_read_from(zone, people, trade):
    verified(zone, [entry("vehicles", 3, place="q2.csv 7")], people)
    revision = record(
        zone,
        [entry("vehicles", "3.0"), entry("processing", 5)],
        people["reporter"],
        revision_reason="补报",
    )
    assert revision.observations.get(indicator__code="vehicles").place == "q2.csv 7"


# The database has the last word


def test_the_database_refuses_a_second_open_version(zone, people):
    make_submission(zone, "2022Q2", {}, by=people["submitter"], state=DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(zone, "2022Q2", {}, by=people["submitter"], state=RETURNED)


def test_the_database_refuses_a_second_verified_version(zone, people):
    both = {"by": people["submitter"], "verified_by": people["reviewer"]}
    make_submission(zone, "2022Q2", {}, **both)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(zone, "2022Q2", {}, **both)


def test_the_database_refuses_the_same_version_twice(zone, people):
    both = {"by": people["submitter"], "verified_by": people["reviewer"]}
    make_submission(zone, "2022Q2", {}, **both)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(zone, "2022Q2", {}, by=people["submitter"], version=1)


def test_the_database_refuses_a_review_of_ones_own(zone, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(zone, "2022Q2", {}, by=people["submitter"], verified_by=people["submitter"])


def test_the_database_refuses_verified_figures_that_nobody_verified(zone, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(zone, "2022Q2", {}, by=people["submitter"], state=VERIFIED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "value", "value": None},
        {"state": "value", "value": 0},
        {"state": "zero", "value": 1},
        {"state": "zero", "value": None},
        {"state": "not_applicable", "value": 0},
        {"state": "cannot_report", "value": 1, "reason": "x"},
        {"state": "cannot_report", "value": None, "reason": ""},
        {"state": "late", "value": None},
    ],
)
def test_the_database_refuses_a_state_that_its_value_contradicts(wrong, zone, people, trade):
    submission = make_submission(zone, "2022Q2", {}, by=people["submitter"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.create(
            submission=submission, indicator=trade["vehicles"], **({"reason": ""} | wrong)
        )


# Two people at once


def test_a_stale_page_is_refused_and_changes_nothing(zone, people, trade):
    seen = token_of(record(zone, [entry("vehicles", 3)], people["reporter"]))
    submission_record(
        zone=zone,
        quarter=make_quarter("2022Q2"),
        entries=[entry("vehicles", 4)],
        by=people["submitter"],
        at=LATER,
        seen=seen,
    )
    with pytest.raises(Refused, match="changed_meanwhile"):
        record(zone, [entry("vehicles", 5)], people["reporter"], seen=seen)
    assert values(Submission.objects.get()) == {"vehicles": 4}


def test_a_reviewer_does_not_verify_figures_that_changed_before_their_eyes(zone, people, trade):
    submission = hand_in(zone, [entry("vehicles", 3)], people["reporter"])
    seen = token_of(submission)
    submission_return(submission=submission, by=people["reviewer"], at=AT, note="核对")
    submission_hand_in(
        is_incomplete_accepted=True,
        zone=zone,
        quarter=make_quarter("2022Q2"),
        entries=[entry("vehicles", 4)],
        by=people["reporter"],
        at=LATER,
    )
    with pytest.raises(Refused, match="changed_before_review"):
        submission_verify(submission=submission, by=people["reviewer"], at=LATER, seen=seen)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_open_the_same_quarter_at_once_one_wins():
    zone = make_zone("donghu")
    make_indicators("vehicles")
    quarter = make_quarter("2022Q2")
    people = [make_person("commerce"), make_person("donghu", zone=zone)]
    ready = threading.Barrier(2, timeout=20)
    outcomes = []

    def open_quarter(person, value):
        try:
            ready.wait()
            submission_record(
                zone=zone,
                quarter=quarter,
                entries=[entry("vehicles", value)],
                by=person,
                at=AT,
                seen="",
            )
            outcomes.append("won")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=open_quarter, args=(person, value))
        for person, value in zip(people, (3, 4), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["changed_meanwhile", "won"]
    (submission,) = Submission.objects.all()
    assert submission.version == 1
    winner = {people[0].user_id: 3, people[1].user_id: 4}[submission.created_by_id]
    assert values(submission) == {"vehicles": winner}


def test_saving_a_quarter_takes_the_same_few_queries_for_one_figure_and_for_sixteen(
    zone, people, queries
):
    made = make_indicators()
    counts = []
    for codes, quarter in ((["vehicles"], "2022Q1"), (list(made), "2022Q2")):
        row = open_quarter(quarter)
        again = Zone.objects.get(pk=zone.pk)
        entries = [
            entry(code, 12, unit="") for code in codes if code not in ("trade_total", "processing")
        ]
        with queries() as sent:
            submission_record(
                zone=again, quarter=row, entries=entries, by=people["reporter"], at=AT
            )
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def test_the_command_line_has_an_account_that_nobody_can_sign_in_as(db):
    account = account_for_command_line()
    assert account_for_command_line() == account
    assert not account.is_active
    assert not account.has_usable_password()
    assert person_of(account).is_commerce
