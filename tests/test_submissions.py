"""The life of a submission: who may do what when, and what becomes of the figures."""

import itertools
import threading
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from indicators.models import Observation, Submission
from indicators.selectors.collection import token_of
from indicators.selectors.figures import observation_frame
from indicators.services.submissions import (
    Entry,
    Refused,
    submission_hand_in,
    submission_record,
    submission_return,
    submission_submit,
    submission_verify,
)
from tests.factories import (
    make_indicators,
    make_person,
    make_quarter,
    make_submission,
    make_zone,
)
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP, person_of
from zones.models import Zone
from zones.services import account_for_command_line

AT = datetime(2022, 7, 10, 4, tzinfo=UTC)
LATER = datetime(2022, 7, 12, 4, tzinfo=UTC)
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


def entry(code: str, value=None, **fields) -> Entry:
    """An entry as the form makes it; money in 万元."""
    number = None if value is None else Decimal(str(value))
    unit = "" if value is None or code == "vehicles" else "万元"
    return Entry(code, number, **({"unit": unit, "entered": str(value or "")} | fields))


def record(zone, entries, by, quarter="2022Q2", **fields) -> Submission:
    return submission_record(
        zone=zone, quarter=make_quarter(quarter), entries=entries, by=by, at=AT, **fields
    )


def hand_in(zone, entries, by, quarter="2022Q2", **fields) -> Submission:
    return submission_hand_in(
        zone=zone, quarter=make_quarter(quarter), entries=entries, by=by, at=AT, **fields
    )


def verified(zone, entries, people, quarter="2022Q2", **fields) -> Submission:
    submission = hand_in(zone, entries, people["submitter"], quarter, **fields)
    return submission_verify(submission=submission, by=people["reviewer"], at=LATER)


def values(submission: Submission) -> dict[str, Decimal | None]:
    return dict(submission.observations.values_list("indicator__code", "value"))


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
    submission = submission_submit(submission=submission, by=people["submitter"], at=AT)
    if state == RETURNED:
        return submission_return(submission=submission, by=people["reviewer"], at=AT, note="查")
    if state == VERIFIED:
        return submission_verify(submission=submission, by=people["reviewer"], at=AT)
    return submission


def do(move: str, submission: Submission | None, zone, by) -> Submission:
    if move == "record":
        return record(zone, [entry("vehicles", 4)], by, revision_reason="核对")
    if move == "submit":
        return submission_submit(submission=submission, by=by, at=LATER)
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


# What becomes of an entry


def test_five_states_stay_five_different_things(zone, people, trade):
    submission = record(
        zone,
        [
            entry("trade_import", 12),
            entry("trade_export", 0),
            entry("vehicles", state="not_applicable"),
            entry("processing", state="cannot_report", reason="系统切换"),
        ],
        people["reporter"],
    )
    states = dict(submission.observations.values_list("indicator__code", "state"))
    assert states.pop("trade_total") == "value"
    assert states == {
        "trade_import": "value",
        "trade_export": "zero",
        "vehicles": "not_applicable",
        "processing": "cannot_report",
    }


def test_an_empty_entry_takes_the_figure_out(zone, people, trade):
    record(zone, [entry("vehicles", 3), entry("processing", 5)], people["reporter"])
    submission = record(zone, [entry("vehicles")], people["reporter"])
    assert values(submission) == {"processing": 5}


@pytest.mark.parametrize(
    ("entered", "unit", "rate", "stored"),
    [
        ("12.5", "万元", None, "12.5"),
        ("1.25", "亿元", None, "12500"),
        ("125000", "元", None, "12.5"),
        ("3", "万美元", "6.7", "20.1"),
        ("0.5", "亿美元", "6.3482", "31741"),
        ("20", "千美元", "6.5", "13"),
    ],
)
def test_what_was_entered_is_kept_beside_the_stored_value(
    entered, unit, rate, stored, zone, people, trade
):
    make_quarter("2022Q2", dollar_rate=rate and Decimal(rate))
    submission = record(zone, [entry("processing", entered, unit=unit)], people["reporter"])
    found = submission.observations.get()
    assert (found.value, found.entered, found.unit) == (Decimal(stored), entered, unit)


