"""What a template is made of: zones and indicators, what they hold, and the words to print."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..periods import Quarter


@dataclass(frozen=True)
class Words:
    """What the template prints, in the user's language; %(…)s are filled in."""

    sheet: str = "Figures"
    title: str = "%(place)s: figures of %(quarter)s"
    demonstration: str = "Demonstration: every figure in this workbook is made up."
    help: str = (
        "Fill in the white cells. Write 0 for a real zero; where there is no value, leave it empty "
        "and choose a state. Keep every row and column."
    )
    all_zones: str = "All zones"
    zone: str = "Zone"
    indicator: str = "Indicator"
    unit: str = "Unit"
    basis: str = "Span"
    value: str = "Value"
    state: str = "State"
    reason: str = "Reason"
    last_quarter: str = "Previous quarter (%(quarter)s)"
    year_before: str = "A year earlier (%(quarter)s)"
    definitions: str = "Definitions"
    definition: str = "Definition"
    number_wanted: str = "Write a number; 0 for a real zero."
    choice_wanted: str = "Choose from the list."


@dataclass(frozen=True)
class Choice:
    """One line of a drop-down list: what is kept, and what is printed."""

    code: str
    label: str


@dataclass(frozen=True)
class TemplateIndicator:
    """An indicator's row: its names, how it may be entered, and what it means.

    Units are printed as they are read back (`Vocabulary.units`), the suggested one first.
    """

    code: str
    label: str
    definition: str
    units: tuple[str, ...]
    basis: str = "quarter"  # the span expected
    is_cumulative: bool = True  # may be entered as quarter and as year to date
    is_whole: bool = False
    is_entered: bool = True  # no: summed from its parts, shown and locked


@dataclass(frozen=True)
class TemplateZone:
    code: str
    label: str


@dataclass(frozen=True)
class Held:
    """A figure as it stands: a value in the unit of its entry, or a state; and earlier ones.

    Earlier figures are printed as they are given, with their unit or as a dash.
    """

    value: Decimal | None = None
    unit: str = ""
    basis: str = ""
    state: str = ""
    reason: str = ""
    last_quarter: str = ""
    year_before: str = ""


@dataclass(frozen=True)
class TemplateSpec:
    """What a template is made of; ``held`` holds figures by zone and indicator code."""

    quarter: Quarter
    zones: tuple[TemplateZone, ...]
    indicators: tuple[TemplateIndicator, ...]
    states: tuple[Choice, ...]
    bases: tuple[Choice, ...]
    reasons: tuple[Choice, ...] = ()
    held: Mapping[tuple[str, str], Held] = field(default_factory=dict, hash=False)
    words: Words = field(default_factory=Words)
    is_demonstration: bool = False
