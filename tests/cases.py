"""What tests of cases share: a zone with a case on each track, people, and the way to any state."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from assessments import case_life as life
from assessments.models import (
    Assessment,
    Case,
    CaseGround,
    CaseMove,
    Flag,
    FlagRule,
    Scheme,
)
from assessments.services.case_told import Told
from assessments.services.cases import case_move
from indicators.models import Measure
from tests.boards import make_scheme
from tests.evidence_files import examined
from tests.factories import make_person
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP, Person
from zones.models import Zone

OPENED = datetime(2023, 2, 1, 1, tzinfo=UTC)
DAY = date(2023, 3, 1)
NOON = datetime(2023, 3, 1, 4, tzinfo=UTC)
DUE = date(2023, 6, 30)
#: Every step to a state from the one before it on its track, as (state before, move).
WAYS = {
    life.NOTIFIED: (life.FLAGGED, life.ISSUE),
    life.INTERVIEWED: (life.NOTIFIED, life.INTERVIEW),
    life.RECTIFYING: (life.INTERVIEWED, life.ORDER),
    life.OVERDUE: (life.RECTIFYING, life.LAPSE),
    life.ACCEPTED: (life.RECTIFYING, life.ACCEPT),
    life.CLOSED: (life.ACCEPTED, life.CLOSE),
    life.INITIATED: (life.WARNED, life.INITIATE),
    life.PERIOD: (life.INITIATED, life.ORDER),
    life.EXITED: (life.PERIOD, life.EXPEL),
    life.CONTINUED: (life.WARNED, life.CONTINUE),
}


def make_people(zone: Zone, other: Zone) -> dict[str, Person]:
    """A person of each kind under their login; two of the department and two reporters."""
    return {
        "commerce": make_person("commerce"),
        "commerce2": make_person("commerce2"),
        "leader": make_person("leader", LEADERSHIP),
        "reporter": make_person("reporter", zone=zone),
        "other": make_person("other", zone=other),
        "fgw": make_person("fgw", AGENCIES),
        "customs": make_person("customs", CUSTOMS),
        "admin": make_person("admin", ADMINISTRATORS),
    }


def make_assessment(year: int = 2022, *, version: int = 1, **fields) -> Assessment:
    """A published year without any row but the ones a test adds."""
    scheme = Scheme.objects.first() or make_scheme()
    fields = {
        "state": Assessment.State.PUBLISHED,
        "digest": "d",
        "run_at": OPENED,
        "published_at": OPENED,
    } | fields
    return Assessment.objects.create(
        period=str(year),
        year=year,
        quarter=4,
        kind="year",
        version=version,
        scheme=scheme,
        **fields,
    )


def make_rule(code: str, consequence: str) -> FlagRule:
    fields = {"consequence": consequence, "measure": Measure.objects.first(), "phrase": "通报"}
    return FlagRule.objects.get_or_create(code=code, version=1, defaults=fields)[0]


def make_flag(
    assessment: Assessment,
    zone: Zone,
    code: str = "rank_dropped",
    consequence: str = "notice",
    **fields,
) -> Flag:
    make_rule(code, "exit" if consequence == "exit_warning" else consequence)
    details = {"rank": 3, "before": 1, "count": 3, "score": "50", "score_before": "60"}
    details |= {"last": 5, "first": assessment.year - 1, "lists": []}
    fields = {"details": details | {"year": assessment.year, "robustness": 0.95}} | fields
    return Flag.objects.create(
        assessment=assessment, zone=zone, code=code, consequence=consequence, **fields
    )


def make_case(
    zone: Zone, track: str = life.NOTICE, *, year: int = 2022, consequence: str = "", **fields
) -> Case:
    """A case in its first state, on one flag, as a publication opens it."""
    consequence = consequence or ("notice" if track == life.NOTICE else "exit")
    assessment = Assessment.objects.filter(year=year).first() or make_assessment(year)
    code = "rank_dropped" if track == life.NOTICE else "national_bottom"
    flag = assessment.flags.filter(zone=zone, code=code).first()
    flag = flag or make_flag(assessment, zone, code, consequence)
    fields = {"opened_at": OPENED, "due_on": DUE} | fields
    case = Case.objects.create(
        zone=zone,
        year=year,
        track=track,
        number=Case.objects.filter(zone=zone, year=year, track=track).count() + 1,
        state=life.FIRST[track],
        assessment=assessment,
        **fields,
    )
    CaseMove.objects.create(
        case=case, seq=1, move=life.OPEN, to_state=case.state, at=case.opened_at
    )
    CaseGround.objects.create(
        case=case,
        flag=flag,
        held_by=flag,
        code=flag.code,
        consequence=flag.consequence,
        rule=FlagRule.objects.get(code=flag.code),
        details=flag.details,
        added_at=case.opened_at,
    )
    return case


def found_again(case: Case, *, state: str = "raised", consequence: str = "") -> None:
    """Nothing; the case's grounds are held, or withdrawn, by another version of their years."""
    for ground in case.grounds.select_related("held_by__assessment"):
        year = ground.held_by.assessment.year
        count = Assessment.objects.filter(year=year).count()
        about = {"state": Assessment.State.SUPERSEDED, "superseded_at": OPENED}
        again = make_assessment(year, version=count + 1, **about)
        leads_to = consequence or ground.consequence
        flag = make_flag(again, case.zone, ground.code, leads_to, state=state)
        is_raised = state == Flag.State.RAISED
        ground.held_by, ground.consequence = flag, leads_to
        ground.state = CaseGround.State.STANDING if is_raised else CaseGround.State.WITHDRAWN
        ground.save()


def move_row(case: Case, move: str, to: str, **fields) -> CaseMove:
    """A move as the tables take it, without the service; the case is in its state."""
    row = CaseMove.objects.create(
        case=case,
        seq=case.moves.count() + 1,
        move=move,
        from_state=case.state,
        to_state=to,
        **({"at": OPENED} | fields),
    )
    case.state = to
    case.ended_at = OPENED if life.is_final(to) else None
    case.save()
    return row


def case_in(zone: Zone, track: str, state: str, **fields) -> Case:
    """A case in a state, brought there step by step, straight in the tables."""
    case = make_case(zone, track, **fields)
    if state == life.WITHDRAWN:
        move_row(case, life.WITHDRAW, state)
        return case
    steps = []
    while state != life.FIRST[track]:
        before, move = WAYS[state] if state != life.RECTIFYING or track == life.NOTICE else ()
        steps.append((move, state))
        state = before
    for move, to in reversed(steps):
        move_row(case, move, to)
    return case


def everything(**fields) -> Told:
    """All that any step asks for."""
    given = {"note": "说明", "due_on": DUE + timedelta(days=60), "held_on": DAY}
    given |= {"number": "鄂商通〔2023〕1号", "present": "某主任，商务厅"}
    return Told(**(given | fields))


def moved(case: Case, move: str, by: Person, *, at: datetime = NOON, **fields) -> CaseMove:
    """The step, taken by somebody who saw the case as it is."""
    case.refresh_from_db()
    files = fields.pop("files", [examined()] if move in (life.HAND_IN, life.ATTACH) else [])
    told = everything(**({"held_on": timezone.localdate(at)} | fields))
    seen = case.moves.count()
    return case_move(case=case, move=move, told=told, files=files, seen=seen, by=by, at=at)
