"""Reads the policy: its measures, its text as printed beside as adopted, and its agencies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from zones.badges import Badge, Link
from zones.display import bracketed, label
from zones.models import Agency

from ..models import Measure, MeasureAgency, Policy, Target, Task
from ..tasks import Counts
from .phrases import Phrase, read_phrase
from .readings import Clause, ReadingRow, clause, readings_by_clause
from .task_pages import TaskRow, agency_address, counts_sentence, task_row
from .tasks import TaskView, counts_by, counts_of, task_lines


@dataclass(frozen=True)
class MeasureRow:
    """A measure as listed."""

    number: int
    href: str
    title: str
    leads: str
    supporting: int
    targets: int
    tasks: int
    counts: Counts | None  # how its tasks stand; None where no quarter is open to the reader
    readings: int


@dataclass(frozen=True)
class TargetLine:
    """A target on its measure's page."""

    name: str
    href: str
    scope: str
    phrase: str
    adopted: str  # empty where no reading bears on the phrase
    adopted_href: str


@dataclass(frozen=True)
class MeasureTask:
    """A task on its measure's page, with the phrase that orders it and how it stands."""

    title: str
    href: str
    phrase: Phrase
    agency: str
    row: TaskRow | None


@dataclass(frozen=True)
class AgencyLine:
    """An agency on a measure's page, under its own name and as printed."""

    name: str
    href: str
    role: Badge
    printed: str
    is_renamed: bool


@dataclass(frozen=True)
class MeasurePage:
    """All that a measure's page prints."""

    number: int
    title: str
    summary: str
    clause: Clause
    agencies: tuple[AgencyLine, ...]
    targets: tuple[TargetLine, ...]
    tasks: tuple[MeasureTask, ...]
    standing: str  # how many of them stand how, in which quarter
    previous: Link | None
    next: Link | None
    outcome: str = ""


@dataclass(frozen=True)
class AgencyRow:
    """An agency with the measures it leads and supports, and the names it is printed under."""

    code: str
    name: str
    href: str  # its tasks in the quarter; empty where it has none
    leads: tuple[Link, ...]
    supports: tuple[Link, ...]
    tasks: int
    counts: Counts | None
    printed: str

    @property
    def leads_count(self) -> int:
        return len(self.leads)

    @property
    def supports_count(self) -> int:
        return len(self.supports)


def current_policy() -> Policy | None:
    """The policy issued last, or None before one is loaded."""
    return Policy.objects.order_by("-issued_on").first()


def measure_rows(policy: Policy | None, view: TaskView | None = None) -> list[MeasureRow]:
    """The policy's measures, with how their tasks stand in a quarter; a handful of queries."""
    measures = (
        Measure.objects.filter(policy=policy)
        .annotate(target_count=Count("targets", distinct=True))
        .annotate(task_count=Count("tasks", distinct=True))
    )
    roles = defaultdict(list)
    for one in MeasureAgency.objects.filter(measure__policy=policy).select_related("agency"):
        roles[one.measure_id, one.role].append(one.agency)
    readings = readings_by_clause(policy)
    counts = counts_by(task_lines(policy, view), "measure") if view else {}
    return [
        MeasureRow(
            number=measure.number,
            href=measure.get_absolute_url(),
            title=label(measure, "title"),
            leads=_("; ").join(label(agency) for agency in roles[measure.pk, "lead"]),
            supporting=len(roles[measure.pk, "support"]),
            targets=measure.target_count,
            tasks=measure.task_count,
            counts=counts.get(measure.pk),
            readings=len(readings[str(measure.number)]),
        )
        for measure in measures
    ]


def opening_clauses(policy: Policy) -> list[Clause]:
    """What stands before the measures: the salutation and the preamble."""
    by_clause = readings_by_clause(policy)
    texts = {"salutation": policy.opening, "preamble": policy.preamble}
    return [clause(code, text, by_clause[code]) for code, text in texts.items() if text]


