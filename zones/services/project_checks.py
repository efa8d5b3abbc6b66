"""What a project of the register must be, before anything of it is written."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ..access import Person
from ..models import AuditEntry, MatchmakingEvent, Project, Zone
from ..project_stages import OPERATING, STAGES, WITHDRAWN, out_of_order, skipped
from .transactions import Refused, refuse_too_long

#: What an amount stays below, in 万元: more than any zone of the country trades.
TOO_LARGE = Decimal(10) ** 9
#: The longest of each text, as its column takes it.
LENGTHS = {"name_zh": 120, "name_en": 160, "investor": 160}
FIELD_OF = {stage: f"{stage}_on" for stage in STAGES}


@dataclass(frozen=True)
class ProjectTerms:
    """What a project is; the amount in 万元, and as it was entered."""

    name_zh: str
    expected_trade: Decimal
    entered: str
    unit: str
    name_en: str = ""
    investor: str = ""
    note: str = ""


def refuse_unless_entered_for(zone: Zone, by: Person) -> None:
    if not by.may_enter(zone):
        raise Refused("not_your_zone")
    if not zone.is_judged:
        raise Refused("zone_without_register")


def refuse_changed(held: Project | MatchmakingEvent, seen: int, by: Person) -> None:
    """Nothing; raises Refused where the entry has changed since the person saw it, and by whom."""
    if held.version == seen:
        return
    is_project = isinstance(held, Project)
    kind = AuditEntry.Kind.PROJECT if is_project else AuditEntry.Kind.EVENT
    since = AuditEntry.objects.filter(kind=kind, code=str(held.pk), version__gt=seen)
    is_own = seen >= 0 and not since.exclude(person_id=by.user_id).exists()
    raise Refused("entry_changed_yourself" if is_own else "entry_changed_meanwhile")


def trimmed(terms: ProjectTerms) -> ProjectTerms:
    told: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in asdict(terms).items()
    }
    return ProjectTerms(**told)


def refuse_unless_fit(terms: ProjectTerms) -> None:
    if not terms.name_zh:
        raise Refused("project_without_name")
    for name, most in LENGTHS.items():
        refuse_too_long(getattr(terms, name), "text_too_long", most)
    refuse_too_long(terms.note)
    if not 0 < terms.expected_trade < TOO_LARGE:
        raise Refused("amount_out_of_range")


def refuse_days(days: Mapping[str, date | None], today: date) -> None:
    """Nothing; raises Refused where a stage is left out, out of order, or has not come yet."""
    if stage := skipped(days):
        raise Refused("stage_skipped", stage=stage, following=OPERATING)
    if found := out_of_order(days):
        raise Refused("days_out_of_order", stage=found[0], following=found[1])
    for stage, day in days.items():
        if day and day > today:
            raise Refused("day_not_come", stage=stage)
        if day and day.year < 2000:
            raise Refused("day_too_early", stage=stage)


def refuse_after_exit(zone: Zone, days: Mapping[str, date | None]) -> None:
    """Nothing; raises Refused where a stage is reached after the zone left; it may be withdrawn."""
    for stage, day in days.items():
        if stage != WITHDRAWN and day and zone.left_on and day > zone.left_on:
            raise Refused("day_after_exit", stage=stage, day=zone.left_on)


def says_the_same(held: Project, terms: ProjectTerms, days: Mapping[str, date | None]) -> bool:
    same_days = all(held.days[stage] == days.get(stage) for stage in STAGES)
    return terms_of(held) == terms and same_days


def terms_of(held: Project) -> ProjectTerms:
    return ProjectTerms(**{name: getattr(held, name) for name in ProjectTerms.__dataclass_fields__})


def plain_amount(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def project_told(project: Project) -> dict[str, object]:
    """A project as the audit log tells it."""
    days = {FIELD_OF[stage]: day.isoformat() for stage, day in project.days.items() if day}
    return {
        "name": project.name_zh,
        "name_en": project.name_en,
        "investor": project.investor,
        "expected_trade": plain_amount(project.expected_trade),
        "note": project.note,
        **days,
    }
