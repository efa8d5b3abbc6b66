"""The form of a draft scheme: its settings, and its tree line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators.cells import half_width
from indicators.models import Indicator
from zones.display import label

from .models import Scheme, SchemeNode
from .scheme_checks import LEAST_CAP, MOST_CAP, MOST_DECIMALS, MOST_MONTHS
from .selectors.scheme_content import OF_NODES, SETTINGS, as_text
from .selectors.yardsticks import IN_UNITS, unit_of
from .services.scheme_versions import FIRST_YEAR, LAST_YEAR, SchemeTerms

WAN_PER_YI = Decimal(10_000)
AMOUNTS = ("low", "high", "reference_mean", "reference_deviation")
HUNDRED = Decimal(100)


class Exact(forms.DecimalField):
    """A number as people type it, full-width digits and grouped thousands included."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 20, "widget": forms.TextInput} | kwargs)

    def to_python(self, value):
        text = half_width(value).replace(",", "") if isinstance(value, str) else value
        return super().to_python(text)


@dataclass(frozen=True)
class Cell:
    """A field with what is stored, where that is something else than what was typed."""

    field: Any
    stored: str


@dataclass(frozen=True)
class Line:
    """A node of the tree in the form: a theme has a weight, a criterion everything else too."""

    code: str
    parent: str
    depth: int
    name: str
    unit: str
    is_criterion: bool
    weight: Cell | None
    amounts: tuple[Cell, ...]
    reasons: tuple[Cell, ...]


class SchemeForm(forms.Form):
    """A draft's settings and tree. Amounts of money are entered in 亿元, coverage in percent."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=160)
    effective_year = forms.IntegerField(
        label=_("In force from the year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    normalisation = forms.ChoiceField(
        label=_("Normalisation"), choices=Scheme.Normalisation.choices
    )
    base_year = forms.IntegerField(
        label=_("Base year of the scores"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        help_text=_("Only for scores from a base year."),
    )
    aggregation = forms.ChoiceField(label=_("Aggregation"), choices=Scheme.Aggregation.choices)
    cap = Exact(
        label=_("Cap of a criterion"), min_value=LEAST_CAP, max_value=MOST_CAP, decimal_places=1
    )
    min_coverage = Exact(
        label=_("Minimum coverage, %"), min_value=0, max_value=100, decimal_places=1
    )
    grace_months = forms.IntegerField(
        label=_("Months before a zone is ranked"), min_value=0, max_value=MOST_MONTHS
    )
    grace_rule = forms.ChoiceField(
        label=_("Those months count"),
        choices=[
            (Scheme.GraceRule.ACCEPTED, _("from acceptance or first report")),
            (Scheme.GraceRule.FIRST_REPORT, Scheme.GraceRule.FIRST_REPORT.label),
        ],
        help_text=_("Where the date of acceptance is unknown, from the first report."),
    )
    boards = forms.ChoiceField(label=_("Boards"), choices=Scheme.Boards.choices)
    decimals = forms.IntegerField(
        label=_("Decimals of the score"), min_value=0, max_value=MOST_DECIMALS
    )
    note_zh = forms.CharField(
        label=_("Note, in Chinese"), widget=forms.Textarea, required=False, max_length=4000
    )
    note_en = forms.CharField(
        label=_("Note, in English"), widget=forms.Textarea, required=False, max_length=4000
    )

    def __init__(self, data=None, *, scheme: Scheme):
        self.scheme = scheme
        self.nodes = list(scheme.nodes.select_related("indicator"))
        super().__init__(data, initial=_initial(scheme, self.nodes), auto_id="scheme-%s")
        for node in self.nodes:
            self.fields |= _fields_of(node)
        for name, field in self.fields.items():
            kind = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs["class"] = f"{kind} {kind}-sm"
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4 if name in SETTINGS else 2
            if name not in SETTINGS:  # its label is the row and the column of the table
                field.widget.attrs["aria-label"] = field.label
            if isinstance(field, Exact):
                field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
                field.widget.attrs["class"] += " zt-num"

    @property
    def settings(self) -> list[Cell]:
        """The settings' fields, short ones first."""
        return [self._cell(name) for name in SETTINGS if name in self.fields]

    @property
    def lines(self) -> Iterator[Line]:
        """The tree, each theme followed by what is in it."""
        children: dict[int | None, list[SchemeNode]] = {}
        for node in self.nodes:
            children.setdefault(node.parent_id, []).append(node)
        codes = {node.pk: node.code for node in self.nodes}

        def below(parent: int | None, depth: int) -> Iterator[Line]:
            for node in children.get(parent, []):
                yield self._line(node, codes.get(node.parent_id, ""), depth)
                yield from below(node.pk, depth + 1)

        return below(None, 0)

    @property
    def terms(self) -> SchemeTerms:
        """What the draft is to say; of a valid form."""
        typed = dict(self.cleaned_data)
        settings = {name: typed[name] for name in SETTINGS}
        settings["min_coverage"] = typed["min_coverage"] / HUNDRED
        nodes = {
            node.code: {
                name: _stored(typed[_key(node, name)], node, name)
                for name in OF_NODES
                if _key(node, name) in typed
            }
            for node in self.nodes
        }
        return SchemeTerms(settings, nodes)

    def _line(self, node: SchemeNode, parent: str, depth: int) -> Line:
        is_leaf = node.is_criterion
        return Line(
            code=node.code,
            parent=parent,
            depth=depth,
            name=label(node),
            unit=unit_of(node) or ("%" if is_leaf else ""),
            is_criterion=is_leaf,
            weight=self._cell(_key(node, "weight")) if parent else None,
            amounts=tuple(self._cell(_key(node, name)) for name in AMOUNTS if is_leaf),
            reasons=tuple(self._cell(_key(node, f"reason_{code}")) for code in ("zh", "en")),
        )

    def _cell(self, name: str) -> Cell:
        field = self[name]
        stored = as_text(self.initial.get(name))
        typed = str(field.data or "").strip() if self.is_bound else stored
        return Cell(field, "" if typed.replace("\r\n", "\n") == stored.strip() else stored)


