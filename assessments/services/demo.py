"""Loads the demonstration: made-up figures, handed in, verified, revised and judged as in life.

Everything passes the services that people's own figures pass, on the dates that the files name.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from indicators.models import (
    AnnualTarget,
    Reopening,
    ReportingQuarter,
    ReportingStart,
    Submission,
    Target,
)
from indicators.periods import Period, Quarter, parse_period, parse_quarter
from indicators.selectors.figures import indicators_by_code
from indicators.services.figures import FiguresFile, read_figures
from indicators.services.quarters import quarter_open
from indicators.services.reopenings import quarter_reopen
from indicators.services.submissions import (
    Entry,
    submission_record,
    submission_submit,
    submission_verify,
)
from indicators.units import to_canonical
from zones.access import FROM_COMMAND_LINE, Person, person_of
from zones.models import Zone
from zones.services import audit
from zones.services.accounts import accounts_create_demo

from .assessments import assessment_publish, assessment_run
from .bulletin_drafts import bulletin_prepare
from .bulletins import bulletin_publish
from .demo_cases import case_act_play, day_of
from .demo_innovations import innovations_load
from .demo_open_quarter import Cast, open_quarter_play
from .demo_register import register_load
from .demo_replies import Voices, replies_play, windows_told
from .demo_rewards import rewards_load
from .demo_tasks import TaskAct, TaskScript


class DemoRefused(Exception):
    """Raised where the demonstration must not be loaded; carries a code."""


@dataclass(frozen=True)
class Act:
    """Something that happened on a day: a report, a revision, or an assessment; or to tasks."""

    day: date
    order: int
    kind: str
    row: dict[str, str]
    tasks: TaskAct | None = None


@transaction.atomic
def demo_load(*, folder: Path, today: date | None = None, has_bulletins: bool = True) -> bool:
    """Whether the demonstration was loaded now; False where it is there already.

    The quarter that it leaves open has its dates from ``today``, the day of loading. Bulletins are
    published with their files after each assessment, unless only the rest is wanted.
    """
    if Submission.objects.filter(is_demonstration=True).exists():
        return False
    if Submission.objects.exists():
        raise DemoRefused("real_data")
    people = accounts_create_demo()
    changes = [
        audit.Change("demonstration_loaded", "demonstration", new={"logins": sorted(people)})
    ]
    changes += _load_starts(folder)
    changes += _load_targets(folder, people["commerce"])
    today = today or timezone.localdate()
    script = TaskScript(folder)
    figures = _figures(folder, "figures.csv")
    stage = Stage(figures, people, script, today=today, has_bulletins=has_bulletins)
    stage.windows = windows_told(folder / "replies.toml")
    audit.audit_append(by=stage.commerce, at=None, changes=changes, log=stage.log)
    register_load(
        folder=folder,
        zones=stage.zones,
        commerce=stage.commerce,
        reporters=stage.reporters,
        log=stage.log,
    )
    stage.play(_acts(folder, script, today))
    innovations_load(
        folder=folder,
        zones=stage.zones,
        by=stage.commerce,
        reporters=stage.reporters,
        log=stage.log,
    )
    rewards_load(folder=folder, by=stage.commerce, log=stage.log)
    stage.leave_open(folder, today)
    audit.audit_write(stage.log)
    return True


def _figures(folder: Path, name: str) -> FiguresFile:
    """The figures of one of the demonstration's files; raises DemoRefused."""
    figures = read_figures(name, (folder / name).read_bytes())
    if figures.problems:
        raise DemoRefused("figures", figures.problems[0])
    return figures


