"""The demonstration with as many zones as wanted: its zones again, each a little other."""

from decimal import Decimal
from itertools import cycle

from indicators.models import AnnualTarget, Observation, ReportingStart, Submission
from tests.kept_rows import count_rows
from zones.models import City, Zone, ZoneDate

#: Copies stand after this place in the order of zones.
COPIED = 1000


def widen_demonstration(count: int) -> None:
    """Nothing; there are so many judged zones, in copies of their models' cities."""
    models = list(Zone.objects.filter(is_judged=True).select_related("city"))
    copies: list[tuple[Zone, Zone]] = []
    cities: dict[str, City] = {}
    before = Zone.objects.filter(order__gt=COPIED).count()  # of an earlier, narrower widening
    for number, model in enumerate(cycle(models), start=before + 1):
        if len(models) + len(copies) >= count:
            break
        copy = Zone.objects.get(pk=model.pk)
        copy.pk, copy._state.adding = None, True
        copy.code = f"{model.code}-{number}"
        copy.name_zh, copy.short_zh = f"{model.name_zh}{number}", f"{model.short_zh}{number}"
        copy.name_en, copy.short_en = f"{model.name_en} {number}", f"{model.short_en} {number}"
        copy.order = COPIED + number
        copy.city = _copied(model.city, (number - 1) // len(models) + 2, cities)
        copies.append((model, copy))
    Zone.objects.bulk_create(copy for _model, copy in copies)
    for kind in (ReportingStart, ZoneDate, AnnualTarget):
        _copy_rows(kind, copies)
    _copy_reports(copies)
    count_rows()


def _copied(city: City, turn: int, made: dict[str, City]) -> City:
    """The city once more: no province has a hundred zones in one."""
    code = f"{city.code}-{turn}"
    if code not in made:
        names = {"name_zh": f"{city.name_zh}{turn}", "name_en": f"{city.name_en} {turn}"}
        made[code] = City.objects.get_or_create(code=code, defaults=names)[0]
    return made[code]


def _copy_rows(kind, copies: list[tuple[Zone, Zone]]) -> None:
    held: dict[int, list] = {}
    for row in kind.objects.all():
        held.setdefault(row.zone_id, []).append(row)
    fields = [field.attname for field in kind._meta.concrete_fields if not field.primary_key]
    kind.objects.bulk_create(
        kind(**{name: getattr(row, name) for name in fields} | {"zone_id": copy.pk})
        for model, copy in copies
        for row in held.get(model.pk, ())
    )


def _copy_reports(copies: list[tuple[Zone, Zone]]) -> None:
    reports: dict[int, list[Submission]] = {}
    for report in Submission.objects.prefetch_related("observations__indicator"):
        reports.setdefault(report.zone_id, []).append(report)
    fields = [one.attname for one in Submission._meta.concrete_fields if not one.primary_key]
    pairs = [
        (report, Submission(**{n: getattr(report, n) for n in fields} | {"zone_id": copy.pk}), at)
        for at, (model, copy) in enumerate(copies)
        for report in reports.get(model.pk, ())
    ]
    Submission.objects.bulk_create(new for _old, new, _at in pairs)
    names = [one.attname for one in Observation._meta.concrete_fields if not one.primary_key]
    made = []
    for old, new, at in pairs:
        factor = Decimal(70 + at * 37 % 61) / 100
        for row in old.observations.all():
            values = {name: getattr(row, name) for name in names} | {"submission_id": new.pk}
            if row.state == "value" and row.indicator.unit_kind == "money":
                values["value"] = (row.value * factor).quantize(Decimal("0.0001"))
            made.append(Observation(**values))
    Observation.objects.bulk_create(made, batch_size=2000)
