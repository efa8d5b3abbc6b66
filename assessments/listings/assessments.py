"""The tables of assessments: all versions, and the board, targets and flags of one."""

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import DASH
from zones.tables import BadgeColumn, HouseTable, NumberColumn
from zones.templatetags.house import badge

from ..selectors.assessment_board import Theme
from .board import MovementColumn, RankColumn, interval_column, zone_on_board
from .prospects import FileColumn, NeededColumn, ProjectedColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}


class VersionTable(HouseTable):
    """Every assessment in every version."""

    period = tables.Column(
        verbose_name=gettext_lazy("Period"), order_by="order", initial_sort_descending=True
    )
    version = NumberColumn(verbose_name=gettext_lazy("Version"))
    state = BadgeColumn(verbose_name=gettext_lazy("State"), order_by="state__text")
    ranked = NumberColumn(verbose_name=gettext_lazy("Zones ranked"))
    run = tables.Column(
        verbose_name=gettext_lazy("Run"), accessor="run_text", order_by="run_at", attrs=NOWRAP
    )
    published = tables.Column(
        verbose_name=gettext_lazy("Published"),
        accessor="published_text",
        order_by="published_at",
        attrs=NOWRAP,
    )
    scheme = tables.Column(
        verbose_name=gettext_lazy("Scheme"),
        accessor="scheme__text",
        linkify=lambda record: record.scheme.href,
        attrs={"td": {"class": "zt-scheme"}},
    )
    digest = tables.Column(
        verbose_name=gettext_lazy("Input digest"), attrs={"td": {"class": "zt-mono zt-nowrap"}}
    )
    note = tables.Column(verbose_name=gettext_lazy("Note"), visible=False)

    class Meta:
        order_by = "-period"
        row_attrs = {"id": lambda record: f"{record.code}v{record.version}"}

    def render_period(self, record) -> str:
        link = format_html('<a class="zt-nowrap" href="{}">{}</a>', record.href, record.period)
        return _under(link, record.note)

    def value_period(self, record) -> str:
        return record.code

    def render_state(self, record) -> str:
        return format_html_join(" ", "{}", ((badge(one),) for one in (record.state, *record.marks)))

    def value_state(self, record) -> str:
        return ", ".join(str(one) for one in (record.state, *record.marks))

    def render_run(self, record) -> str:
        return _under(record.run_text, record.run_by)

    def value_run(self, record) -> str:
        return record.run_text

    def render_published(self, record) -> str:
        who = record.published_by
        if record.superseded_text:
            moment = format_html('<span class="zt-nowrap">{}</span>', record.superseded_text)
            who = format_html(_("superseded {moment}"), moment=moment)
        return _under(record.published_text, who)

    def value_published(self, record) -> str:
        return record.published_text


def _under(text: str, note: str) -> str:
    if not note:
        return text
    return format_html('{} <small class="zt-under">{}</small>', text, note)


class ThemeColumn(NumberColumn):
    """What a theme adds to the score; under the geometric mean its own score."""

    def __init__(self, code: str, **kwargs):
        look = {"th": {"class": "zt-num zt-theme"}, "td": {"class": "zt-num"}}
        super().__init__(
            accessor=f"themes__{code}", text=f"theme_texts__{code}", attrs=look, **kwargs
        )

    def render(self, value, record, bound_column) -> str:
        return DASH if value is None else super().render(value, record, bound_column)


class PlacesColumn(MovementColumn):
    """The movement, with the places behind it: over the zones of both periods, as published."""

    def render(self, value: int, record) -> str:
        places = [
            text % {"places": places}
            for text, places in (
                (_("comparable %(places)s"), record.common_text),
                (_("published %(places)s"), record.published_text),
            )
            if places != DASH
        ]
        lines = format_html_join(
            "", ' <small class="zt-under zt-nowrap">{}</small>', ((line,) for line in places)
        )
        return format_html("{}{}", super().render(value, record), lines)


class AssessmentBoard(HouseTable):
    """The board of one assessment, with what each theme contributes."""

    rank = RankColumn()
    interval = interval_column()
    name = tables.Column(verbose_name=gettext_lazy("Zone"), attrs={"td": {"class": "zt-zone"}})
    standing = tables.Column(
        verbose_name=gettext_lazy("Why not ranked"), accessor="reason", visible=False
    )
    score = NumberColumn(verbose_name=gettext_lazy("Score"))
    coverage = NumberColumn(verbose_name=gettext_lazy("Coverage"))
    movement = PlacesColumn(
        verbose_name=gettext_lazy("Movement"), attrs=NOWRAP, initial_sort_descending=True
    )
    common = tables.Column(
        verbose_name=gettext_lazy("Ranked in both"), accessor="common_text", visible=False
    )
    published = tables.Column(
        verbose_name=gettext_lazy("As published"), accessor="published_text", visible=False
    )
    group = NumberColumn(
        verbose_name=gettext_lazy("Within its group"),
        accessor="group_rank",
        text="group_text",
        initial_sort_descending=False,
    )

    class Meta:
        attrs = {"class": "table zt-table zt-board"}
        order_by = "rank"
        row_attrs = {
            "id": lambda record: record.code,
            "class": lambda record: "is-unranked" if record.rank is None else None,
        }

    def render_name(self, record) -> str:
        return zone_on_board(record)

    def value_name(self, record) -> str:
        return record.full_name