def test_dollars_without_a_stated_rate_are_refused(zone, people, trade):
    with pytest.raises(Refused) as refused:
        record(zone, [entry("processing", 3, unit="万美元")], people["reporter"])
    assert [(one.code, one.indicator) for one in refused.value.findings] == [
        ("rate_missing", "processing")
    ]


def test_every_entry_that_cannot_be_taken_is_named_at_once_and_nothing_is_saved(
    zone, people, trade
):
    with pytest.raises(Refused) as refused:
        record(
            zone,
            [
                entry("trade_import", 3, unit="万美元"),
                entry("vehicles", 3, unit="万元"),
                entry("processing", 3, state="not_applicable"),
                entry("trade_export", state="cannot_report", reason=" "),
                entry("trade_total", 10**11),
            ],
            people["reporter"],
        )
    assert [(one.indicator, one.code) for one in refused.value.findings] == [
        ("trade_import", "rate_missing"),
        ("vehicles", "unknown_unit"),
        ("processing", "state_and_value_disagree"),
        ("trade_export", "reason_missing"),
        ("trade_total", "too_large"),
    ]
    assert not Submission.objects.exists()


def test_the_largest_amount_is_stored_to_the_last_digit(zone, people, trade):
    largest = Decimal("99999999999.9999")
    submission = record(zone, [entry("processing", largest)], people["reporter"])
    assert values(submission) == {"processing": largest}


# Totals


def test_a_total_is_the_sum_of_its_parts_and_marked_as_computed(zone, people, trade):
    submission = record(
        zone, [entry("trade_import", 12), entry("trade_export", "30.5")], people["reporter"]
    )
    total = submission.observations.get(indicator__code="trade_total")
    assert (total.value, total.is_computed, total.unit) == (Decimal("42.5"), True, "万元")


def test_a_total_follows_its_parts_and_goes_when_one_goes(zone, people, trade):
    parts = [entry("trade_import", 12), entry("trade_export", 30)]
    record(zone, parts, people["reporter"])
    submission = record(zone, [entry("trade_import", 13)], people["reporter"])
    assert values(submission)["trade_total"] == 43
    submission = record(zone, [entry("trade_export")], people["reporter"])
    assert values(submission) == {"trade_import": 13}


def test_a_part_that_cannot_be_reported_leaves_no_total(zone, people, trade):
    submission = record(
        zone,
        [entry("trade_import", 12), entry("trade_export", state="cannot_report", reason="切换")],
        people["reporter"],
    )
    assert values(submission) == {"trade_import": 12, "trade_export": None}


def test_two_real_zeros_make_a_real_zero(zone, people, trade):
    submission = record(
        zone, [entry("trade_import", 0), entry("trade_export", 0)], people["reporter"]
    )
    assert submission.observations.get(indicator__code="trade_total").state == "zero"


def test_an_entered_total_is_checked_against_its_parts(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 43)]
    with pytest.raises(Refused) as refused:
        hand_in(zone, entries, people["reporter"])
    (finding,) = refused.value.findings
    assert (finding.code, finding.value, finding.limit) == ("sum_differs", 43, 42)


def test_an_entered_total_gives_way_when_only_a_part_changes(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 42)]
    record(zone, entries, people["reporter"])
    submission = record(zone, [entry("trade_import", 13)], people["reporter"])
    total = submission.observations.get(indicator__code="trade_total")
    assert (total.value, total.is_computed) == (43, True)


def test_a_total_entered_again_is_not_summed_away_behind_its_back(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("trade_total", 42)]
    record(zone, entries, people["reporter"])
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(zone, [entry("trade_import", 13), entry("trade_total", 42)], people["reporter"])


def test_parts_above_their_whole_are_not_handed_in(zone, people, trade):
    entries = [entry("trade_import", 12), entry("trade_export", 30), entry("processing", 43)]
    with pytest.raises(Refused) as refused:
        hand_in(zone, entries, people["reporter"])
    (finding,) = refused.value.findings
    assert (finding.code, finding.indicator, finding.other) == (
        *("part_above_whole", "processing"),
        "trade_total",
    )
    assert not Submission.objects.exists()


