"""The stored columns of a projection and of what a target still needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from indicators.pace import Season
from indicators.projection import Needed, Projection


def projected(projection: Projection, season: Season) -> dict[str, Any]:
    """The columns of a projection; whose season it rests on where it rests on one."""
    is_seasonal = bool(projection.basis)
    return {
        "projected": projection.value,
        "projected_low": projection.low,
        "projected_high": projection.high,
        "projection_note": projection.note,
        "projection_basis": projection.basis,
        "projection_years": _years(season.years) if is_seasonal else "",
        "projection_left_out": _years(season.left_out) if is_seasonal else "",
    }


def needed(found: Needed) -> dict[str, Any]:
    """The columns of what is still needed."""
    return {
        "needed": found.per_quarter,
        "needed_how": found.how,
        "needed_growth": found.growth.value,
        "needed_growth_note": found.growth.reason or "",
        "rest_last_year": found.rest,
    }


def _years(years: Iterable[int]) -> str:
    return " ".join(map(str, years))
