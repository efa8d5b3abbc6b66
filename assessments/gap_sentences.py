"""The sentences that say which zones a provisional board lacks, and why."""

from django.utils.translation import gettext as _

from indicators.lifecycle import RETURNED
from indicators.selectors.reports import LATE, NOT_DUE, NOT_REPORTED, Reports
from zones.display import is_chinese, label

from .wording import listed

#: How many zones are named for each reason before the rest is counted.
MOST_NAMED = 8
WHY = {
    NOT_REPORTED: lambda: _("not reported by the lock: %(zones)s"),
    LATE: lambda: _("late: %(zones)s"),
    RETURNED: lambda: _("returned for correction: %(zones)s"),
    NOT_DUE: lambda: _("not yet due: %(zones)s"),
}


def came_sentence(reports: Reports) -> str:
    """How many of the zones asked have reported, and why the others have not."""
    words: dict[str, object] = {"count": reports.came, "all": reports.asked}
    if not reports.missing:
        return _("All %(all)s zones have reported.") % words
    words["why"] = _reasons(reports)
    return _("%(count)s of %(all)s zones have reported; %(why)s.") % words


def gap_sentence(reports: Reports | None) -> str:
    """Which zones a board lacks, why, and that nothing is summed over them; else nothing."""
    if reports is None or not reports.missing:
        return ""
    words: dict[str, object] = {"count": reports.missing_count, "all": reports.asked}
    words["why"] = _reasons(reports)
    return (
        _(
            "The figures of %(count)s of %(all)s zones are missing (%(why)s): nothing is summed"
            " over all zones before they are there."
        )
        % words
    )


def _reasons(reports: Reports) -> str:
    parts = [
        WHY[why]() % {"zones": listed([label(one, "short") for one in zones], MOST_NAMED)}
        for why, zones in reports.missing.items()
    ]
    return ("；" if is_chinese() else "; ").join(parts)