# Year to date


def ytd(code, value, **fields) -> Entry:
    return entry(code, value, basis="ytd", **fields)


def test_a_year_to_date_is_stored_as_its_single_quarter(zone, people, trade):
    hand_in(zone, [ytd("processing", 10)], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    third = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q3")
    assert values(second) == {"processing": 15}
    assert values(third) == {"processing": 0}
    found = second.observations.get()
    assert (found.entered, found.basis) == ("25", "ytd")


def test_a_year_to_date_starts_anew_on_1_january(zone, people, trade):
    hand_in(zone, [entry("processing", 10)], people["reporter"], "2021Q4")
    first = hand_in(zone, [ytd("processing", 4)], people["reporter"], "2022Q1")
    assert values(first) == {"processing": 4}


def test_a_year_to_date_in_dollars_is_converted_before_the_earlier_quarters_are_taken_off(
    zone, people, trade
):
    make_quarter("2022Q2", dollar_rate=Decimal("6.7"))
    hand_in(zone, [entry("processing", 1000)], people["reporter"], "2022Q1")
    entries = [ytd("processing", 400, unit="万美元")]
    assert values(hand_in(zone, entries, people["reporter"])) == {"processing": 1680}


def test_a_year_to_date_with_an_earlier_quarter_missing_is_refused(zone, people, trade):
    hand_in(zone, [entry("vehicles", 3)], people["reporter"], "2022Q1")
    with pytest.raises(Refused) as refused:
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    assert refused.value.findings[0].code == "no_earlier_quarters"


def test_a_draft_of_an_earlier_quarter_does_not_count(zone, people, trade):
    record(zone, [entry("processing", 10)], people["reporter"], "2022Q1")
    with pytest.raises(Refused, match="figures_unusable"):
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")


def test_a_quarter_that_cannot_be_reported_leaves_a_gap_in_the_year_to_date(zone, people, trade):
    gap = entry("processing", state="cannot_report", reason="切换")
    hand_in(zone, [gap], people["reporter"], "2022Q1")
    with pytest.raises(Refused, match="figures_unusable"):
        record(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")


def test_quarters_in_which_the_zone_did_not_operate_are_no_gap(people, trade):
    late = make_zone("xiangyang", start="2022Q2")
    first = hand_in(late, [ytd("processing", 5)], people["submitter"], "2022Q2")
    second = hand_in(late, [ytd("processing", 12)], people["submitter"], "2022Q3")
    assert (values(first), values(second)) == ({"processing": 5}, {"processing": 7})


def test_a_quarter_reported_as_not_applicable_is_no_gap(zone, people, trade):
    hand_in(zone, [entry("vehicles", state="not_applicable")], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("vehicles", 12)], people["reporter"], "2022Q2")
    assert values(second) == {"vehicles": 12}


def test_the_last_version_handed_in_is_what_a_year_to_date_continues(zone, people, trade):
    verified(zone, [entry("processing", 10)], people, "2022Q1")
    hand_in(zone, [entry("processing", 8)], people["submitter"], "2022Q1", revision_reason="核对")
    second = hand_in(zone, [ytd("processing", 25)], people["reporter"], "2022Q2")
    assert values(second) == {"processing": 17}


def test_a_year_to_date_below_the_earlier_quarters_is_named_when_handed_in(zone, people, trade):
    hand_in(zone, [entry("processing", 10)], people["reporter"], "2022Q1")
    with pytest.raises(Refused) as refused:
        hand_in(zone, [ytd("processing", 9)], people["reporter"], "2022Q2")
    assert [(one.code, one.value) for one in refused.value.findings] == [("negative", -1)]


def test_a_stock_has_no_year_to_date_to_take_off(zone, people):
    make_indicators("enterprises")
    hand_in(zone, [entry("enterprises", 100, unit="")], people["reporter"], "2022Q1")
    second = hand_in(zone, [ytd("enterprises", 104, unit="")], people["reporter"], "2022Q2")
    assert values(second) == {"enterprises": 104}


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
        row, again = make_quarter(quarter), Zone.objects.get(pk=zone.pk)
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
