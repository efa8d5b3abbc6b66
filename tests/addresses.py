"""Every address with something to fill in: what may stand there, of one's own, of others, nobody's.

Who reads one object's address tries the next number, the next zone and the next quarter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from assessments.models import (
    Assessment,
    Bulletin,
    Case,
    CaseEvidence,
    FlagRule,
    Reply,
    ReplyEvidence,
    Scheme,
)
from indicators.models import ReportingQuarter, Target, Task, Upload, ValidationRule
from zones.handbook import PAGES
from zones.models import Agency, Innovation, MatchmakingEvent, Project, Zone

Parts = tuple[object, ...]
#: Numbers and words that no object has.
NO_NUMBER, NO_WORD, NO_QUARTER, NO_YEAR = 999_999, "nowhere", "2031Q1", 2031


@dataclass(frozen=True)
class Place:
    """What fills an address, and what looks like it and is nobody's."""

    some: Callable[[], Iterable[Parts]]
    missing: Parts


def _zones() -> list[str]:
    return list(Zone.objects.values_list("code", flat=True))


def _pks(model, *, most: int | None = None) -> Callable[[], list[Parts]]:
    return lambda: [
        (pk,) for pk in model.objects.order_by("pk").values_list("pk", flat=True)[:most]
    ]


def _codes(model) -> Callable[[], list[Parts]]:
    return lambda: [(code,) for code in model.objects.values_list("code", flat=True).distinct()]


def _periods(*more: object) -> Callable[[], list[Parts]]:
    def found() -> list[Parts]:
        periods = Assessment.objects.values_list("period", flat=True).distinct()
        return [(period, *more) for period in sorted({*periods, "2024Q1"})]

    return found


def _halves(*more: object) -> Callable[[], list[Parts]]:
    codes = Bulletin.objects.values_list("code", flat=True)
    return lambda: [(code, *more) for code in sorted({*codes, "2023H2", "2021H1"})]


def _quarters(*more: object) -> Callable[[], list[Parts]]:
    """The quarter that is open, and the last one that was published."""
    return lambda: [(quarter, *more) for quarter in ("2024Q1", "2023Q4")]


def _cells() -> list[Parts]:
    return list(product(("2024Q1", "2023Q4"), _zones(), ("trade_import", "vehicles")))


def _papers() -> list[Parts]:
    kinds = ("notice", "interview", "plan", "exit")
    return list(product(Case.objects.values_list("pk", flat=True), kinds))


def _projects() -> list[Parts]:
    """Two of each zone: there are a hundred alike."""
    return [(pk,) for code in _zones() for pk in _first_two(Project, code)]


def _events() -> list[Parts]:
    return [(pk,) for code in _zones() for pk in _first_two(MatchmakingEvent, code)]


def _first_two(model, zone: str) -> list[int]:
    return list(model.objects.filter(zone__code=zone).values_list("pk", flat=True)[:2])


def _of_quarter_and_zone() -> list[Parts]:
    return list(product(("2024Q1", "2023Q4"), _zones()))


