"""The tables of a zone's page: how its score comes about, its indicators, and its targets."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.selectors.phrases import Phrase
from zones.display import DASH
from zones.sparkline import sparkline
from zones.tables import BadgeColumn, HouseTable, NumberColumn

from ..wording import quarter_name
from .cells import NUMBER, QUIET_NUMBER, bar, named, with_note
from .prospects import FileColumn, NeededColumn, ProjectedColumn


class CriterionTable(HouseTable):
    """How a score comes about: themes, their criteria, and the sum. Its order is its meaning."""

    name = tables.Column(
        verbose_name=gettext_lazy("Criterion"),
        orderable=False,
        attrs={"td": {"class": "zt-criterion"}},
    )
    unit = tables.Column(
        verbose_name=gettext_lazy("Unit"), orderable=False, visible=False, default=""
    )
    value = tables.Column(
        verbose_name=gettext_lazy("Value"), orderable=False, default="", attrs=NUMBER
    )
    goalposts = tables.Column(
        verbose_name=gettext_lazy("Goalposts"), orderable=False, default="", attrs=QUIET_NUMBER
    )
    achieved = NumberColumn(verbose_name=gettext_lazy("Achieved"), orderable=False)
    weight = NumberColumn(verbose_name=gettext_lazy("Weight, %"), orderable=False)
    points = NumberColumn(verbose_name=gettext_lazy("Points"), orderable=False)

    class Meta:
        row_attrs = {
            "id": lambda record: f"criterion-{record.code}",
            "class": lambda record: f"is-{record.kind}",
        }

    def render_name(self, record) -> str:
        return named(record) if record.href else record.name

    def value_name(self, record) -> str:
        return record.name

    def render_value(self, record) -> object:
        return with_note(record.value, record.reason)

    def value_value(self, record) -> str:
        return record.reason or record.value

    def render_achieved(self, record) -> object:
        if not record.achieved_text:
            return ""
        if record.kind != "criterion":
            return record.achieved_text
        drawn = bar(
            record.achieved, _("achieved %(value)s of 100") % {"value": record.achieved_text}
        )
        return format_html('{}<span class="zt-bar-text">{}</span>', drawn, record.achieved_text)

    def value_achieved(self, record) -> str:
        return record.achieved_text


class IndicatorTable(HouseTable):
    name = tables.Column(
        verbose_name=gettext_lazy("Indicator"),
        order_by="order",
        attrs={"td": {"class": "zt-indicator"}},
    )
    # In files a column of its own; on the page it stands beside what it measures.
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, visible=False)
    actual = NumberColumn(verbose_name=gettext_lazy("Year to date"))
    base = NumberColumn(verbose_name=gettext_lazy("Same span last year"))
    growth = NumberColumn(verbose_name=gettext_lazy("Growth"))
    due = NumberColumn(verbose_name=gettext_lazy("Due"))
    target = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    projected = ProjectedColumn()
    band = FileColumn("band", verbose_name=gettext_lazy("Band"))
    projected_by = FileColumn("season", verbose_name=gettext_lazy("Projected by"))
    rank = NumberColumn(verbose_name=gettext_lazy("Rank"), initial_sort_descending=False)
    share = NumberColumn(verbose_name=gettext_lazy("Of the province"))
    trend = tables.Column(
        verbose_name=gettext_lazy("Single quarters"), orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = "name"
        row_attrs = {"id": lambda record: f"indicator-{record.code}"}

    def __init__(self, *args, zone: str, **kwargs):
        """The sparklines have the zone's colour, by its name (`zones.colours`)."""
        super().__init__(*args, **kwargs)
        self.zone = zone

    def render_name(self, record) -> object:
        return with_note(named(record), record.counted_for)

    def value_name(self, record) -> str:
        return record.name

    def render_actual(self, record) -> object:
        return with_note(record.actual_text, record.reason)

    def value_actual(self, record) -> str:
        return record.reason or record.actual_text

    def render_growth(self, record) -> object:
        if record.growth is None:
            return with_note(DASH, record.growth_reason)
        two_years = record.two_years_text
        note = _("%(growth)s two-year average") % {"growth": two_years} if two_years else ""
        return with_note(record.growth_text, note)

    def value_growth(self, record) -> str:
        return record.growth_reason if record.growth is None else record.growth_text

    def render_target(self, record) -> object:
        if not record.further_targets:
            return record.target_text
        note = _("and %(count)s more") % {"count": record.further_targets}
        return format_html(
            '{}<small class="zt-under"><a href="#targets">{}</a></small>', record.target_text, note
        )

    def value_target(self, record) -> str:
        return record.target_text

    def render_trend(self, value) -> SafeString:
        span = {"first": quarter_name(value.quarters[0]), "last": quarter_name(value.quarters[-1])}
        title = _("Single quarters, %(first)s to %(last)s") % span
        return sparkline(value.single, title=title, zone=self.zone)


class TargetTable(HouseTable):
    name = tables.Column(
        verbose_name=gettext_lazy("Target"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-indicator"}},
    )
    phrase = tables.Column(
        verbose_name=gettext_lazy("Asked for by"),
        orderable=False,
        attrs={"td": {"class": "zt-wide"}},
    )
    actual = NumberColumn(verbose_name=gettext_lazy("Year to date"))
    due = NumberColumn(verbose_name=gettext_lazy("Due"))
    target = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, visible=False)
    completion = NumberColumn(verbose_name=gettext_lazy("Completion"))
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    projected = ProjectedColumn()
    band = FileColumn("band", verbose_name=gettext_lazy("Band"))
    needed = NeededColumn()
    needed_growth = FileColumn("growth_text", verbose_name=gettext_lazy("As growth"))
    projected_by = FileColumn("season", verbose_name=gettext_lazy("Projected by"))
    basis = tables.Column(
        verbose_name=gettext_lazy("Basis"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "zt-basis"}},
    )

    class Meta:
        order_by = "name"
        attrs = {"class": "table zt-table is-top"}
        row_attrs = {"id": lambda record: f"target-{record.code}"}

    def render_phrase(self, record) -> object:
        return format_html(
            '<span class="zt-zh" lang="zh">{}</span>{}<small class="zt-under"><a href="{}">{}</a>{}'
            "</small>",
            record.phrase.printed,
            _as_adopted(record.phrase),
            record.clause_href,
            record.clause,
            f" · {record.whose}" if record.whose else "",
        )

    def value_phrase(self, record) -> str:
        return record.phrase.printed

    def render_actual(self, record) -> object:
        if not record.figure_href:
            return record.actual_text
        return format_html('<a href="{}">{}</a>', record.figure_href, record.actual_text)

    def value_actual(self, record) -> str:
        return record.actual_text

    def render_target(self, record) -> object:
        return with_note(record.target_text, record.unit)

    def value_target(self, record) -> str:
        return record.target_text

    def render_basis(self, record) -> object:
        what = " · ".join(filter(None, (record.binding, record.basis)))
        return with_note(what or DASH, "; ".join(self._notes(record)))

    def value_basis(self, record) -> str:
        return "; ".join(filter(None, (record.binding, record.basis, *self._notes(record))))

    def _notes(self, record) -> list[str]:
        return list(filter(None, (record.set_reason, record.reason, record.season)))


def _as_adopted(phrase: Phrase) -> object:
    """What is adopted for a phrase, leading to its reading; nothing where it reads the same."""
    if not phrase.adopted:
        return ""
    return format_html(
        '<small class="zt-under">{} <a href="{}"><span class="zt-zh" lang="zh">{}</span></a>'
        "</small>",
        _("As adopted"),
        phrase.href,
        phrase.adopted,
    )
