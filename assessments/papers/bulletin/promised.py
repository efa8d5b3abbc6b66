"""The part that tells what was promised: how targets stand, and which zones fall under a rule."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from ..paper import Block, Cell, Paragraph, Part, Table
from ..sentences import follow
from ..sentences.amounts import Measured
from ..words import NONE, Words
from . import cells
from .facts import BulletinFacts, TargetFacts
from .noted import noted

PROMISES = Words("目标完成情况与存在问题", "Targets and what falls short")
#: In the order in which they are told: what is reached, what is short, what cannot be said.
STATUSES = (
    *("met", "on_path", "on_track", "behind", "off_track", "missed", "below_path"),
    *("not_reported", "late", "no_data", "awaiting_publication"),
    *("not_assessable", "not_applicable", "province_not_published"),
)
NO_CLAUSE = Words("该规则未引条款", "the rule names no measure")
WITHDRAWN = Words(
    "“已撤销”：按本版数据、目标和规则不再成立，不作处置。",
    "“Withdrawn”: no longer found by this version’s figures, targets and rules; nothing follows.",
)


def promises(facts: BulletinFacts, language: str, title: str) -> Part:
    """How many targets stand how, and the zones that fall under a rule with the rule's figures."""
    counted = Counter(one.status for one in facts.targets)
    statuses = [(words, counted[status]) for status, words in _statuses(facts.targets)]
    of_quarter = facts.kind == "quarter"
    raised = [one for one in facts.flags if not one.is_withdrawn]
    names = {zone.code: zone.short for zone in facts.zones}
    missed = [names[code] for code in dict.fromkeys(one.zone for one in raised)]
    blocks: list[Block] = [
        Paragraph(follow.targets(statuses, language, of_quarter=of_quarter)),
        Paragraph(follow.missed(missed, language, of_quarter=of_quarter)),
    ]
    if facts.targets:
        blocks.append(_by_target(facts, language))
    if facts.flags:
        blocks.append(_findings(facts, language))
    return Part("targets", title, tuple(blocks))


def missed(facts: BulletinFacts, language: str, title: str) -> Part:
    """Which zones fall under which rules how often, for a sheet of two pages."""
    kept: list[Block] = [
        block for block in promises(facts, language, title).blocks if isinstance(block, Paragraph)
    ]
    if any(not one.is_withdrawn for one in facts.flags):
        kept.append(_rules_met(facts, language))
    return Part("targets", title, tuple(kept))


def _rules_met(facts: BulletinFacts, language: str) -> Table:
    """A row a zone and rule; the figures stand on the zone's page."""
    names = {zone.code: zone.short for zone in facts.zones}
    raised = [one for one in facts.flags if not one.is_withdrawn]
    counted = Counter((one.zone, one.rule, one.consequence_words) for one in raised)
    rows = tuple(
        (
            cells.zone(names[zone].of(language), zone),
            cells.text(rule.of(language)),
            cells.plain(count),
            cells.text(consequence.of(language)),
        )
        for (zone, rule, consequence), count in counted.items()
    )
    return Table(
        "rules-met",
        Words("触发规则的综合保税区", "Zones that fall under a rule").of(language),
        cells.columns(
            language,
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            ("rule", Words("规则", "Rule"), False, NONE),
            ("findings", Words("项数", "Findings"), True, NONE),
            ("consequence", Words("处置", "What follows"), False, NONE),
        ),
        rows,
    )


def _statuses(targets: Sequence[TargetFacts]) -> list[tuple[str, Words]]:
    """The statuses that occur, what is reached first."""
    found = {one.status: one.status_words for one in targets}
    return sorted(found.items(), key=lambda pair: STATUSES.index(pair[0]))


def _by_target(facts: BulletinFacts, language: str) -> Table:
    """Each target of the policy: how many zones or cities stand how."""
    grouped: dict[str, list[TargetFacts]] = {}
    for one in facts.targets:
        grouped.setdefault(one.target, []).append(one)
    statuses = dict(_statuses(facts.targets))
    named = [(status, words, True, NONE) for status, words in statuses.items()]
    rows = []
    for group in grouped.values():
        counts = [sum(one.status == status for one in group) for status in statuses]
        rows.append((cells.text(group[0].title.of(language)), *map(cells.plain, counts)))
    return Table(
        "targets-by-status",
        Words("目标完成情况（项次）", "How the targets stand (findings)").of(language),
        cells.columns(language, ("target", Words("目标", "Target"), False, NONE), *named),
        tuple(rows),
    )


def _findings(facts: BulletinFacts, language: str) -> Table:
    names = {zone.code: zone.short for zone in facts.zones}
    withdrawn = Words("已撤销", "withdrawn")
    raised = Words("成立", "stands")
    rows = tuple(
        (
            cells.zone(names[one.zone].of(language), one.zone),
            cells.text(one.rule.of(language)),
            cells.text(one.finding.of(language)),
            cells.text(one.consequence_words.of(language)),
            cells.text(one.measure, NO_CLAUSE.of(language)),
            cells.text((withdrawn if one.is_withdrawn else raised).of(language)),
        )
        for one in facts.flags
    )
    table = Table(
        "findings",
        Words("触发规则的综合保税区", "Zones that fall under a rule").of(language),
        cells.columns(
            language,
            ("zone", Words("综合保税区", "Zone"), False, NONE),
            ("rule", Words("规则", "Rule"), False, NONE),
            ("finding", Words("依据的数据", "Figures"), False, NONE),
            ("consequence", Words("处置", "What follows"), False, NONE),
            ("measure", Words("依据条款", "Measure"), False, NONE),
            ("state", Words("状态", "State"), False, NONE),
        ),
        rows,
        (WITHDRAWN.of(language),) if any(one.is_withdrawn for one in facts.flags) else (),
    )
    return noted(table, language)


def class_or_amount(
    one: TargetFacts, value: Decimal | None, letter: str, what: Measured, why: str
) -> Cell:
    """A target's value as a cell: a class's letter, else the amount; without one, why."""
    return cells.text(letter, why) if one.is_class else cells.measured(value, what, why)
