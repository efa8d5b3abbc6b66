"""Unmistakable words and figures in what a zone's reporter may not read, and the search for them.

Each word says where it was put, so that a failing test names what leaked and not only that.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpResponseBase
from django.utils import timezone
from pypdf import PdfReader

from assessments.models import (
    Assessment,
    BulletinCover,
    CaseEvidence,
    CaseMove,
    ReplyEvidence,
    RewardFund,
    Scheme,
)
from indicators.models import (
    CellNote,
    Indicator,
    Observation,
    Override,
    Reopening,
    Submission,
    TaskReport,
    Upload,
)
from tests.triggers import unprotected
from zones.models import Evidence, MatchmakingEvent, Project, ProjectStage, ProjectTrade, Zone

WORD = "ravenqx"
#: Every sum, and every way to print it, begins with the same digits.
NUMBER = Decimal("8642975310000")
DIGITS = "86429753"
OPEN = {"quarter__year": 2024, "quarter__quarter": 1}


def _mark(rows: QuerySet, where: str, *names: str) -> None:
    """Nothing; these texts of the rows hold a word that names the place."""
    assert rows.exists(), f"nothing to mark: {where}"
    rows.update(**{name: f"{WORD}-{where}-{name}" for name in names})


def plant(zone: Zone, by: User) -> None:
    """Nothing; whatever the zone's reporter may not read is marked.

    ``by`` is of the department: its drafts are marked too.
    """
    with unprotected():
        _mark_figures(zone, by)
        _mark_register(zone)
        _mark_cases(zone)
        _mark_drafts()


def _mark_figures(zone: Zone, by: User) -> None:
    submissions = Submission.objects.filter(**OPEN).exclude(zone=zone)
    texts = ("note", "file_name", "revision_reason_zh", "revision_reason_en")
    _mark(submissions, "submission", *texts)
    figures = Observation.objects.filter(submission__in=submissions)
    figures.filter(state="value").update(value=NUMBER, entered=str(NUMBER))
    figures.update(stated_ytd=NUMBER, stated_last_year=NUMBER)
    _mark(figures, "figure", "reason", "place")
    _revise(zone)
    other = submissions.first()
    vehicles = Indicator.objects.get(code="vehicles")
    Override.objects.create(
        submission=other,
        indicator=vehicles,
        rule="jump",
        value=NUMBER,
        limit=NUMBER,
        reason=f"{WORD}-override",
        by=by,
        at=timezone.now(),
    )
    about = {"zone": other.zone, "quarter": other.quarter, "by": by, "at": timezone.now()}
    CellNote.objects.create(indicator=vehicles, text=f"{WORD}-cell-note", **about)
    file = {"file_name": f"{WORD}-upload.xlsx", "data": b"x", "sha256": "0" * 64}
    nothing = {"layout": "long", "cells": [], "problems": [], "warnings": []}
    Upload.objects.create(**file, understood=nothing, **about)
    _mark(Reopening.objects.exclude(zone=zone).filter(**OPEN), "reopening", "reason")
    tasks = TaskReport.objects.filter(year=2024, quarter=1)
    _mark(tasks, "task", "note_zh", "note_en")


def _revise(zone: Zone) -> None:
    """Nothing; another zone works on a revision of what is published."""
    published = Submission.objects.filter(quarter__year=2023, state="verified").exclude(zone=zone)
    revision = published.first()
    about = (revision.zone, revision.quarter)
    figure = revision.observations.filter(state="value").first()
    revision.pk, revision.version, revision.state = None, revision.version + 1, "draft"
    revision.submitted_by = revision.reviewed_by = None
    revision.first_submitted_at = revision.submitted_at = None
    revision.verified_at = revision.published_at = None
    revision.revision_reason_zh = revision.revision_reason_en = f"{WORD}-revision"
    revision.save()
    assert (revision.zone, revision.quarter) == about
    figure.pk, figure.submission = None, revision
    figure.value, figure.entered, figure.reason = NUMBER, str(NUMBER), f"{WORD}-revised"
    figure.save()


def _mark_register(zone: Zone) -> None:
    projects = Project.objects.exclude(zone=zone)
    _mark(projects, "project", "name_zh", "name_en", "investor", "note")
    projects.filter(expected_trade__isnull=False).update(expected_trade=NUMBER)
    of_others = {"project__in": projects}
    _mark(ProjectStage.objects.filter(**of_others), "stage", "reason")
    ProjectTrade.objects.filter(**of_others).update(value=NUMBER, entered=str(NUMBER))
    events = MatchmakingEvent.objects.exclude(zone=zone)
    _mark(events, "event", "title_zh", "title_en", "venue", "organiser", "results")


def _mark_cases(zone: Zone) -> None:
    moves = CaseMove.objects.exclude(case__zone=zone)
    _mark(moves, "case", "note", "present", "number")
    of_cases = CaseEvidence.objects.exclude(move__case__zone=zone).values("evidence")
    of_replies = ReplyEvidence.objects.exclude(reply__finding__zone=zone).values("evidence")
    papers = Evidence.objects.filter(Q(pk__in=of_cases) | Q(pk__in=of_replies))
    assert papers.exists()
    papers.update(name=Concat(Value(f"{WORD}-evidence-"), F("name")))


def _mark_drafts() -> None:
    _mark(Assessment.objects.filter(state="draft"), "assessment", "note_zh", "note_en")
    _mark(Scheme.objects.filter(state="draft"), "scheme", "note_zh", "note_en", "name_zh")
    cover = BulletinCover.objects.filter(bulletin__state="draft")
    _mark(cover, "cover", "opening_zh", "opening_en", "closing_zh", "closing_en")
    _mark(RewardFund.objects.all(), "fund", "source", "reason")


def leaks(response: HttpResponseBase) -> set[str]:
    """The words and figures of others in an answer, whatever kind of file it is."""
    data = response.getvalue() if response.streaming else response.content
    text = "".join(_texts(data))
    plain = re.sub(r"(?<=\d)[,  \s](?=\d)", "", html.unescape(text))
    found = set(re.findall(rf"{WORD}[\w-]*", plain))
    return found | set(re.findall(rf".{{0,40}}{DIGITS}.{{0,20}}", plain))


def _texts(data: bytes) -> Iterator[str]:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
    elif data.startswith(b"%PDF"):
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    else:
        yield data.decode("utf-8", "replace")
