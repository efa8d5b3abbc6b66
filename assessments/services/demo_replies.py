"""Plays the right of reply of the demonstration's yearly assessments, as its file tells it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from zones.access import Person
from zones.files.examined import Examined, examine
from zones.services.audit import Act

from ..models import Assessment, ReplyWindow, ShownFinding
from .replies import Said, reply_answer, reply_save
from .reply_windows import reply_window_open


@dataclass(frozen=True)
class Voices:
    """Who opens windows and records letters, who answers, and the zones' own reporters."""

    commerce: Person
    reviewer: Person
    reporters: Mapping[str, Person]
    log: list[Act]


def windows_told(script: Path) -> dict[tuple[str, int], Mapping[str, Any]]:
    """What happened in each window, by period and version; nothing without a script."""
    if not script.exists():
        return {}
    told = tomllib.loads(script.read_text(encoding="utf-8"))
    return {(one["period"], one["version"]): one for one in told["windows"]}


def replies_play(assessment: Assessment, told: Mapping[str, Any], voices: Voices) -> None:
    """Nothing; the window was opened, replied in and answered, and is over on its day."""
    window = reply_window_open(
        assessment=assessment,
        until=_moment(told["closes"], 18),
        at=_moment(told["opened"], 9),
        by=voices.commerce,
        is_demonstration=True,
        log=voices.log,
    )
    shown = _shown(window)
    for act in told["replies"]:
        finding = shown[act["zone"], act["code"], act.get("target")]
        reply = reply_save(
            finding=finding,
            said=Said(act["stance"], act["reason"], _files(act)),
            seen=0,
            at=_moment(act["on"], 10),
            by=voices.reporters.get(act["zone"], voices.commerce),
            is_demonstration=True,
            log=voices.log,
        )
        if "outcome" in act:
            reply_answer(
                reply=reply,
                outcome=act["outcome"],
                text=act["answer"],
                seen=0,
                at=_moment(act["answered"], 16),
                by=voices.reviewer,
                is_demonstration=True,
                log=voices.log,
            )


def _files(act: Mapping[str, Any]) -> list[Examined]:
    """The files that the script attaches, as text."""
    return [examine(name, text.encode()) for name, text in act.get("files", {}).items()]


def _shown(window: ReplyWindow) -> dict[tuple[str, str, str | None], ShownFinding]:
    """What was shown, by zone, rule and target."""
    rows = ShownFinding.objects.filter(window=window)
    return {
        (one.zone.code, one.code, one.target.code if one.target else None): one
        for one in rows.select_related("zone", "target", "measure", "window")
    }


def _moment(day: str, hour: int) -> datetime:
    """That hour of a day in the site's time zone."""
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(hour)))