def measure_page(
    policy: Policy | None, number: int, view: TaskView | None = None
) -> MeasurePage | None:
    """A measure with its text, agencies, targets and tasks; None if there is none."""
    measure = Measure.objects.filter(policy=policy, number=number).first()
    if measure is None:
        return None
    beside = Measure.objects.filter(policy=policy, number__in=[number - 1, number + 1])
    by_clause = readings_by_clause(policy)
    found = by_clause[str(number)]
    read = {row.order: row for rows in by_clause.values() for *_forms, row in rows}
    text = clause(str(number), measure.text, found)
    links = {one.number: _measure_link(one) for one in beside}
    lines = task_lines(policy, view, measure=measure) if view else []
    rows = {line.task.pk: task_row(line, view) for line in lines} if view else {}
    return MeasurePage(
        number=number,
        title=label(measure, "title"),
        summary=label(measure, "summary"),
        clause=text,
        agencies=tuple(map(_agency_line, measure.responsibilities.select_related("agency"))),
        targets=tuple(
            _target_line(target, text, read.get(target.reading.order) if target.reading else None)
            for target in measure.targets.select_related("reading")
        ),
        tasks=tuple(
            MeasureTask(
                title=label(task, "title"),
                href=task.get_absolute_url(),
                phrase=read_phrase(task.phrase, found),
                agency=label(task.agency),
                row=rows.get(task.pk),
            )
            for task in measure.tasks.select_related("agency", "measure")
        ),
        standing=counts_sentence(counts_of(lines)) if lines else "",
        previous=links.get(number - 1),
        next=links.get(number + 1),
        outcome=measure.outcome,
    )


def agency_rows(policy: Policy | None, view: TaskView | None = None) -> list[AgencyRow]:
    """Every agency that the policy names, with how its tasks stand; a handful of queries."""
    named = defaultdict(list)
    for one in _responsibilities(policy):
        named[one.agency_id].append(one)
    agencies = Agency.objects.filter(responsibilities__measure__policy=policy).distinct()
    tasks = Task.objects.filter(measure__policy=policy).values_list("agency")
    totals = dict(tasks.annotate(count=Count("pk")).order_by())
    counts = counts_by(task_lines(policy, view), "agency") if view else {}
    return [
        AgencyRow(
            code=agency.code,
            name=label(agency),
            href=agency_address(view, agency) if view and agency.pk in counts else "",
            leads=_measure_links(named[agency.pk], MeasureAgency.Role.LEAD),
            supports=_measure_links(named[agency.pk], MeasureAgency.Role.SUPPORT),
            tasks=totals.get(agency.pk, 0),
            counts=counts.get(agency.pk),
            printed=_printed_forms(named[agency.pk]),
        )
        for agency in agencies
    ]


def _target_line(target: Target, text: Clause, reading: ReadingRow | None) -> TargetLine:
    here = {row.order: f"#{row.anchor}" for row in text.readings}
    return TargetLine(
        name=label(target),
        href=target.get_absolute_url(),
        scope=target.get_scope_display(),
        phrase=target.phrase,
        adopted=reading.adopted if reading else "",
        adopted_href=(here.get(reading.order) or reading.href) if reading else "",
    )


def _agency_line(one: MeasureAgency) -> AgencyLine:
    is_lead = one.role == MeasureAgency.Role.LEAD
    return AgencyLine(
        name=label(one.agency),
        href=one.agency.get_absolute_url(),
        role=Badge(
            "info" if is_lead else "quiet", one.get_role_display(), "flag" if is_lead else ""
        ),
        printed=one.printed,
        is_renamed=one.printed not in (one.agency.name_zh, one.agency.short_zh),
    )


def _measure_link(measure: Measure) -> Link:
    return Link(str(measure.number), measure.get_absolute_url(), label(measure, "title"))


def _responsibilities(policy: Policy | None) -> QuerySet[MeasureAgency]:
    found = MeasureAgency.objects.filter(measure__policy=policy)
    return found.select_related("measure").order_by("measure__number")


def _measure_links(named: Iterable[MeasureAgency], role: str) -> tuple[Link, ...]:
    return tuple(_measure_link(one.measure) for one in named if one.role == role)


def _printed_forms(named: Iterable[MeasureAgency]) -> str:
    """Each printed name with the measures that print it: "武汉海关 (1) · 上海海关 (2–10, 14)"."""
    forms = defaultdict(list)
    for one in named:
        forms[one.printed].append(one.measure.number)
    return " · ".join(bracketed(printed, _runs(where)) for printed, where in forms.items())


def _runs(numbers: Iterable[int]) -> str:
    """Ascending numbers with runs of three and more drawn together: "2–10, 14"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = (
        [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run] for run in runs
    )
    return ", ".join(part for run in parts for part in run)