class Stage:
    """Plays the demonstration's acts in the order of their days."""

    def __init__(
        self,
        figures: FiguresFile,
        people: dict[str, User],
        script: TaskScript,
        *,
        today: date,
        has_bulletins: bool = True,
    ):
        self.figures = figures
        self.script = script
        self.has_bulletins = has_bulletins
        self.zones = {zone.code: zone for zone in Zone.objects.all()}
        self.commerce, self.reviewer, reporter = (
            person_of(people[login], FROM_COMMAND_LINE)
            for login in ("commerce", "commerce2", "yichang")
        )
        self.reporters = {"yichang": reporter}
        self.people = {login: person_of(user, FROM_COMMAND_LINE) for login, user in people.items()}
        self.of_agencies = {login: self.people[login] for login in ("commerce", "fgw", "customs")}
        self.today = today
        self.indicators = indicators_by_code()
        self.log: list[audit.Act] = []
        self.windows: dict[tuple[str, int], Mapping[str, Any]] = {}

    def play(self, acts: list[Act]) -> None:
        """Nothing; every act is done."""
        do = {
            "report": self.report,
            "revise": self.revise,
            "assess": self.assess,
            "case": self.case,
        }
        for act in acts:
            if act.tasks is not None:
                self.act_on_tasks(act.tasks)
            else:
                do[act.kind](act.row)

    def leave_open(self, folder: Path, today: date) -> None:
        """Nothing; the last quarter is open, and some zones have entered their figures in it."""
        cast = Cast(
            commerce=self.commerce,
            reviewer=self.reviewer,
            zones=self.zones,
            figures=_figures(folder, "open_figures.csv").by_zone,
            indicators=self.indicators,
            log=self.log,
        )
        open_quarter_play(script=folder / "open_quarter.toml", cast=cast, today=today)
        for act in sorted(self.script.open_acts(today), key=lambda one: one.day):
            self.act_on_tasks(act)

    def act_on_tasks(self, act: TaskAct) -> None:
        """Nothing; agencies reported on their tasks, or the department decided on one."""
        at = moment(act.day.isoformat(), 16 if act.kind == "decide" else 11)
        quarter = self._quarter(act.quarter, at) if act.quarter else None
        self.script.play(act, self.of_agencies[act.by], at, quarter, self.log)

    def report(self, row: dict[str, str]) -> None:
        """Nothing; a zone's quarter is recorded, handed in and verified."""
        quarter = parse_quarter(row["quarter"])
        entries = self.figures.by_zone[(row["zone"], quarter)]
        reporter = self.reporters.get(row["zone"], self.commerce)
        self._hand_in(
            row["zone"],
            quarter,
            entries,
            reporter,
            submitted=moment(row["submitted_on"], 10),
            verified=moment(row["verified_on"], 15),
        )

    def revise(self, row: dict[str, str]) -> None:
        """Nothing; a locked quarter is reopened and one of its figures revised in a new version."""
        entry = Entry(row["indicator"], Decimal(row["new"]), unit=row["unit"], entered=row["new"])
        day = row["revised_on"]
        quarter_reopen(
            zone=self.zones[row["zone"]],
            quarter=self._quarter(parse_quarter(row["quarter"]), moment(day, 9)),
            until=moment(day, 18),
            reason_code=Reopening.Reason.CUSTOMS,
            reason=row["reason_zh"],
            by=self.commerce,
            at=moment(day, 9),
            log=self.log,
        )
        self._hand_in(
            row["zone"],
            parse_quarter(row["quarter"]),
            [entry],
            self.commerce,
            submitted=moment(day, 10),
            verified=moment(day, 15),
            revision_reason=row["reason_zh"],
            revision_reason_en=row["reason_en"],
        )

    def _quarter(self, quarter: Quarter, at: datetime) -> ReportingQuarter:
        return quarter_open(quarter, by=self.commerce, at=at, log=self.log)

    def _hand_in(
        self,
        zone: str,
        quarter: Quarter,
        entries: list[Entry],
        reporter: Person,
        *,
        submitted: datetime,
        verified: datetime,
        revision_reason: str = "",
        revision_reason_en: str = "",
    ) -> None:
        submission = submission_record(
            zone=self.zones[zone],
            quarter=self._quarter(quarter, submitted),
            entries=entries,
            by=reporter,
            at=submitted,
            source=Submission.Source.FILE,
            file_name="figures.csv",
            is_demonstration=True,
            revision_reason=revision_reason,
            revision_reason_en=revision_reason_en,
            indicators=self.indicators,
            log=self.log,
        )
        submission_submit(
            submission=submission,
            by=reporter,
            at=submitted,
            indicators=self.indicators,
            is_incomplete_accepted=True,
            log=self.log,
        )
        submission_verify(submission=submission, by=self.reviewer, at=verified, log=self.log)

    def assess(self, row: dict[str, str]) -> None:
        """Nothing; a period is judged on what was verified by then, published and reported on."""
        run_at = moment(row["run_on"], 17)
        assessment = assessment_run(
            period=parse_period(row["period"]),
            by=self.commerce,
            at=run_at,
            as_at=run_at,
            note_zh=row["note_zh"],
            note_en=row["note_en"],
            log=self.log,
        )
        if told := self.windows.get((assessment.period, assessment.version)):
            voices = Voices(self.commerce, self.reviewer, self.reporters, self.log)
            replies_play(assessment, told, voices)
        assessment_publish(
            assessment=assessment,
            by=self.commerce,
            at=moment(row["published_on"], 9),
            log=self.log,
        )
        if self.has_bulletins:
            self.report_on(parse_period(row["period"]), row["published_on"])

    def case(self, row: dict[str, str]) -> None:
        """Nothing; a step of what follows from a published year is taken."""
        case_act_play(row, people=self.people, today=self.today, log=self.log)

    def report_on(self, period: Period, day: str) -> None:
        """Nothing; the period's bulletin is prepared and published, with nothing made up on it."""
        by, log = self.commerce, self.log
        draft = bulletin_prepare(period=period, by=by, at=moment(day, 10), log=log)
        bulletin_publish(bulletin=draft, by=by, at=moment(day, 11), log=log)


