"""Rows for tests, made by plain functions; every argument left out gets a sensible value."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from indicators.models import (
    Indicator,
    Measure,
    Observation,
    Policy,
    QuarterDates,
    ReportingQuarter,
    ReportingStart,
    Submission,
    Target,
    TargetCondition,
)
from indicators.periods import parse_quarter
from zones.access import COMMERCE, REPORTERS, Person, person_of
from zones.models import Agency, City, Post, Zone

#: code: kind, kind of unit, unit in Chinese and in English, the whole that it is part of
INDICATORS = {
    "trade_import": ("flow", "money", "亿元", "CNY 100 million", None),
    "trade_export": ("flow", "money", "亿元", "CNY 100 million", None),
    "trade_total": ("flow", "money", "亿元", "CNY 100 million", None),
    "processing": ("flow", "money", "亿元", "CNY 100 million", "trade_total"),
    "logistics": ("flow", "money", "亿元", "CNY 100 million", "trade_total"),
    "ecommerce": ("flow", "money", "亿元", "CNY 100 million", "trade_total"),
    "repair": ("flow", "money", "亿元", "CNY 100 million", "trade_total"),
    "enterprises": ("stock", "count", "家", "enterprises", None),
    "vehicles": ("flow", "count", "辆", "vehicles", None),
    "projects_leading": ("flow", "count", "个", "projects", None),
    "projects_key": ("flow", "count", "个", "projects", None),
    "events": ("flow", "count", "场", "events", None),
    "tax": ("flow", "money", "亿元", "CNY 100 million", None),
    "income": ("flow", "money", "亿元", "CNY 100 million", None),
    "employees": ("stock", "count", "人", "people", None),
    "fdi": ("flow", "money", "亿元", "CNY 100 million", None),
}


def make_city(code: str = "wuhan") -> City:
    names = {"name_zh": f"{code}市", "name_en": code.title()}
    return City.objects.get_or_create(code=code, defaults=names)[0]


def make_zone(
    code: str = "donghu",
    *,
    city: str = "wuhan",
    start: str | None = None,
    is_judged: bool = True,
    stage: str = Zone.Stage.OPERATING,
    **fields,
) -> Zone:
    """A zone that is judged; with `start="2021Q2"` it reports from that quarter on."""
    fields = {
        "name_zh": f"{code}综合保税区",
        "name_en": f"{code.title()} Comprehensive Bonded Zone",
        "short_zh": f"{code}区",
        "short_en": code.title(),
        "order": Zone.objects.count() + 1,
    } | fields
    zone = Zone.objects.create(
        code=code, city=make_city(city), is_judged=is_judged, stage=stage, **fields
    )
    if start:
        first = parse_quarter(start)
        ReportingStart.objects.create(
            zone=zone, year=first.year, quarter=first.quarter, reason_zh="封关", reason_en="Closed"
        )
    return zone


def make_agency(code: str = "commerce-department", **fields) -> Agency:
    fields = {
        "name_zh": f"{code}厅",
        "name_en": f"Department {code}",
        "short_zh": f"{code}厅",
        "short_en": code,
    } | fields
    return Agency.objects.create(code=code, **fields)


def make_person(
    login: str = "commerce", group: str | None = COMMERCE, *, zone: Zone | None = None, agency=None
) -> Person:
    """Somebody of a group (REPORTERS if a zone is given); sign in with `client.force_login`."""
    if zone is not None:
        group = REPORTERS
    user = get_user_model().objects.create_user(login, first_name=login.title())
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    if zone or agency:
        Post.objects.create(user=user, zone=zone, agency=agency)
    return person_of(user)


def user_of(person: Person):
    """The account behind a person, for `client.force_login(user_of(person))`."""
    return get_user_model().objects.get(pk=person.user_id)


def make_indicator(code: str = "trade_import", **fields) -> Indicator:
    """An indicator; the contract's codes come with their kind, unit and whole (if it is there)."""
    kind, unit_kind, unit_zh, unit_en, whole = INDICATORS.get(
        code, ("flow", "count", "个", "pieces", None)
    )
    fields = {
        "name_zh": f"{code}额",
        "name_en": code.replace("_", " ").capitalize(),
        "kind": kind,
        "unit_kind": unit_kind,
        "unit_zh": unit_zh,
        "unit_en": unit_en,
        "decimals": 2 if unit_kind == "money" else 0,
        "part_of": Indicator.objects.filter(code=whole).first(),
        "order": Indicator.objects.count() + 1,
    } | fields
    return Indicator.objects.create(code=code, **fields)


def make_indicators(*codes: str) -> dict[str, Indicator]:
    """These indicators (all sixteen if none is named) by code; total trade is the sum of two."""
    made = {code: make_indicator(code) for code in codes or INDICATORS}
    if {"trade_import", "trade_export", "trade_total"} <= set(made):
        made["trade_total"].sum_of.set([made["trade_import"], made["trade_export"]])
    return made