def assessment_board(rows, themes: Sequence[Theme], **kwargs) -> AssessmentBoard:
    """The board with one column a theme."""
    columns = [
        (f"theme{place}", ThemeColumn(theme.code, verbose_name=theme.name))
        for place, theme in enumerate(themes)
    ]
    names = [name for name, _column in columns]
    before = ("rank", "interval", "name", "standing", "group", "score", "movement")
    sequence = (*before, *names, "coverage", "...")
    has_groups = any(row.group_rank is not None for row in rows)
    left_out = () if has_groups else ("group",)
    return AssessmentBoard(
        rows, extra_columns=columns, sequence=sequence, exclude=left_out, **kwargs
    )


class ResultTable(HouseTable):
    """How each target stands, for all zones, for each zone and for each city."""

    empty_text = gettext_lazy(
        "No target is judged here: the policy sets none for this year, no figures are there to"
        " judge one by, or none is as you asked."
    )

    whose = tables.Column(
        verbose_name=gettext_lazy("Whose"),
        order_by="whose_order",
        attrs=NOWRAP,
    )
    target = tables.Column(
        verbose_name=gettext_lazy("Target"),
        order_by="order",
        linkify=lambda record: record.target_href,
        attrs={"td": {"class": "zt-target"}},
    )
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    actual = NumberColumn(verbose_name=gettext_lazy("Actual"))
    due = NumberColumn(verbose_name=gettext_lazy("Due"))
    value = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    projected = ProjectedColumn("projected")
    band = FileColumn("band", verbose_name=gettext_lazy("Band"))
    projected_by = FileColumn("season", verbose_name=gettext_lazy("Projected by"))
    needed = NeededColumn("needed")
    needed_growth = FileColumn("growth_text", verbose_name=gettext_lazy("As growth"))
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), visible=False)
    completion = NumberColumn(verbose_name=gettext_lazy("Completion"))
    gap = NumberColumn(verbose_name=gettext_lazy("Gap"))
    shortfall = NumberColumn(verbose_name=gettext_lazy("Shortfall"))
    base = NumberColumn(verbose_name=gettext_lazy("Base year"), visible=False)
    progress = NumberColumn(verbose_name=gettext_lazy("Progress"))
    basis = tables.Column(
        verbose_name=gettext_lazy("Basis"), orderable=False, attrs={"td": {"class": "zt-basis"}}
    )
    stretch = tables.Column(verbose_name=gettext_lazy("Stretch"), visible=False)
    season = tables.Column(verbose_name=gettext_lazy("Season"), visible=False)

    class Meta:
        order_by = "target"

    def render_whose(self, record) -> str:
        if not record.whose_href:
            return record.whose
        return format_html('<a href="{}">{}</a>', record.whose_href, record.whose)

    def value_whose(self, record) -> str:
        return record.whose

    def render_value(self, record) -> str:
        return _under(record.value_text, record.unit if record.unit != DASH else "")

    def value_value(self, record) -> str:
        return record.value_text

    def render_progress(self, record) -> str:
        since = _("from %(base)s") % {"base": record.base_text}
        return _under(record.progress_text, since if record.base is not None else "")

    def value_progress(self, record) -> str:
        return record.progress_text

    def render_basis(self, record) -> str:
        stretch = record.stretch and _("stretch %(value)s") % {"value": record.stretch}
        return _under(record.basis, "; ".join(filter(None, (stretch, record.season))))

    def value_basis(self, record) -> str:
        return record.basis


class FlagTable(HouseTable):
    """What the rules found; a flag no longer found stays, withdrawn."""

    empty_text = gettext_lazy("No rule found anything in this period.")

    zone = tables.Column(
        verbose_name=gettext_lazy("Zone"),
        order_by="zone_order",
        linkify=lambda record: record.zone_href,
        attrs=NOWRAP,
    )
    badge = BadgeColumn(verbose_name=gettext_lazy("Flag"), order_by="badge__text")
    state = tables.Column(
        verbose_name=gettext_lazy("State"), orderable=False, visible=False, accessor="state"
    )
    finding = tables.Column(
        verbose_name=gettext_lazy("Finding"),
        orderable=False,
        attrs={"td": {"class": "zt-finding"}},
    )
    consequence = BadgeColumn(verbose_name=gettext_lazy("What follows"), order_by="order")
    clause = tables.Column(
        verbose_name=gettext_lazy("Clause"), orderable=False, empty_values=(), attrs=NOWRAP
    )

    class Meta:
        row_attrs = {"class": lambda record: "is-withdrawn" if record.is_withdrawn else None}

    def render_finding(self, record) -> str:
        if not record.is_withdrawn:
            return record.finding
        return format_html("<s>{}</s> <span>{}</span>", record.finding, record.state)

    def value_finding(self, record) -> str:
        return record.finding

    def render_clause(self, record) -> str:
        if record.clause is None:
            return DASH
        return format_html(
            '<a href="{}" title="{}">{}</a>',
            record.clause.href,
            record.clause.title,
            record.clause.text,
        )

    def value_clause(self, record) -> str:
        return record.clause.text if record.clause else ""
