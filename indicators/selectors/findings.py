"""Reads findings as they are printed: beside the figure, for the reviewer, and on one page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import label, moment
from zones.models import Zone
from zones.people import name_of

from ..badges import severity_badge
from ..findings import finding_sentence
from ..models import Indicator, ReportingQuarter, ValidationRule
from ..periods import Quarter
from ..validation import SEVERE, SEVERITIES, Finding
from .checks import Checked, Indicators
from .register_addresses import register_address

#: Reasons as typed, by the finding's code and the indicator's.
Typed = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class CheckLine:
    """One finding of a submission, and the reason for which it is right all the same."""

    code: str
    indicator: str
    label: str
    badge: Badge
    text: str
    is_severe: bool
    is_blocking: bool
    field: str  # the name of the form's field for the reason
    reason: str
    by: str  # who gave the reason, and when
    href: str  # where the other figure stands: another quarter, or the register
    link: str


def check_lines(
    quarter: ReportingQuarter,
    zone: Zone,
    found: Iterable[Checked],
    indicators: Indicators,
    typed: Typed | None = None,
) -> tuple[CheckLine, ...]:
    """The findings of a zone's quarter, the gravest first; ``typed`` goes before what is stored."""
    models = {code: known.model for code, known in indicators.items()}
    lines = []
    for one in sorted(found, key=lambda one: SEVERITIES.index(one.finding.severity)):
        finding, held = one.finding, one.override
        stored = held.reason if held else ""
        href, link = _elsewhere(quarter.code, zone, finding, models[finding.indicator])
        lines.append(
            CheckLine(
                code=finding.code,
                indicator=finding.indicator,
                label=label(models[finding.indicator]),
                badge=severity_badge(finding.severity),
                text=finding_sentence(finding, models),
                is_severe=finding.severity == SEVERE,
                is_blocking=one.is_blocking,
                field=field_name(finding.code, finding.indicator),
                reason=(typed or {}).get((finding.code, finding.indicator), stored),
                by=_given_by(one),
                href=href,
                link=link,
            )
        )
    return tuple(lines)


def kept_lines(typed: Typed, lines: Iterable[CheckLine], indicators: Indicators) -> list[CheckLine]:
    """Lines for reasons typed against findings that are not looked up now, so that none is lost."""
    shown = {(line.code, line.indicator) for line in lines}
    kinds = dict(ValidationRule.Kind.choices)
    return [
        CheckLine(
            code=code,
            indicator=indicator,
            label=label(indicators[indicator].model),
            badge=severity_badge(SEVERE),
            text=str(kinds[code]),
            is_severe=True,
            is_blocking=False,
            field=field_name(code, indicator),
            reason=reason,
            by="",
            href="",
            link="",
        )
        for (code, indicator), reason in typed.items()
        if reason.strip()
        and (code, indicator) not in shown
        and code in kinds
        and indicator in indicators
    ]


def field_name(code: str, indicator: str) -> str:
    """The name of the form's field for the reason against a finding."""
    return f"override-{code}-{indicator}"


def typed_reasons(posted: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """The reasons in what a browser posts, without the character that PostgreSQL cannot store."""
    found = {}
    for name, text in posted.items():
        prefix, _dash, subject = name.partition("override-")
        code, dash, indicator = subject.partition("-")
        if not prefix and dash:
            found[code, indicator] = text.replace("\0", "")
    return found


def _given_by(one: Checked) -> str:
    if one.override is None:
        return ""
    user = one.override.by
    return f"{name_of(user)} · {moment(one.override.at)}"


def _elsewhere(
    quarter: Quarter, zone: Zone, finding: Finding, indicator: Indicator
) -> tuple[str, str]:
    """Where the other number stands: last year's quarter, or the register."""
    if finding.code == "register_differs":
        rule = indicator.counting_rule
        return register_address(rule, quarter, zone.code), _("Open the register")
    if finding.code != "last_year_differs":
        return "", ""
    href = reverse("collect_last_year", args=[str(quarter), zone.code])
    return href, _("Revise %(quarter)s, or say why it stays") % {"quarter": quarter.shift(-4)}
