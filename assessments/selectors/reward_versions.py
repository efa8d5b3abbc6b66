"""Reads which of a year's lists of rewards stands, where the year was published more than once."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.display import day, page_language

from ..models import Assessment, RewardList
from ..papers.rewards import amount_said
from ..rewards import Reward


def lists_before(years: Iterable[int]) -> dict[int, RewardList]:
    """By year the last list that was fixed for a version that is superseded; one query."""
    rows = RewardList.objects.filter(
        assessment__year__in=list(years),
        assessment__kind="year",
        assessment__state=Assessment.State.SUPERSEDED,
    )
    rows = rows.select_related("assessment", "fund").order_by("assessment__version")
    return {one.assessment.year: one for one in rows}


def amounts_changed(before: RewardList, rewards: Iterable[Reward]) -> int:
    """How many zones would have another amount than in the list before; one query."""
    paid = {one.zone.code: one.amount or Decimal(0) for one in before.shares.select_related("zone")}
    now = {one.contender.zone: one.amount or Decimal(0) for one in rewards}
    codes = paid.keys() | now.keys()
    return sum(paid.get(code, Decimal(0)) != now.get(code, Decimal(0)) for code in codes)


def stands_text(
    found: Assessment,
    fixed: RewardList | None,
    others: Sequence[RewardList],
    rewards: Sequence[Reward],
) -> str:
    """Which list of the year stands, and that none is paid beside another; empty for one alone.

    ``others`` are the lists fixed for other versions, the earliest first.
    """
    earlier = [one for one in others if one.assessment.version < found.version]
    later = [one for one in others if one.assessment.version > found.version]
    if fixed and later:
        words = {"version": later[-1].assessment.version}
        text = _(
            "This list was replaced by that of version %(version)s; it is kept for the record."
        )
        return text % words
    if fixed and found.state == Assessment.State.SUPERSEDED:
        return _(
            "The year was published again since. This list stands until one is fixed for the"
            " version in force, which then takes its place."
        )
    if not earlier:
        return ""
    last = earlier[-1]
    words = {
        "version": last.assessment.version,
        "day": day(last.fixed_at),
        "amount": amount_said(last.fund.amount, page_language()),
        "now": found.version,
    }
    if fixed:
        text = _(
            "It takes the place of the list of version %(version)s, fixed on %(day)s; only the"
            " difference is settled, and the fund is not paid twice."
        )
        return text % words
    text = _(
        "The list fixed for version %(version)s on %(day)s stands, with its fund of %(amount)s."
        " The year was published again: a list fixed for version %(now)s takes its place,"
        " only the difference is settled, and the fund is not paid twice."
    )
    return f"{text % words} {_changes(amounts_changed(last, rewards))}"


def _changes(count: int) -> str:
    if not count:
        return _("As it stands no amount would change.")
    text = ngettext(
        "As it stands the amount of %(count)s zone would change.",
        "As it stands the amounts of %(count)s zones would change.",
        count,
    )
    return text % {"count": count}
