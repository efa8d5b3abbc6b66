"""The database itself refuses to move a case off its table, and to touch its history."""

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction

from assessments import case_life as life
from assessments.models import Case, CaseEvidence, CaseGround, CaseMove, CaseNotice, CaseTerms
from tests.cases import OPENED, case_in, found_again, make_case, move_row
from tests.evidence_files import examined
from tests.factories import make_measure, make_person, make_policy, make_zone
from zones.services.evidence import evidence_keep


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


def rows():
    kept = (Case, CaseGround, CaseMove, CaseEvidence)
    return [list(one.objects.order_by("pk").values()) for one in kept]


def refused(act):
    before = rows()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        act()
    assert rows() == before


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_case SET state = 'flagged', ended_at = NULL",
        "UPDATE assessments_case SET head = '某某'",
        "UPDATE assessments_case SET ended_at = '2020-01-01 00:00:00+00'",
        "DELETE FROM assessments_case",
        "UPDATE assessments_casemove SET note = '改写' WHERE seq = 2",
        "UPDATE assessments_casemove SET at = '2020-01-01 00:00:00+00'",
        "DELETE FROM assessments_casemove WHERE seq = 3",
        "UPDATE assessments_caseground SET details = '{}'",
        "UPDATE assessments_caseground SET phrase = '改写'",
        "DELETE FROM assessments_caseground",
        "UPDATE assessments_caseevidence SET evidence_id = evidence_id + 1",
        "DELETE FROM assessments_caseevidence",
    ],
)
def test_sql_cannot_open_what_is_over_or_rewrite_its_history(zone, statement):
    case = case_in(zone, life.NOTICE, life.CLOSED)
    kept = evidence_keep(file=examined(), by=make_person(), at=OPENED)
    CaseEvidence.objects.create(move=case.moves.first(), evidence=kept)
    refused(lambda: execute(statement))


@pytest.mark.parametrize("track", life.TRACKS)
def test_no_state_is_reached_without_its_move(zone, track):
    case = make_case(zone, track)
    for state in set(life.STATES[track]) - {life.FIRST[track]}:
        ended = OPENED if life.is_final(state) else None
        refused(
            lambda to=state, at=ended: Case.objects.filter(pk=case.pk).update(state=to, ended_at=at)
        )


@pytest.mark.parametrize(
    ("track", "state"), [(track, one) for track in life.TRACKS for one in life.STATES[track]]
)
def test_no_move_outside_the_table_is_written_down(zone, track, state):
    case = case_in(zone, track, state)
    steps = {(before, move, to) for before, move, to in life.pairs(track)}
    for move in life.MOVES:
        for to in life.STATES[track]:
            if (state, move, to) not in steps:
                refused(lambda m=move, t=to: _written(case, m, t))


def _written(case, move, to, **fields):
    fields = {"seq": case.moves.count() + 1, "from_state": case.state, "at": OPENED} | fields
    CaseMove.objects.create(case=case, move=move, to_state=to, **fields)


def test_a_move_follows_from_the_one_before_it(zone):
    case = make_case(zone)
    refused(lambda: _written(case, life.ISSUE, life.NOTIFIED, seq=3))
    refused(lambda: _written(case, life.INTERVIEW, life.INTERVIEWED, from_state=life.NOTIFIED))
    _written(case, life.ISSUE, life.NOTIFIED)  # and the case's state has not followed it yet
    refused(lambda: _written(case, life.ISSUE, life.NOTIFIED, seq=3))


def test_a_case_begins_in_its_first_state(zone):
    case = make_case(zone)
    fields = {"zone": make_zone("b"), "year": 2022, "track": life.NOTICE, "opened_at": OPENED}
    fields |= {"assessment": case.assessment}
    refused(lambda: Case.objects.create(state=life.ACCEPTED, **fields))


def test_what_a_case_is_about_stays_while_it_is_open(zone):
    case = make_case(zone)
    for fields in ({"year": 2021}, {"zone": make_zone("b")}, {"number": 3}):
        refused(lambda said=fields: Case.objects.filter(pk=case.pk).update(**said))


def test_nothing_is_added_to_the_grounds_of_what_is_over(zone):
    case = case_in(zone, life.NOTICE, life.CLOSED)
    ground = case.grounds.get()
    fields = {"flag": ground.flag, "held_by": ground.flag, "rule": ground.rule, "added_at": OPENED}
    refused(
        lambda: CaseGround.objects.create(
            case=case, code="grade_missed", consequence="notice_only", **fields
        )
    )


def test_a_ground_is_withdrawn_even_after_the_case_is_over(zone):
    case = case_in(zone, life.NOTICE, life.CLOSED)
    found_again(case, state="withdrawn")
    assert case.grounds.get().state == "withdrawn"


def test_one_case_of_a_zone_year_and_track_is_open(zone):
    make_case(zone)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(zone)
    make_case(zone, life.EXIT)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(zone, life.EXIT, year=2023)


def test_a_final_case_makes_room_for_another(zone):
    case_in(zone, life.NOTICE, life.CLOSED)
    again = make_case(zone)
    assert again.number == 2
    move_row(again, life.ISSUE, life.NOTIFIED)


def test_the_administration_knows_no_case():
    for model in (Case, CaseEvidence, CaseGround, CaseMove, CaseTerms, CaseNotice):
        assert not admin.site.is_registered(model)
