"""What every page knows: the signed-in person and the pages open to them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from .access import Person, person
from .handbook import EXPLAINS
from .roles import ROLES


def _everybody(_person: Person) -> bool:
    return True


def _collects(person: Person) -> bool:
    return person.may_collect or person.may_see_unpublished


@dataclass(frozen=True)
class Place:
    """A page in the navigation, and the pages below it by their addresses' names."""

    url_name: str
    text: str
    icon: str
    below: tuple[str, ...] = ()
    open_to: Callable[[Person], bool] = _everybody


#: The navigation in the order of need: how it stands, what was promised, how it is judged.
PLACES: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        _("Monitoring"),
        (
            Place("overview", _("Overview"), "home", ("decisions",)),
            Place("zones", _("Bonded zones"), "map-pin", ("zone", "figure", "timeline", "compare")),
            Place("targets", _("Targets"), "target-arrow", ("target",)),
            Place("classes", _("National evaluation"), "scale", ("class",)),
        ),
    ),
    (
        _("Policy"),
        (
            Place("measures", _("Measures"), "list-check", ("measure",)),
            Place("tasks", _("Tasks"), "circle-check", ("task_board", "agency_tasks", "task")),
            Place("agencies", _("Agencies"), "building-bank"),
            Place("readings", _("Readings"), "book", ("reading",)),
            Place("innovations", _("Innovations"), "history", ("innovation", "innovation_new")),
        ),
    ),
    (
        _("Appraisal"),
        (
            Place("assessments", _("Assessments"), "report-analytics", ("assessment", "appraisal")),
            Place("cases", _("Cases"), "gavel", ("case", "case_terms")),
            Place(
                "what_if_choice",
                _("What if"),
                "adjustments-horizontal",
                ("what_if",),
                lambda who: who.may_see_unpublished,
            ),
            Place(
                "collect",
                _("Collection"),
                "table-import",
                (
                    *("collect_quarter", "collect_grid", "collect_quality"),
                    *("collect_zone", "cell_history", "collect_last_year"),
                    *("collect_rules", "collect_rule", "collect_rule_new"),
                ),
                _collects,
            ),
            Place(
                "projects",
                _("Investment projects"),
                "chart-line",
                (
                    "project",
                    "project_new",
                    "projects_import",
                    "projects_preview",
                    "register_counts",
                ),
                lambda who: who.may_see_investment,
            ),
            Place(
                "events",
                _("Matchmaking events"),
                "flag",
                ("event", "event_new", "events_import", "events_preview"),
                lambda who: who.may_see_investment,
            ),
            Place(
                "bulletins",
                _("Bulletins"),
                "file-download",
                ("bulletin", "bulletin_words", "bulletin_publish", "revisions"),
            ),
            Place(
                "rewards",
                _("Incentive fund"),
                "list",
                ("reward_year", "reward_fix", "reward_rule"),
                lambda who: who.may_see_rewards,
            ),
            Place("method", _("Method"), "calculator", ("flag_rules", "flag_rule")),
            Place("handbook", _("Handbook"), "help-circle", ("handbook_page",)),
            Place("admin:index", _("Administration"), "lock", (), lambda who: who.is_administrator),
        ),
    ),
)


@dataclass(frozen=True)
class Entry:
    """A link of the navigation as printed."""

    text: str
    icon: str
    href: str
    is_current: bool


def _address(url_name: str) -> str | None:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def entries(who: Person, current: str) -> list[tuple[str, list[Entry]]]:
    """The groups of links open to a person; a page that is not there is left out."""
    groups = []
    for title, places in PLACES:
        links = [
            Entry(place.text, place.icon, href, current in (place.url_name, *place.below))
            for place in places
            if place.open_to(who) and (href := _address(place.url_name))
        ]
        if links:
            groups.append((title, links))
    return groups


def navigation(request: HttpRequest) -> dict:
    """The signed-in person, their role in words, and the navigation; nothing for strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"who": None, "role": "", "navigation": []}
    who = person(request)
    match = request.resolver_match
    return {
        "explained_by": EXPLAINS.get(match.url_name) if match else None,
        "who": who,
        "role": " · ".join(str(ROLES[group]) for group in ROLES if group in who.groups),
        "navigation": entries(who, match.view_name if match else ""),
    }
