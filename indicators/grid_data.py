"""The grid as the page's script takes it: what is there to begin with, and after a save."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from zones.access import Person
from zones.badges import Badge
from zones.display import label
from zones.lengths import MOST_WORDS
from zones.models import Zone

from .badges import stage_badge
from .cell_sentences import answer_sentence, closed_sentence
from .lifecycle import Terms
from .models import Indicator, Observation, ReportingQuarter
from .periods import Quarter
from .selectors.cell_checks import cell_checks
from .selectors.cells import Held, cells_of, held_of, last_writers, remarks_of
from .selectors.collection import single_quarters_before, stage_of, start_of, token_of
from .selectors.figures import indicators_by_code
from .selectors.grid import Grid, GridRow, why_closed
from .selectors.terms import reopenings_of, terms_of
from .services.cells import Answer, CellsSaved, Result
from .wording import UNITS

Json = dict[str, Any]


def page_json(grid: Grid, person: Person, *, is_revising: bool = False) -> Json:
    """Everything that the script of a page needs to know."""
    return {
        "person": person.user_id,
        "may_remark": person.may_collect,
        "most_words": MOST_WORDS,
        "quarter": grid.quarter,
        "last_quarter": grid.last_quarter,
        "year_before": grid.year_before,
        "save_href": reverse("collect_cells", args=[grid.quarter]),
        "login_href": reverse("login"),
        "history_href": reverse("cell_history", args=[grid.quarter, "zone", "indicator"]),
        "icons": static("vendor/tabler-icons.svg"),
        "columns": [asdict(column) for column in grid.columns],
        "rows": [_row_json(row, is_revising=is_revising) for row in grid.rows],
    }


def names_json(zones: Collection[Zone]) -> Json:
    """What a page calls that which a browser keeps of a quarter that is not there any more."""
    indicators = Indicator.objects.all()
    return {
        "zones": {zone.code: label(zone) for zone in zones},
        "indicators": {one.code: label(one) for one in indicators},
        "units": {code: str(name) for code, name in UNITS.items()},
        "spans": {Indicator.Basis.YTD: str(Indicator.Basis.YTD.label)},
        "states": {code: str(name) for code, name in Observation.State.choices},
        "colon": gettext(": "),
    }


def _row_json(row: GridRow, *, is_revising: bool) -> Json:
    is_open = not row.closed or (row.closed == "verified" and is_revising)
    return {
        "code": row.code,
        "label": row.label,
        "badge": _badge_json(row.badge),
        "closed": "" if is_open else closed_sentence(row.closed, row.start),
        "needs_reason": row.closed == "verified" and is_open,
        "token": row.token,
        "cells": {code: asdict(cell) for code, cell in row.cells.items()},
        "last_quarter": {code: asdict(one) for code, one in row.last_quarter.items()},
        "year_before": {code: asdict(one) for code, one in row.year_before.items()},
        "remarks": _json_by_code(row.remarks),
        "checks": _json_by_code(row.checks),
    }


def saved_json(
    saved: CellsSaved,
    quarter: ReportingQuarter,
    zones: Collection[Zone],
    person: Person,
    at: datetime,
) -> Json:
    """The answer to each edit, and how these zones stand now."""
    known = indicators_by_code()
    indicators = {code: one.model for code, one in known.items()}
    conflicts = {
        (one.edit.zone, one.edit.indicator)
        for one in saved.answers
        if one.result == Result.CONFLICT
    }
    writers = last_writers(quarter, conflicts)
    remarks = remarks_of(quarter, zones)
    held = held_of(quarter, [zone for zone in zones if zone.code not in saved.zones])
    held |= {zone.pk: saved.zones[zone.code] for zone in zones if zone.code in saved.zones}
    checks = cell_checks(quarter, held, known)
    reopenings = reopenings_of([quarter], zones)
    rows = {}
    before = single_quarters_before(zones, quarter.code, [one.pk for one in indicators.values()])
    for zone in zones:
        terms = terms_of(quarter, reopenings.get((quarter.pk, zone.pk), ()), at)
        now = held.get(zone.pk, Held())
        cells = cells_of(now, indicators.values(), quarter.code, before[zone.pk])
        rows[zone.code] = _standing(zone, now, quarter.code, person, terms) | {
            "cells": {code: asdict(cell) for code, cell in cells.items()},
            "remarks": _json_by_code(remarks[zone.pk]),
            "checks": _json_by_code(checks.get(zone.pk, {})),
        }
    answers = [_answer_json(one, indicators, writers) for one in saved.answers]
    return {"answers": answers, "rows": rows}


def _standing(zone: Zone, held: Held, quarter: Quarter, person: Person, terms: Terms) -> Json:
    start = start_of(zone)
    closed = why_closed(zone, quarter, held.submission, person, terms)
    return {
        "badge": _badge_json(stage_badge(stage_of(held.submission, quarter, zone, terms))),
        "closed": closed_sentence(closed, str(start or "")) if closed else "",
        "token": token_of(held.submission),
    }


def _answer_json(
    answer: Answer,
    indicators: Mapping[str, Indicator],
    writers: Mapping[tuple[str, str], tuple[str, str]],
) -> Json:
    who, when = writers.get((answer.edit.zone, answer.edit.indicator), ("", ""))
    return {
        "id": answer.edit.id,
        "result": answer.result,
        "message": answer_sentence(answer, indicators),
        "by": who,
        "at": when,
    }


def _badge_json(badge: Badge) -> Json:
    return {"kind": badge.kind, "icon": badge.icon, "text": badge.text}


def _json_by_code(found: Mapping[str, Any]) -> Json:
    """Remarks or findings of a zone's cells, by indicator code."""
    return {code: [asdict(one) for one in its] for code, its in found.items()}
