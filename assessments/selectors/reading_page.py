"""Reads a reading's own page: printed and adopted, its history, and what another would change."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.models import Adoption, Reading
from indicators.selectors.adoptions import adoptions_in_force, read_as_adopted
from indicators.selectors.readings import ReadingRow, reading_row
from zones.access import Person
from zones.badges import Link
from zones.display import DASH, day, label, moment
from zones.people import named_for

from .effect_rows import EffectRow, effect_rows
from .effects import Asks, effects, summary, with_adoption
from .question import condition_of
from .reading_terms import AdoptionTerms, condition_under, printed_amount, terms_on
from .taking_back import reading_back_href


@dataclass(frozen=True)
class VersionRow:
    """A reading that was loaded or adopted, with what it asked for and since when."""

    version: int
    adopted: str
    kind: str
    amounts: str
    reason: str
    in_force_from: date | None
    in_force_text: str
    adopted_by: str
    adopted_text: str
    is_replaced: bool
    #: Where it is taken back; "" for who may not, and for all but the one adopted last.
    back_href: str = ""


@dataclass(frozen=True)
class ReadingPage:
    """All that a reading's page prints but its form."""

    reading: Reading
    row: ReadingRow
    loaded: str
    targets: tuple[Link, ...]
    versions: tuple[VersionRow, ...]
    seen: int
    now: AdoptionTerms


@dataclass(frozen=True)
class ReadingPreview:
    """A reading before it is adopted: what counts so far, and what would change."""

    sentences: tuple[str, ...]
    rows: tuple[EffectRow, ...]


def reading_page(reading: Reading, who: Person) -> ReadingPage:
    """The reading as it counts today, with every version of it."""
    today = timezone.localdate()
    versions = list(
        reading.adoptions.select_related("adopted_by")
        .prefetch_related("adopted_by__groups", "conditions__condition__target__indicator")
        .order_by("-in_force_from", "-version")
    )
    loaded = reading.adopted
    rows = tuple(_versions(reading, versions, who, today))
    now = terms_on(reading, today)
    (read,) = read_as_adopted([copy(reading)], adoptions_in_force(today))
    return ReadingPage(
        reading=reading,
        row=reading_row(read),
        loaded=loaded,
        targets=tuple(
            Link(label(target), target.get_absolute_url()) for target in reading.targets.all()
        ),
        versions=rows,
        seen=max((one.version for one in versions), default=0),
        now=now,
    )


def _versions(
    reading: Reading, versions: list[Adoption], who: Person, today: date
) -> Iterator[VersionRow]:
    """What was adopted, the latest day first, and last what was loaded."""
    is_replaced = False
    last = max((one.version for one in versions), default=0)
    back = who.may_keep_targets and reading_back(reading, versions)
    for one in versions:
        yield VersionRow(
            version=one.version,
            adopted=one.adopted or DASH,
            kind=str(one.get_kind_display()),
            amounts=_(", ").join(row.amount_printed for row in one.conditions.all()) or DASH,
            reason=label(one, "reason"),
            in_force_from=one.in_force_from,
            in_force_text=day(one.in_force_from),
            adopted_by=named_for(who, one.adopted_by),
            adopted_text=moment(one.adopted_at),
            is_replaced=is_replaced,
            back_href=back if back and one.version == last else "",
        )
        is_replaced = is_replaced or one.in_force_from <= today
    amounts = (
        row.amount_printed for target in reading.targets.all() for row in target.conditions.all()
    )
    yield VersionRow(
        version=0,
        adopted=reading.adopted or DASH,
        kind=str(reading.get_kind_display()),
        amounts=_(", ").join(amounts) or DASH,
        reason=label(reading, "reason"),
        in_force_from=None,
        in_force_text=_("from the beginning"),
        adopted_by=_("loaded with the policy"),
        adopted_text=DASH,
        is_replaced=is_replaced,
    )


def reading_back(reading: Reading, versions: Sequence[Adoption] | None = None) -> str:
    """Where the reading adopted last is taken back."""
    found = list(reading.adoptions.all()) if versions is None else versions
    return reading_back_href(reading, found, reverse("reading", args=[reading.order]))


def reading_preview(
    reading: Reading, terms: AdoptionTerms, since: date, at: datetime
) -> ReadingPreview:
    """The effect of a reading on every period of its policy that it touches; nothing is saved."""
    if not terms.amounts:
        return ReadingPreview(
            (_("This reading carries no amount of a target: no judgement changes."),), ()
        )
    later = reading.adoptions.filter(in_force_from__gt=since).order_by("in_force_from").first()
    until = later.in_force_from if later else None
    policy = reading.policy
    change = with_adoption(_asks(terms), since, until)
    years = range(policy.first_year, policy.last_year + 1)
    found = effects(change, since=since, years=years, at=at)
    sentences = [_so_far(terms_on(reading, since), terms), *summary(found)]
    if until is not None:
        text = _("From %(until)s on another one is adopted already; it stays in force from then.")
        sentences.append(text % {"until": day(until)})
    rows = effect_rows(found, policy.targets.select_related("indicator"))
    return ReadingPreview(tuple(filter(None, sentences)), tuple(rows))


def _asks(terms: AdoptionTerms) -> dict[str, Asks]:
    """What each target asks for under the reading; a class among its conditions stays."""
    asked: dict[str, Asks] = {}
    for target in {one.condition.target for one in terms.amounts}:
        own = {
            one.condition.pk: one for one in terms.amounts if one.condition.target_id == target.pk
        }
        conditions = tuple(
            condition_under(own[row.pk]) if row.pk in own else condition_of(row)
            for row in target.conditions.all()
        )
        asked[target.code] = conditions, next(iter(own.values())).direction
    return asked


def _so_far(before: AdoptionTerms, after: AdoptionTerms) -> str:
    """Which amounts change, from what to what."""
    pairs = [
        f"{label(old.condition.target)}: {printed_amount(old)} → {printed_amount(new)}"
        for old, new in zip(before.amounts, after.amounts, strict=True)
        if old != new
    ]
    if not pairs:
        return _("No amount changes.")
    return _("Amounts that change: %(amounts)s.") % {"amounts": _(", ").join(pairs)}
