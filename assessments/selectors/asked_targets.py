"""Reads the targets with what they ask for: as it counts now, and as it was judged."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from indicators.models import Adoption, Policy, Target
from indicators.selectors.adoptions import (
    adoptions_in_force,
    ask_as_adopted,
    read_as_adopted,
)
from zones.display import day

from ..models import Assessment


def targets_asked(
    policy: Policy | None, code: str, adoptions: dict[int, Adoption]
) -> dict[int, Target]:
    """The policy's targets, or one of them by its code, asking for what was adopted, by pk."""
    found = (
        Target.objects.filter(policy=policy, **({"code": code} if code else {}))
        .select_related("indicator", "reading")
        .prefetch_related("conditions", "zones", "reading__places")
    )
    targets = ask_as_adopted(found, adoptions)
    read_as_adopted((one.reading for one in targets if one.reading), adoptions)
    return {target.pk: target for target in targets}


def as_judged(
    policy: Policy | None, code: str, assessment: Assessment | None
) -> dict[int, dict[int, Target]]:
    """The targets as the years up to the latest published period were judged, by year.

    Each as its own published assessment knew them, or the latest one where there is none.
    """
    if policy is None or assessment is None:
        return {}
    runs = dict(
        Assessment.objects.filter(state=Assessment.State.PUBLISHED, kind="year").values_list(
            "year", "run_at"
        )
    )
    found = {}
    for year in range(policy.base_year, assessment.span.year + 1):
        is_last = year == assessment.span.year
        on = assessment.span.ends_on if is_last else date(year, 12, 31)
        known_at = assessment.run_at if is_last else runs.get(year, assessment.run_at)
        found[year] = targets_asked(policy, code, adoptions_in_force(on, known_at))
    return found


def asked_since(adoptions: Mapping[int, Adoption]) -> dict[int, date]:
    """The day from which a condition asks for what was adopted, by condition."""
    return {
        row.condition_id: one.in_force_from
        for one in adoptions.values()
        for row in one.conditions.all()
    }


def written(target: Target, since: Mapping[int, date], is_judged: bool) -> str:
    """As of when the target's name and note speak, which no adoption rewrites; else nothing."""
    days = [since[one.pk] for one in target.conditions.all() if one.pk in since]
    if not days:
        return ""
    text = _(
        "Another reading is in force since %(day)s: what stands here counts. The target’s name and"
        " note are as first written, with the policy."
    )
    said = text % {"day": day(max(days))}
    if not is_judged:
        return said
    kept = _("The years judged already stand in the path as they were judged.")
    return _("%(first)s %(second)s") % {"first": said, "second": kept}
