"""Reads why a zone's yearly target was set as it is: the reason that staff gave for it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from indicators.models import AnnualTarget
from zones.display import label
from zones.models import Zone

from ..models import Assessment, TargetResult


def set_reasons(
    assessment: Assessment, zone: Zone, results: Iterable[TargetResult]
) -> Mapping[int, str]:
    """The reason of each result's yearly target by the result's id; one query.

    The value is frozen with the result: only the target that gave this value is its reason. Of a
    city's result it is one of the city's zones'.
    """
    results = [one for one in results if one.basis == "set"]
    found = AnnualTarget.objects.filter(
        zone__city=zone.city_id, year=assessment.year, in_force_from__lte=assessment.span.ends_on
    )
    found = list(found.order_by("in_force_from", "version"))
    reasons = {}
    for result in results:
        for one in found:
            is_its = result.city_id is not None or one.zone_id == zone.pk
            if is_its and (one.target_id, one.value) == (result.target_id, result.value):
                reasons[result.pk] = _reason(one)
    return reasons


def _reason(one: AnnualTarget) -> str:
    reason = label(one, "reason")
    if not one.is_demonstration:
        return reason
    return _("%(reason)s (demonstration)") % {"reason": reason}