def _key(node: SchemeNode, name: str) -> str:
    return f"{node.code}.{name}"


def _factor(node: SchemeNode) -> Decimal:
    """What amounts of a criterion are divided by to be entered."""
    is_money = node.indicator and node.indicator.unit_kind == Indicator.UnitKind.MONEY
    return WAN_PER_YI if is_money and node.measure_of in IN_UNITS else Decimal(1)


def _stored(value: Any, node: SchemeNode, name: str) -> Any:
    if name not in AMOUNTS or value is None:
        return value
    return value * _factor(node)


def _initial(scheme: Scheme, nodes: list[SchemeNode]) -> dict[str, Any]:
    initial: dict[str, Any] = {name: getattr(scheme, name) for name in SETTINGS}
    initial["cap"] = as_text(scheme.cap)
    initial["min_coverage"] = as_text(scheme.min_coverage * HUNDRED)
    for node in nodes:
        for name in OF_NODES:
            value = getattr(node, name)
            if name in AMOUNTS and value is not None:
                value = value / _factor(node)
            initial[_key(node, name)] = as_text(value)
    return initial


def _fields_of(node: SchemeNode) -> dict[str, forms.Field]:
    """A node's fields, each labelled with the node's name for those who do not see the table."""
    name = label(node)
    fields: dict[str, forms.Field] = {}
    if node.parent_id:
        fields["weight"] = Exact(
            label=_("Weight: %(name)s") % {"name": name},
            min_value=0,
            max_value=100,
            decimal_places=3,
        )
    if node.is_criterion:
        places = 8 if _factor(node) == WAN_PER_YI else 4
        for field, words in _words_of_amounts(name).items():
            fields[field] = Exact(
                label=words, decimal_places=places, required=field in ("low", "high")
            )
    for field, words in (
        ("reason_zh", _("Reason, in Chinese: %(name)s")),
        ("reason_en", _("Reason, in English: %(name)s")),
    ):
        fields[field] = forms.CharField(
            label=words % {"name": name}, widget=forms.Textarea, required=False, max_length=2000
        )
    return {_key(node, field): one for field, one in fields.items()}


def _words_of_amounts(name: str) -> dict[str, str]:
    words = {"name": name}
    return {
        "low": _("Lower goalpost: %(name)s") % words,
        "high": _("Upper goalpost: %(name)s") % words,
        "reference_mean": _("Mean of the reference: %(name)s") % words,
        "reference_deviation": _("Deviation of the reference: %(name)s") % words,
    }


class AdoptForm(forms.Form):
    """From which year a draft is to be in force, and whether it revises published years."""

    effective_year = forms.IntegerField(
        label=_("In force from the year"), min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    is_revision = forms.BooleanField(
        label=_("It revises years that are published; they are to be assessed anew"),
        required=False,
    )

    def __init__(self, data=None, *, scheme: Scheme):
        super().__init__(
            data, initial={"effective_year": scheme.effective_year}, auto_id="adopt-%s"
        )
        self.fields["effective_year"].widget.attrs["class"] = "form-control"
        self.fields["is_revision"].widget.attrs["class"] = "form-check-input"
