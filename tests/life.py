"""A zone's quarter brought into every state and under every date, and who may move it where.

The reference below is written from the issue, a second time: nothing of it is read from
`indicators.lifecycle` or `zones.access`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from indicators.models import CellNote, Observation, Reopening, Submission
from indicators.models import ReportingQuarter as Quarter
from indicators.periods import parse_quarter
from indicators.services.submissions import (
    submission_hand_in,
    submission_record,
    submission_return,
    submission_submit,
    submission_verify,
    submissions_publish,
)
from tests.collecting import entry
from zones.access import Person
from zones.models import AuditEntry, Zone

CODE = parse_quarter("2022Q2")

# The reference

STATES = ("not_started", "draft", "submitted", "returned", "verified", "published", "superseded")
#: The dates of a quarter: before its due date, after it, after its lock, reopened for the zone
#: after the lock, and after that reopening was over.
DATES = ("open", "late", "locked", "reopened", "closed again")
MOVES = ("enter", "revise", "submit", "return", "verify", "publish")
DEPARTMENT = {"commerce", "commerce2"}
ENTER = DEPARTMENT | {"yichang"}
EVERYBODY = ENTER | {"donghu", "leader", "customs", "fgw", "admin", "nobody"}
#: Where each move leads from where. To revise is to enter with a reason: where nothing is verified
#: yet the reason changes nothing. What a zone enters goes to its latest version, so behind one
#: that is superseded stands the verified one that superseded it.
LEADS = {
    "enter": {"not_started": "draft", "draft": "draft", "returned": "returned"},
    "revise": {
        "not_started": "draft",
        "draft": "draft",
        "returned": "returned",
        "verified": "draft",
        "published": "draft",
        "superseded": "draft",
    },
    "submit": {"draft": "submitted", "returned": "submitted"},
    "return": {"submitted": "returned"},
    "verify": {"submitted": "verified"},
    "publish": {"verified": "published", "superseded": "published"},
}
BOUND_BY_LOCK = {"enter", "revise", "submit"}
LOCKED = {"locked", "closed again"}


def leads_to(
    move: str, state: str, dates: str, login: str, submitter: str, typist: str = ""
) -> str | None:
    """The state that a person's move ends in; None where it is refused.

    The typist entered the figures; without one it is who handed them in.
    """
    if move == "return":
        allowed = DEPARTMENT - {submitter}  # nobody reviews their own
    elif move == "verify":
        allowed = DEPARTMENT - {submitter, typist}
    else:
        allowed = DEPARTMENT if move == "publish" else ENTER
    if login not in allowed or (move in BOUND_BY_LOCK and dates in LOCKED):
        return None
    return LEADS[move].get(state)


# The stage


@dataclass
class Stage:
    """A zone's quarter in one state and under some dates."""

    zone: Zone
    people: dict[str, Person]
    submitter: str
    at: datetime
    typist: str = ""  # who enters the figures, where it is not the submitter

    @property
    def quarter(self) -> Quarter:
        return Quarter.objects.get(year=CODE.year, quarter=CODE.quarter)

    def set(self, state: str, dates: str) -> Submission | None:
        """The version that is in the state, brought there by its lawful moves in good time."""
        self._set_dates("open")
        found = self._bring_to(state)
        self._set_dates(dates)
        return found

    def _bring_to(self, state: str) -> Submission | None:
        by, reviewer = self.people[self.submitter], self.people["commerce2"]
        typist = self.people[self.typist or self.submitter]
        if state == "not_started":
            return None
        found = self._record(3, typist)
        if state == "draft":
            return found
        found = submission_submit(is_incomplete_accepted=True, submission=found, by=by, at=self.at)
        if state == "submitted":
            return found
        if state == "returned":
            return submission_return(submission=found, by=reviewer, at=self.at, note="核对整车数")
        found = submission_verify(submission=found, by=reviewer, at=self.at)
        if state == "published":
            submissions_publish(covers=CODE, as_at=self.at, by=reviewer, at=self.at)
        if state == "superseded":
            again = self._record(4, typist, revision_reason="核对")
            again = submission_submit(
                is_incomplete_accepted=True, submission=again, by=by, at=self.at
            )
            submission_verify(submission=again, by=reviewer, at=self.at)
        return Submission.objects.get(pk=found.pk)

    def _record(self, value: int, by: Person, **fields) -> Submission:
        entries = [entry("vehicles", value)]
        place = {"zone": self.zone, "quarter": self.quarter}
        return submission_record(**place, entries=entries, by=by, at=self.at, **fields)

    def _set_dates(self, dates: str) -> None:
        today = timezone.localdate(self.at)
        due, lock = {"open": (5, 35), "late": (-5, 25)}.get(dates, (-40, -10))
        days = {"due_on": today + timedelta(days=due), "locks_on": today + timedelta(days=lock)}
        Quarter.objects.update_or_create(year=CODE.year, quarter=CODE.quarter, defaults=days)
        if dates in ("reopened", "closed again"):
            is_open = dates == "reopened"
            Reopening.objects.create(
                zone=self.zone,
                quarter=self.quarter,
                reason_code="omission",
                reason="补报",
                opened_by_id=self.people["commerce"].user_id,
                opened_at=self.at if is_open else self.at - timedelta(days=2),
                until=self.at + timedelta(hours=2 if is_open else -2),
            )

    def latest(self) -> str:
        """The state of the zone's latest version."""
        found = Submission.objects.filter(zone=self.zone).order_by("-version").first()
        if found is None:
            return "not_started"
        return "published" if found.state == "verified" and found.published_at else found.state


def do(stage: Stage, move: str, target: Submission | None, by: Person) -> None:
    """Nothing; the move is made with the service that makes it. Raises Refused."""
    at = stage.at + timedelta(minutes=1)
    place = {"zone": stage.zone, "quarter": stage.quarter, "entries": [entry("vehicles", 9)]}
    about = {"by": by, "at": at}
    if move == "enter":
        submission_record(**place, **about)
    elif move == "revise":
        submission_record(**place, **about, revision_reason="核对")
    elif move == "publish":
        submissions_publish(covers=CODE, as_at=at, **about)
    elif target is None:
        submission_hand_in(is_incomplete_accepted=True, **(place | {"entries": []}), **about)
    elif move == "submit":
        submission_submit(is_incomplete_accepted=True, submission=target, **about)
    elif move == "return":
        submission_return(submission=target, note="重报", **about)
    else:
        submission_verify(submission=target, **about)


def everything() -> list:
    """All that a move could change, and how much the log holds."""
    models = (Submission, Observation, CellNote, Reopening)
    return [list(model.objects.order_by("pk").values()) for model in models] + [
        AuditEntry.objects.count()
    ]
