"""Reads a what-if's page: what can be moved, how far it is, and where the start comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.models import Indicator
from zones.badges import Badge, Link
from zones.display import DASH, amount, bracketed, label, unit
from zones.models import Zone

from ..badges import assessment_badge
from ..models import SchemeNode
from ..tree import Tree, leaf_shares, sibling_sums
from ..what_if import with_weights
from ..what_if_terms import MOST_FIGURES, FigureTerm, Known, Terms, plain
from ..wording import per_cent, period_name
from .assessment_versions import marks_of, period_choices, version_href
from .published import State
from .what_if_start import Start


@dataclass(frozen=True)
class WeightRow:
    """A theme or criterion with its weight: the scheme's own, and as it is moved."""

    code: str
    name: str
    own: str
    typed: str
    slid: str
    share: str
    whole: str


@dataclass(frozen=True)
class Family:
    """Weights that are read against each other, with their sum."""

    code: str
    name: str
    sum: str
    rows: tuple[WeightRow, ...]
    is_open: bool


@dataclass(frozen=True)
class FigureRow:
    """A figure that is moved, with what it is and what it comes to."""

    term: FigureTerm
    text: str


@dataclass(frozen=True)
class WhatIfPage:
    """All that the page of a what-if prints but its result."""

    start: Start
    period: str
    subject: Link | None
    badges: tuple[Badge, ...]
    note: str
    families: tuple[Family, ...]
    figures: tuple[FigureRow, ...]
    zones: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]
    most_figures: int


def known_of(start: Start) -> Known:
    """What an address can name; three queries."""
    facts, rules = start.inputs.question.facts, start.inputs.question.rules
    # Whoever was judged then: a zone may have left since.
    zones = {zone.code: zone for zone in Zone.objects.all()}
    offered = Indicator.objects.filter(kind__in=[Indicator.Kind.FLOW, Indicator.Kind.STOCK])
    return Known(
        zones={code: zone for code, zone in zones.items() if code in facts.cities},
        indicators={one.code: one for one in offered if one.code in facts.kinds},
        nodes={node.code: node for node in SchemeNode.objects.filter(scheme=start.scheme)},
        tree=rules.tree,
        facts=facts,
        figures=start.inputs.ready.figures,
    )


def what_if_page(start: Start, known: Known, terms: Terms) -> WhatIfPage:
    """The page; its number of queries does not depend on the zones."""
    found = start.assessment
    texts = moved_texts(known, terms)
    period = str(start.period)
    choices = [choice for year in period_choices() for choice in year.periods]
    if period not in dict(choices):
        choices.insert(0, (period, period_name(start.period)))
    return WhatIfPage(
        start=start,
        period=period_name(start.period),
        subject=_subject(start),
        badges=(assessment_badge(found.state), *marks_of(found)) if found else (_provisional(),),
        note=_note(start),
        families=tuple(_families(known, terms, texts)),
        figures=tuple(_figures(known, terms, texts)),
        zones=tuple((code, label(zone, "short")) for code, zone in known.zones.items()),
        indicators=tuple(
            (code, bracketed(label(one), unit(one))) for code, one in known.indicators.items()
        ),
        choices=tuple(choices),
        most_figures=MOST_FIGURES,
    )


def _provisional() -> Badge:
    return Badge("warn", _("provisional"), "alert-triangle")


def _subject(start: Start) -> Link | None:
    """The board that a step is compared with."""
    if start.assessment is None:
        return None
    text = _("version %(version)s") % {"version": start.assessment.version}
    return Link(text, version_href(start.assessment))


def _note(start: Start) -> str:
    """What the board of departure is, where it is not simply the one that is stored."""
    if start.assessment is None:
        return _("This period is not assessed yet: the start is its board as it stands now.")
    if not start.inputs.is_stored:
        return _(
            "Figures or rules have changed since this version was judged: the start is the board as"
            " it stands now, not the one stored."
        )
    if start.assessment.state == State.SUPERSEDED:
        return _("This version is superseded; the start is the board as it was published then.")
    return ""


def moved_texts(known: Known, terms: Terms) -> dict[str, str]:
    """Sums, shares and figures as moved, by the id of the place that prints them."""
    tree = with_weights(known.tree, terms.supposed.weights)
    texts = {f"sum-{code}": _sum(total) for code, total in sibling_sums(tree).items()}
    whole = leaf_shares(tree)
    for node in tree.nodes:
        share = tree.shares[node.code] * 100
        texts[f"share-{node.code}"] = per_cent(share)
        if node.code in whole:
            words = {"share": per_cent(whole[node.code] * 100)}
            texts[f"whole-{node.code}"] = _("%(share)s of the score") % words
    for term in terms.figures:
        texts[f"figure-{term.place}"] = _moved(term, known)
    return texts


def _sum(total: float) -> str:
    if round(total, 6) == 100:
        return _("sum 100")
    return _("sum %(sum)s, brought to 100") % {"sum": plain(total)}


def _moved(term: FigureTerm, known: Known) -> str:
    """The figure as it is and as it would be: "45.20 → 54.24 CNY 100 m"."""
    zone, indicator = known.zones.get(term.zone), known.indicators.get(term.indicator)
    if zone is None or indicator is None:
        return ""
    now = known.figures.zones.loc[(zone.code, indicator.code), "value"]
    words = {
        "now": amount(now, indicator),
        "then": DASH if term.value is None else amount(term.value, indicator),
        "unit": unit(indicator),
    }
    if term.value is None:
        return _("now %(now)s %(unit)s") % words
    return _("%(now)s → %(then)s %(unit)s") % words


def _families(known: Known, terms: Terms, texts: Mapping[str, str]) -> Iterator[Family]:
    tree: Tree = known.tree
    for parent in tree.inner_codes:
        is_moved = not terms.supposed.weights.keys().isdisjoint(tree.children[parent])
        yield Family(
            code=parent,
            name=label(known.nodes[parent]),
            sum=texts[f"sum-{parent}"],
            rows=tuple(
                _weight_row(node.code, node.weight, known, terms, texts)
                for node in tree.nodes
                if node.parent == parent
            ),
            is_open=is_moved or parent == tree.root,
        )


def _weight_row(
    code: str, own: float, known: Known, terms: Terms, texts: Mapping[str, str]
) -> WeightRow:
    return WeightRow(
        code=code,
        name=label(known.nodes[code]),
        own=plain(own),
        typed=terms.weights.get(code, plain(own)),
        slid=plain(terms.supposed.weights.get(code, own)),
        share=texts[f"share-{code}"],
        whole=texts.get(f"whole-{code}", ""),
    )


def _figures(known: Known, terms: Terms, texts: Mapping[str, str]) -> Iterator[FigureRow]:
    """The figures that are moved, and a place for one more."""
    for term in terms.figures:
        yield FigureRow(term, texts[f"figure-{term.place}"])
    taken = {term.place for term in terms.figures}
    free = next((place for place in range(1, MOST_FIGURES + 1) if place not in taken), None)
    if free is not None:
        yield FigureRow(FigureTerm(free), "")
