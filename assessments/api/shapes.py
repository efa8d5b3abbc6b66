"""The shapes of what is answered, as the interface's document describes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel

T = TypeVar("T")


class About(BaseModel):
    is_demonstration: bool
    language: str
    notice: str


class PageOf(BaseModel):
    number: int
    size: int
    count: int
    pages: int
    next: int | None


class Many(BaseModel, Generic[T]):
    data: list[T]
    page: PageOf
    about: About


class One(BaseModel, Generic[T]):
    data: T
    about: About


class FaultOut(BaseModel):
    place: str
    code: str
    message: str


class ProblemOut(BaseModel):
    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FaultOut]
    #: By which the log tells of it, where something failed here; else it is left out.
    incident: str = ""


class PolicyOut(BaseModel):
    code: str
    name_zh: str
    name_en: str
    issued_on: date
    base_year: int
    first_year: int
    last_year: int
    opening: str
    preamble: str
    province_zh: str
    province_en: str


class MeasureAgencyOut(BaseModel):
    code: str
    printed: str
    role: str
    name_en: str


class TaskOut(BaseModel):
    number: int
    title_zh: str
    title_en: str
    phrase: str
    agency: str
    due_on: date | None


class MeasureOut(BaseModel):
    number: int
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    text: str
    agencies: list[MeasureAgencyOut]
    tasks: list[TaskOut]
    targets: list[str]


class ZoneDateOut(BaseModel):
    event: str
    phase: str
    date: str
    confidence: str


class ZoneCodeOut(BaseModel):
    system: str
    code: str


class ZoneOut(BaseModel):
    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    stage: str
    is_judged: bool
    city: str
    city_zh: str
    city_en: str
    group: str | None
    area_km2: Decimal | None
    reports_from: str | None
    dates: list[ZoneDateOut]
    codes: list[ZoneCodeOut]


class IndicatorOut(BaseModel):
    code: str
    name_zh: str
    name_en: str
    kind: str
    unit_kind: str
    unit: str
    unit_shown_zh: str
    unit_shown_en: str
    scope: str
    direction: int
    basis: str
    decimals: int
    part_of: str | None
    sum_of: list[str]
    definition_zh: str
    definition_en: str
    source_zh: str
    source_en: str


class ConditionOut(BaseModel):
    tier: str
    rule: str
    amount: Decimal | None
    amount_printed: str
    grade: str
    comparison: str
    base_year: int | None
    first_year: int
    last_year: int
    is_last_year_only: bool


class TargetOut(BaseModel):
    code: str
    name_zh: str
    name_en: str
    clause: str
    phrase: str
    measure: int | None
    indicator: str | None
    measure_of: str
    scope: str
    direction: int
    tolerance: Decimal
    zones: list[str]
    conditions: list[ConditionOut]


class FigureOut(BaseModel):
    zone: str
    quarter: str
    indicator: str
    state: str
    value: Decimal | None
    unit: str
    reason: str
    is_computed: bool
    version: int | None
    source: str | None
    file: str
    place: str
    verified_at: datetime | None
    published_at: datetime | None
    revision_reason: str


class ProvinceFigureOut(BaseModel):
    indicator: str
    quarter: str
    basis: Literal["ytd"]
    value: Decimal
    unit: str
    vintage: str
    version: int
    stated_growth: Decimal | None
    confidence: str
    source: str
    published_on: date | None


class AssessmentOut(BaseModel):
    period: str
    version: int
    state: str
    kind: str
    since: date
    until: date
    is_provisional: bool
    is_demonstration: bool
    scheme: str
    digest: str
    run_at: datetime
    published_at: datetime | None
    superseded_at: datetime | None
    unheard_reason: str
    note_zh: str
    note_en: str


class SchemeOut(BaseModel):
    code: str
    name_zh: str
    name_en: str
    version: int
    effective_year: int
    aggregation: str
    normalisation: str
    base_year: int | None
    cap: Decimal
    min_coverage: Decimal
    grace_months: int
    grace_rule: str
    boards: str
    decimals: int


class CertaintyOut(BaseModel):
    seed: int
    variants: int
    drawn: dict[str, Any]
    bottom: int
    pairs: list[tuple[str, str, float]]
    has_all_pairs: bool


class AssessmentDetailOut(AssessmentOut):
    scheme_settings: SchemeOut
    geometric_floor: Decimal
    certainty: CertaintyOut | None


class CriterionOut(BaseModel):
    code: str
    parent: str | None
    name_zh: str
    name_en: str
    weight: Decimal
    indicator: str | None
    measure_of: str | None
    direction: int | None
    low: Decimal | None
    high: Decimal | None
    reference_mean: Decimal | None
    reference_deviation: Decimal | None
    span_share: float | None


class ResultOut(BaseModel):
    zone: str
    standing: str
    standing_basis: str
    score: Decimal | None
    rank: int | None
    is_tied: bool
    coverage: Decimal | None
    group_rank: int | None
    group_count: int | None
    previous_score: Decimal | None
    previous_rank: int | None
    previous_count: int | None
    common_rank: int | None
    common_previous_rank: int | None
    common_count: int | None
    movement: int | None
    rank_median: float | None
    rank_low: int | None
    rank_high: int | None
    p_last: float | None
    p_bottom: float | None


class ComponentOut(BaseModel):
    zone: str
    code: str
    parent: str | None
    is_criterion: bool
    indicator: str | None
    value: float | None
    state: str
    counts_as: Literal["value", "left_out", "nothing_earned", "gap", "mean_of_its_parts"]
    own_base: float | None
    achieved: float | None
    weight: float | None
    points: Decimal | None


class SpanFigureOut(BaseModel):
    zone: str | None
    indicator: str
    state: str
    value: Decimal | None
    base: Decimal | None
    growth: float | None
    growth_note: str
    two_year_average: float | None
    share: float | None
    share_base: float | None
    share_vintage: str
    rank: int | None


class TargetResultOut(BaseModel):
    target: str
    zone: str | None
    city: str | None
    status: str
    basis: str
    rule: str
    is_binding: bool
    counts_as_missed: bool
    is_implied: bool
    reason: str
    base: Decimal | None
    actual: Decimal | None
    value: Decimal | None
    stretch: Decimal | None
    is_stretch_met: bool | None
    due: Decimal | None
    gap: Decimal | None
    shortfall: float | None
    completion: float | None
    progress: float | None
    season_basis: str
    season_years: str
    is_out_of_reach: bool


class FlagOut(BaseModel):
    zone: str
    code: str
    state: str
    consequence: str
    target: str | None
    measure: int | None
    finding: str
    details: dict[str, Any]


class BulletinFileOut(BaseModel):
    language: str
    format: str
    content_type: str
    size: int
    sha256: str
    path: str


class BulletinOut(BaseModel):
    code: str
    version: int
    kind: str
    state: str
    assessed_version: int
    assessed_digest: str
    sha256: str
    is_demonstration: bool
    published_at: datetime
    superseded_at: datetime | None
    files: list[BulletinFileOut]


class SubmissionOut(BaseModel):
    zone: str
    quarter: str
    version: int
    state: str
    source: str
    file_name: str
    is_demonstration: bool
    note: str
    created_at: datetime
    saved_at: datetime
    submitted_at: datetime | None
    verified_at: datetime | None
    superseded_at: datetime | None


class EnteredOut(BaseModel):
    indicator: str
    state: str
    value: Decimal | None
    unit: str
    entered: str
    entered_unit: str
    basis: str
    reason: str
    is_computed: bool


class CheckOut(BaseModel):
    rule: str
    indicator: str
    severity: str
    is_blocking: bool
    message: str
    reason: str


class QuarterOut(BaseModel):
    zone: str
    quarter: str
    due_on: date
    locks_on: date
    version: int | None
    state: str
    note: str
    submitted_at: datetime | None
    verified_at: datetime | None
    token: str
    figures: list[EnteredOut]
    missing: list[str]
    checks: list[CheckOut]


class SentOut(QuarterOut):
    is_changed: bool
    saved: list[str]