def moment(day: str, hour: int) -> datetime:
    """That hour of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(hour)))


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own tables."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _acts(folder: Path, script: TaskScript, today: date) -> list[Act]:
    days = (
        ("submissions.csv", "report", "verified_on"),
        ("revisions.csv", "revise", "revised_on"),
        ("assessments.csv", "assess", "published_on"),
        ("cases.csv", "case", "day"),
    )
    acts = [
        Act(day_of(row[day], today), order, kind, row)
        for order, (name, kind, day) in enumerate(days)
        for row in rows(folder / name)
    ]
    # Tasks first: a bulletin published on that day carries what was reported on it.
    acts += [Act(one.day, -1, one.kind, {}, one) for one in script.acts()]
    return sorted(acts, key=lambda act: (act.day, act.order))


def _load_starts(folder: Path) -> list[audit.Change]:
    """The first quarter of each zone, saved, as changes."""
    changes = []
    zones = {zone.code: zone for zone in Zone.objects.all()}
    for row in rows(folder / "reporting_starts.csv"):
        quarter = parse_quarter(row["quarter"])
        ReportingStart.objects.create(
            zone=zones[row["zone"]],
            year=quarter.year,
            quarter=quarter.quarter,
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
            is_demonstration=True,
        )
        about = {"reason": row["reason_zh"]}
        changes.append(
            audit.Change("start_set", "start", zone=row["zone"], quarter=quarter, new=about)
        )
    return changes


def _load_targets(folder: Path, by: User) -> list[audit.Change]:
    """The yearly targets, saved, as changes."""
    changes = []
    zones = {zone.code: zone for zone in Zone.objects.all()}
    targets = {target.code: target for target in Target.objects.select_related("indicator")}
    for row in rows(folder / "annual_targets.csv"):
        target, year = targets[row["target"]], int(row["year"])
        indicator = target.indicator
        assert indicator is not None  # only targets of an indicator are set in amounts
        value = to_canonical(
            Decimal(row["value"]),
            row["unit"],
            kind_of_unit=indicator.unit_kind,
            own_unit=indicator.unit_zh,
        )
        AnnualTarget.objects.create(
            target=target,
            zone=zones[row["zone"]],
            year=year,
            value=value,
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
            in_force_from=date(year, 1, 1),
            set_by=by,
            set_at=moment(f"{year}-01-01", 9),
            is_demonstration=True,
        )
        about = {"year": year, "value": str(value), "reason": row["reason_zh"]}
        changes.append(
            audit.Change("target_set", "target", code=target.code, zone=row["zone"], new=about)
        )
    return changes
