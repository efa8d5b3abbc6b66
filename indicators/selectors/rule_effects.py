"""Reads what a change of a rule would have found in the last quarters, beside what is found now."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.badges import Badge
from zones.display import DASH, label
from zones.models import Zone

from ..badges import severity_badge
from ..evidence import SEVERE, SEVERITIES, Finding, Report, Structure
from ..findings import finding_sentence
from ..models import Indicator, ValidationRule
from ..rule_effects import GONE, GRAVER, MILDER, NEW, SAME, Effect, effects_of, kinds_touched
from ..validation import RuleBook
from .boards import zone_address
from .checks import Indicators, rule_of, structure_of
from .figures import indicators_by_code
from .past_reports import Key, past_reports

ORDER = (NEW, GRAVER, MILDER, GONE, SAME)


@dataclass(frozen=True)
class EffectRow:
    """One finding, and what the change makes of it."""

    quarter: str
    quarter_order: tuple[int, int]
    zone: str
    zone_order: int
    href: str
    indicator: str
    indicator_order: int
    history: str
    effect: Badge
    finding: Finding
    models: Mapping[str, Indicator]

    @property
    def text(self) -> str:
        """The sentence; made only of the rows that are shown."""
        return finding_sentence(self.finding, self.models)


@dataclass(frozen=True)
class RuleEffect:
    """How many findings there are and would be, over which quarters, and which ones."""

    quarters: tuple[str, ...]
    reports: int
    before: int
    after: int
    severe_before: int
    severe_after: int
    rows: tuple[EffectRow, ...]
    kind: str

    @property
    def beside(self) -> str:
        """What the rows hold besides the findings that are counted; empty where it is nothing."""
        others = sum(row.finding.code != self.kind for row in self.rows)
        gone = sum(
            row.finding.code == self.kind and row.effect.order == ORDER.index(GONE)
            for row in self.rows
        )
        told = []
        if gone:
            told.append(
                ngettext(
                    "%(count)s finding that would be gone",
                    "%(count)s findings that would be gone",
                    gone,
                )
                % {"count": gone}
            )
        if others:
            told.append(
                ngettext(
                    "%(count)s finding of another check that changes with it",
                    "%(count)s findings of other checks that change with it",
                    others,
                )
                % {"count": others}
            )
        if not told:
            return ""
        return _("Listed besides: %(findings)s.") % {"findings": _(", ").join(told)}

    @property
    def is_nothing(self) -> bool:
        """Whether the change changes no finding."""
        return all(row.effect.order == ORDER.index(SAME) for row in self.rows)

    @property
    def sentence(self) -> str:
        """How many findings there would be and are, over the quarters that were looked at."""
        if not self.quarters:
            return _("No figures were handed in yet: there is nothing to try the rule on.")
        return _(
            "With this change the last %(count)s quarters (%(first)s to %(last)s) would have had"
            " %(after)s findings of this check (now %(before)s), %(severe)s of them severe (now"
            " %(severe_before)s); %(reports)s reports were looked at."
        ) % {
            "first": self.quarters[0],
            "last": self.quarters[-1],
            "count": len(self.quarters),
            "after": self.after,
            "before": self.before,
            "severe": self.severe_after,
            "severe_before": self.severe_before,
            "reports": self.reports,
        }


def effect_of(
    old: ValidationRule | None, new: ValidationRule | None, zones: Sequence[Zone]
) -> RuleEffect:
    """What the rules would find with one of them changed, added (no old) or removed (no new).

    The last quarters are looked at as they were last handed in. The number of queries does not
    depend on how many zones there are.
    """
    touched = new or old
    assert touched is not None  # one of the two is there
    indicators = indicators_by_code()
    structure = structure_of(indicators)
    kept = list(ValidationRule.objects.select_related("indicator"))
    changed = [one for one in kept if old is None or one.pk != old.pk]
    changed += [new] if new else []
    only = kinds_touched(touched.kind)
    own = {touched.indicator.code} if touched.indicator else set()
    before, after = (RuleBook(map(rule_of, rules), only, own) for rules in (kept, changed))
    needed = _needed(own, structure) if own else set(indicators)
    back = max(before.quarters, after.quarters)
    reports = past_reports(zones, back, [indicators[code] for code in sorted(needed)])
    effects = effects_of(reports, before, after, structure, SEVERITIES)
    return _printed(reports, effects, touched.kind, zones, indicators)


def _needed(own: Collection[str], structure: Structure) -> set[str]:
    """The indicators that checks of these look at: themselves, their wholes, parts and summands."""
    found = set(own)
    for code in own:
        found |= {structure.wholes.get(code, code), *structure.parts(code)}
        found |= set(structure.sums.get(code, ()))
    return found


def _printed(
    reports: Mapping[Key, Report],
    effects: Sequence[Effect],
    kind: str,
    zones: Sequence[Zone],
    indicators: Indicators,
) -> RuleEffect:
    places = {zone.pk: zone for zone in zones}
    models = {code: known.model for code, known in indicators.items()}
    own = [one for one in effects if one.finding.code == kind]
    before, after = Counter(one.before for one in own), Counter(one.after for one in own)
    shown = [one for one in effects if one.finding.code == kind or one.code != SAME]
    rows = [_row(one, places[one.key[0]], models) for one in shown]
    return RuleEffect(
        quarters=tuple(str(one) for one in sorted({quarter for _zone, quarter in reports})),
        reports=len(reports),
        before=sum(before.values()) - before[""],
        after=sum(after.values()) - after[""],
        severe_before=before[SEVERE],
        severe_after=after[SEVERE],
        rows=tuple(rows),
        kind=kind,
    )


def _row(one: Effect, zone: Zone, models: Mapping[str, Indicator]) -> EffectRow:
    quarter, indicator = one.key[1], models[one.finding.indicator]
    return EffectRow(
        quarter=str(quarter),
        quarter_order=(quarter.year, quarter.quarter),
        zone=label(zone, "short"),
        zone_order=zone.order,
        href=zone_address(quarter, zone),
        indicator=label(indicator),
        indicator_order=indicator.order,
        history=reverse("cell_history", args=[str(quarter), zone.code, indicator.code]),
        effect=_badge(one),
        finding=one.finding,
        models=models,
    )


def _badge(one: Effect) -> Badge:
    """What becomes of a finding, with its severity: "new: warning"."""
    words = {
        NEW: lambda: _("new: %(after)s"),
        GRAVER: lambda: _("%(before)s becomes %(after)s"),
        MILDER: lambda: _("%(before)s becomes %(after)s"),
        GONE: lambda: _("no longer found (%(before)s)"),
        SAME: lambda: _("as now: %(after)s"),
    }
    looks = {NEW: "bad", GRAVER: "warn", MILDER: "info", GONE: "good", SAME: "quiet"}
    icons = {NEW: "alert-triangle", GRAVER: "arrow-up", MILDER: "arrow-down", GONE: "circle-check"}
    names = {
        name: str(severity_badge(severity)) if severity else DASH
        for name, severity in (("before", one.before), ("after", one.after))
    }
    text = words[one.code]() % names
    return Badge(looks[one.code], text, icons.get(one.code, "minus"), order=ORDER.index(one.code))