def make_quarter(code: str = "2022Q2", **fields) -> ReportingQuarter:
    """A quarter of the collection, due 15 days and locked 45 days after its end."""
    quarter = parse_quarter(code)
    fields = {
        "due_on": quarter.ends_on + timedelta(days=15),
        "locks_on": quarter.ends_on + timedelta(days=45),
    } | fields
    row, is_new = ReportingQuarter.objects.get_or_create(
        year=quarter.year, quarter=quarter.quarter, defaults=fields
    )
    if is_new:  # taken to have been there from the start
        dates = {name: fields[name] for name in ("due_on", "locks_on")}
        QuarterDates.objects.create(year=quarter.year, quarter=quarter.quarter, **dates)
    return row


def make_submission(
    zone: Zone,
    quarter: str | ReportingQuarter,
    values: dict[str, object],
    *,
    by: Person,
    verified_by: Person | None = None,
    state: str = "",
    at: datetime | None = None,
    **fields,
) -> Submission:
    """A submission with these stored values (万元; None or a state's name for no number).

    Verified if somebody verifies it, else submitted; `state="draft"` for something else.
    Straight into the tables, without the services: totals are not summed, nothing is checked.
    """
    row = make_quarter(quarter) if isinstance(quarter, str) else quarter
    at = at or datetime(row.year, 3 * row.quarter, 28, 4, tzinfo=UTC) + timedelta(days=10)
    state = state or (Submission.State.VERIFIED if verified_by else Submission.State.SUBMITTED)
    is_handed_in = state not in (Submission.State.DRAFT,)
    fields = {
        "version": Submission.objects.filter(zone=zone, quarter=row).count() + 1,
        "created_by_id": by.user_id,
        "created_at": at,
        "saved_at": at,
        "submitted_by_id": by.user_id if is_handed_in else None,
        "submitted_at": at if is_handed_in else None,
        "first_submitted_at": at if is_handed_in else None,
        "reviewed_by_id": verified_by.user_id if verified_by else None,
        "verified_at": at if verified_by else None,
    } | fields
    submission = Submission.objects.create(zone=zone, quarter=row, state=state, **fields)
    indicators = {found.code: found for found in Indicator.objects.all()}
    Observation.objects.bulk_create(
        observation(submission, indicators[code], value) for code, value in values.items()
    )
    return submission


def observation(submission: Submission, indicator: Indicator, value: object) -> Observation:
    """An observation, not saved: of a number, or of a state such as "not_applicable"."""
    number = None if value is None or isinstance(value, str) else Decimal(str(value))
    state = ("zero" if number == 0 else "value") if number is not None else value
    return Observation(
        submission=submission,
        indicator=indicator,
        state=state or "not_applicable",
        value=number,
        entered="" if number is None else str(number),
        unit="" if number is None else "万元" if indicator.unit_kind == "money" else "",
        reason="系统切换" if state == "cannot_report" else "",
    )


def make_policy(code: str = "policy-2021", **fields) -> Policy:
    fields = {
        "name_zh": "若干措施",
        "name_en": "Measures",
        "issued_on": date(2021, 10, 21),
        "base_year": 2020,
        "first_year": 2021,
        "last_year": 2023,
        "preamble": "为推进综合保税区高质量发展。",
        "province_zh": "湖北",
        "province_en": "Hubei",
    } | fields
    return Policy.objects.create(code=code, **fields)


def make_measure(policy: Policy, number: int = 1, **fields) -> Measure:
    fields = {
        "title_zh": f"措施{number}",
        "title_en": f"Measure {number}",
        "text": f"第{number}条。",
    } | fields
    return Measure.objects.create(policy=policy, number=number, **fields)


def make_target(
    policy: Policy,
    indicator: Indicator | None,
    code: str = "target",
    *,
    conditions: list[dict] = (),
    zones: list[Zone] = (),
    **fields,
) -> Target:
    """A target with its conditions, each a dict of TargetCondition's fields (a level of 1 if none).

    Conditions run over the policy's years from its base year unless they say otherwise.
    """
    fields = {
        "name_zh": f"目标{code}",
        "name_en": f"Target {code}",
        "clause": "1",
        "phrase": "力争",
        "measure_of": Target.MeasureOf.LEVEL,
        "scope": Target.Scope.NAMED_ZONES if zones else Target.Scope.EACH_ZONE,
    } | fields
    target = Target.objects.create(policy=policy, indicator=indicator, code=code, **fields)
    target.zones.set(zones)
    years = {
        "base_year": policy.base_year,
        "first_year": policy.first_year,
        "last_year": policy.last_year,
    }
    for order, condition in enumerate(conditions or [{"rule": "level", "amount": 1}]):
        given = years | {"order": order, "amount_printed": str(condition.get("amount", ""))}
        TargetCondition.objects.create(target=target, **(given | condition))
    return target