UPLOAD = Place(lambda: [("2024Q1", one.pk) for one in Upload.objects.all()], ("2024Q1", NO_NUMBER))
AT_ZONE = Place(_of_quarter_and_zone, ("2024Q1", NO_WORD))
AT_QUARTER = Place(_quarters(), (NO_QUARTER,))
AT_HALF = Place(lambda: _halves()(), ("2031H1",))
AT_PERIOD = Place(_periods(), ("2031",))
AT_SCHEME = Place(_codes(Scheme), (NO_WORD,))
AT_YEAR = Place(lambda: [(2022,), (2023,)], (NO_YEAR,))
NOTHING_KEPT = Place(lambda: [(1,)], (NO_NUMBER,))
PLACES: dict[str, list[Place]] = {
    "zone": [Place(_codes(Zone), (NO_WORD,))],
    "timeline": [Place(_codes(Zone), (NO_WORD,))],
    "figure": [
        Place(lambda: list(product(_zones(), ("vehicles", "trade_total"))), (NO_WORD, "vehicles"))
    ],
    "target": [Place(_codes(Target), (NO_WORD,))],
    "class": [Place(lambda: [("donghu", 2023, "national")], ("donghu", NO_YEAR, "national"))],
    "measure": [Place(lambda: [(number,) for number in range(1, 16)], (99,))],
    "task_board": [AT_QUARTER],
    "agency_tasks": [
        Place(
            lambda: [
                (quarter, code)
                for quarter in ("2024Q1", "2023Q4")
                for code in Agency.objects.values_list("code", flat=True)[:6]
            ],
            ("2024Q1", NO_WORD),
        )
    ],
    "task": [
        Place(
            lambda: list(Task.objects.values_list("measure__number", "order")[:12]), (6, NO_NUMBER)
        )
    ],
    "task_evidence": [Place(lambda: [(6, 6, 1)], (6, 6, NO_NUMBER))],
    "reading": [Place(lambda: [(4,), (5,)], (4000,))],
    "innovation": [Place(_pks(Innovation), (NO_NUMBER,))],
    "innovation_evidence": [
        Place(
            lambda: [(pk, 1) for pk in Innovation.objects.values_list("pk", flat=True)],
            (NO_NUMBER, 1),
        )
    ],
    "reward_year": [AT_YEAR],
    "reward_fix": [AT_YEAR],
    "reward_docx": [AT_YEAR],
    "reward_xlsx": [AT_YEAR],
    "flag_rule": [Place(_codes(FlagRule), (NO_WORD,))],
    "scheme": [AT_SCHEME],
    "scheme_edit": [AT_SCHEME],
    "scheme_preview": [AT_SCHEME],
    "assessment": [AT_PERIOD],
    "assessment_now": [AT_PERIOD],
    "assessment_publish": [AT_PERIOD],
    "appraisal": [AT_PERIOD],
    "appraisal_file": [Place(_periods("xlsx"), ("2031", "xlsx"))],
    "reply": [AT_PERIOD],
    "replies": [AT_PERIOD],
    "reply_window": [AT_PERIOD],
    "reply_answer": [
        Place(
            lambda: [(one.finding.window.period, one.pk) for one in Reply.objects.all()],
            ("2023", NO_NUMBER),
        )
    ],
    "reply_evidence": [
        Place(
            lambda: [
                (one.reply.finding.window.period, one.reply_id, one.evidence_id)
                for one in ReplyEvidence.objects.all()
            ],
            ("2023", 1, NO_NUMBER),
        )
    ],
    "what_if": [AT_PERIOD],
    "what_if_result": [AT_PERIOD],
    "case": [Place(_pks(Case), (NO_NUMBER,))],
    "case_paper": [Place(_papers, (NO_NUMBER, "notice"))],
    "case_evidence": [
        Place(
            lambda: list(CaseEvidence.objects.values_list("move__case", "evidence")), (NO_NUMBER, 1)
        )
    ],
    "bulletin": [AT_HALF],
    "bulletin_file": [Place(lambda: _halves("xlsx")(), ("2031H1", "xlsx"))],
    "bulletin_prepare": [AT_HALF],
    "bulletin_words": [AT_HALF],
    "bulletin_publish": [AT_HALF],
    "bulletin_put_away": [AT_HALF],
    "project": [Place(_projects, (NO_NUMBER,))],
    "event": [Place(_events, (NO_NUMBER,))],
    "projects_preview": [NOTHING_KEPT],
    "events_preview": [NOTHING_KEPT],
    "collect_quarter": [AT_QUARTER],
    "collect_terms": [AT_QUARTER],
    "collect_quality": [AT_QUARTER],
    "collect_grid": [AT_QUARTER],
    "collect_cells": [AT_QUARTER],
    "collect_template": [AT_QUARTER, AT_ZONE],
    "collect_upload": [AT_QUARTER, AT_ZONE],
    "collect_preview": [UPLOAD],
    "collect_marked": [UPLOAD],
    "collect_file": [UPLOAD],
    "collect_zone": [AT_ZONE],
    "collect_last_year": [AT_ZONE],
    "collect_rule": [Place(_pks(ValidationRule, most=3), (NO_NUMBER,))],
    "cell_history": [Place(_cells, ("2024Q1", NO_WORD, "vehicles"))],
    "handbook_page": [Place(lambda: [(slug,) for slug in list(PAGES)[:2]], (NO_WORD,))],
    "token_revoked": [NOTHING_KEPT],
}
#: What programs ask, as they write it below the interface's root.
OF_PROGRAMS = [
    *("policy", "measures", "targets", "zones", "indicators", "figures", "province-figures"),
    *("assessments", "bulletins", "submissions", "openapi.json"),
    *(
        f"assessments/{period}{part}"
        for period in ("2021", "2022", "2023", "2023Q1", "2023H1", "2024Q1")
        for part in (
            "",
            *("/criteria", "/results", "/components", "/figures", "/targets", "/flags"),
        )
    ),
    *(
        f"submissions/{quarter}/{zone}"
        for quarter in ("2023Q4", "2024Q1")
        for zone in ("donghu", "jingkai", "yichang", "nowhere")
    ),
]


def quarters_there() -> set[str]:
    """The quarters that are collected; the open one must be among them."""
    return {f"{one.year}Q{one.quarter}" for one in ReportingQuarter.objects.all()}
