"""Reads where a what-if starts: everything a period is judged on, kept between two requests.

A step of a what-if must answer while a slider moves, and reading and rolling up the figures of 200
zones takes longer than that. What was read is kept in the process, under a name that changes with
what it says: the assessment's digest, or where nothing is stored the last entries of the logs.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.contrib.admin.models import LogEntry
from django.utils import timezone

from indicators.periods import Period
from zones.access import Person
from zones.audit import WITHOUT_EFFECT
from zones.models import AuditEntry

from ..facts import gather
from ..models import Assessment, Scheme
from ..outcome import Outcome, Question, Ready, digest, judge, make_ready
from .published import assessment_of
from .question import question, scheme_in_force


@dataclass(frozen=True)
class Inputs:
    """What a period is judged on, and what that gives.

    `is_stored` says whether it is what the assessment was judged on, digit for digit.
    """

    question: Question
    ready: Ready
    outcome: Outcome
    is_stored: bool


@dataclass(frozen=True)
class Start:
    """Where a what-if starts: an assessment, or a period that nobody has assessed yet."""

    period: Period
    assessment: Assessment | None
    scheme: Scheme
    inputs: Inputs


class Kept:
    """The few inputs asked for last, by name; any thread may ask."""

    def __init__(self, most: int):
        self._most, self._lock = most, Lock()
        self._inputs: OrderedDict[Hashable, Inputs] = OrderedDict()

    def get(self, name: Hashable) -> Inputs | None:
        """The inputs under this name; None if they are not kept, or no longer."""
        with self._lock:
            if name in self._inputs:
                self._inputs.move_to_end(name)
            return self._inputs.get(name)

    def keep(self, name: Hashable, inputs: Inputs) -> Inputs:
        """The inputs, which are kept; those asked for longest ago make way."""
        with self._lock:
            self._inputs[name] = inputs
            while len(self._inputs) > self._most:
                self._inputs.popitem(last=False)
        return inputs


#: A period of 200 zones takes some ten megabytes.
KEPT = Kept(8)


def start_of(period: Period, who: Person, version: int | None, at: datetime) -> Start | None:
    """The start of a period's what-if; None where there is nothing to start from."""
    assessment = assessment_of(period, who, version)
    if assessment is None and version is not None:
        return None
    scheme = assessment.scheme if assessment else scheme_in_force(period.year)
    if scheme is None:
        return None
    inputs = _inputs(period, scheme, assessment, at)
    if assessment is None and not inputs.outcome.has_figures:
        return None
    return Start(period, assessment, scheme, inputs)


def _inputs(period: Period, scheme: Scheme, assessment: Assessment | None, at: datetime) -> Inputs:
    """What the assessment was judged on; where that has changed since, what stands now."""
    then = (assessment.pk, assessment.digest) if assessment else None
    if then and (found := KEPT.get(then)):
        return found
    now = (str(period), scheme.pk, *_last_written(), timezone.localdate(at))  # the day: who is late
    if found := KEPT.get(now):
        return found
    if assessment and then and (found := _as_then(assessment)):
        return KEPT.keep(then, found)
    return KEPT.keep(now, _made(question(period, scheme, at=at, as_at=None), is_stored=False))


def _last_written() -> Iterator[int | None]:
    """The last entries of the audit log and of the administration's: no write leaves neither.

    Who comes, goes and takes a file home writes no figure.
    """
    written = AuditEntry.objects.exclude(action__in=WITHOUT_EFFECT)
    for entries in (written, LogEntry.objects.all()):
        yield entries.order_by("-pk").values_list("pk", flat=True).first()


def _as_then(assessment: Assessment) -> Inputs | None:
    """The figures and rules as of the assessment's run, if its digest says they are the same."""
    at = assessment.run_at
    for as_at in (None, at):  # with what was handed in only, else what was verified by then
        asked = question(assessment.span, assessment.scheme, at=at, as_at=as_at)
        if digest(asked, gather(asked.facts)) == assessment.digest:
            return _made(asked, is_stored=True)
    return None


def _made(asked: Question, *, is_stored: bool) -> Inputs:
    """The inputs with all that the first step needs: it answers as soon as the later ones."""
    ready = make_ready(asked)
    if asked.history.previous is not None and asked.facts.period.is_year:
        _ = ready.year_before.measured  # other weights score last year anew
    return Inputs(asked, ready, judge(asked, ready), is_stored)
