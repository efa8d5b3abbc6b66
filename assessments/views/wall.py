"""The display for a meeting room's wall: the latest published board, one thing after the other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zones.kept_pages import kept
from zones.replica import from_replica

from ..selectors.board_map import board_map
from ..selectors.overview import overview_page
from ..selectors.published import latest_published

#: Rows of the ranking that a wall shows at once, and findings.
ROWS, FINDINGS = 8, 6


@require_safe
@from_replica
@kept
def wall(request: HttpRequest) -> HttpResponse:
    """What is published, in large letters; nothing of it is told that everybody may not read."""
    assessment = latest_published()
    if assessment is None:
        return render(request, "assessments/wall.html", {"page": None})
    page = overview_page(assessment)
    context = {
        "page": page,
        "map": board_map(page.rows),
        "boards": [page.rows[at : at + ROWS] for at in range(0, len(page.rows), ROWS)],
        "goals": page.headlines,
        "follows": [one for one in page.consequences if one.zones][:FINDINGS],
    }
    return render(request, "assessments/wall.html", context)
