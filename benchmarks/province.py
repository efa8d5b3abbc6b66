"""A province of any size for the benchmarks: the demonstration, widened, with a longer history.

80 quarters × 30 indicators a zone: the earlier quarters and the further indicators are copies of
the demonstration's, made by the database itself. Four and eight million figures take minutes.
"""

from django.db import connection, transaction

QUARTERS, INDICATORS = 80, 30
#: The demonstration's quarters repeat every four years, so that a copy keeps its place in the year.
CYCLE = 4


def make(zones: int) -> None:
    """Nothing; the database holds so many judged zones with policy, scheme and published years."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    quiet = {"stdout": open("/dev/null", "w", encoding="utf-8")}  # noqa: SIM115 - closed with us
    call_command("load_policy", "fixtures/policies/hubei-2021/policy.toml", commit=True, **quiet)
    call_command("load_rules", "fixtures/validation/rules.csv", commit=True, **quiet)
    call_command("load_scheme", "fixtures/schemes/province-2021.toml", commit=True, **quiet)
    call_command("load_province", "fixtures/province_totals.csv", commit=True, **quiet)
    call_command("demo", **quiet)
    widen(zones)


def widen(zones: int) -> None:
    """Nothing; more zones, indicators and quarters stand beside the demonstration's."""
    from indicators.models import Indicator
    from tests.wide import widen_demonstration
    from zones.models import Zone

    if zones > Zone.objects.filter(is_judged=True).count():
        widen_demonstration(zones)
    models = list(Indicator.objects.filter(scope="zone", unit_kind="money", part_of=None))
    with transaction.atomic():
        for number in range(INDICATORS - Indicator.objects.count()):
            model = models[number % len(models)]
            copy = Indicator.objects.get(pk=model.pk)
            copy.pk, copy._state.adding = None, True
            copy.code, copy.customs_flow = f"{model.code}_{number}", ""
            copy.name_zh, copy.name_en = f"{model.name_zh}{number}", f"{model.name_en} {number}"
            copy.order = 1000 + number
            copy.save()
            _copy("indicators_observation", {"indicator_id": str(copy.pk)}, model)
    lengthen()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def judge_again() -> None:
    """Nothing; the last year is judged and published with every zone there is."""
    from django.utils import timezone

    from assessments.services.assessments import assessment_publish, assessment_run
    from indicators.periods import parse_period

    now = timezone.now()
    draft = assessment_run(period=parse_period("2023"), at=now)
    assessment_publish(assessment=draft, at=now, unheard_reason="-")


def _copy(table: str, changed: dict[str, str], model) -> None:
    """Nothing; the rows of an indicator stand once more under another one."""
    names = _columns(table)
    values = ", ".join(changed.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)})"
            f" SELECT {values} FROM {table} WHERE indicator_id = %s",
            [model.pk],
        )


def lengthen(quarters: int = QUARTERS) -> None:
    """Nothing; each zone's reports stand again, four years earlier each time."""
    from indicators.models import ReportingQuarter, ReportingStart

    ReportingStart.objects.all().delete()
    first = ReportingQuarter.objects.earliest("year", "quarter").year
    own = ReportingQuarter.objects.filter(year__lt=first + CYCLE)
    missing = quarters - ReportingQuarter.objects.count()
    for turn in range(1, -(-missing // (4 * CYCLE)) + 1):
        for model in own:
            back = turn * CYCLE
            ReportingQuarter.objects.get_or_create(
                year=model.year - back,
                quarter=model.quarter,
                defaults={
                    "due_on": model.due_on.replace(year=model.due_on.year - back, day=15),
                    "locks_on": model.locks_on.replace(year=model.locks_on.year - back, day=28),
                },
            )
        _copy_reports(first, turn * CYCLE)


def _copy_reports(first: int, back: int) -> None:
    """Nothing; verified reports of the demonstration's first years, so many years earlier."""
    changed = {"quarter_id": "earlier.id"}
    names = _columns("indicators_submission")
    values = ", ".join(changed.get(name, f"report.{name}") for name in names)
    pairs = (
        " FROM indicators_submission report"
        " JOIN indicators_reportingquarter own ON own.id = report.quarter_id"
        " JOIN indicators_reportingquarter earlier"
        f" ON earlier.year = own.year - {back} AND earlier.quarter = own.quarter"
        f" WHERE report.state = 'verified' AND own.year BETWEEN {first} AND {first + CYCLE - 1}"
    )
    figures = _columns("indicators_observation")
    told = ", ".join("copy.id" if name == "submission_id" else f"figure.{name}" for name in figures)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO indicators_submission ({', '.join(names)}) SELECT {values}{pairs}"
        )
        cursor.execute(
            f"INSERT INTO indicators_observation ({', '.join(figures)}) SELECT {told}"
            + pairs.replace(
                " FROM indicators_submission report",
                " FROM indicators_observation figure"
                " JOIN indicators_submission report ON report.id = figure.submission_id",
            ).replace(
                " WHERE",
                " JOIN indicators_submission copy"
                " ON copy.quarter_id = earlier.id AND copy.zone_id = report.zone_id WHERE",
            )
        )


def _columns(table: str) -> list[str]:
    """The table's columns but its key."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return [f'"{one.name}"' if one.name == "order" else one.name for one in described][1:]
